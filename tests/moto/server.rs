//! moto: an AWS on loopback that the real `aws` command line can change.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often it is asked whether it is there, and how long lies between two times.
const ASKED: u32 = 1200;
const PAUSE: Duration = Duration::from_millis(100);

/// A running moto. It ends with this value, and is the only process that does.
pub(crate) struct Moto {
    child: Child,
    port: u16,
}

/// The folder with `aws` and `moto_server` in it.
pub(crate) fn programs() -> PathBuf {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".build").join("venv"),
        PathBuf::from,
    );
    let bin = venv.join("bin");
    for program in ["aws", "moto_server"] {
        assert!(
            bin.join(program).is_file(),
            "there is no {program} in {}: `make test` installs what tests/requirements.txt names \
             and runs the tests with it (DRIFTWALL_TEST_VENV names another virtual environment)",
            bin.display()
        );
    }
    bin
}

impl Moto {
    /// Starts it and waits until it answers. What it prints is in `folder`.
    pub(crate) fn start(bin: &Path, folder: &Path) -> Self {
        let log = folder.join("moto.log");
        // A port that was free can be taken in between: then moto ends, and the next one is tried.
        for _ in 0..5 {
            let port = free_port();
            let output = File::create(&log).unwrap();
            let child = Command::new(bin.join("moto_server"))
                .args(["-H", "127.0.0.1", "-p", &port.to_string()])
                .env_clear()
                .env("PATH", bin)
                .env("HOME", folder)
                .current_dir(folder)
                .stdin(Stdio::null())
                .stdout(output.try_clone().unwrap())
                .stderr(output)
                .spawn()
                .unwrap();
            let mut moto = Self { child, port };
            if moto.answers() {
                return moto;
            }
        }
        panic!("moto does not start:\n{}", std::fs::read_to_string(log).unwrap_or_default());
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
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

    fn answers(&mut self) -> bool {
        for _ in 0..ASKED {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if ask(self.port).is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return true;
            }
            std::thread::sleep(PAUSE);
        }
        false
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
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
