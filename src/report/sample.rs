//! Reports for the tests of every format. The kinds are made up, so that the words are those of a build without a
//! declaration for them and don't change when one is written.

use serde_json::{Value, json};

use super::v1::*;

fn field(path: &str, before: Option<Value>, after: Option<Value>) -> FieldChange {
    FieldChange { path: path.to_owned(), before, after }
}

fn finding(id: &str, code: &str, severity: &str, title: &str) -> Finding {
    Finding {
        id: id.to_owned(),
        code: code.to_owned(),
        severity: severity.to_owned(),
        title: title.to_owned(),
        verdict: "unauthorized".to_owned(),
        incidents: Vec::new(),
        authority: None,
        attribution: "unknown".to_owned(),
        attribution_reason: None,
        searched: Vec::new(),
        activity: Vec::new(),
        transient: None,
        provider: "aws".to_owned(),
        scope: "aws:111122223333/eu-west-1".to_owned(),
        resource: None,
        change: None,
        effect: None,
        effect_unknown: None,
        exposure: None,
        exposure_unknown: None,
        hardening: None,
        state: None,
        agents: Vec::new(),
        hangs_on: Vec::new(),
        remedy: None,
        attack: vec![],
        baseline: None,
    }
}

fn about(mut finding: Finding, kind: &str, id: &str, name: Option<&str>) -> Finding {
    let file = format!("baselines/aws/111122223333/eu-west-1/{kind}/{id}.json");
    finding.resource = Some(ResourceName {
        kind: kind.to_owned(),
        id: id.to_owned(),
        name: name.map(str::to_owned),
    });
    finding.baseline = Some(Place { file, line: 14 });
    finding
}

fn changed(mut finding: Finding, action: &str, fields: Vec<FieldChange>) -> Finding {
    finding.change = Some(Change { action: action.to_owned(), fields });
    finding
}

fn rule(peer: &str, ports: &str) -> Value {
    json!({"action": "allow", "id": "sgr-09f1", "peer": peer, "ports": ports, "protocol": "tcp"})
}

fn read(scope: &str, kind: &str, count: u64) -> CoverageEntry {
    CoverageEntry {
        scope: scope.to_owned(),
        kind: kind.to_owned(),
        status: "complete".to_owned(),
        count,
        pages: 1,
        reason: None,
        incomplete: false,
        calls: Vec::new(),
        duration_ms: None,
        retries: None,
        permission: None,
    }
}

fn unread(scope: &str, kind: &str, status: &str, reason: &str) -> CoverageEntry {
    CoverageEntry {
        status: status.to_owned(),
        reason: Some(reason.to_owned()),
        incomplete: status != "skipped",
        pages: 0,
        ..read(scope, kind, 0)
    }
}

fn approval(scope: &str, at: &str, by: &str) -> Approval {
    Approval {
        scope: scope.to_owned(),
        version: 4,
        at: at.parse().unwrap(),
        by: by.to_owned(),
        reason: "quarterly review".to_owned(),
    }
}

/// The counts that belong to the findings.
pub(super) fn counted(mut report: Report) -> Report {
    let count = |test: &dyn Fn(&Finding) -> bool| {
        u64::try_from(report.findings.iter().filter(|finding| test(finding)).count()).unwrap()
    };
    report.summary.findings = BySeverity {
        critical: count(&|f| f.severity == "critical"),
        high: count(&|f| f.severity == "high"),
        medium: count(&|f| f.severity == "medium"),
        low: count(&|f| f.severity == "low"),
        info: count(&|f| f.severity == "info"),
    };
    report.summary.verdicts = ByVerdict {
        unauthorized: count(&|f| f.verdict == "unauthorized"),
        authorized: count(&|f| f.verdict == "authorized"),
        waived: count(&|f| f.verdict == "waived"),
    };
    report
}

/// Nothing to tell.
pub(super) fn clean() -> Report {
    Report {
        schema: SchemaName::V1,
        run: Run {
            tool: "driftwall".to_owned(),
            version: "0.1.0".to_owned(),
            started: "2026-11-21T06:00:00Z".parse().unwrap(),
            finished: "2026-11-21T06:00:02.5Z".parse().unwrap(),
            command: "scan".to_owned(),
        },
        exit_code: 0,
        summary: Summary { resources: 412, scopes: 3, ..Summary::default() },
        compared: Compared {
            before: "baseline:baselines".to_owned(),
            after: "dump:estate".to_owned(),
            approvals: vec![
                approval("aws:111122223333/eu-west-1", "2026-11-18T09:30:00Z", "ana@example.com"),
                approval("kubernetes:prod-eu", "2026-11-18T10:00:00Z", "ana@example.com"),
            ],
            paired: [("kubernetes:prod-eu".to_owned(), "kubernetes:manifests".to_owned())].into(),
            unrecognised: vec![],
        },
        coverage: vec![
            read("aws:111122223333/eu-west-1", "aws.example-group", 40),
            read("kubernetes:prod-eu", "kubernetes.example-policy", 372),
        ],
        findings: vec![],
        incidents: vec![],
    }
}

/// Two sources of which none is a baseline.
pub(super) fn difference() -> Report {
    let mut report = clean();
    report.exit_code = 1;
    report.run.command = "diff".to_owned();
    report.compared.before = "manifests:deploy".to_owned();
    report.compared.after = "dump:estate".to_owned();
    report.compared.approvals.clear();
    let title = "example policy `shop/db` was changed";
    let one = about(
        finding("5aa91c0e77b1d203", "boundary-changed", "medium", title),
        "kubernetes.example-policy",
        "shop/db",
        None,
    );
    let fields = vec![field("labels.tier", None, Some(json!("data")))];
    report.findings = vec![Finding { baseline: None, ..changed(one, "modified", fields) }];
    counted(report)
}

/// Everything there is to tell, with hostile names among it.
pub(super) fn report() -> Report {
    let group = "aws.example-group";
    let opened = changed(
        about(
            finding(
                "7c1f09a2bb31d0c4",
                "traffic-opened",
                "critical",
                "a rule of example group `web` was added: port 22 is now open to any address on the internet",
            ),
            group,
            "sg-0a12",
            Some("web"),
        ),
        "modified",
        vec![
            field("ingress[sgr-09f1]", None, Some(rule("0.0.0.0/0", "22"))),
            field("ingress[sgr-01aa].ports", Some(json!("8443")), Some(json!("8000-8443"))),
            field("description", Some(json!("web tier")), Some(json!("web tier, do not touch"))),
            field(
                "policy",
                Some(
                    json!({"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "vpce-1"}]}),
                ),
                Some(
                    json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "vpce-1"}]}),
                ),
            ),
        ],
    );
    let hostile = changed(
        about(
            finding(
                "7c1f09a2c0ffee00",
                "boundary-added",
                "high",
                "example group `\u{1b}[2Jquiet\r\n::error::</testcase>` was added",
            ),
            group,
            "sg-0bad",
            Some("\u{202e}@everyone [x](javascript:alert(1)) `|` <script>"),
        ),
        "added",
        vec![
            field(
                "ingress",
                None,
                Some(json!([rule("::/0", "0-65535"), rule("10.0.0.0/8", "443")])),
            ),
            field("name", None, Some(json!("\u{202e}@everyone"))),
            field("vpc", None, Some(json!("vpc-1"))),
        ],
    );
    let removed = changed(
        about(
            finding(
                "01d2e3f4a5b6c7d8",
                "boundary-removed",
                "medium",
                "example policy `shop/default-deny` was removed",
            ),
            "kubernetes.example-policy",
            "shop/default-deny",
            None,
        ),
        "removed",
        (1..=9).map(|n| field(&format!("labels.l{n}"), Some(json!(n.to_string())), None)).collect(),
    );
    let lost = finding(
        "99aa00bb11cc22dd",
        "coverage-lost",
        "medium",
        "12 approved flow logs of `azure:5d3c` could not be read",
    );
    let lost = Finding { provider: "azure".to_owned(), scope: "azure:5d3c".to_owned(), ..lost };
    let note = |id: &str| {
        changed(
            about(
                finding(id, "metadata-changed", "info", "tags of example group `db` were changed"),
                group,
                "sg-0db",
                Some("db"),
            ),
            "modified",
            vec![field("tags.env", Some(json!("prod")), Some(json!("prod-eu")))],
        )
    };
    let mut waived = note("aaaa0000aaaa0000");
    waived.verdict = "waived".to_owned();
    waived.severity = "low".to_owned();
    let mut report = clean();
    report.exit_code = 1;
    report.findings =
        vec![opened, hostile, Finding { scope: "kubernetes:prod-eu".to_owned(), ..removed }, lost];
    report.findings.extend([note("bbbb0000bbbb0000"), note("cccc0000cccc0000"), waived]);
    let denied = "needs Microsoft.Network/networkWatchers/queryFlowLogStatus/action";
    report.coverage.extend([
        unread("azure:5d3c", "azure.example-log", "denied", denied),
        unread("azure:5d3c", "azure.example-set", "denied", denied),
        unread("gcp:shop-prod", "gcp.example-rule", "skipped", "no file holds it"),
    ]);
    report.compared.unrecognised = vec![Unrecognised {
        scope: "aws:111122223333/eu-west-1".to_owned(),
        name: "describe-sekurity-groups.json".to_owned(),
        reason: "no call has this name; did you mean `describe-security-groups`".to_owned(),
    }];
    counted(report)
}
