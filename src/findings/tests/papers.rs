//! Grants and waivers that somebody should look at.

use crate::findings::{Overrides, find};
use crate::model::{FindingId, Matter, Paper, ResourceId, Stale, Subject};

/// One of each.
pub(super) fn each() -> [Subject; 3] {
    let finding = FindingId::from_digest(&[7; 8]);
    let title = "tcp/22 of security group `web` is now open to 0.0.0.0/0".to_owned();
    let id = ResourceId {
        scope: "aws:111122223333/eu-west-1".parse().unwrap(),
        kind: "aws.security-group".parse().unwrap(),
        identity: "sg-1".parse().unwrap(),
    };
    let waived = Matter::WaiverExpired { finding: finding.clone(), title: title.clone() };
    let unused = Matter::WaiverUnused {
        finding: "0123456789abcdef".to_owned(),
        code: "traffic-opened".to_owned(),
    };
    [Matter::GrantExpired { finding, title, resource: (id, None) }, waived, unused].map(|matter| {
        let paper = Paper {
            id: "CHG-1042".to_owned(),
            owner: "ana@example.com".to_owned(),
            reason: "partner onboarding".to_owned(),
            until: "2026-11-19".to_owned(),
            file: "grants/CHG-1042.toml".to_owned(),
        };
        Subject::Paper(Stale {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            paper,
            matter,
        })
    })
}

#[test]
fn they_say_what_is_the_matter() {
    let found = find(each().into(), &Overrides::default()).findings;
    let said: Vec<(&str, &str)> =
        found.iter().map(|finding| (finding.code, finding.title.as_str())).collect();
    assert_eq!(
        said,
        [
            (
                "grant-expired",
                "grant `CHG-1042` ended on 2026-11-19, and what it allowed is still there: tcp/22 of security group `web` is now open to 0.0.0.0/0"
            ),
            (
                "waiver-expired",
                "waiver `CHG-1042` ended on `2026-11-19`, and what it waived is still there: tcp/22 of security group `web` is now open to 0.0.0.0/0"
            ),
            (
                "waiver-unused",
                "waiver `CHG-1042` waives nothing: there is no finding 0123456789abcdef (traffic-opened) in aws:111122223333/eu-west-1"
            ),
        ]
    );
    let ids: std::collections::BTreeSet<_> = found.iter().map(|finding| &finding.id).collect();
    assert_eq!(ids.len(), 3);
}
