//! Snapshot files and saved reports that are damaged, of another sort, or from a newer driftwall.

use crate::estates::{drifted, recorded};

#[test]
fn snapshot_files() {
    let place = recorded();
    place.ends("snapshot --out whole.json", 0);
    let whole = place.read("whole.json");
    place.write("truncated.json", &whole[..whole.len() / 2]);
    place.write("empty.json", "");
    place.write("list.json", "[]");
    place.write("other.json", "{\"SecurityGroups\": []}");
    place.write("latin.json", b"{\"format\": \"caf\xe9\"}");
    place.write("odd.json", whole.replacen("\"scopes\"", "\"scoops\"", 1));
    place.write("newer.json", whole.replace("driftwall.snapshot/1.0", "driftwall.snapshot/2.0"));
    place.write("minor.json", whole.replace("driftwall.snapshot/1.0", "driftwall.snapshot/1.9"));
    place.write(
        "deep.json",
        format!("{{\"format\": \"driftwall.snapshot/1.0\", \"scopes\": {}", "[".repeat(100_000)),
    );
    assert_shown!(
        place,
        "scan --live snapshot:whole.json",
        "scan --live snapshot:truncated.json",
        "scan --live snapshot:empty.json",
        "scan --live snapshot:list.json",
        "scan --live snapshot:other.json",
        "scan --live snapshot:latin.json",
        "scan --live snapshot:odd.json",
        "scan --live snapshot:newer.json",
        "scan --live snapshot:minor.json",
        "scan --live snapshot:deep.json",
        "scan --baseline snapshot:truncated.json",
        "diff snapshot:whole.json snapshot:truncated.json",
    );
}

#[test]
fn sources_that_are_not_there() {
    let place = recorded();
    place.write("file.txt", "x");
    assert_shown!(
        place,
        "scan --live dump:nowhere",
        "scan --live manifests:nowhere",
        "scan --live snapshot:nowhere.json",
        "scan --live snapshot:live",
        "scan --live dump:file.txt",
        "scan --live nonsense:x",
        "scan --live dump",
        "scan --live live --offline",
        "scan --baseline baseline:nowhere",
        "scan --baseline dump:nowhere",
        "diff dump:live dump:nowhere",
        "report nowhere.json",
        "scan --live 'dump:'",
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_itself_is_told_without_the_path_of_this_machine() {
    let place = recorded();
    std::os::unix::fs::symlink("loop", place.at("loop")).unwrap();
    assert_shown!(
        place,
        "scan --live dump:loop",
        "scan --live snapshot:loop",
        "scan --config loop",
        "report loop",
        "scan --baseline baseline:loop",
    );
}

#[test]
fn nothing_says_what_to_scan() {
    let place = crate::harness::Place::new();
    assert_shown!(place, "scan", "snapshot", "baseline record", "baseline list", "baseline verify");
}

#[test]
fn saved_reports() {
    let place = drifted();
    place.ends("scan --output json=whole.json", 1);
    let whole = place.read("whole.json");
    place.write("truncated.json", &whole[..whole.len() / 2]);
    place.write("empty.json", "");
    place.write("list.json", "[]");
    place.write("other.json", "{}");
    place.write("latin.json", b"{\"schema\": \"caf\xe9\"}");
    place.write("newer.json", whole.replace("driftwall.report/v1", "driftwall.report/v2"));
    place.write("snapshot.json", whole.replace("driftwall.report/v1", "driftwall.snapshot/1.0"));
    place.write("wrong.json", whole.replacen("\"exit_code\": 1", "\"exit_code\": \"one\"", 1));
    place.write("deep.json", "[".repeat(100_000));
    assert_shown!(
        place,
        "report truncated.json",
        "report empty.json",
        "report list.json",
        "report other.json",
        "report latin.json",
        "report newer.json",
        "report snapshot.json",
        "report wrong.json",
        "report deep.json",
        "report live",
    );
}

#[test]
fn outputs_that_can_not_be_written() {
    let place = drifted();
    place.write("folder/x", "");
    assert_shown!(
        place,
        "scan --output json=nowhere/report.json",
        "scan --output json=folder",
        "snapshot --out nowhere/s.json",
        "scan --output json --output sarif",
        "scan --output json=a --output sarif=a",
        "scan --output jsn",
        "scan --output json=",
    );
    let left = crate::harness::tree(&place.at(""));
    assert!(!left.keys().any(|file| file.contains(".tmp")), "{:?}", left.keys());
}
