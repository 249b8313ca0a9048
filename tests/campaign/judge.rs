//! Whether a run ended as it may.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cases::{Case, Where};
use super::cloudsim::faults::Kind;
use super::field::{Run, Told, Truth, code, told};

/// What came of a case in a word or two, or what is wrong with it.
pub(crate) type Outcome = Result<String, String>;

/// Judges a run.
pub(crate) fn judged(truth: &Truth, case: &Case, run: &Run) -> Outcome {
    if !run.is_struck {
        return Err("the fault never struck".to_owned());
    }
    let Some(code) = code(run) else {
        return Err(format!("it hung, or died of a signal: {:?}\n{}", run.status, run.stderr));
    };
    if run.stderr.contains("panicked") {
        return Err(format!("it panicked\n{}", run.stderr));
    }
    let outcome = match &run.report {
        Some(report) => reported(truth, case, report, code)?,
        None if code == 4 && is_named(case, &run.stderr) => "no scan".to_owned(),
        None => return Err(format!("exit {code} without a report\n{}", run.stderr)),
    };
    if case.must_be_right() && outcome != "right" {
        return Err(format!("{outcome}, and should have been right\n{}", run.stderr));
    }
    Ok(outcome)
}

fn reported(truth: &Truth, case: &Case, report: &Value, code: i32) -> Outcome {
    let rows = report["coverage"].as_array().unwrap();
    let is_whole = |row: &&Value| row["status"] == "complete";
    let unread: Vec<&Value> = rows.iter().filter(|row| !is_whole(row)).collect();
    let absent: BTreeSet<&str> = unread
        .iter()
        .filter(|row| row["status"] == "absent")
        .filter_map(|row| row["kind"].as_str())
        .collect();
    let may_be_absent = case.kind == Kind::NotThere && truth.late.contains(&case.call);
    if !absent.is_empty() && !may_be_absent {
        return Err(format!("every region has the call, and this is absent: {absent:?}"));
    }
    let nothing = BTreeSet::new();
    let real = if case.is_open { &truth.opened } else { &nothing };
    let told = told(report);
    // Where a call is not there by its nature, its things went with it.
    let is_gone = |told: &Told| told.3 == "removed" && absent.contains(told.1.as_str());
    if let Some(false_one) = told.iter().find(|told| !real.contains(*told) && !is_gone(told)) {
        return Err(format!("nobody did this: {false_one:?}"));
    }
    let is_read = rows
        .iter()
        .any(|row| row["scope"] == truth.place.0 && row["kind"] == truth.place.1 && is_whole(&row));
    let drift = real.iter().filter(|told| told.1 == truth.place.1);
    let missed: Vec<&Told> = drift.filter(|drift| is_read && !told.contains(*drift)).collect();
    if let Some(missed) = missed.first() {
        return Err(format!("its kind was read, and this was missed: {missed:?}"));
    }
    if unread.is_empty() {
        let right = i32::from(case.is_open);
        return if told == *real && code == right {
            Ok("right".to_owned())
        } else {
            Err(format!("all was read, exit {code}, and {told:?} was told"))
        };
    }
    if let Some(row) = unread.iter().find(|row| !is_named(case, &row["reason"].to_string())) {
        return Err(format!("the gap does not name the fault: {row:#}"));
    }
    let statuses: BTreeSet<&str> = unread.iter().filter_map(|row| row["status"].as_str()).collect();
    let words = statuses.into_iter().collect::<Vec<&str>>().join(", ");
    if !absent.is_empty() && words == "absent" {
        return if [0, 1].contains(&code) {
            Ok(words)
        } else {
            Err(format!("exit {code} with what is {words}"))
        };
    }
    // What was opened is told first, and with it whatever was not read.
    let expected = if told.is_empty() { 4 } else { 1 };
    if code != expected {
        return Err(format!("exit {code} with {told:?} and a gap: {words}"));
    }
    Ok(format!("gap: {words}"))
}

/// Whether a reason says what went wrong, for people who do not know that it was put there.
fn is_named(case: &Case, reason: &str) -> bool {
    let words: &[&str] = match case.kind {
        Kind::Throttled => &["throttled ("],
        Kind::ServerError => &["InternalError", "InternalFailure", "backendError"],
        Kind::Unavailable => &["Unavailable", "backendError"],
        Kind::BadGateway => &["HTTP 502"],
        Kind::Reset => &["no connection"],
        Kind::Truncated | Kind::BrokenChunks => &["broke off", "ends in the middle"],
        Kind::CutDocument => &["ends in the middle", "broke off"],
        Kind::EmptyBody => &["the answer is empty"],
        Kind::SignInPage | Kind::Malformed => &["can't be read", "not well-formed", "without `"],
        Kind::SlowDrip | Kind::Silence => &["no answer within"],
        Kind::EndlessPages => &["no answer within", "the pages repeat"],
        Kind::RepeatedToken => &["the pages repeat"],
        Kind::LostPage => &["InvalidNextToken", "the error invalid"],
        Kind::Denied => &["denied (", "needs "],
        Kind::ExpiredCredentials => &["credentials are not accepted"],
        Kind::ClockSkew => &["check the clock"],
        Kind::NotThere => &[
            "every region has this call",
            "the region does not have this call",
            "is not enabled in the project",
        ],
        Kind::EmptyPages => &[],
    };
    let is_late = case.at != Where::First && case.needs_the_deadline();
    words.iter().any(|word| reason.contains(word))
        || (is_late && reason.contains("no answer within"))
}

/// The judge itself: what it lets pass, and what it does not.
mod tests {
    use std::collections::BTreeSet;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use serde_json::{Value, json};

    use super::super::cases::{self, Case, Where};
    use super::super::cloudsim::asked::Provider;
    use super::super::cloudsim::faults::Kind;
    use super::super::field::{Run, Truth};
    use super::judged;

    const SCOPE: &str = "aws:111122223333/eu-west-1";
    const GROUP: &str = "aws.security-group";

    fn case(kind: Kind, at: Where, is_open: bool) -> Case {
        let calls: Vec<_> = Provider::Aws.actions().iter().collect();
        let is_it = |case: &Case| {
            case.call == "ec2:DescribeSecurityGroups"
                && (case.kind, case.at, case.is_open) == (kind, at, is_open)
        };
        cases::all(&calls).into_iter().find(is_it).unwrap()
    }

    fn run(code: i32, report: Option<Value>, stderr: &str) -> Run {
        let status = Some(ExitStatus::from_raw(code << 8));
        Run { status, report, stderr: stderr.to_owned(), is_struck: true }
    }

    /// A report of one kind, with a finding about `sg-1` or none.
    fn report(status: &str, reason: &str, action: Option<&str>) -> Option<Value> {
        let finding = |action: &str| json!({"scope": SCOPE, "resource": {"kind": GROUP, "id": "sg-1"}, "change": {"action": action}});
        Some(json!({
            "coverage": [{"scope": SCOPE, "kind": GROUP, "status": status, "reason": reason}],
            "findings": action.map(finding).into_iter().collect::<Vec<Value>>(),
        }))
    }

    #[test]
    fn the_judge_lets_nothing_pass_that_is_not_true() {
        let told = [SCOPE, GROUP, "sg-1", "modified"].map(str::to_owned);
        let truth = |late| Truth {
            place: (SCOPE, GROUP),
            late,
            opened: BTreeSet::from([told.clone().into()]),
        };
        let late = truth(&["ec2:DescribeSecurityGroups"]);
        let truth = truth(&[]);
        let is = |case: &Case, run: &Run, word: &str| {
            let outcome = judged(&truth, case, run);
            let said = outcome.as_ref().unwrap_or_else(|wrong| wrong);
            assert!(said.starts_with(word), "{case}: {outcome:?}");
        };
        let empty = "the answer is empty";
        let closed = case(Kind::EmptyBody, Where::Every, false);
        is(&closed, &run(0, report("complete", "", None), ""), "right");
        is(&closed, &run(4, report("failed", empty, None), ""), "gap: failed");
        is(&closed, &run(4, None, empty), "no scan");
        is(&closed, &run(0, report("failed", empty, None), ""), "exit 0 with");
        is(&closed, &run(4, report("failed", "odd", None), ""), "the gap does not name");
        is(&closed, &run(1, report("complete", "", Some("removed")), ""), "nobody did this");
        is(&closed, &run(1, report("failed", empty, Some("modified")), ""), "nobody did this");
        is(&closed, &run(4, None, "odd"), "exit 4 without a report");
        is(&closed, &run(70, None, empty), "exit 70 without a report");
        is(&closed, &run(4, None, "thread panicked: the answer is empty"), "it panicked");
        let gone = case(Kind::NotThere, Where::Every, false);
        let absent = report("absent", "the region does not have this call", Some("removed"));
        is(&gone, &run(1, absent.clone(), ""), "every region has the call");
        assert_eq!(judged(&late, &gone, &run(1, absent, "")), Ok("absent".to_owned()));
        let hung = Run { status: None, ..run(0, None, "") };
        is(&closed, &hung, "it hung");
        let missed = Run { is_struck: false, ..run(0, report("complete", "", None), "") };
        is(&closed, &missed, "the fault never struck");
        let open = case(Kind::EmptyBody, Where::Every, true);
        is(&open, &run(1, report("complete", "", Some("modified")), ""), "right");
        is(&open, &run(0, report("complete", "", None), ""), "its kind was read");
        is(&open, &run(4, report("failed", empty, None), ""), "gap: failed");
        is(&open, &run(4, report("failed", empty, Some("modified")), ""), "exit 4 with");
        let healed = case(Kind::Throttled, Where::First, false);
        is(&healed, &run(0, report("complete", "", None), ""), "right");
        let throttled = report("throttled", "throttled (x)", None);
        is(&healed, &run(4, throttled, ""), "gap: throttled, and should");
    }
}
