//! Which techniques rules tell of.

use super::super::RULES;
use super::super::attack::{Attack, TECHNIQUES};

#[test]
fn every_rule_names_techniques_of_the_table_or_says_why_not() {
    for rule in RULES {
        match rule.attack {
            Attack::Techniques(techniques) => {
                assert!(!techniques.is_empty(), "{}", rule.code);
                for one in techniques {
                    assert!(TECHNIQUES.contains(one), "{} {}", rule.code, one.id);
                }
            }
            Attack::None(why) => assert!(why.len() > 10 && !why.ends_with('.'), "{}", rule.code),
        }
    }
}

#[test]
fn the_techniques_are_in_order_and_come_in_both_numberings() {
    let numbers: Vec<&str> = TECHNIQUES.iter().map(|one| one.id).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(numbers, sorted);
    let is_number = |id: &str| {
        let digits = id.strip_prefix('T').unwrap_or_default();
        let (one, part) = digits.split_once('.').unwrap_or((digits, "000"));
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        one.len() == 4 && part.len() == 3 && plain(one) && plain(part)
    };
    for one in TECHNIQUES {
        assert!(one.ids().all(is_number), "{one:?}");
        assert_ne!(one.formerly, Some(one.id));
    }
    let ids: Vec<&str> = RULES.iter().flat_map(|rule| rule.attack.ids()).collect();
    for (new, old) in [("T1686.001", "T1562.007"), ("T1685.002", "T1562.008")] {
        let count = |id: &str| ids.iter().filter(|one| **one == id).count();
        assert_eq!(count(new), count(old));
        assert!(count(new) > 0);
    }
}
