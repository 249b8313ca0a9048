//! moto: an AWS on loopback that the real `aws` command line can change.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Deref;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::emulator::Emulator;

/// A running moto.
pub(crate) struct Moto(Emulator);

impl Deref for Moto {
    type Target = Emulator;

    fn deref(&self) -> &Emulator {
        &self.0
    }
}

impl Moto {
    /// Starts it and waits until it answers. What it prints is in `folder`.
    pub(crate) fn start(bin: &Path, folder: &Path) -> Self {
        let command = |port: u16| {
            let mut command = Command::new(bin.join("moto_server"));
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).env_clear().env("PATH", bin);
            command
        };
        let answers = |port| ask(port).is_some_and(|answer| answer.starts_with("HTTP/1.1 200"));
        Self(Emulator::start("moto", folder, command, answers))
    }

    /// Tells moto something about itself.
    #[cfg(feature = "aws")]
    pub(crate) fn post(&self, path: &str, body: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
}

/// Asks for moto's own page, which no other server has.
fn ask(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream
        .write_all(
            b"GET /moto-api/data.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        )
        .ok()?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    Some(String::from_utf8_lossy(&head).into_owned())
}
