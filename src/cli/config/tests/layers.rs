//! Which file is found, which layer wins, and what paths are relative to.

use super::{Flags, Folder, path};
use crate::cli::config::{Origin, load, text};
use crate::model::{IpBlocks, Provider, Severity};

const FILE: &str = "[baseline]\npath = \"approved\"\n[scan]\nlive = \"dump:estate\"\nfail_on = \"high\"\nallow_incomplete = true\n[[output]]\nformat = \"json\"\npath = \"out.json\"\n";

fn from_file(file: &str, line: usize) -> Origin {
    Origin::File { path: file.into(), line }
}

#[test]
fn without_a_file_there_are_defaults() {
    let settings = Folder::new().load(&Flags::default(), &[]).unwrap();
    assert!(settings.file.is_none());
    assert_eq!(settings.baseline_path.value, path("baselines"));
    assert_eq!(settings.baseline.value.to_string(), "baseline:baselines");
    assert_eq!(settings.live.value, None);
    assert_eq!(settings.fail_on.value, Severity::Low);
    assert!(!settings.allow_incomplete.value);
    assert_eq!(settings.fail_on.origin, Origin::Default);
    assert!(settings.outputs.is_empty());
}

#[test]
fn the_file_is_found_up_to_the_git_root_and_no_further() {
    let folder = Folder::new();
    folder.write("driftwall.toml", FILE).write("repo/net/prod/x", "");
    let from = |below: &str| {
        load(&Flags::default(), &folder.around(below, &[]), &super::WORDS).unwrap().file
    };
    // No git root anywhere: only here.
    assert!(from("repo/net").is_none());
    assert_eq!(from("").unwrap().value, path("driftwall.toml"));
    folder.write("repo/.git", "gitdir: elsewhere");
    assert!(from("repo/net/prod").is_none());
    folder.write("repo/driftwall.toml", FILE);
    assert_eq!(from("repo/net/prod").unwrap().value, path("../../driftwall.toml"));
    folder.write("repo/net/driftwall.toml", "");
    assert_eq!(from("repo/net/prod").unwrap().value, path("../driftwall.toml"));
}

#[test]
fn paths_in_the_file_are_relative_to_it_and_others_to_the_working_folder() {
    let folder = Folder::new();
    folder.write(".git/HEAD", "").write("driftwall.toml", FILE).write("net/x", "");
    let around = folder.around("net", &[("DRIFTWALL_BASELINE_PATH", "mine")]);
    let settings = load(&Flags::default(), &around, &super::WORDS).unwrap();
    assert_eq!(settings.live.value.unwrap().to_string(), "dump:../estate");
    assert_eq!(settings.outputs[0].value.to_string(), "json=../out.json");
    assert_eq!(settings.baseline_path.value, path("mine"));
    let settings = load(&Flags::default(), &folder.around("net", &[]), &super::WORDS).unwrap();
    assert_eq!(settings.baseline.value.to_string(), "baseline:../approved");
    assert_eq!(settings.baseline.origin, from_file("../driftwall.toml", 2));

    folder.write("other/prod.toml", "[scan]\nlive = \"dump:./estate\"\n");
    let flags = Flags { config: Some(path("other/prod.toml")), ..Flags::default() };
    let settings = folder.load(&flags, &[]).unwrap();
    assert_eq!(settings.live.value.unwrap().to_string(), "dump:other/estate");
    assert_eq!(settings.baseline_path.value, path("other/baselines"));
}

#[test]
fn flags_win_over_variables_over_the_file() {
    let folder = Folder::new();
    folder.write("driftwall.toml", FILE);
    let env = [
        ("DRIFTWALL_LIVE", "manifests:deploy"),
        ("DRIFTWALL_FAIL_ON", "medium"),
        ("DRIFTWALL_ALLOW_INCOMPLETE", "0"),
        ("DRIFTWALL_OUTPUT", "sarif=a.sarif"),
        ("DRIFTWALL_BASELINE", "baseline"),
        ("PATH", "unrelated"),
    ];
    let settings = folder.load(&Flags::default(), &[]).unwrap();
    assert_eq!(settings.live.origin, from_file("driftwall.toml", 4));
    assert_eq!(settings.fail_on.value, Severity::High);

    let settings = folder.load(&Flags::default(), &env).unwrap();
    assert_eq!(settings.live.value.unwrap().to_string(), "manifests:deploy");
    assert_eq!(settings.live.origin, Origin::Variable("DRIFTWALL_LIVE"));
    assert_eq!(settings.fail_on.value, Severity::Medium);
    assert!(!settings.allow_incomplete.value);
    assert_eq!(settings.outputs[0].value.to_string(), "sarif=a.sarif");
    assert_eq!(settings.baseline.value.to_string(), "baseline:approved");
    assert_eq!(settings.baseline.origin, Origin::Variable("DRIFTWALL_BASELINE"));

    let flags = Flags {
        live: Some("dump:now".to_owned()),
        fail_on: Some(Severity::Critical),
        allow_incomplete: true,
        output: vec!["human".to_owned(), "json=b.json".to_owned()],
        ..Flags::default()
    };
    let settings = folder.load(&flags, &env).unwrap();
    assert_eq!(settings.live.origin, Origin::Flag("--live"));
    assert_eq!(settings.fail_on.value, Severity::Critical);
    assert!(settings.allow_incomplete.value);
    assert_eq!(settings.outputs.len(), 2);
}

#[test]
fn an_empty_variable_is_not_set() {
    let folder = Folder::new();
    folder.write("driftwall.toml", FILE);
    let settings = folder
        .load(&Flags::default(), &[("DRIFTWALL_LIVE", ""), ("DRIFTWALL_CONFIG", "")])
        .unwrap();
    assert_eq!(settings.live.origin, from_file("driftwall.toml", 4));
}

#[test]
fn a_broken_file_is_an_error_even_when_a_flag_wins() {
    let folder = Folder::new();
    folder.write("driftwall.toml", "[scan]\nlive = \"nowhere:x\"\n");
    let flags = Flags { live: Some("dump:now".to_owned()), ..Flags::default() };
    assert!(folder.load(&flags, &[]).is_err());
}

#[test]
fn show_prints_every_value_and_its_origin() {
    let folder = Folder::new();
    let file = format!(
        "{FILE}[findings.metadata-changed]\nenabled = false\n[[scope]]\nname = \"aws:*\"\nkinds = [\"aws.*\"]\n"
    );
    folder.write("driftwall.toml", file);
    let flags = Flags { scope: vec!["aws:1*".to_owned()], ..Flags::default() };
    let settings = folder.load(&flags, &[("DRIFTWALL_FAIL_ON", "low")]).unwrap();
    assert_eq!(
        text(&settings),
        "\
configuration: driftwall.toml

baseline.path                      approved           driftwall.toml:2
baseline                           baseline:approved  driftwall.toml:2
scan.live                          dump:estate        driftwall.toml:4
scan.fail_on                       low                DRIFTWALL_FAIL_ON
scan.allow_incomplete              true               driftwall.toml:6
activity.sources                   not set            default
baseline.require_signatures        0                  default
authority.grants                   grants             default
authority.waivers                  waivers            default
authority.signers                  allowed_signers    default
authority.require_signatures       0                  default
scan.deadline                      10m                default
scan.concurrency                   16                 default
aws.accounts                       not set            default
aws.role                           not set            default
aws.external_id                    not set            default
aws.regions                        not set            default
aws.profile                        not set            default
aws.endpoint_url                   not set            default
azure.subscriptions                not set            default
azure.management_groups            not set            default
azure.tenant                       not set            default
azure.cloud                        public             default
azure.endpoint_url                 not set            default
docker.hosts                       not set            default
docker.cert_path                   not set            default
gcp.projects                       not set            default
gcp.organization                   not set            default
gcp.folders                        not set            default
gcp.endpoint_url                   not set            default
kubernetes.contexts                not set            default
kubernetes.kubeconfig              not set            default
kubernetes.ipblock                 external           default
scope[0].name                      aws:*              driftwall.toml:12
scope[0].kinds                     aws.*              driftwall.toml:12
--scope                            aws:1*             --scope
findings.metadata-changed.enabled  false              driftwall.toml:11
output[0]                          json=out.json      driftwall.toml:8
"
    );
    let json: serde_json::Value =
        serde_json::from_str(&crate::cli::config::json(&settings)).unwrap();
    assert_eq!(json["schema"], "driftwall.config/v1");
    assert_eq!(json["settings"][2]["value"], "dump:estate");
    assert_eq!(
        json["settings"][2]["origin"],
        serde_json::json!({"from": "file", "file": "driftwall.toml", "line": 4})
    );
    assert_eq!(
        json["settings"][3]["origin"],
        serde_json::json!({"from": "environment", "variable": "DRIFTWALL_FAIL_ON"})
    );
    assert!(!settings.is_enabled("metadata-changed") && settings.is_enabled("boundary-changed"));
}

#[test]
fn whom_an_ipblock_means_is_told_by_the_nearest_layer() {
    let folder = Folder::new();
    folder.write("driftwall.toml", "[kubernetes]\nipblock = \"any\"\n");
    let settings = folder.load(&Flags::default(), &[]).unwrap();
    assert_eq!(settings.assumptions().ip_blocks, IpBlocks::Any);
    let variable = [("DRIFTWALL_KUBERNETES_IPBLOCK", "external")];
    let settings = folder.load(&Flags::default(), &variable).unwrap();
    assert_eq!(settings.assumptions().ip_blocks, IpBlocks::External);
    folder.write("driftwall.toml", "[kubernetes]\nipblock = \"pods\"\n");
    let error = folder.load(&Flags::default(), &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "driftwall.toml:2:11: kubernetes.ipblock: expected `external` or `any`, found `pods`"
    );
}

#[test]
fn docker_hosts_are_read_when_they_are_named_and_never_in_the_open() {
    let folder = Folder::new();
    let asked = |text: &str| {
        folder.write("driftwall.toml", text);
        folder.load(&Flags::default(), &[]).map(|settings| settings.reads.providers())
    };
    let named = "[docker]\nhosts = [\"tcp://docker.example:2376\"]\ncert_path = \"certs\"\n";
    let read = asked(named).unwrap();
    assert_eq!(read.asked, [Provider::Docker].into());
    assert_eq!(read.docker.hosts.unwrap()[0].name(), "docker.example");
    assert_eq!(read.docker.cert_path.unwrap(), "certs");
    let both = asked(&format!("{named}[aws]\n")).unwrap();
    assert_eq!(both.asked, [Provider::Aws, Provider::Docker].into());
    assert_eq!(asked("[docker]\ncert_path = \"certs\"\n").unwrap().asked, [Provider::Aws].into());
    for (text, part) in [
        ("[docker]\nhosts = []\n", "no host to read"),
        ("[docker]\nhosts = [\"tcp://198.51.100.9:2375\"]\n", "without `cert_path`"),
        ("[docker]\nhosts = [\"unix:///a\", \"unix:///b\"]\n", "both called local"),
        ("[docker]\nhosts = [\"docker.example\"]\n", "is not a host"),
    ] {
        let error = asked(text).unwrap_err().to_string();
        assert!(error.starts_with("driftwall.toml:2:") && error.contains(part), "{error}");
    }
}

#[test]
fn a_live_read_is_told_by_the_nearest_layer() {
    let folder = Folder::new();
    folder.write(
        "driftwall.toml",
        "[scan]\ndeadline = \"90s\"\nconcurrency = 4\n[aws]\nregions = [\"eu-*\"]\nprofile = \"audit\"\n",
    );
    let settings = folder.load(&Flags::default(), &[]).unwrap();
    assert_eq!(settings.reads.deadline.origin, from_file("driftwall.toml", 2));
    let limits = settings.reads.limits();
    assert_eq!((limits.deadline.as_secs(), limits.concurrency), (90, 4));
    let aws = settings.reads.providers().aws;
    assert!(aws.regions.unwrap()[0].matches("eu-north-1"));
    assert_eq!((aws.profile.as_deref(), aws.endpoint_url), (Some("audit"), None));

    folder.write(
        "driftwall.toml",
        "[aws]\nrole = \"/security/audit\"\naccounts = [\"4*\"]\nexternal_id = \"wall:7\"\n",
    );
    let aws = folder.load(&Flags::default(), &[]).unwrap().reads.providers().aws;
    assert_eq!(aws.role.unwrap().to_string(), "security/audit");
    assert!(aws.accounts.unwrap()[0].matches("444455556666"));
    assert_eq!(aws.external_id.unwrap().to_string(), "wall:7");
    folder.write(
        "driftwall.toml",
        "[kubernetes]\ncontexts = [\"prod-*\", \"in-cluster\"]\nkubeconfig = \"access/config\"\n",
    );
    let reads = folder.load(&Flags::default(), &[]).unwrap().reads.providers();
    assert_eq!(reads.asked, [Provider::Kubernetes].into());
    assert!(reads.kubernetes.contexts.unwrap()[0].matches("prod-eu"));
    assert_eq!(reads.kubernetes.kubeconfig.unwrap(), "access/config");
    folder.write("driftwall.toml", "[kubernetes]\nipblock = \"any\"\n");
    let reads = folder.load(&Flags::default(), &[]).unwrap().reads.providers();
    assert_eq!(reads.asked, [Provider::Aws].into());
    folder.write("driftwall.toml", "[scan]\ndeadline = \"90s\"\n");

    let variable = [("DRIFTWALL_DEADLINE", "2m")];
    let settings = folder.load(&Flags::default(), &variable).unwrap();
    assert_eq!(settings.reads.limits().deadline.as_secs(), 120);
    let flags = Flags { deadline: Some("1h 30m".to_owned()), ..Flags::default() };
    let settings = folder.load(&flags, &variable).unwrap();
    assert_eq!(settings.reads.deadline.value.to_string(), "1h 30m");
    assert_eq!(settings.reads.deadline.origin, Origin::Flag("--deadline"));
}
