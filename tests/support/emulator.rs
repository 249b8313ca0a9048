//! A server that others wrote, on loopback: started for a test, and ended with it.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often it is asked whether it is there, and how long lies between two times.
const ASKED: u32 = 1200;
const PAUSE: Duration = Duration::from_millis(100);

/// It runs until this value is gone, and is the only process that ends then.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) port: u16,
}

/// The folder of the virtual environment with these programs in it.
pub(crate) fn programs(names: &[&str]) -> PathBuf {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".build").join("venv"),
        PathBuf::from,
    );
    let bin = venv.join("bin");
    for program in names {
        assert!(
            bin.join(program).is_file(),
            "there is no {program} in {}: `make test` installs what tests/requirements.txt names \
             and runs the tests with it (DRIFTWALL_TEST_VENV names another virtual environment)",
            bin.display()
        );
    }
    bin
}

impl Emulator {
    /// Starts it on a port that is free, and waits until it answers. What it prints is in `folder`.
    pub(crate) fn start(
        name: &str,
        folder: &Path,
        command: impl Fn(u16) -> Command,
        answers: impl Fn(u16) -> bool,
    ) -> Self {
        let log = folder.join(format!("{name}.log"));
        // A port that was free can be taken in between: then it ends, and the next one is tried.
        for _ in 0..5 {
            let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            let output = File::create(&log).unwrap();
            let child = command(port)
                .env("HOME", folder)
                .current_dir(folder)
                .stdin(Stdio::null())
                .stdout(output.try_clone().unwrap())
                .stderr(output)
                .spawn()
                .unwrap();
            let mut emulator = Self { child, port };
            if emulator.is_there(&answers) {
                return emulator;
            }
        }
        panic!("{name} does not start:\n{}", std::fs::read_to_string(log).unwrap_or_default());
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn is_there(&mut self, answers: &impl Fn(u16) -> bool) -> bool {
        for _ in 0..ASKED {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if answers(self.port) {
                return true;
            }
            std::thread::sleep(PAUSE);
        }
        false
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
