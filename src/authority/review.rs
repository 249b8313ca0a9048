//! What each grant covers now, and what it does not.

use super::judge::{self, Asked, Light};
use super::{Grant, Standing};
use crate::model::{Finding, Outside};

/// One grant, held against what is different now.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    /// The grant.
    pub grant: &'a Grant,
    /// Whether it is valid.
    pub standing: Standing,
    /// What it is about.
    pub about: Vec<About<'a>>,
}

/// A finding that a grant is about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What of it the grant does not cover. Nothing where nobody knows what it did.
    pub outside: Option<Outside>,
    /// Whether it covers any of it.
    pub covers_any: bool,
    /// Why the grant does not count, whatever it covers.
    pub obstacle: Option<String>,
}

/// Every grant, held against every finding.
#[must_use]
pub fn review<'a>(
    findings: &'a [Finding],
    grants: &'a [Grant],
    light: &Light<'_>,
) -> Vec<Review<'a>> {
    let of = |grant: &'a Grant| {
        let about = findings.iter().filter_map(|finding| about(finding, grant, light));
        Review { grant, standing: grant.valid.at(light.now), about: about.collect() }
    };
    grants.iter().map(of).collect()
}

fn about<'a>(finding: &'a Finding, grant: &Grant, light: &Light<'_>) -> Option<About<'a>> {
    let asked = Asked::of(finding, light)?;
    let Asked { change, parts, .. } = &asked;
    if !grant.at.is_about(&change.id, &light.known(&change.id)) {
        return None;
    }
    let (outside, covers_any) = if parts.unknown.is_some() || parts.is_empty() {
        (None, false)
    } else {
        let outside = judge::outside(grant, &asked);
        let covers_any = judge::covers_any(&outside, parts);
        (Some(outside), covers_any)
    };
    let obstacle = judge::obstacle(grant, &asked, light);
    Some(About { finding, outside, covers_any, obstacle })
}
