//! What is wrong with a file is told with its line, and never passed over.

use camino::Utf8Path;

use super::super::{Folder, Grant, Papers, Standing, Waiver, grant_schema, waiver_schema};
use super::GRANT;

/// What is wrong with a grant: message and hint of each.
fn wrong(text: &str) -> Vec<(String, String)> {
    let errors = Grant::read(Utf8Path::new("grants/a.toml"), text).unwrap_err();
    errors.iter().map(|error| (error.to_string(), error.hint().unwrap_or_default())).collect()
}

#[test]
fn each_mistake_says_where_what_and_what_instead() {
    for (was, is, message, hint) in [
        (
            "owner = ",
            "ownr = ",
            "grants/a.toml:3:1: unknown key `ownr` at the top",
            "did you mean `owner`?",
        ),
        (
            "ports = ",
            "port = ",
            "grants/a.toml:15:1: unknown key `port` in [[opens]]",
            "did you mean `ports`?",
        ),
        (
            "\"tcp\"",
            "\"tpc\"",
            "grants/a.toml:14:12: opens.protocol: `tpc` is no protocol",
            "did you mean `tcp`?",
        ),
        (
            "\"ingress\"",
            "\"inress\"",
            "grants/a.toml:12:13: opens.direction: unknown direction `inress`",
            "did you mean `ingress`?",
        ),
        (
            "203.0.113.0/24",
            "203.0.113.0/33",
            "grants/a.toml:13:9: opens.from: `203.0.113.0/33` is no address",
            "",
        ),
        ("203.0.113.0/24", "sg-1", "grants/a.toml:13:9: opens.from: `sg-1` is no address", ""),
        (
            "\"443\"",
            "\"443-80\"",
            "grants/a.toml:15:9: opens.ports: `443-80` is no list of ports",
            "",
        ),
        ("2026-12-15", "\"soon\"", "grants/a.toml:5:38: valid.until: `soon` is no date", ""),
        (
            "2026-12-15",
            "2026-11-14",
            "grants/a.toml:5:30: valid.until: it ends before it begins",
            "",
        ),
        (
            ", until = 2026-12-15",
            "",
            "grants/a.toml:5:1: valid: needs `until`: nothing is approved for ever",
            "write `valid = { from = 2026-11-15, until = 2026-12-15 }`",
        ),
        (
            "aws:111122223333/*",
            "asw:111122223333/*",
            "grants/a.toml:8:9: where.scope: unknown provider `asw`",
            "did you mean `aws`?",
        ),
        ("aws:111122223333/*", "*", "grants/a.toml:8:9: where.scope: `*` can match no scope", ""),
        (
            "scope = \"aws:111122223333/*\"",
            "scope = []",
            "grants/a.toml:8:1: where.scope: an empty list matches nothing",
            "",
        ),
        (
            "[\"203.0.113.0/24\"]",
            "[]",
            "grants/a.toml:13:1: opens.from: an empty list covers nothing",
            "name who is meant, or write [\"any\"]",
        ),
        (
            "from = [\"203.0.113.0/24\"]\n",
            "",
            "grants/a.toml:11:1: opens: what comes in needs a `from`",
            "name who may, or write `from = [\"any\"]` if everybody is meant",
        ),
        (
            "protocol = \"tcp\"",
            "protocol = \"all\"",
            "grants/a.toml:15:1: opens.ports: protocol 0 has no ports, so all of it would be approved",
            "name protocols that have ports: tcp, udp or sctp; give others a box of their own",
        ),
        (
            "ports = \"443\"",
            "icmp = \"8\"",
            "grants/a.toml:15:1: opens.icmp: protocol tcp has no types, so all of it would be approved",
            "name icmp or icmpv6; give others a box of their own",
        ),
        ("CHG-1042", "CHG 1042", "grants/a.toml:2:6: id: `CHG 1042` is no id", ""),
        (
            "ana@example.com",
            " ",
            "grants/a.toml:3:1: owner: says nothing",
            "who answers for it, such as an address of mail",
        ),
        (
            "[[opens]]",
            "[[opens]]\nfrom = 7\n[[closes]]",
            "grants/a.toml:12:8: opens.from: expected a list",
            "write `[\"…\"]`",
        ),
    ] {
        let text = GRANT.replacen(was, is, 1);
        assert_ne!(text, GRANT, "{was}");
        let found = wrong(&text);
        let is_it = |(said, way): &(String, String)| said.starts_with(message) && way == hint;
        assert!(found.iter().any(is_it), "{message} | {hint}: {found:#?}");
    }
    let nothing = wrong("");
    let said: Vec<&str> = nothing.iter().map(|(said, _)| said.as_str()).collect();
    assert_eq!(
        said,
        [
            "grants/a.toml:1:1: a grant needs `id`",
            "grants/a.toml:1:1: a grant needs `owner`",
            "grants/a.toml:1:1: a grant needs `reason`",
            "grants/a.toml:1:1: a grant needs `valid`: nothing is approved for ever",
            "grants/a.toml:1:1: a grant needs `where`: nothing is approved everywhere",
            "grants/a.toml:1:1: this grant approves nothing",
        ]
    );
}

/// What reading a folder with these files says.
fn folder(files: &[(&str, &[u8])], named: bool) -> Result<Papers, Vec<String>> {
    let place = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs_err::write(place.path().join(name), bytes).unwrap();
    }
    let at = Utf8Path::from_path(place.path()).unwrap();
    let missing = at.join("nowhere");
    let at = if files.is_empty() { &missing } else { at };
    let mut papers = Papers::default();
    papers
        .read_grants(Folder { at, given: Utf8Path::new("grants"), named, demand: None })
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(papers)
}

#[test]
fn a_folder_is_read_whole_or_not_at_all() {
    assert_eq!(folder(&[], false).unwrap().grants, None);
    assert_eq!(
        folder(&[], true).unwrap_err(),
        ["the folder `grants`, where grants are kept, does not exist"]
    );
    let other = GRANT.replace("CHG-1042", "CHG-1000");
    let good = [("b.toml", GRANT.as_bytes()), ("a.toml", other.as_bytes()), ("README.md", b"text")];
    let ids = |papers: Papers| -> Vec<String> {
        papers.grants.unwrap().into_iter().map(|grant| grant.paper.id).collect()
    };
    assert_eq!(ids(folder(&good, true).unwrap()), ["CHG-1000", "CHG-1042"]);
    for (bytes, message) in [
        (&b"id = "[..], "grants/c.toml:1:6: "),
        (&b"\xff"[..], "grants/c.toml:1:1: not UTF-8"),
        (GRANT.as_bytes(), "grants/c.toml: `CHG-1042` is the id of grants/b.toml too"),
    ] {
        let mut files = good.to_vec();
        files.push(("c.toml", bytes));
        let errors = folder(&files, true).unwrap_err();
        assert!(errors[0].starts_with(message), "{errors:?}");
    }
}

#[test]
fn the_kept_schemas_are_the_schemas() {
    for (name, schema) in [("grant", grant_schema()), ("waiver", waiver_schema())] {
        let path = format!("{}/docs/schema/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1") {
            fs_err::write(&path, &text).unwrap();
        }
        let kept = fs_err::read_to_string(&path).unwrap();
        assert!(
            kept == text,
            "docs/schema/{name}.json is old: run the tests with DRIFTWALL_BLESS=1"
        );
    }
    // Dates are texts in JSON.
    let json = |text: &str| {
        let text = text.replace("from = 2026-11-15", "from = \"2026-11-15\"");
        let text = text.replace("until = 2026-12-15", "until = \"2026-12-15\"");
        let text = text.replace("= 2026-12-01", "= \"2026-12-01\"");
        serde_json::to_value(toml::from_str::<toml::Table>(&text).unwrap()).unwrap()
    };
    for (schema, text) in [(grant_schema(), GRANT), (waiver_schema(), WAIVER)] {
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&json(text)));
        assert!(!validator.is_valid(&json(&text.replace("owner", "ownr"))));
    }
}

const WAIVER: &str = r#"
id = "W-17"
finding = "7c1f09a2bb31d0c4"
code = "traffic-opened"
scope = "aws:111122223333/eu-west-1"
owner = "ana@example.com"
approver = "bo@example.com"
reason = "moves next week"
expires = 2026-12-01
"#;

#[test]
fn a_waiver_says_everything_and_a_date_that_can_not_be_read_has_passed() {
    let read = |text: &str| Waiver::read(Utf8Path::new("waivers/w.toml"), text);
    let at = |text: &str, now: &str| read(text).unwrap().at(now.parse().unwrap());
    assert_eq!(at(WAIVER, "2026-12-01T23:59:59Z"), Standing::Valid);
    assert_eq!(at(WAIVER, "2026-12-02T00:00:00Z"), Standing::Expired);
    let zoned = format!("{WAIVER}zone = \"Pacific/Kiritimati\"\n");
    assert_eq!(at(&zoned, "2026-12-01T09:59:59Z"), Standing::Valid);
    assert_eq!(at(&zoned, "2026-12-01T10:00:00Z"), Standing::Expired);
    for date in ["\"soon\"", "2026-02-30", "2026-13-01 # typo", "\"2026-12-01x\"", "\"2026\""] {
        let text = WAIVER.replace("2026-12-01", date);
        assert_eq!(at(&text, "2026-11-20T06:00:00Z"), Standing::Expired, "{date}");
    }
    for (was, is, message) in [
        ("approver", "aprover", "waivers/w.toml:7:1: unknown key `aprover` at the top"),
        (
            "7c1f09a2bb31d0c4",
            "7c1f09a2",
            "waivers/w.toml:3:11: finding: `7c1f09a2` is no id of a finding",
        ),
        ("expires = 2026-12-01\n", "", "waivers/w.toml:1:1: a waiver needs `expires`"),
        (
            "expires = 2026-12-01",
            "expires = true",
            "waivers/w.toml:9:11: expires: invalid type: boolean `true`",
        ),
        (
            "aws:111122223333/eu-west-1",
            "aws:*",
            "waivers/w.toml:5:9: scope: `aws:*` is not a scope of aws",
        ),
        (
            "reason = \"moves next week\"",
            "reason = \"\"",
            "waivers/w.toml:8:1: reason: says nothing",
        ),
    ] {
        let errors = read(&WAIVER.replace(was, is)).unwrap_err();
        let said = errors[0].to_string();
        assert!(said.starts_with(message), "{said}");
    }
}
