//! Large answers are read in about the memory that they need.
//!
//! `DRIFTWALL_TEST_SOAK=1` makes them ten times as large.

use std::fmt::Write as _;

use crate::estates::AWS;
use crate::harness::Place;

/// How many groups: about 20 MB of them, or 200.
fn groups() -> usize {
    let soak = std::env::var_os("DRIFTWALL_TEST_SOAK").is_some_and(|value| value == "1");
    if soak { 200_000 } else { 20_000 }
}

/// An answer of this many groups of about a kilobyte each.
fn answer(groups: usize) -> String {
    let mut text = String::from("{\"SecurityGroups\": [\n");
    for index in 0..groups {
        let comma = if index == 0 { "" } else { ",\n" };
        let _ = write!(
            text,
            r#"{comma}{{"GroupId": "sg-{index:017x}", "GroupName": "tier-{index}", "Description": "{}", "OwnerId": "111122223333", "VpcId": "vpc-1", "IpPermissions": [{{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{{"CidrIp": "10.{}.{}.0/24"}}], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}}], "IpPermissionsEgress": [], "Tags": [{{"Key": "note", "Value": "{}"}}]}}"#,
            "d".repeat(200),
            (index >> 8) & 255,
            index & 255,
            "n".repeat(400),
        );
    }
    text.push_str("\n]}\n");
    text
}

/// The most memory that a process had, in KiB, as Linux tells it when it is asked to run one for us.
fn peak(place: &Place, line: &str) -> Option<(i32, u64)> {
    // `ulimit -v` would be a limit on addresses, not on memory, so the child's own account is asked.
    let script = "\"$0\" \"$@\" & child=$!; peak=0; while [ -r /proc/$child/status ]; do now=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$child/status); [ -n \"$now\" ] && peak=$now; kill -0 $child 2>/dev/null || break; sleep 0.02; done; wait $child; code=$?; echo \"peak $peak\" >&2; exit $code";
    let command = place.command(line);
    let mut shell = std::process::Command::new("sh");
    shell
        .arg("-c")
        .arg(script)
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(place.at(""))
        .env_clear();
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let peak = stderr.lines().rev().find_map(|line| line.strip_prefix("peak "))?.parse().ok()?;
    Some((output.status.code()?, peak)).filter(|(_, peak)| *peak > 0)
}

#[test]
fn a_large_answer_is_read_in_a_few_times_its_size() {
    let place = Place::new();
    let text = answer(groups());
    let size = text.len() as u64;
    assert!(size > groups() as u64 * 900, "{size}");
    place.write(&format!("live/{AWS}/describe-security-groups.json"), &text);
    let run = place.ends("snapshot --live dump:live --out whole.json", 0);
    assert!(run.stderr.contains(&format!("{} resources", groups())), "{}", run.stderr);

    place.write(
        &format!("after/{AWS}/describe-security-groups.json"),
        text.replacen("10.0.7.0/24", "0.0.0.0/0", 1),
    );
    let line = "diff snapshot:whole.json dump:after --output json=report.json --quiet";
    place.ends(line, 1);
    assert_eq!(place.json("report.json")["findings"].as_array().map(Vec::len), Some(1));
    if let Some((code, peak)) = peak(&place, line) {
        assert_eq!(code, 1);
        println!("{peak} KiB for {} KiB of input on each side", size / 1024);
        // Two sides, each with its bytes and what was made of them, and what the process needs anyway.
        let limit = size / 1024 * 8 + 32 * 1024;
        assert!(peak < limit, "{peak} KiB for {} KiB of input on each side", size / 1024);
    }
}

#[test]
fn one_very_long_text_is_cut_where_people_read_it() {
    let place = crate::estates::recorded();
    let mut group = crate::estates::group("sg-1", "web", 22, "0.0.0.0/0");
    group["Description"] = "x".repeat(1 << 20).into();
    crate::estates::dump(&place, "live", &[group]);
    let text = place.ends("scan --verbose", 1).stdout;
    assert!(text.len() < 100_000, "{}", text.len());
    let report = place.ends("scan --output json", 1).stdout;
    assert!(report.len() > 1 << 20, "machines get all of it");
}
