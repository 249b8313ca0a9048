//! What the values of options mean: lists, as `gcloud topic escaping` has them, and words that the API has in capitals.

use serde_json::{Value, json};

/// The values of a list: split at commas, unless it begins with another separator between carets.
pub(super) fn split(text: &str) -> Vec<String> {
    let marked = text.strip_prefix('^').and_then(|rest| rest.split_once('^'));
    let (mark, rest) = marked.filter(|(mark, _)| !mark.is_empty()).unwrap_or((",", text));
    if rest.is_empty() {
        return Vec::new();
    }
    rest.split(mark).map(str::to_owned).collect()
}

/// A list of names with values: `a=1,b=2`.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let pair = |part: String| match part.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err(format!("`{part}` has no value")),
    };
    split(text).into_iter().map(pair).collect()
}

/// What a rule speaks of: `tcp:22` is a protocol and a range of ports, each a row of its own.
pub(super) fn layers(words: &[String], protocol: &str) -> Value {
    let row = |word: &String| match word.split_once(':') {
        Some((name, port)) => json!({ protocol: name, "ports": [port] }),
        None => json!({ protocol: word }),
    };
    words.iter().map(row).collect()
}

/// `include-all` is `INCLUDE_ALL_METADATA`, as a table says.
pub(super) fn word(text: &str, words: &[(&str, &'static str)]) -> Result<&'static str, String> {
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, is)| *is);
    found.ok_or_else(|| format!("nothing is known of the value `{text}`"))
}

/// A path of Google's: names between slashes.
pub(super) fn link(text: String) -> Result<String, String> {
    text.split('/').try_for_each(|part| segment(part).map(drop))?;
    Ok(text)
}

/// One part of a path, which leads nowhere else.
pub(super) fn segment(text: &str) -> Result<&str, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    if text.is_empty() || matches!(text, "." | "..") || !text.chars().all(is_plain) {
        return Err(format!("`{text}` is no name that Google gives"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{layers, link, pairs, segment, split};

    #[test]
    fn a_list_is_what_was_joined() {
        for (text, values) in [
            ("", &[] as &[&str]),
            ("a,b", &["a", "b"]),
            ("^;^a,b;c", &["a,b", "c"]),
            ("^:::^a;b,c:::d", &["a;b,c", "d"]),
            ("^;^^x", &["^x"]),
            ("a;b", &["a;b"]),
        ] {
            assert_eq!(split(text), values, "{text}");
        }
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let read = pairs("^|^name=n|filter=a=b, c").unwrap();
        assert_eq!(read, [pair("name", "n"), pair("filter", "a=b, c")]);
        assert!(pairs("a").is_err());
    }

    #[test]
    fn a_rule_has_a_row_for_each_range() {
        let words = ["tcp:22".to_owned(), "tcp:80-90".to_owned(), "icmp".to_owned()];
        let rows = json!([{"IPProtocol": "tcp", "ports": ["22"]}, {"IPProtocol": "tcp", "ports": ["80-90"]}, {"IPProtocol": "icmp"}]);
        assert_eq!(layers(&words, "IPProtocol"), rows);
    }

    #[test]
    fn a_path_leads_nowhere_else() {
        for odd in ["", ".", "..", "a/b", "a?b", "a b", "a%2fb", "caf\u{e9}"] {
            assert!(segment(odd).is_err(), "{odd}");
        }
        assert!(link("projects/p/../q".to_owned()).is_err() && link("a//b".to_owned()).is_err());
        assert!(segment("example.com:shop").is_ok());
    }
}
