//! What `ssh-keygen -Y sign` signed, and what nobody did.

use jiff::Timestamp;

use super::{Signer, Unsigned, people};
use crate::trust::Signers;

const PAPER: &[u8] = include_bytes!("samples/paper.toml");
const SIGNERS: &str = include_str!("samples/allowed_signers");
const SIGNED: &[(&str, &[u8])] = &[
    ("ed25519", include_bytes!("samples/ed25519.sig")),
    ("ecdsa", include_bytes!("samples/ecdsa.sig")),
    ("rsa", include_bytes!("samples/rsa.sig")),
];

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn signers() -> Signers {
    Signers::read(SIGNERS).unwrap()
}

/// The line of one key, with options.
fn with(options: &str) -> Signers {
    let line = SIGNERS.lines().next().unwrap();
    let (who, key) = line.split_once(' ').unwrap();
    Signers::read(&format!("{who} {options} {key}")).unwrap()
}

#[test]
fn what_ssh_signed_is_signed() {
    let found: Vec<Signer> = SIGNED
        .iter()
        .map(|(name, signature)| {
            let signer = signers().signer(PAPER, signature, now()).unwrap();
            assert_eq!(signer.principals, format!("{name}@example.com"));
            assert!(signer.key.starts_with("SHA256:"), "{signer:?}");
            signer
        })
        .collect();
    assert_eq!(people(&found), 3);
    assert_eq!(people(&[found[0].clone(), found[0].clone()]), 1);
    let mut renamed = found[0].clone();
    renamed.principals = "somebody else".to_owned();
    assert_eq!(people(&[found[0].clone(), renamed]), 1, "one key is one signer");
    let mut another = found[0].clone();
    another.key = "SHA256:x".to_owned();
    assert_eq!(people(&[found[0].clone(), another]), 1, "one name is one signer");
    for (names, are) in [
        (&["alice", "bob"][..], 2),
        (&["alice", "alice,bob"], 1),
        (&["Alice", "alice"], 1),
        (&["alice@example.com", "*@example.com"], 1),
        (&["alice", "bob", "\"alice\",bob"], 1),
        (&["alice", "bob", "carol", "bob,dave"], 3),
    ] {
        let signer = |(place, name): (usize, &&str)| Signer {
            principals: (*name).to_owned(),
            key: format!("SHA256:{place}"),
        };
        let signers: Vec<Signer> = names.iter().enumerate().map(signer).collect();
        assert_eq!(people(&signers), are, "{names:?}");
    }
}

#[test]
fn one_letter_more_or_less_is_another_file() {
    for (_, signature) in SIGNED {
        for place in 0..PAPER.len() {
            let mut edited = PAPER.to_vec();
            edited[place] ^= 1;
            let is = signers().signer(&edited, signature, now());
            assert_eq!(is, Err(Unsigned::Another), "{place}");
        }
        let longer = [PAPER, b"\n"].concat();
        assert_eq!(signers().signer(&longer, signature, now()), Err(Unsigned::Another));
    }
}

/// What frames a signature (its version, lengths) is not signed; another byte there is read or not, and never makes another signer of it.
#[test]
fn another_byte_of_a_signature_makes_nobody_a_signer() {
    let (_, signature) = SIGNED[0];
    let text = std::str::from_utf8(signature).unwrap();
    let (start, rest) = text.split_once("-----\n").unwrap();
    let own = signers().signer(PAPER, signature, now());
    let (mut refused, mut all) = (0, 0);
    for (place, c) in rest.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).take(380) {
        let other = if c == 'A' { 'B' } else { 'A' };
        let edited = format!("{start}-----\n{}{other}{}", &rest[..place], &rest[place + 1..]);
        let is = signers().signer(PAPER, edited.as_bytes(), now());
        assert!(is.is_err() || is == own, "{place}");
        refused += usize::from(is.is_err());
        all += 1;
    }
    assert!(refused + 20 > all, "{refused} of {all}");
}

#[test]
fn a_signature_by_nobody_or_for_something_else_is_none() {
    let of = |signature: &[u8]| signers().signer(PAPER, signature, now());
    assert!(matches!(of(include_bytes!("samples/other.sig")), Err(Unsigned::Unknown(_))));
    let git = of(include_bytes!("samples/git.sig"));
    assert_eq!(git, Err(Unsigned::Elsewhere("git".to_owned())));
    for odd in [&b""[..], b"alice", PAPER] {
        assert_eq!(of(odd), Err(Unsigned::Odd));
    }
}

#[test]
fn a_key_signs_in_its_time_and_for_its_purpose_alone() {
    let (_, signature) = SIGNED[0];
    for (options, is) in [
        ("valid-before=\"20270101Z\",valid-after=\"20260101Z\"", true),
        ("valid-before=\"20261123120000Z\"", false),
        ("valid-after=\"20261123120001Z\"", false),
        ("namespaces=\"git,drift*\"", true),
        ("namespaces=\"git\"", false),
        ("namespaces=\"*,!driftwall\"", false),
        ("cert-authority", false),
    ] {
        let found = with(options).signer(PAPER, signature, now());
        assert_eq!(found.is_ok(), is, "{options}: {found:?}");
        if !is {
            assert!(matches!(found, Err(Unsigned::Barred(..))), "{options}");
        }
    }
}
