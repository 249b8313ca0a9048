//! That every field is put back or left with a reason.

use crate::providers::docker::ENTRY;
use crate::providers::tests::dumped;
use crate::providers::tests::remedies::{Counted, every_field};

#[test]
fn every_field_is_put_back_or_left_with_a_reason() {
    let mut counted = Counted::default();
    let files = dumped::fixtures("docker/every-field");
    let answers = files.iter().map(|(name, json)| dumped::answer(name, json)).collect();
    let reading = dumped::read(&ENTRY, "docker:shop-1", answers);
    let nowhere = every_field(&ENTRY, "docker:shop-1", &reading, &mut counted);
    let nowhere: Vec<&String> = nowhere.iter().filter(|one| !one.ends_with(" sealed")).collect();
    assert!(nowhere.is_empty(), "no fixture has {nowhere:?}");
    assert!(counted.left > 20, "{counted:?}");
}
