//! What the process knows and the library may not look up by itself.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::config;
use super::failure::Failure;

/// What signs a text.
type Signs = Box<dyn Fn(&Utf8Path, &str) -> Result<String, String>>;

/// The process, as data: arguments, environment, folder, clock and streams. `main` fills it from the real ones,
/// tests from their own.
pub struct Surroundings {
    /// The arguments, the program's name first.
    pub args: Vec<std::ffi::OsString>,
    /// The environment; variables that are no UTF-8 are left out.
    pub env: BTreeMap<String, String>,
    /// The working folder.
    pub folder: Utf8PathBuf,
    /// The clock.
    pub now: Box<dyn Fn() -> Timestamp>,
    /// The process id, for the lock.
    pub pid: u32,
    /// The host's name, for the lock.
    pub host: String,
    /// Data goes here.
    pub stdout: Stream,
    /// All else goes here.
    pub stderr: Stream,
    /// Where a line about progress is drawn, when all else goes to a terminal.
    pub progress: fn() -> indicatif::ProgressDrawTarget,
    /// Who git says is working here.
    pub git_user: Box<dyn Fn() -> Option<String>>,
    /// Signs a text with a key that is in a file: the signature, or why there is none.
    pub sign: Signs,
    /// Standard input, for a file that is called `-`.
    pub stdin: Box<dyn Read>,
    /// Answers come from here; nothing when it is no terminal.
    pub answers: Option<Box<dyn Read>>,
}

impl Surroundings {
    /// Lets the environment overrule the clock, and say how wide a stream is that is no terminal.
    pub(super) fn overrule(&mut self) -> Result<(), Failure> {
        for stream in [&mut self.stdout, &mut self.stderr] {
            stream.width = stream.width.filter(|_| stream.terminal).or(config::columns(&self.env));
        }
        if let Some(now) = config::clock(&self.env)? {
            self.now = Box::new(move || now);
        }
        Ok(())
    }
}

/// A stream, and what is known of its other end.
pub struct Stream {
    /// The stream.
    pub to: Box<dyn Write>,
    /// Whether a person reads it as it comes.
    pub terminal: bool,
    /// Its width in columns, when it is a terminal.
    pub width: Option<usize>,
}
