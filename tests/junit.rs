//! JUnit reports are what the published schema of JUnit reports allows: held against it by `xmlschema`, which `make test`
//! installs.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints what is wrong with each file, and nothing when nothing is.
const VALIDATE: &str = "\
import sys, xmlschema
schema = xmlschema.XMLSchema(sys.argv[1])
for path in sys.argv[2:]:
    for error in schema.iter_errors(path):
        print(path, error.reason)
";

/// A group whose name, tags and rules are as hostile as a name can be.
const HOSTILE: &str = r#"{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "]]></testcase>\u001b[2J&amp;\ufffe",
  "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": [],
  "Tags": [{"Key": "<a b='c'>", "Value": "\u202e\u0000"}]}]}"#;

fn python() -> PathBuf {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".build").join("venv"),
        PathBuf::from,
    );
    let python = venv.join("bin").join("python");
    assert!(python.is_file(), "there is no {}: `make test` installs it", python.display());
    python
}

fn junit(folder: &Path, arguments: &[&str], to: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_driftwall"))
        .args(arguments)
        .args(["--output", "junit"])
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    std::fs::write(to, run.stdout).unwrap();
}

#[test]
fn a_report_is_what_the_published_schema_allows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    junit(root, &["scan", "--config", "examples/estate/driftwall.toml"], &file("estate.xml"));
    for side in ["before", "after"] {
        std::fs::create_dir_all(file(side).join("aws/111122223333/eu-west-1")).unwrap();
    }
    let answer = "aws/111122223333/eu-west-1/describe-security-groups.json";
    std::fs::write(file("before").join(answer), r#"{"SecurityGroups": []}"#).unwrap();
    std::fs::write(file("after").join(answer), HOSTILE).unwrap();
    junit(folder.path(), &["diff", "dump:before", "dump:after"], &file("hostile.xml"));
    std::fs::write(file("after").join(answer), "{").unwrap();
    junit(folder.path(), &["diff", "dump:before", "dump:after"], &file("unread.xml"));
    std::fs::create_dir(file("nothing")).unwrap();
    junit(folder.path(), &["diff", "dump:nothing", "dump:nothing"], &file("nothing.xml"));

    let reports = ["estate.xml", "hostile.xml", "unread.xml", "nothing.xml"].map(file);
    for report in &reports {
        let text = std::fs::read_to_string(report).unwrap();
        assert!(text.contains("<testsuites"), "{}", report.display());
    }
    let validated = Command::new(python())
        .args(["-c", VALIDATE])
        .arg(root.join("tests/schemas/junit-10.xsd"))
        .args(&reports)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&validated.stdout);
    let failed = String::from_utf8_lossy(&validated.stderr);
    assert!(validated.status.success() && told.is_empty(), "{told}{failed}");
}
