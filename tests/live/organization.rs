//! A whole organisation: the role in each account, accounts that come and go, and those that let nobody in.

use serde_json::Value;

use super::account::{self, ACCOUNT, Asked, REGIONS, UNUSED, error};
use super::binary::no_drift;
use super::http::{Answer, Server};
use super::place::{Place, coverage, serve};

pub(super) const SECOND: &str = "444455556666";
pub(super) const THIRD: &str = "777788889999";
pub(super) const CONFIG: &str =
    "[scan]\nlive = \"live\"\n[aws]\nrole = \"security/audit\"\nexternal_id = \"wall:7\"\n";

/// An organisation of these accounts, each with its state, in which `fault` may answer first.
pub(super) fn organization(
    accounts: &'static [(&'static str, &'static str)],
    fault: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static,
) -> Server {
    serve(move |asked| match fault(asked) {
        Some(answer) => answer,
        None if asked.action == "ListAccounts" => listed(accounts, asked),
        None => account::answer(asked),
    })
}

/// One account a page.
pub(super) fn listed(accounts: &[(&str, &str)], asked: &Asked) -> Answer {
    let at: usize = asked.token.as_deref().map_or(0, |token| token.parse().unwrap());
    let (id, state) = accounts[at];
    let next = at + 1;
    let more =
        if next < accounts.len() { format!(", \"NextToken\": \"{next}\"") } else { String::new() };
    Answer::Whole(
        200,
        format!(
            "{{\"Accounts\": [{{\"Id\": \"{id}\", \"State\": \"{state}\", \"Name\": \"a\"}}]{more}}}"
        ),
    )
}

pub(super) fn healthy(_asked: &Asked) -> Option<Answer> {
    None
}

pub(super) const ALL: &[(&str, &str)] =
    &[(ACCOUNT, "ACTIVE"), (SECOND, "ACTIVE"), (THIRD, "ACTIVE")];

pub(super) fn place(server: Server) -> Place {
    let place = Place::new(server);
    place.write("driftwall.toml", CONFIG);
    place
}

pub(super) fn scopes(snapshot: &Value) -> Vec<&str> {
    snapshot["scopes"].as_object().unwrap().keys().map(String::as_str).collect()
}

/// The codes of what is told, each with its scope.
fn told(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|one| (one["code"].as_str().unwrap(), one["scope"].as_str().unwrap())).collect()
}

#[test]
fn every_account_is_read_with_its_role_and_the_own_one_without() {
    let place = place(organization(ALL, healthy));
    let snapshot = place.snapshot("", 0);
    assert_eq!(scopes(&snapshot).len(), 9, "{:?}", scopes(&snapshot));
    for id in [ACCOUNT, SECOND, THIRD] {
        for region in REGIONS {
            let kinds = &snapshot["scopes"][format!("aws:{id}/{region}")]["kinds"];
            let group = &kinds["aws.security-group"]["resources"]["sg-1"];
            assert!(group.is_object(), "{id}/{region}");
        }
    }
    let asked = place.asked();
    let roles: Vec<&Asked> = asked.iter().filter(|one| one.action == "AssumeRole").collect();
    assert_eq!(roles.len(), 2, "once an account");
    for one in roles {
        assert_eq!(one.parameter("ExternalId").as_deref(), Some("wall:7"));
        assert_eq!(one.parameter("RoleSessionName").as_deref(), Some("driftwall"));
        assert!(one.parameter("RoleArn").unwrap().ends_with(":role/security/audit"));
    }
    for one in asked.iter().filter(|one| one.service == "ec2") {
        assert!([ACCOUNT, SECOND, THIRD].contains(&one.account.as_str()), "{one:?}");
    }
    place.run("baseline record --by auditor").ends_with(0);
    assert_eq!(told(&place.scan("", 0)), []);
}

#[test]
fn an_account_that_appears_is_without_a_baseline_and_one_that_vanishes_is_a_gap() {
    let before = place(organization(&[(ACCOUNT, "ACTIVE"), (SECOND, "ACTIVE")], healthy));
    before.run("baseline record --by auditor").ends_with(0);
    let after = before.before(organization(&[(ACCOUNT, "ACTIVE"), (THIRD, "ACTIVE")], healthy));
    let report = after.scan("", 4);
    no_drift(&report);
    let told = told(&report);
    for region in REGIONS {
        let (came, went) = (format!("aws:{THIRD}/{region}"), format!("aws:{SECOND}/{region}"));
        assert!(told.contains(&("scope-without-baseline", &came)), "{told:?}");
        assert!(told.contains(&("coverage-lost", &went)), "{told:?}");
        assert_eq!(coverage(&report, &went, "aws.security-group").0, "skipped");
        assert_eq!(coverage(&report, &came, "aws.security-group").0, "complete");
    }
    assert!(!told.iter().any(|(_, scope)| scope.contains(ACCOUNT)), "{told:?}");
}

#[test]
fn an_account_that_lets_nobody_in_is_denied_and_the_others_are_read() {
    let no = |asked: &Asked| {
        let role = asked.parameter("RoleArn").unwrap_or_default();
        let is_third = asked.action == "AssumeRole" && role.contains(THIRD);
        is_third.then(|| error(asked, 403, "AccessDenied", "User is not authorized"))
    };
    let place = place(organization(ALL, healthy));
    place.run("baseline record --by auditor").ends_with(0);
    let place = place.before(organization(ALL, no));
    let report = place.scan("", 4);
    no_drift(&report);
    for region in REGIONS {
        let scope = format!("{THIRD}/{region}");
        let (status, reason) = coverage(&report, &scope, "aws.security-group");
        assert_eq!(status, "denied");
        for part in [
            "account 777788889999",
            "arn:aws:iam::777788889999:role/security/audit",
            "needs sts:AssumeRole",
            "arn:aws:iam::111122223333:user/audit",
            "with this `external_id`",
        ] {
            assert!(reason.contains(part), "{part}: {reason}");
        }
        assert_eq!(coverage(&report, &format!("{SECOND}/{region}"), "aws.vpc").0, "complete");
    }
    let rows = report["coverage"].as_array().unwrap().iter();
    let denied = rows.filter(|row| row["status"] == "denied");
    assert!(denied.clone().count() > 0);
    for row in denied {
        assert_eq!(row["permission"], "sts:AssumeRole");
    }
    let run = place.run("baseline accept --all --yes --by auditor --reason agreed").ends_with(4);
    assert!(run.stderr.contains("was not entered"), "{}", run.stderr);
    let run = place.run("doctor").ends_with(4);
    assert!(run.stdout.contains("aws:777788889999/eu-west-1: denied, account"), "{}", run.stdout);
    assert!(run.stdout.contains("missing in 2 scopes: sts:AssumeRole"), "{}", run.stdout);
}

#[test]
fn an_account_that_lets_nobody_in_is_denied_where_the_own_one_is_not_read_either() {
    let no = |asked: &Asked| {
        (asked.action == "AssumeRole").then(|| error(asked, 403, "AccessDenied", "no"))
    };
    let place = place(organization(ALL, no));
    // The own account has not opted in to this region; the other one may have.
    let snapshot = place.snapshot(&format!("--scope aws:{SECOND}/{UNUSED}"), 4);
    assert_eq!(scopes(&snapshot), [format!("aws:{SECOND}/{UNUSED}")]);
    // Nobody knows which regions there are: then it can't be said what is missing, and nothing is passed over.
    let place = place.before(organization(ALL, |asked| match asked.action.as_str() {
        "AssumeRole" | "DescribeRegions" => Some(error(asked, 403, "AccessDenied", "no")),
        _ => None,
    }));
    place.write("driftwall.toml", &format!("{CONFIG}accounts = [\"{SECOND}\"]\n"));
    let run = place.run(&format!("snapshot --scope aws:{SECOND}/{UNUSED}")).ends_with(4);
    assert!(run.stderr.contains("444455556666 was not entered"), "{}", run.stderr);
}

#[test]
fn an_account_that_does_not_say_its_regions_is_denied_where_the_own_one_is_read() {
    let no = |asked: &Asked| {
        let is_third = asked.action == "DescribeRegions" && asked.account == THIRD;
        is_third.then(|| error(asked, 403, "UnauthorizedOperation", "no"))
    };
    let place = place(organization(ALL, no));
    let report = place.snapshot("", 4);
    for region in REGIONS {
        let kinds = &report["scopes"][format!("aws:{THIRD}/{region}")]["kinds"];
        let coverage = &kinds["aws.vpc"]["coverage"];
        assert_eq!(coverage["status"], "denied", "{coverage}");
        let reason = coverage["reason"].as_str().unwrap();
        assert!(reason.contains("needs ec2:DescribeRegions") && reason.contains(THIRD), "{reason}");
    }
    // Names that are configured need no list.
    place.write("driftwall.toml", &format!("{CONFIG}regions = [\"eu-west-1\"]\n"));
    let snapshot = place.snapshot("", 0);
    assert_eq!(scopes(&snapshot).len(), 3);
}

#[test]
fn the_own_account_without_its_regions_does_not_stop_the_others() {
    let no = |asked: &Asked| {
        let is_own = asked.action == "DescribeRegions" && asked.account == ACCOUNT;
        is_own.then(|| error(asked, 403, "UnauthorizedOperation", "no"))
    };
    let place = place(organization(ALL, no));
    let snapshot = place.snapshot("", 4);
    let of = |scope: String| snapshot["scopes"][scope]["kinds"]["aws.vpc"]["coverage"].clone();
    assert_eq!(of(format!("aws:{ACCOUNT}/eu-west-1"))["status"], "denied");
    assert_eq!(of(format!("aws:{SECOND}/us-east-1"))["status"], "complete");
}

#[test]
fn an_account_that_is_suspended_is_skipped_and_is_no_reason_to_complain() {
    let accounts = &[(ACCOUNT, "ACTIVE"), (SECOND, "SUSPENDED"), (THIRD, "PENDING_CLOSURE")];
    let place = place(organization(accounts, healthy));
    let snapshot = place.snapshot("", 0);
    let of = |id: &str| {
        snapshot["scopes"][format!("aws:{id}/eu-west-1")]["kinds"]["aws.vpc"]["coverage"].clone()
    };
    assert_eq!(of(SECOND)["status"], "skipped");
    assert!(of(SECOND)["reason"].as_str().unwrap().contains("is suspended"));
    assert_eq!(of(THIRD)["status"], "complete");
}

#[test]
fn an_organisation_that_is_not_told_is_an_error_that_says_the_way_out() {
    let no = |asked: &Asked| {
        let lists = asked.action == "ListAccounts";
        lists.then(|| error(asked, 400, "AccessDeniedException", "You don't have permissions"))
    };
    let place = place(organization(ALL, no));
    let run = place.run("snapshot").ends_with(4);
    for part in ["needs organizations:ListAccounts", "delegated administrator", "`accounts`"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    // Half a list is none.
    let second_page = |asked: &Asked| {
        let lists = asked.action == "ListAccounts" && asked.token.is_some();
        lists.then(|| error(asked, 400, "AccessDeniedException", "You don't have permissions"))
    };
    let place = place.before(organization(ALL, second_page));
    place.run("snapshot").ends_with(4);
    // When every account is named, nobody asks the organisation.
    place.write("driftwall.toml", &format!("{CONFIG}accounts = [\"{SECOND}\"]\n"));
    let snapshot = place.snapshot("", 0);
    assert!(scopes(&snapshot).iter().all(|scope| scope.contains(SECOND)));
    assert_eq!(scopes(&snapshot).len(), 3);
}

#[test]
fn accounts_are_chosen_by_configuration_and_scopes_by_the_command_line() {
    let place = place(organization(ALL, healthy));
    place.write("driftwall.toml", &format!("{CONFIG}accounts = [\"4*\", \"1*\"]\n"));
    let snapshot = place.snapshot("", 0);
    assert!(!scopes(&snapshot).iter().any(|scope| scope.contains(THIRD)));
    assert_eq!(scopes(&snapshot).len(), 6);
    place.write("driftwall.toml", CONFIG);
    let before = place.asked().len();
    let snapshot = place.snapshot("--scope aws:7*/eu-west-1", 0);
    assert_eq!(scopes(&snapshot), [format!("aws:{THIRD}/eu-west-1")]);
    let asked = &place.asked()[before..];
    let entered = asked.iter().filter(|one| one.action == "AssumeRole").count();
    assert_eq!(entered, 1, "an account of which nothing is looked at is not entered");
    place.write("driftwall.toml", &format!("{CONFIG}accounts = [\"9*\"]\n"));
    let run = place.run("snapshot").ends_with(3);
    assert!(run.stderr.contains("matches 9*"), "{}", run.stderr);
}

#[test]
fn one_scope_of_another_account_is_read_with_the_role() {
    let place = place(organization(ALL, healthy));
    let snapshot = place.snapshot(&format!("--live live:aws:{SECOND}/us-east-1"), 0);
    assert_eq!(scopes(&snapshot), [format!("aws:{SECOND}/us-east-1")]);
    let asked = place.asked();
    assert!(
        asked.iter().all(|one| one.action != "ListAccounts" && one.action != "DescribeRegions")
    );
    let place = place.before(organization(ALL, |asked| {
        (asked.action == "AssumeRole").then(|| error(asked, 403, "AccessDenied", "no"))
    }));
    let snapshot = place.snapshot(&format!("--live live:aws:{SECOND}/us-east-1"), 4);
    let scope = &snapshot["scopes"][format!("aws:{SECOND}/us-east-1")];
    assert_eq!(scope["kinds"]["aws.trail"]["coverage"]["status"], "denied");
}

#[test]
fn what_is_asked_in_an_organisation_is_what_the_two_policies_allow() {
    let place = place(organization(ALL, healthy));
    place.snapshot("", 0);
    let policy = |of: &str| -> Value {
        let run = place.run(&format!("doctor --permissions {of}")).ends_with(0);
        serde_json::from_str(&run.stdout).unwrap()
    };
    let actions = |policy: &Value| -> Vec<String> {
        let statements = policy["Statement"].as_array().unwrap().iter();
        let lists = statements.map(|one| match &one["Action"] {
            Value::Array(list) => list.clone(),
            one => vec![one.clone()],
        });
        lists.flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let (reads, enters) = (actions(&policy("aws")), actions(&policy("aws:caller")));
    assert_eq!(enters, ["organizations:ListAccounts", "sts:AssumeRole"]);
    for one in place.asked().iter().filter(|one| one.action != "GetCallerIdentity") {
        let allowed = if one.account == ACCOUNT && !reads.contains(&one.permission()) {
            &enters
        } else {
            &reads
        };
        assert!(allowed.contains(&one.permission()), "{one:?}");
    }
}
