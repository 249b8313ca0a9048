//! The real `aws` command line, and what it prints as a dump.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// moto's account.
pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const REGION: &str = "eu-west-1";

/// The calls that list, with the service that they belong to.
pub(crate) const CALLS: &[(&str, &str)] = &[
    ("ec2", "describe-security-groups"),
    ("ec2", "describe-security-group-rules"),
    ("ec2", "describe-network-acls"),
    ("ec2", "describe-network-interfaces"),
    ("ec2", "describe-subnets"),
    ("ec2", "describe-vpcs"),
    ("ec2", "describe-route-tables"),
    ("ec2", "describe-internet-gateways"),
    ("ec2", "describe-instances"),
    ("ec2", "describe-managed-prefix-lists"),
    ("ec2", "describe-flow-logs"),
    ("cloudtrail", "describe-trails"),
    ("configservice", "describe-configuration-recorders"),
    ("configservice", "describe-configuration-recorder-status"),
    ("configservice", "describe-delivery-channels"),
];

/// The calls that moto does not know, for which no file is written.
pub(crate) const GAPS: &[(&str, &str)] = &[
    ("ec2", "describe-vpc-block-public-access-options"),
    ("ec2", "describe-vpc-block-public-access-exclusions"),
    ("ec2", "describe-security-group-vpc-associations"),
];

/// `aws`, with nothing of this machine around it.
pub(crate) struct Aws {
    program: PathBuf,
    url: String,
    nothing: PathBuf,
}

impl Aws {
    /// For the server at `url`; `folder` gets the empty configuration.
    pub(crate) fn new(bin: &Path, url: String, folder: &Path) -> Self {
        let nothing = folder.join("nothing");
        std::fs::write(&nothing, "").unwrap();
        Self { program: bin.join("aws"), url, nothing }
    }

    fn output(&self, args: &[&str]) -> Output {
        Command::new(&self.program)
            .args(args)
            .args(["--output", "json"])
            .env_clear()
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_CONFIG_FILE", &self.nothing)
            .env("AWS_SHARED_CREDENTIALS_FILE", &self.nothing)
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_PAGER", "")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            // The first answer is what moto says; asking again changes nothing.
            .env("AWS_MAX_ATTEMPTS", "1")
            .output()
            .unwrap()
    }

    /// What `aws` prints, to the byte.
    pub(crate) fn print(&self, args: &[&str]) -> Vec<u8> {
        let output = self.output(args);
        assert!(
            output.status.success(),
            "aws {}\n{}",
            args.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    /// Runs a subcommand with its parameters, and gives back what it prints; nothing is null.
    pub(crate) fn run(&self, service: &str, call: &str, parameters: &Value) -> Value {
        let printed = self.print(&[service, call, "--cli-input-json", &parameters.to_string()]);
        let printed = printed.trim_ascii();
        if printed.is_empty() { Value::Null } else { serde_json::from_slice(printed).unwrap() }
    }

    /// The same where it may be refused: nothing when it was.
    pub(crate) fn tries(&self, service: &str, call: &str, parameters: &Value) -> Option<()> {
        let output = self.output(&[service, call, "--cli-input-json", &parameters.to_string()]);
        output.status.success().then_some(())
    }

    /// A subcommand of `aws ec2`.
    pub(crate) fn ec2(&self, call: &str, parameters: &Value) -> Value {
        self.run("ec2", call, parameters)
    }

    /// Runs every call that lists, and those about one thing for everything that the lists name.
    pub(crate) fn dump(&self, dump: &Path) {
        let folder = scope_folder(dump);
        std::fs::create_dir_all(&folder).unwrap();
        let lists: Vec<Job> = CALLS
            .iter()
            .map(|(service, call)| Job { file: (*call).to_owned(), args: words(&[service, call]) })
            .collect();
        self.write(&folder, &lists);
        let mut about = Vec::new();
        let trails = read(dump, "describe-trails");
        for trail in trails["trailList"].as_array().unwrap() {
            let name = text(&trail["Name"]);
            for (call, flag) in
                [("get-trail-status", "--name"), ("get-event-selectors", "--trail-name")]
            {
                let args = words(&["cloudtrail", call, flag, &name]);
                about.push(Job { file: format!("{call}.{name}"), args });
            }
        }
        let prefix_lists = read(dump, "describe-managed-prefix-lists");
        for list in prefix_lists["PrefixLists"].as_array().unwrap() {
            // AWS's own lists are nobody's to approve.
            if list["OwnerId"] == ACCOUNT {
                let (call, id) = ("get-managed-prefix-list-entries", text(&list["PrefixListId"]));
                let args = words(&["ec2", call, "--prefix-list-id", &id]);
                about.push(Job { file: format!("{call}.{id}"), args });
            }
        }
        self.write(&folder, &about);
    }

    /// Two at a time: most of it is `aws` starting.
    fn write(&self, folder: &Path, jobs: &[Job]) {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let args: Vec<&str> = job.args.iter().map(String::as_str).collect();
                let file = folder.join(format!("{}.json", job.file));
                std::fs::write(file, self.print(&args)).unwrap();
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(work);
            scope.spawn(work);
        });
    }

    /// Holds what moto can't do against what is written down about it.
    pub(crate) fn check_gaps(&self) {
        for (service, call) in GAPS {
            let output = self.output(&[service, call]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                !output.status.success() && said.contains("500 Internal Server Error"),
                "moto learned {call}, or refuses it in another way: dump it too\n{said}"
            );
        }
    }
}

/// One file of a dump and the command line that prints it.
struct Job {
    file: String,
    args: Vec<String>,
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Where in a dump the files are.
pub(crate) fn scope_folder(dump: &Path) -> PathBuf {
    dump.join("aws").join(ACCOUNT).join(REGION)
}

/// An answer of a dump.
pub(crate) fn read(dump: &Path, call: &str) -> Value {
    let path = scope_folder(dump).join(format!("{call}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A string of an answer.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
