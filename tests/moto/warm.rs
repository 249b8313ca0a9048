//! The real `aws` command line, kept warm, so that hundreds of calls take seconds.

use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::aws::REGION;

/// It runs until this value is gone.
pub(crate) struct Warm {
    child: Child,
    /// The folder with the `aws` that asks it.
    pub(crate) bin: PathBuf,
}

/// What is asked first: one call of every service. What a call leaves behind gets in the way of those that only check.
pub(crate) const CALLS: &str = r#"[["ec2", "describe-vpcs"], ["cloudtrail", "describe-trails"],
    ["configservice", "describe-configuration-recorders"], ["s3api", "list-buckets"], ["iam", "list-roles"]]"#;

/// What is asked first where calls only check: something that there is not, for which the models are read all the same.
pub(crate) const NO_CALLS: &str =
    r#"[["ec2", "none"], ["cloudtrail", "none"], ["configservice", "none"]]"#;

impl Warm {
    /// Starts it in a folder, and waits until it takes calls. `venv` is where its programs are.
    pub(crate) fn start(venv: &Path, url: &str, folder: &Path, calls: &str) -> Self {
        let bin = folder.join("warm");
        std::fs::create_dir(&bin).unwrap();
        let socket = bin.join("socket");
        let nothing = bin.join("nothing");
        std::fs::write(&nothing, "").unwrap();
        let aws = bin.join("aws");
        std::fs::write(&aws, script(&venv.join("python"), &socket)).unwrap();
        std::fs::set_permissions(&aws, std::fs::Permissions::from_mode(0o755)).unwrap();
        let log = bin.join("log");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/moto/warm_aws.py");
        let child = Command::new(venv.join("python"))
            .args([source.as_path(), &socket, Path::new(calls)])
            .env_clear()
            .env("PATH", venv)
            .env("HOME", folder)
            .env("AWS_ENDPOINT_URL", url)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_CONFIG_FILE", &nothing)
            .env("AWS_SHARED_CREDENTIALS_FILE", &nothing)
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_PAGER", "")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_MAX_ATTEMPTS", "1")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut warm = Self { child, bin };
        for _ in 0..1200 {
            if socket.exists() {
                return warm;
            }
            assert!(
                warm.child.try_wait().unwrap().is_none(),
                "it ended:\n{}",
                std::fs::read_to_string(&log).unwrap()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("it never took a call:\n{}", std::fs::read_to_string(&log).unwrap());
    }
}

impl Drop for Warm {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The `aws` that asks: it hands its arguments and its streams on.
fn script(python: &Path, socket: &Path) -> String {
    format!(
        "#!{} -IS\nimport json, socket, sys\nwarm = socket.socket(socket.AF_UNIX)\nwarm.connect({:?})\n\
         socket.send_fds(warm, [json.dumps(sys.argv[1:]).encode()], [0, 1, 2])\nsys.exit(warm.recv(1)[0])\n",
        python.display(),
        socket.display().to_string()
    )
}
