//! What may be a secret is left out before anything is written.
//!
//! Baselines lie in version control and reports in CI logs, so a value that may be a secret must not be in them, and
//! neither may a plain digest of it: whoever has the digest can try out short secrets. Names are kept, because a
//! name that comes or goes is a change; of a value that changes under the same name only those know who have a key to seal it with.

use std::collections::BTreeMap;

use crate::providers::docker::native;
use crate::providers::normalised::{LEFT_OUT, said};
use crate::providers::{Seal, Seals};

/// A value of an option or a label: what it says when that can't be a secret.
pub(super) fn value(name: &str, value: &str) -> String {
    if is_switch(value) {
        // `token-required=true` is about a token and holds none.
        return value.to_owned();
    }
    if names_a_secret(name) || holds_a_secret(value) {
        return LEFT_OUT.to_owned();
    }
    without_credentials(value)
}

/// Options or labels, each with the value that is fit to be written.
pub(super) fn values(map: Option<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    let map = map.unwrap_or_default().into_iter();
    map.map(|(name, text)| {
        let text = value(&name, &text);
        (name, text)
    })
    .collect()
}

/// An address, without the user and the password in it.
pub(super) fn address(text: Option<String>) -> Option<String> {
    said(text).map(|text| without_credentials(&text))
}

/// The name of a variable: what stands before the `=`.
pub(super) fn name_of(variable: &str) -> Option<String> {
    let name = variable.split('=').next().unwrap_or_default();
    said(Some(name.to_owned()))
}

/// What may be secret of a container, sealed: the values of its variables, and what it runs.
pub(super) fn sealed(
    seal: &Seal,
    place: &str,
    config: &native::Config,
    args: Option<&[String]>,
) -> Seals {
    let variables = config.env.iter().flatten().map(|variable| {
        let (name, value) = variable.split_once('=').unwrap_or((variable, ""));
        (format!("variable {name}"), vec![value.to_owned()])
    });
    let words =
        |words: &Option<native::Words>| words.clone().map(native::Words::list).unwrap_or_default();
    let command = match args {
        Some(args) => args.to_vec(),
        None => [words(&config.entrypoint), words(&config.cmd)].concat(),
    };
    let check = config.healthcheck.as_ref().and_then(|check| check.test.clone());
    let runs = [("command", command), ("health check", check.unwrap_or_default())];
    let runs = runs.into_iter().filter(|(_, words)| !words.is_empty());
    seal.seals(place, variables.chain(runs.map(|(what, words)| (what.to_owned(), words))))
}

/// Nothing, or a word that only switches something.
fn is_switch(value: &str) -> bool {
    matches!(value, "" | "true" | "false" | "yes" | "no" | "on" | "off" | "none")
}

/// Whether a name says that what it names is a secret: `splunk-token`, `DB_PASSWORD`, `apiKey`.
pub(super) fn names_a_secret(name: &str) -> bool {
    const ANYWHERE: &[&str] = &[
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "credential",
        "apikey",
        "accesskey",
        "privatekey",
        "basicauth",
        "connectionstring",
    ];
    const WORDS: &[&str] = &[
        "auth",
        "cert",
        "cookie",
        "dsn",
        "hash",
        "htpasswd",
        "key",
        "keys",
        "pass",
        "pat",
        "pin",
        "pwd",
        "salt",
        "sas",
        "session",
        "signature",
        "webhook",
    ];
    let lower = name.to_ascii_lowercase();
    let joined: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    ANYWHERE.iter().any(|word| joined.contains(word))
        || words(name).any(|word| WORDS.contains(&&*word))
}

/// The words of a name, wherever it goes from one to the next: at a sign, or at a capital after a small letter.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (small && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        small = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.into_iter()
}

/// Whether a value has the look of a secret, whatever its name is.
fn holds_a_secret(value: &str) -> bool {
    const MARKS: &[&str] = &[
        "-----BEGIN",
        "$apr1$",
        "$1$",
        "$2a$",
        "$2b$",
        "$2y$",
        "$5$",
        "$6$",
        "$argon2",
        "{SHA}",
        "{SSHA}",
        "eyJ",
        "AKIA",
        "ASIA",
        "AIza",
        "ghp_",
        "gho_",
        "ghs_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "hvs.",
        "sk_live_",
        "Bearer ",
        "Basic ",
    ];
    if MARKS.iter().any(|mark| value.contains(mark)) {
        return true;
    }
    // `username=shop,password=…`, as the options of a mount have it.
    let pieces = value.split([',', ';', ' ', '&', '?', '\n', '"']);
    pieces
        .clone()
        .filter_map(|piece| piece.split_once(['=', ':']))
        .any(|(name, said)| (said.is_empty() || !is_switch(said)) && names_a_secret(name))
        || pieces.flat_map(|piece| piece.split(['=', '/', ':', '@'])).any(is_opaque)
}

/// A long word that nobody would write by hand: small and capital letters and digits in one.
fn is_opaque(word: &str) -> bool {
    let has = |test: fn(&u8) -> bool| word.bytes().any(|byte| test(&byte));
    word.len() >= 20
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+_-.".contains(&byte))
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
}

/// A text without the users and passwords of the addresses in it, and without what they are asked.
fn without_credentials(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        safe.push_str(before);
        safe.push_str("://");
        let end = after.find([' ', ',', ';', '"', '\'', '\n']).unwrap_or(after.len());
        let (address, following) = after.split_at(end);
        let (address, question) = match address.find(['?', '#']) {
            Some(at) => (address.get(..at).unwrap_or_default(), true),
            None => (address, false),
        };
        // The last `@`, so that one in a password hides nothing of it; a path may hold one as well.
        match address.rsplit_once('@') {
            Some((_, host)) => safe.push_str(&format!("{LEFT_OUT}@{host}")),
            None => safe.push_str(address),
        }
        if question {
            safe.push_str(&format!("?{LEFT_OUT}"));
        }
        rest = following;
    }
    // What a shop writes as `user:password@host` without a scheme.
    match rest.split_once('@') {
        Some((user, host)) if safe.is_empty() && user.contains(':') => format!("{LEFT_OUT}@{host}"),
        _ => safe + rest,
    }
}

#[cfg(test)]
mod tests {
    use super::{LEFT_OUT, value};

    #[test]
    fn what_may_be_a_secret_is_left_out() {
        for (name, secret) in [
            ("splunk-token", "hunter2"),
            ("registry-key", "1-unter2"),
            ("DB_PASSWORD", "hunter2"),
            ("apiKey", "hunter2"),
            ("com.example.api_key", "hunter2"),
            ("traefik.http.middlewares.a.basicauth.users", "hunter2"),
            ("traefik.users", "admin:$apr1$hunter2"),
            ("o", "addr=198.51.100.1,username=shop,password=hunter2"),
            ("note", "token: hunter2"),
            ("note", "eyJhunter2"),
            ("note", "4KxhUnter2aaaaaaaaaaaaaaaaaaaa"),
            ("fluentd-address", "tcp://user:hunter2@198.51.100.7:24224"),
            ("fluentd-address", "tcp://user:p@hunter2@198.51.100.7:24224"),
            ("gelf-address", "http://198.51.100.7/hook?t=hunter2"),
            ("address", "user:hunter2@198.51.100.7"),
            ("hosts", "tcp://198.51.100.7:1,tcp://a:hunter2@198.51.100.8:1"),
        ] {
            let safe = value(name, secret);
            assert!(safe.contains(LEFT_OUT), "{name}: {safe}");
            assert!(!safe.contains("unter2"), "{name}: {safe}");
        }
    }

    #[test]
    fn what_cannot_be_a_secret_is_kept() {
        for (name, plain) in [
            ("max-size", "10m"),
            ("disk-usage", "5"),
            ("splunk-verify-token", "true"),
            ("splunk-verify-connection", "true"),
            ("tag", "{{.Name}}/{{.ID}}"),
            ("fluentd-address", "tcp://198.51.100.7:24224"),
            ("syslog-address", "unix:///dev/log"),
            ("com.docker.compose.project", "shop"),
            ("com.docker.compose.project.working_dir", "/srv/shop"),
            ("org.opencontainers.image.authors", "Ana <ana@example.com>"),
            ("org.opencontainers.image.created", "2026-11-01T10:00:00Z"),
            ("org.opencontainers.image.revision", "0123456789abcdef0123456789abcdef01234567"),
            ("traefik.http.routers.shop.rule", "Host(`shop.example`)"),
            ("device", "/dev/sda1"),
            ("monkey", "banana"),
        ] {
            assert_eq!(value(name, plain), plain, "{name}");
        }
    }
}
