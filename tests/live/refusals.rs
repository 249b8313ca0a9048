//! What AWS refuses is told with the permission that is missing, and is never gone and never approved.

use super::account::{self, ACCOUNT, Asked, REGIONS, error};
use super::binary::no_drift;
use super::http::Answer;
use super::place::{Place, coverage, serve};

/// How EC2 refuses.
const NOT_ALLOWED: &str = "You are not authorized to perform this operation. User: \
    arn:aws:iam::111122223333:user/audit is not authorized to perform: ec2:DescribeSecurityGroups because no \
    identity-based policy allows the ec2:DescribeSecurityGroups action";

fn denied(asked: &Asked) -> Answer {
    match (asked.action.as_str(), asked.region.as_str()) {
        ("DescribeSecurityGroups", "eu-west-1") => {
            error(asked, 403, "UnauthorizedOperation", NOT_ALLOWED)
        }
        ("DescribeTrails", "eu-west-1") => error(asked, 400, "AccessDeniedException", "no"),
        _ => account::answer(asked),
    }
}

fn recorded() -> Place {
    let place = Place::new(serve(account::answer));
    place.run("baseline record --live live --by auditor").ends_with(0);
    place
}

#[test]
fn a_denied_call_is_denied_coverage_of_its_kind_and_the_rest_goes_on() {
    let place = recorded().before(serve(denied));
    let report = place.scan("--live live", 4);
    no_drift(&report);
    let (status, reason) = coverage(&report, "eu-west-1", "aws.security-group");
    assert_eq!(status, "denied");
    assert!(reason.contains("needs ec2:DescribeSecurityGroups"), "{reason}");
    assert!(reason.contains("because no identity-based policy allows"), "{reason}");
    let (status, reason) = coverage(&report, "eu-west-1", "aws.trail");
    assert_eq!(status, "denied");
    assert!(reason.contains("needs cloudtrail:DescribeTrails"), "{reason}");
    assert_eq!(coverage(&report, "us-east-1", "aws.security-group").0, "complete");
    assert_eq!(coverage(&report, "eu-west-1", "aws.subnet").0, "complete");

    let run = place
        .run("baseline accept --all --yes --live live --by auditor --reason agreed")
        .ends_with(4);
    assert!(run.stderr.contains("aws.security-group"), "{}", run.stderr);

    let run = place.run("doctor").ends_with(4);
    assert!(run.stdout.contains("denied       describe-security-groups "), "{}", run.stdout);
    assert!(run.stdout.contains("2 calls that a scan needs did not work"), "{}", run.stdout);
}

#[test]
fn a_call_that_is_not_there_is_absent() {
    let missing = "DescribeSecurityGroupVpcAssociations";
    let place = Place::new(serve(move |asked| {
        if asked.action == missing {
            return error(
                asked,
                400,
                "InvalidAction",
                "The action is not valid for this web service",
            );
        }
        account::answer(asked)
    }));
    let snapshot = place.snapshot("--live live", 0);
    let scope = format!("aws:{ACCOUNT}/eu-west-1");
    let kind = &snapshot["scopes"][&scope]["kinds"]["aws.security-group-vpc-association"];
    assert_eq!(kind["coverage"]["status"], "absent");
    let run = place.run("doctor").ends_with(0);
    assert!(run.stdout.contains("not there    describe-security-group-vpc-associations"));
}

/// Whoever says so is not AWS, or not all of it; to believe it would be to see all groups removed.
#[test]
fn a_call_that_every_region_has_is_never_absent() {
    let place = recorded().before(serve(|asked| match asked.action.as_str() {
        "DescribeSecurityGroups" => error(asked, 400, "InvalidAction", "The action is not valid"),
        "DescribeTrails" | "DescribeConfigurationRecorders" => {
            error(asked, 400, "UnknownOperationException", "")
        }
        _ => account::answer(asked),
    }));
    let report = place.scan("--live live", 4);
    no_drift(&report);
    for kind in ["aws.security-group", "aws.trail", "aws.config-recorder"] {
        let (status, reason) = coverage(&report, "eu-west-1", kind);
        assert_eq!(status, "failed", "{reason}");
        assert!(reason.contains("every region has this call"), "{reason}");
    }
}

#[test]
fn an_account_that_is_another_is_an_error_that_names_both() {
    let place = Place::new(serve(account::answer));
    let run = place.run("snapshot --live live:aws:444455556666/eu-west-1").ends_with(3);
    for part in ["aws:444455556666/eu-west-1", ACCOUNT] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn without_an_identity_there_is_no_scan() {
    let place = recorded().before(serve(|asked| match asked.action.as_str() {
        "GetCallerIdentity" => error(asked, 403, "ExpiredToken", "The security token is expired"),
        _ => account::answer(asked),
    }));
    for command in ["scan --live live", "doctor", "scan --live live:aws:111122223333/eu-west-1"] {
        let run = place.run(command).ends_with(4);
        assert!(run.stderr.contains("not accepted (ExpiredToken)"), "{}", run.stderr);
    }
}

#[test]
fn without_credentials_there_is_no_scan() {
    let place = Place::new(serve(account::answer));
    let none = [("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")];
    let run = place.run_with("snapshot --live live", &none).ends_with(4);
    assert!(run.stderr.contains("does not say whose the credentials are"), "{}", run.stderr);
    assert!(!run.stderr.contains('{'), "no debugging text: {}", run.stderr);
}

#[test]
fn without_the_list_of_regions_those_that_are_named_are_read() {
    let no_list = |asked: &Asked| match asked.action.as_str() {
        "DescribeRegions" => error(asked, 403, "UnauthorizedOperation", "no"),
        _ => account::answer(asked),
    };
    let place = recorded().before(serve(no_list));
    let run = place.run("scan --live live").ends_with(4);
    assert!(run.stderr.contains("needs ec2:DescribeRegions"), "{}", run.stderr);
    place.write("driftwall.toml", "[aws]\nregions = [\"eu-west-1\", \"us-east-1\"]\n");
    no_drift(&place.scan("--live live", 0));
    // What the baseline holds and nobody reads any more is a gap, not a removal.
    place.write("driftwall.toml", "[aws]\nregions = [\"eu-west-1\"]\n");
    let report = place.scan("--live live", 4);
    no_drift(&report);
    assert_eq!(REGIONS[1], "us-east-1");
    assert_eq!(coverage(&report, "us-east-1", "aws.security-group").0, "skipped");
}
