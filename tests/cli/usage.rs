//! Wrong usage says what is wrong, and exits with 2.

use crate::estates::{drifted, recorded};
use crate::harness::Place;

#[test]
fn an_unknown_command_or_flag() {
    let place = Place::new();
    assert_shown!(place, "scam", "scan --lve dump:live", "", "baseline", "completions tcsh");
}

#[test]
fn a_scan_and_what_it_says() {
    assert_shown!(drifted(), "scan", "scan --quiet", "scan --verbose");
    assert_shown!(recorded(), "scan", "scan --verbose");
}
