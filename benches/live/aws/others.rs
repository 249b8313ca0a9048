//! What others take for the groups of the same account: the `aws` command line, and Custodian, where they are at hand.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::measure::cost;

/// A policy of Custodian that looks at every group.
const POLICY: &str = "policies:\n- name: groups\n  resource: aws.security-group\n";

/// Lets each of them read.
pub(super) fn read(
    variables: &[(&'static str, String)],
    region: &str,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let policy = folder.join("policy.yml");
    std::fs::write(&policy, POLICY)?;
    let policy = policy.to_string_lossy();
    let custodian = ["run", "-s", "out", "--cache", "", "-r", region, &policy];
    for (what, program, args) in [
        (
            "aws, groups",
            "aws",
            &["ec2", "describe-security-groups", "--page-size", "1000", "--output", "json"][..],
        ),
        (
            "aws, rules",
            "aws",
            &["ec2", "describe-security-group-rules", "--page-size", "1000", "--output", "json"],
        ),
        ("Custodian, groups", "custodian", &custodian),
    ] {
        let mut asked = Command::new(program);
        if asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            println!("  {what}: not at hand");
            continue;
        }
        let mut command = Command::new(program);
        command.args(args).current_dir(folder).stderr(Stdio::null());
        command.envs(variables.iter().cloned());
        match cost(&mut command, &[0]) {
            Ok(cost) => println!(
                "  {what}: {:.2} s, {:.2} s of processor time, {:.0} MB",
                cost.wall, cost.cpu, cost.peak_mb
            ),
            Err(error) => println!("  {what}: {error}"),
        }
    }
    Ok(())
}
