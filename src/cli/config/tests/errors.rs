//! Every way to be wrong has one clear message.

use super::{Flags, Folder, all_wrong, path, wrong};
use crate::cli::config::Fault;

#[test]
fn each_mistake_in_the_file_says_where_what_and_what_instead() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "[scan]\n\n  fial_on = \"high\"\n",
            "driftwall.toml:3:3: unknown key `fial_on` in [scan]; known are `allow_incomplete`, `concurrency`, `deadline`, `fail_on`, `live`",
            "did you mean `fail_on`?",
        ),
        (
            "[scam]\nlive = \"dump:a\"\n",
            "driftwall.toml:1:2: unknown key `scam` at the top; known are `activity`, `authority`, `aws`, `azure`, `baseline`, `docker`, `findings`, `gcp`, `kubernetes`, `output`, `scan`, `scope`",
            "did you mean `scan`?",
        ),
        (
            "[[scope]]\nname = \"*\"\nregions = [\"eu-west-1\"]\n",
            "driftwall.toml:3:1: unknown key `regions` in [[scope]]; known are `exclude`, `include`, `kinds`, `name`",
            "",
        ),
        (
            "[findings.metadata-changed]\nseverty = \"low\"\n",
            "driftwall.toml:2:1: unknown key `severty` in [findings.metadata-changed]; known are `enabled`, `severity`",
            "did you mean `severity`?",
        ),
        (
            "[scan]\nfail_on = 5\n",
            "driftwall.toml:2:11: scan.fail_on: invalid type: integer `5`, expected a text in quotes",
            "",
        ),
        (
            "[scan]\nallow_incomplete = \"yes\"\n",
            "driftwall.toml:2:20: scan.allow_incomplete: invalid type: string \"yes\", expected a boolean",
            "",
        ),
        (
            "[scan]\nfail_on = \"hgih\"\n",
            "driftwall.toml:2:11: scan.fail_on: unknown severity `hgih`; known are info, low, medium, high and critical",
            "did you mean `high`?",
        ),
        (
            "[baseline]\npath = \"\"\n",
            "driftwall.toml:2:8: baseline.path: a path is never empty",
            "",
        ),
        (
            "[scan]\nlive = \"estate\"\n",
            "driftwall.toml:2:8: scan.live: `estate` is not a source; known are `dump:DIR`, `manifests:DIR`, `baseline[:DIR]`",
            "a folder needs a word in front, such as `dump:estate`",
        ),
        (
            "[scan]\nlive = \"dmup:estate\"\n",
            "driftwall.toml:2:8: scan.live: `dmup:estate` is not a source; known are `dump:DIR`, `manifests:DIR`, `baseline[:DIR]`",
            "did you mean `dump`?",
        ),
        (
            "[scan]\nlive = \"dump\"\n",
            "driftwall.toml:2:8: scan.live: `dump` is not complete or says too much; write `dump:DIR`",
            "",
        ),
        (
            "[scan]\nlive = \"dump:\"\n",
            "driftwall.toml:2:8: scan.live: `dump:` names nothing after the colon",
            "",
        ),
        (
            "[scope]\nname = \"*\"\n",
            "driftwall.toml:1:1: scope: expected a list of tables",
            "write `[[scope]]`",
        ),
        (
            "[[scan]]\nlive = \"dump:a\"\n",
            "driftwall.toml:1:1: scan: expected one table",
            "write `[scan]`",
        ),
        (
            "[[scope]]\nkinds = \"aws.*\"\n",
            "driftwall.toml:2:9: scope.kinds: expected a list",
            "write `[\"…\"]`",
        ),
        (
            "[[scope]]\nkinds = [\n  \"aws.*\",\n  \"aws.securty-group\",\n]\n",
            "driftwall.toml:4:3: scope.kinds: `aws.securty-group` matches no kind; known are `aws.network-acl`, `aws.security-group`, `kubernetes.network-policy`",
            "did you mean `aws.security-group`?",
        ),
        (
            "[[scope]]\nexclude = [\"sg-0a12\"]\n",
            "driftwall.toml:2:12: scope.exclude: `sg-0a12` can match no resource; write `<kind>:<identity>`, for example aws.security-group:sg-*",
            "",
        ),
        (
            "[[scope]]\ninclude = []\n",
            "driftwall.toml:2:1: scope.include: an empty list leaves nothing to look at",
            "without `include`, everything is looked at",
        ),
        (
            "[[scope]]\n\n[[scope]]\nname = \"aws:*\"\n",
            "driftwall.toml:3:1: scope: an entry above is for all scopes, so this one never decides",
            "put the entry for all scopes last",
        ),
        (
            "[aws]\naccounts = [\"111122223333\"]\n",
            "driftwall.toml:2:1: aws.accounts: without `role`, only the account of the credentials is read",
            "name the role that is assumed in each account: role = \"driftwall-audit\"",
        ),
        (
            "[kubernetes]\ncontexts = []\n",
            "driftwall.toml:2:1: kubernetes.contexts: an empty list leaves no cluster to read",
            "without `contexts`, `live` reads no cluster",
        ),
        (
            "[aws]\nrole = \"audit\"\naccounts = []\n",
            "driftwall.toml:3:1: aws.accounts: an empty list leaves no account to read",
            "without `accounts`, every account of the organisation is read",
        ),
        (
            "[findings.metadata-chnaged]\nenabled = false\n",
            "driftwall.toml:1:11: findings.metadata-chnaged: no finding has the code `metadata-chnaged`",
            "did you mean `metadata-changed`?",
        ),
        (
            "[[output]]\nformat = \"srif\"\n",
            "driftwall.toml:2:10: output.format: unknown format `srif`; known are `human`, `json`, `sarif`",
            "did you mean `sarif`?",
        ),
        (
            "[[output]]\npath = \"a.json\"\n",
            "driftwall.toml:1:1: output: an output needs a `format`",
            "known are `human`, `json`, `sarif`",
        ),
        (
            "[[output]]\nformat = \"json\"\n[[output]]\nformat = \"human\"\n",
            "driftwall.toml:3:1: output: two reports can't both be written to standard output",
            "",
        ),
        (
            "[scan]\nlive = \"dump:a\"\nlive = \"dump:b\"\n",
            "driftwall.toml:3:1: `live` is set twice",
            "",
        ),
    ];
    for (text, message, hint) in cases {
        assert_eq!(wrong(text), ((*message).to_owned(), (*hint).to_owned()), "{text}");
    }
}

#[test]
fn what_is_not_toml_says_where_it_stops() {
    let (message, _) = wrong("[scan]\nlive = dump:estate\n");
    assert!(message.starts_with("driftwall.toml:2:8: "), "{message}");
    let (message, _) = wrong("[scan\n");
    assert!(message.starts_with("driftwall.toml:1:6: "), "{message}");
}

#[test]
fn bytes_that_are_no_text_and_files_that_are_no_configuration_are_refused() {
    assert_eq!(wrong(b"[scan]\n# caf\xe9\n").0, "driftwall.toml:2:6: not UTF-8");
    assert_eq!(wrong("#".repeat(1024 * 1024 + 1)).0, "driftwall.toml is larger than 1 MiB");
    super::settings(&"#".repeat(1024 * 1024));
}

#[test]
fn everything_that_is_wrong_is_told_in_the_order_of_the_lines() {
    let all = all_wrong("[scan]\nliev = 1\n[findings.x]\ny = 1\nseverity = \"bad\"\n");
    let lines: Vec<&str> = all.iter().map(|m| m.split(": ").next().unwrap()).collect();
    assert_eq!(lines, ["driftwall.toml:2:1", "driftwall.toml:4:1", "driftwall.toml:5:12"]);

    let all = all_wrong(
        "[[scope]]\nname = \"x\"\nkinds = [\"x\", \"y\"]\n[scan]\nfail_on = 1\nlive = 2\nx = 3\n[baseline]\npath = 4\n",
    );
    let lines: Vec<&str> = all.iter().map(|m| m.split(": ").next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "driftwall.toml:2:8",
            "driftwall.toml:3:10",
            "driftwall.toml:5:11",
            "driftwall.toml:6:8",
            "driftwall.toml:7:1",
            "driftwall.toml:9:8",
        ]
    );
}

#[test]
fn a_named_file_that_is_missing_is_an_error_and_never_the_defaults() {
    let folder = Folder::new();
    let flags = Flags { config: Some(path("prod.toml")), ..Flags::default() };
    let error = folder.load(&flags, &[]).unwrap_err();
    assert_eq!(error.to_string(), "prod.toml, named by --config, does not exist");
    assert_eq!(error.fault(), Fault::Configuration);
    let error = folder.load(&Flags::default(), &[("DRIFTWALL_CONFIG", "ci.toml")]).unwrap_err();
    assert_eq!(error.to_string(), "ci.toml, named by DRIFTWALL_CONFIG, does not exist");
}

#[test]
fn a_folder_is_no_configuration() {
    let folder = Folder::new();
    folder.write("driftwall.toml/x", "");
    let error = folder.load(&Flags::default(), &[]).unwrap_err();
    assert_eq!(error.to_string(), "driftwall.toml can't be read");
}

#[test]
fn variables_are_known_or_an_error() {
    let cases = [
        (
            ("DRIFTWALL_FAILON", "high"),
            "unknown environment variable `DRIFTWALL_FAILON`",
            "did you mean `DRIFTWALL_FAIL_ON`?",
        ),
        (
            ("DRIFTWALL_X", ""),
            "unknown environment variable `DRIFTWALL_X`",
            "known are `DRIFTWALL_CONFIG`, `DRIFTWALL_BASELINE`, `DRIFTWALL_BASELINE_PATH`, `DRIFTWALL_LIVE`, `DRIFTWALL_FAIL_ON`, `DRIFTWALL_ALLOW_INCOMPLETE`, `DRIFTWALL_DEADLINE`, `DRIFTWALL_KUBERNETES_IPBLOCK`, `DRIFTWALL_OUTPUT`, `DRIFTWALL_NOW`, `DRIFTWALL_SEAL_KEY`",
        ),
        (
            ("DRIFTWALL_FAIL_ON", "hihg"),
            "DRIFTWALL_FAIL_ON: unknown severity `hihg`; known are info, low, medium, high and critical",
            "did you mean `high`?",
        ),
        (
            ("DRIFTWALL_ALLOW_INCOMPLETE", "yes"),
            "DRIFTWALL_ALLOW_INCOMPLETE: expected `true` or `false`, found `yes`",
            "",
        ),
        (
            ("DRIFTWALL_BASELINE", "approved"),
            "DRIFTWALL_BASELINE: `approved` is not a source; known are `dump:DIR`, `manifests:DIR`, `baseline[:DIR]`",
            "a folder needs a word in front, such as `dump:approved`",
        ),
        (
            ("DRIFTWALL_KUBERNETES_IPBLOCK", "externel"),
            "DRIFTWALL_KUBERNETES_IPBLOCK: expected `external` or `any`, found `externel`",
            "did you mean `external`?",
        ),
        (("DRIFTWALL_OUTPUT", "json="), "DRIFTWALL_OUTPUT: `json=` names no file after `=`", ""),
    ];
    for (variable, message, hint) in cases {
        let error = Folder::new().load(&Flags::default(), &[variable]).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.hint().unwrap_or_default(), hint);
        assert_eq!(error.fault(), Fault::Configuration);
    }
}

#[test]
fn a_wrong_variable_is_an_error_even_when_a_flag_wins() {
    let flags = Flags { output: vec!["json".to_owned()], ..Flags::default() };
    let error = Folder::new().load(&flags, &[("DRIFTWALL_OUTPUT", "josn")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "DRIFTWALL_OUTPUT: unknown format `josn`; known are `human`, `json`, `sarif`"
    );
}

#[test]
fn a_wrong_flag_is_wrong_usage() {
    let folder = Folder::new();
    let cases = [
        (
            Flags { live: Some("nowhere:x".to_owned()), ..Flags::default() },
            "--live: `nowhere:x` is not a source; known are `dump:DIR`, `manifests:DIR`, `baseline[:DIR]`",
        ),
        (
            Flags { scope: vec!["prod".to_owned()], ..Flags::default() },
            "--scope: `prod` can match no scope; write `<provider>:<where>`, for example aws:111122223333/*",
        ),
        (
            Flags { output: vec!["json".to_owned(), "sarif".to_owned()], ..Flags::default() },
            "--output: two reports can't both be written to standard output",
        ),
    ];
    for (flags, message) in cases {
        let error = folder.load(&flags, &[]).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.fault()), (message, Fault::Usage));
    }
}
