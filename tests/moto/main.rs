//! An estate on moto, dumped, attacked and put back with the real `aws` command line, and scanned with the real binary.
//!
//! `make test` installs moto and `aws`. Every dump holds what `aws` printed, to the byte. What moto can't do:
//!
//! - `describe-vpc-block-public-access-options`, `describe-vpc-block-public-access-exclusions` and
//!   `describe-security-group-vpc-associations` are answered with an HTML page, `500 Internal Server Error`. No file
//!   is written for them, so their kinds are `skipped`; the test notices when moto learns one.
//! - Type and code of ICMP entries of ACLs are dropped: such an entry is dumped as one for all of ICMP.
//! - `describe-security-group-rules` leaves out the description of a rule whose peer is a group.
//! - `modify-managed-prefix-list` forgets the name of the list unless the edit repeats it, as it does here.
//! - Custom ACLs are listed without their last entry, the deny under number 32767.
//! - IAM is asked about `sts:GetCallerIdentity`, which needs no permission on AWS.
//! - A group that is made again, and a flow log, get another id, which is as on AWS.
//! - `DryRun` is taken for earnest by most calls on routes, ACLs and prefix lists, which shows that a rehearsal that was a performance is not
//!   repeated.
//! - A subnet that was deleted stays listed behind its ACL, and a prefix list for the next two answers.
//! - `modify-instance-metadata-options` forgets what it is not told, and `put-event-selectors` keeps selectors in the newer form
//!   beside ones in the older form.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

mod anew;
#[cfg(feature = "aws")]
mod applied;
mod attacks;
mod aws;
mod binary;
#[cfg(all(feature = "aws", feature = "buckets"))]
mod buckets;
mod dice;
mod drifts;
#[path = "../support/emulator.rs"]
mod emulator;
mod estate;
#[cfg(feature = "aws")]
mod live;
mod offline;
mod rounds;
mod server;
mod unread;
mod warm;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use aws::{Aws, GAPS};
use binary::{Driftwall, Scan, Told, contents, copy_folder, expect};

#[test]
fn what_is_done_through_the_command_line_is_told_and_nothing_else() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path();
    let bin = emulator::programs(&["aws", "moto_server"]);
    let moto = server::Moto::start(&bin, place);
    let aws = Aws::new(&bin, moto.url(), place);
    aws.check_gaps();
    let estate = estate::build(&aws);
    let driftwall = Driftwall::new(place.join("work"));

    let approved = place.join("approved");
    aws.dump(&approved);
    driftwall.record(&approved);
    let untouched = place.join("untouched");
    aws.dump(&untouched);
    nothing_is_told(&driftwall, &untouched);
    #[cfg(feature = "aws")]
    {
        live::same_as_the_dump(&driftwall, &aws, &moto, &untouched, place);
        live::as_iam_allows(&driftwall, &aws, &moto);
        live::as_an_organization(&aws, &moto, place);
    }
    let shuffled = place.join("shuffled");
    shuffle_dump(&untouched, &shuffled);
    nothing_is_told(&driftwall, &shuffled);
    unread::never_removed_and_never_accepted(&driftwall, &untouched, place);

    let mut traces = attacks::Traces::default();
    let mut expected = attacks::groups(&aws, &estate, &approved, &mut traces);
    let first = place.join("groups");
    aws.dump(&first);
    attacks::backdoor(&first, &estate, &traces, &mut expected);
    let scan = drift_is_told(&driftwall, &first, &expected);

    expected.extend(attacks::network(&aws, &estate, &approved, &mut traces));
    expected.extend(attacks::records(&aws, &estate));
    let second = place.join("network-and-records");
    aws.dump(&second);
    let later = drift_is_told(&driftwall, &second, &expected);
    same_ids(&scan, &later);
    unread::drift_beside_a_gap(&driftwall, &second, &expected, place);

    let copy = driftwall.copy(place.join("accepted"));
    copy.accept_all(&second).ends_with(0);
    nothing_is_told(&copy, &second);
    let back = copy.scan(&approved, 1);
    assert_eq!(back.told.len(), expected.len(), "the way back is drift as well");

    let anew = attacks::put_back(&aws, &estate, &second, &traces);
    let restored = place.join("restored");
    aws.dump(&restored);
    let remains = attacks::made_anew(&restored, &estate, &approved, &anew);
    drift_is_told(&driftwall, &restored, &remains);
    driftwall.accept_all(&restored).ends_with(0);
    nothing_is_told(&driftwall, &restored);
}

/// The kinds that moto can't tell about.
fn gaps() -> BTreeMap<String, String> {
    let kinds = [
        "aws.security-group-vpc-association",
        "aws.vpc-block-public-access-exclusion",
        "aws.vpc-block-public-access-options",
    ];
    assert_eq!(kinds.len(), GAPS.len());
    kinds.map(|kind| (kind.to_owned(), "skipped".to_owned())).into()
}

fn nothing_is_told(driftwall: &Driftwall, dump: &Path) {
    let scan = driftwall.scan(dump, 0);
    expect("nothing was done", &scan, &Told::new());
    assert_eq!(scan.unread, gaps());
}

fn drift_is_told(driftwall: &Driftwall, dump: &Path, expected: &Told) -> Scan {
    let scan = driftwall.scan(dump, 1);
    let stage = dump.file_name().unwrap().to_string_lossy();
    expect(&stage, &scan, expected);
    assert_eq!(scan.unread, gaps());
    scan
}

/// What was told before and still is keeps its id.
fn same_ids(before: &Scan, after: &Scan) {
    for (key, id) in &before.ids {
        assert_eq!(after.ids.get(key), Some(id), "{key}");
    }
}

/// The same answers with every list in another order and everything on one line.
fn shuffle_dump(from: &Path, to: &Path) {
    copy_folder(from, to);
    for (path, bytes) in contents(to) {
        let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
        let mut state = 0x9E37_79B9_7F4A_7C15;
        shuffle(&mut answer, &mut state);
        let text = format!("\u{feff}{answer}\r\n");
        assert_ne!(text.as_bytes(), bytes);
        std::fs::write(path, text).unwrap();
    }
}

fn shuffle(value: &mut Value, state: &mut u64) {
    match value {
        Value::Array(items) => {
            for last in (1..items.len()).rev() {
                // xorshift: the same order in every run.
                *state ^= *state << 13;
                *state ^= *state >> 7;
                *state ^= *state << 17;
                let places = u64::try_from(last + 1).unwrap();
                items.swap(last, usize::try_from(*state % places).unwrap());
            }
            for item in items {
                shuffle(item, state);
            }
        }
        Value::Object(fields) => {
            for field in fields.values_mut() {
                shuffle(field, state);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
