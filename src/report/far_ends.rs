//! Lists of addresses for people: the internet by its name, and a family with holes by its holes.
//!
//! A document has the exact ranges. A line that says `0.0.0.0/0 except 10.40.0.0/16` says the same as one with both ranges beside the hole,
//! and is understood.

use crate::traffic::Addresses;

/// What a list says in fewer words: its parts, and what they leave out. Symbols stay as they are.
pub(super) fn plainly(list: &[String]) -> (Vec<String>, Vec<String>) {
    let as_it_is = || (list.to_vec(), Vec::new());
    let (Ok(addresses), true) =
        (Addresses::parse_all(list.iter().map(String::as_str)), list.len() > 1)
    else {
        return as_it_is();
    };
    let internet = Addresses::internet();
    let of_both = addresses == internet;
    let of_four = addresses.v6.is_empty() && addresses.v4 == internet.v4;
    if of_both || of_four {
        return (vec!["the internet".to_owned()], Vec::new());
    }
    let mut families = Vec::new();
    let mut holes = Vec::new();
    let four = Addresses::of_v4(addresses.v4.clone());
    let six = Addresses::of_v6(addresses.v6.clone());
    for (part, whole) in [(four, Addresses::all_v4()), (six, Addresses::all_v6())] {
        let missing = whole.difference(&part);
        let (said, left_out) = (part.texts(), missing.texts());
        if !missing.is_empty() && left_out.len() < said.len() {
            families.extend(whole.texts());
            holes.extend(left_out);
        } else {
            families.extend(said);
        }
    }
    (families, holes)
}

#[cfg(test)]
mod tests {
    use super::plainly;
    use crate::traffic::Addresses;

    fn said(list: &[&str]) -> String {
        let list: Vec<String> = list.iter().map(ToString::to_string).collect();
        let (parts, holes) = plainly(&list);
        let mut text = parts.join(", ");
        if !holes.is_empty() {
            text.push_str(&format!(" except {}", holes.join(", ")));
        }
        text
    }

    #[test]
    fn a_family_with_a_hole_is_told_by_the_hole() {
        for (list, told) in [
            (
                &["0.0.0.0-10.39.255.255", "10.41.0.0-255.255.255.255"][..],
                "0.0.0.0/0 except 10.40.0.0/16",
            ),
            (&["10.0.0.0/8", "192.0.2.0/24"], "10.0.0.0/8, 192.0.2.0/24"),
            (&["0.0.0.0/0", "::/0"], "0.0.0.0/0, ::/0"),
            (&["10.0.0.0/8", "aws.security-group:sg-1"], "10.0.0.0/8, aws.security-group:sg-1"),
            (&["0.0.0.0-9.255.255.255"], "0.0.0.0-9.255.255.255"),
        ] {
            assert_eq!(said(list), told);
        }
    }

    #[test]
    fn the_internet_has_a_name() {
        let internet = Addresses::internet().texts();
        let texts: Vec<&str> = internet.iter().map(String::as_str).collect();
        assert_eq!(said(&texts), "the internet");
        let four = Addresses::of_v4(Addresses::internet().v4).texts();
        let texts: Vec<&str> = four.iter().map(String::as_str).collect();
        assert_eq!(said(&texts), "the internet");
        assert_eq!(said(&texts[1..]).matches("the internet").count(), 0);
    }
}
