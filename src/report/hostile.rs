//! Reports in which somebody else chose every text, and what must hold of every format all the same.

mod activity;
mod agents;
mod authority;
mod effect;
mod hardening;
mod remedy;

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::Value;

use super::neutral::is_hidden;
use super::v1::*;
use super::{Format, Style, read, render, sample};

const PAYLOADS: &[&str] = &[
    "\u{1b}[2J\u{1b}[31mclean\u{1b}[0m",
    "\r\n::error::forged",
    "::add-mask::s",
    " ::stop-commands::x",
    "\u{3000}::set-output name=a::b",
    "::error:",
    "##[add-mask]s",
    "a ##[stop-commands]x",
    "##vso[task.setvariable variable=a]b",
    "100%0A::error::x%25, a: b",
    "</testcase><testcase name=\"x\">",
    "]]><!--",
    "<script>alert(1)</script>",
    "](javascript:alert(1))",
    "[x](http://evil.example) ![y](https://evil.example/p.png)",
    "@everyone @org/team #77 GH-77 http://evil.example www.evil.example a@b.example",
    "| a | b |\n| --- | --- |",
    "```\n</details>\n# x",
    "\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}\u{e0041}\u{fe0f}\u{ad}\u{2028}\u{85}\u{7f}\u{9b}31m",
    "\0\u{8}\u{ffff}\u{fffe}\u{1fffe}",
    "=cmd|' /C calc'!A0",
    "{\"type\":\"summary\"}\n",
    "../../%2e%2e/a b?c#d:e",
    "\\",
    "\\|@everyone",
    "",
    "unauthorized",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => proptest::sample::select(PAYLOADS).prop_map(str::to_owned),
        3 => vec(any::<char>(), 0..20).prop_map(String::from_iter),
        1 => proptest::sample::select(PAYLOADS).prop_map(|text| text.repeat(300)),
    ]
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![4 => proptest::sample::select(words).prop_map(str::to_owned), 1 => text()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn state() -> impl Strategy<Value = State> {
    let list = || vec(text(), 0..3);
    (list(), vec(any::<u16>(), 0..6), list(), list(), list()).prop_map(
        |(facts, ports, rules, endpoints, ways)| State { facts, ports, rules, endpoints, ways },
    )
}

fn finding() -> impl Strategy<Value = Finding> {
    let name =
        (text(), text(), of(text())).prop_map(|(kind, id, name)| ResourceName { kind, id, name });
    let field =
        (prop_oneof![text(), text().prop_map(|t| format!("list[{t}]"))], of(value()), of(value()))
            .prop_map(|(path, before, after)| FieldChange { path, before, after });
    let change = (word(&["added", "removed", "modified"]), vec(field, 0..4))
        .prop_map(|(action, fields)| Change { action, fields });
    let place = (text(), any::<u64>()).prop_map(|(file, line)| Place { file, line });
    let words = (text(), text(), word(&["critical", "low", "info"]), text());
    let more = (word(&["unauthorized", "waived", "authorized"]), activity::known(), text(), text());
    let traffic = (of(effect::effect()), of(text()), of(effect::exposure()), of(text()));
    let held = (of(hardening::hardening()), agents::agents(), of(authority::authority()));
    let changed = (of(change), of(state()), of(remedy::remedy()));
    (words, more, of(name), changed, traffic, (held, vec(text(), 0..3)), of(place)).prop_map(
        |(
            (id, code, severity, title),
            (verdict, known, provider, scope),
            resource,
            (change, state, remedy),
            (effect, effect_unknown, exposure, exposure_unknown),
            ((hardening, agents, authority), attack),
            baseline,
        )| Finding {
            id,
            code,
            severity,
            title,
            verdict,
            incidents: Vec::new(),
            authority,
            attribution: known.attribution,
            attribution_reason: known.reason,
            searched: known.searched,
            activity: known.activity,
            transient: known.transient,
            provider,
            scope,
            resource,
            change,
            state,
            effect,
            effect_unknown,
            exposure,
            exposure_unknown,
            hardening,
            agents,
            hangs_on: Vec::new(),
            remedy,
            attack,
            baseline,
        },
    )
}

fn coverage() -> impl Strategy<Value = CoverageEntry> {
    let status = word(&["complete", "absent", "skipped", "denied"]);
    let live = (of(text()), of(any::<u64>()), of(text()));
    (text(), text(), status, of(text()), any::<bool>(), live).prop_map(
        |(scope, kind, status, reason, incomplete, (call, number, permission))| CoverageEntry {
            scope,
            kind,
            status,
            count: 1,
            pages: 1,
            reason,
            incomplete,
            calls: call.into_iter().collect(),
            duration_ms: number,
            retries: number,
            permission,
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let approval = (text(), text(), text()).prop_map(|(scope, by, reason)| Approval {
        scope,
        version: 1,
        at: jiff::Timestamp::UNIX_EPOCH,
        by,
        reason,
    });
    let strange = (text(), text(), text()).prop_map(|(scope, name, reason)| Unrecognised {
        scope,
        name,
        reason,
    });
    let side = prop_oneof![text(), text().prop_map(|place| format!("baseline:{place}"))];
    let compared =
        (side, text(), vec(approval, 0..3), btree_map(text(), text(), 0..2), vec(strange, 0..3))
            .prop_map(|(before, after, approvals, paired, unrecognised)| Compared {
                before,
                after,
                approvals,
                paired,
                unrecognised,
            });
    let incident = (text(), text(), text(), text(), of(text())).prop_map(
        |(id, code, severity, title, actor)| Incident {
            id,
            code,
            severity,
            title,
            actor,
            since: None,
            until: None,
            findings: Vec::new(),
        },
    );
    let run = (text(), text(), text()).prop_map(|(tool, version, command)| Run {
        tool,
        version,
        command,
        ..sample::clean().run
    });
    (run, 0_u8..6, compared, vec(coverage(), 0..4), vec(finding(), 0..4), vec(incident, 0..2))
        .prop_map(|(run, exit_code, compared, coverage, mut findings, mut incidents)| {
            // Every finding has a part in every incident.
            for finding in &mut findings {
                finding.incidents = incidents.iter().map(|incident| incident.id.clone()).collect();
            }
            for incident in &mut incidents {
                incident.findings = findings.iter().map(|finding| finding.id.clone()).collect();
            }
            sample::counted(Report {
                run,
                exit_code,
                compared,
                coverage,
                findings,
                incidents,
                ..sample::clean()
            })
        })
}

/// A report with so many findings.
pub(super) fn many(n: usize) -> Report {
    let mut report = sample::report();
    let one = report.findings[0].clone();
    report.findings =
        (0..n).map(|index| Finding { id: format!("{index:016x}"), ..one.clone() }).collect();
    sample::counted(report)
}

/// A report with every payload at once, and names of 100 kB.
pub(super) fn worst() -> Report {
    let all = PAYLOADS.concat();
    let mut report = sample::report();
    for finding in &mut report.findings {
        finding.title = all.repeat(400);
        finding.scope.clone_from(&all);
        finding.code.clone_from(&all);
        if let Some(resource) = &mut finding.resource {
            resource.id = all.repeat(400);
            resource.name = Some(all.repeat(400));
        }
        if let Some(change) = &mut finding.change {
            for field in &mut change.fields {
                field.path = all.repeat(100);
                field.after = Some(Value::from(all.repeat(100)));
            }
        }
        if let Some(place) = &mut finding.baseline {
            place.file = all.repeat(10);
        }
    }
    for entry in &mut report.coverage {
        entry.reason = Some(all.repeat(400));
        entry.kind.clone_from(&all);
    }
    report.compared.before = format!("baseline:{all}");
    report
}

/// What must hold of every report in every format.
fn check(report: &Report) {
    for format in Format::ALL {
        let out = render(format, report, &Style::default());
        let bad = out.chars().find(|c| *c != '\n' && is_hidden(*c));
        assert_eq!(bad, None, "{format}: {out}");
        assert!(out.ends_with('\n'), "{format}");
        if let Some(line) = out.lines().find(|line| obeys(line, format)) {
            panic!("{format}: a build obeys {line}");
        }
    }
    let style = Style { verbose: true, color: true, width: 20, quiet: false };
    let out = render(Format::Text, report, &style);
    let own = |part: &str| {
        part.split_once('m').is_some_and(|(codes, _)| {
            codes
                .strip_prefix('[')
                .is_some_and(|c| c.chars().all(|c| c.is_ascii_digit() || c == ';'))
        })
    };
    assert!(out.split('\u{1b}').skip(1).all(own), "an escape sequence of somebody else's");
    assert!(!out.chars().any(|c| c != '\n' && c != '\u{1b}' && is_hidden(c)));

    let saved = render(Format::Json, report, &Style::default());
    let again = read(&saved).unwrap();
    assert!(&again == report, "{saved}");
    for format in Format::ALL {
        let [a, b] = [report, &again].map(|report| render(format, report, &Style::default()));
        assert_eq!(a, b, "{format}");
    }
    for format in super::remedy::FORMATS {
        let out = super::remedy::render_plans(
            format,
            report,
            &Style { verbose: true, ..Style::default() },
        );
        assert!(!out.chars().any(|c| c != '\n' && is_hidden(c)), "{format}: {out}");
        assert!(!out.lines().any(|line| obeys(line, format)), "{format}: {out}");
    }
    markdown(&render(Format::Markdown, report, &Style::default()));
    super::junit::check(report);
    super::sarif::check(report);
    super::github::check(report);
    super::gitlab::check(report);
}

/// Whether a build that prints this line does what it says, as the runners of GitHub and Azure Pipelines read it. The
/// annotations of `github` are meant.
fn obeys(line: &str, format: Format) -> bool {
    let word = |text: &str| {
        let word = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
        (word.len() < text.len() && word.starts_with([' ', ':', ']', '.'])) || word.is_empty()
    };
    let legacy = line.match_indices("##[").any(|(at, open)| word(&line[at + open.len()..]));
    let first = line.trim_start();
    let annotation =
        ["::error file=", "::warning file=", "::notice file=", "::notice title=left out::"];
    let command = first.strip_prefix("::").is_some_and(|rest| word(rest) && rest.contains("::"))
        && !(format == Format::Github && annotation.iter().any(|own| first.starts_with(own)));
    legacy || command || line.contains("##vso[") || first.starts_with("##teamcity[")
}

/// Outside fences and code spans there is no markup but this format's own.
fn markdown(page: &str) {
    let mut fence: Option<String> = None;
    let mut open = 0;
    for line in page.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(closing) => {
                if line == closing {
                    fence = None;
                }
                continue;
            }
            None if ticks.len() >= 3 && line.ends_with("diff") && line.len() == ticks.len() + 4 => {
                fence = Some(ticks);
                continue;
            }
            None => {}
        }

        if line.starts_with("| ") {
            assert_eq!(line.matches('|').count(), 5, "{line}");
        }
        let said = outside_code(line);
        open += said.matches("<details>").count();
        open -= said.matches("</details>").count();
        assert!(open <= 1, "{line}");
        assert!(!said.contains("](") && !said.contains("<script"), "{line}");
        for call in ["@everyone", "@org", "#77", "GH-77", "http://", "https://", "www."] {
            assert!(!said.contains(call), "{call}: {line}");
        }
    }
    assert_eq!((fence, open), (None, 0), "{page}");
}

/// A line without its code spans, by the rule of CommonMark: a run of backticks opens a span that the next run
/// of the same length closes.
fn outside_code(line: &str) -> String {
    let mut said = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let (before, at) = rest.split_at(start);
        said.push_str(before);
        let ticks = at.len() - at.trim_start_matches('`').len();
        if before.ends_with('\\') {
            said.push('`');
            rest = &at[1..];
            continue;
        }
        let after = &at[ticks..];
        let mut from = 0;
        rest = loop {
            let Some(next) = after[from..].find('`').map(|next| from + next) else { break after };
            let run = after[next..].len() - after[next..].trim_start_matches('`').len();
            if run == ticks {
                break &after[next + run..];
            }
            from = next + run;
        };
    }
    said + rest
}

#[test]
fn the_worst_report_there_is() {
    check(&worst());
    check(&many(40));
    for report in [sample::report(), sample::clean(), sample::difference()] {
        check(&report);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_report_can_leave_its_format(report in report()) {
        check(&report);
    }
}
