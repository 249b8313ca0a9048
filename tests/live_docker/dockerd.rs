//! A real Docker engine of the test's own: its own socket, its own folders, its own containers.

use std::fs::File;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// How often it is asked whether it is there, and how long lies between two times.
const ASKED: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// A running engine. It ends with this value, and with it whatever it runs.
pub(crate) struct Dockerd {
    child: Child,
    folder: tempfile::TempDir,
    /// Where it listens over TLS.
    pub(crate) port: u16,
}

/// Whether a machine that can't run an engine said so by hand. Nothing else skips a test.
pub(crate) fn is_left_out() -> bool {
    let is_left_out = std::env::var_os("DRIFTWALL_WITHOUT_DOCKERD").is_some_and(|said| said == "1");
    if is_left_out {
        // Past the test harness, which keeps to itself what a test prints that passes.
        let said = b"NOT TESTED against a real Docker engine: DRIFTWALL_WITHOUT_DOCKERD=1\n";
        std::io::stderr().write_all(said).unwrap();
    }
    is_left_out
}

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    let mut folders = std::env::split_paths(&path).chain(system);
    let found = folders.find(|folder| folder.join(name).is_file());
    found
        .unwrap_or_else(|| {
            panic!(
                "there is no `{name}`: `make dockerd` installs docker.io, busybox-static and openssl, as root; \
                 DRIFTWALL_WITHOUT_DOCKERD=1 goes without this test"
            )
        })
        .join(name)
}

impl Dockerd {
    /// Starts it and waits until it answers, over a socket and over TLS with these certificates.
    pub(crate) fn start(certificates: &Path) -> Self {
        let (folder, log) = (tempfile::tempdir().unwrap(), "dockerd.log");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let certificate = |name: &str| certificates.join(name).display().to_string();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        // Nothing of what the machine's own engine is told.
        std::fs::write(folder.path().join("daemon.json"), "{}\n").unwrap();
        let output = File::create(folder.path().join(log)).unwrap();
        let child = Command::new(program("dockerd"))
            .args([
                "--storage-driver",
                "vfs",
                "--iptables=false",
                "--ip6tables=false",
                "--bridge=none",
                // Addresses for measuring devices, to which no machine has a route.
                "--default-address-pool=base=198.18.0.0/16,size=24",
            ])
            .args(["--data-root", &at("data"), "--exec-root", &at("exec"), "-p", &at("pid")])
            .args([
                "--config-file",
                &at("daemon.json"),
                "-H",
                &format!("unix://{}", at("docker.sock")),
            ])
            .args(["-H", &format!("tcp://127.0.0.1:{port}"), "--tlsverify"])
            .args(["--tlscacert", &certificate("ca.pem"), "--tlscert", &certificate("server.pem")])
            .args(["--tlskey", &certificate("server-key.pem")])
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut engine = Self { child, folder, port };
        let is_there = engine.answers();
        let log = || std::fs::read_to_string(engine.folder.path().join(log)).unwrap_or_default();
        assert!(
            is_there,
            "dockerd does not start here; it needs root. DRIFTWALL_WITHOUT_DOCKERD=1 goes without this test.\n{}",
            log()
        );
        engine
    }

    /// An engine leaves what it mounted in its folders, which then can't be removed.
    fn unmount(&self) {
        let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        let places = mounts.lines().filter_map(|line| line.split(' ').nth(1));
        let own = places.filter(|place| Path::new(place).starts_with(self.folder.path()));
        for place in own.collect::<Vec<&str>>().into_iter().rev() {
            let _ = Command::new("umount").arg(place).status();
        }
    }

    fn answers(&mut self) -> bool {
        for _ in 0..ASKED {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if self.command(&["version"]).status.success() {
                return true;
            }
            std::thread::sleep(PAUSE);
        }
        false
    }

    /// Where it listens on this machine.
    pub(crate) fn socket(&self) -> String {
        format!("unix://{}", self.folder.path().join("docker.sock").display())
    }

    /// The `docker` command line, told whom to ask.
    pub(crate) fn command(&self, args: &[&str]) -> Output {
        Command::new(program("docker"))
            .args(["-H", &self.socket()])
            .args(args)
            .env("DOCKER_CONFIG", self.folder.path())
            .env_remove("DOCKER_TLS_VERIFY")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs `docker`, insisting that it works. What it says.
    pub(crate) fn docker(&self, line: &str) -> String {
        let args: Vec<&str> = line.split_whitespace().collect();
        let output = self.command(&args);
        assert!(
            output.status.success(),
            "docker {line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes the image `shop:1` of this machine's busybox.
    pub(crate) fn import(&self) {
        let root = self.folder.path().join("root");
        std::fs::create_dir_all(root.join("bin")).unwrap();
        std::fs::copy(program("busybox"), root.join("bin/sleep")).unwrap();
        let archive = self.folder.path().join("root.tar");
        let tar = Command::new(program("tar"))
            .args(["-C", &root.display().to_string(), "-cf", &archive.display().to_string(), "."])
            .status();
        assert!(tar.unwrap().success());
        self.docker(&format!("import {} shop:1", archive.display()));
    }

    /// Writes what `docker` prints of a host into a folder, as docs/dumps.md has it.
    pub(crate) fn dump(&self, folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        let write = |name: &str, args: &[&str]| {
            let output = self.command(args);
            assert!(output.status.success(), "{args:?}");
            std::fs::write(folder.join(name), output.stdout).unwrap();
        };
        write("info.json", &["info", "--format", "{{json .}}"]);
        let ids = self.docker("ps -aq");
        write(
            "inspect.json",
            &["inspect"].into_iter().chain(ids.split_whitespace()).collect::<Vec<_>>(),
        );
        let ids = self.docker("network ls -q");
        let inspect = ["network", "inspect"].into_iter().chain(ids.split_whitespace());
        write("network-inspect.json", &inspect.collect::<Vec<_>>());
    }
}

impl Drop for Dockerd {
    fn drop(&mut self) {
        // A bridge stays on the machine when its engine is gone, and the ranges that engines choose from run out.
        let own: [(&[&str], &[&str]); 2] = [
            (&["ps", "-aq"], &["rm", "-f"]),
            (&["network", "ls", "-q", "--filter", "type=custom"], &["network", "rm"]),
        ];
        for (list, remove) in own {
            let ids = String::from_utf8(self.command(list).stdout).unwrap_or_default();
            let ids: Vec<&str> = ids.split_whitespace().collect();
            if !ids.is_empty() {
                self.command(&[remove, &ids].concat());
            }
        }
        // It ends what it started when it is asked to, and not when it is killed.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        for _ in 0..ASKED {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return self.unmount();
            }
            std::thread::sleep(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.unmount();
    }
}
