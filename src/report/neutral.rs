//! Makes text harmless that somebody else chose.
//!
//! Names, tags, descriptions and error messages come from clouds and files, where an attacker writes them.
//! After [`visible`] such a text is one line of printable characters: it can't recolour a terminal,
//! forge a log line, reverse the reading order or hide. What it held is still there to be read, as `\u{202e}`.
//! The other functions add what one format needs on top of that.
//!
//! A build's log is read by a machine as well. GitHub's runner obeys a line that begins with `::add-mask::`, and, from its
//! early days, `##[add-mask]` anywhere in a line; Azure Pipelines and TeamCity obey `##vso[…]` and `##teamcity[…]`. Any
//! format may be printed there, so one character of each is spelled out everywhere.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character has no place in a report: control characters, line and paragraph separators,
/// whatever changes the reading order, and whatever can't be seen.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        // U+FFFE, U+FFFF and their like in every plane are no characters, and XML forbids two of them.
        || (c as u32) & 0xfffe == 0xfffe
}

/// One line of printable text: every hidden character, and one of every command to a build's log, is written as
/// `\u{202e}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let commands = text.contains("##") || text.contains("::");
    if !commands && !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        let (said, rest) = text.split_at(at);
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_obeyed(said, c, rest) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal obeys a character, or the log of a build does, with this before it and this from it on; or nobody sees it.
#[must_use]
pub(super) fn is_obeyed(before: &str, c: char, from: &str) -> bool {
    is_hidden(c)
        || c == '[' && opens_logging_command(before)
        || c == ':'
            && before.chars().next_back().is_none_or(begins_word)
            && is_workflow_command(from)
}

/// Whether a line may be broken after this character, or trimmed up to it. A hidden one is spelled out, and breaks nothing.
fn begins_word(before: char) -> bool {
    before.is_whitespace() && !is_hidden(before)
}

/// Whether a `[` after this text opens a command: `##[`, `##vso[`.
fn opens_logging_command(before: &str) -> bool {
    before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##")
}

/// Whether a line that begins so may be a command: `::`, a word, and a space, another `::` or nothing after it. An IPv6
/// address is none: it goes on with a digit, a `:` or a `/`.
fn is_workflow_command(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("::") else { return false };
    let after = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    after.len() < rest.len()
        && (after.is_empty()
            || after == ":"
            || after.starts_with("::")
            || after.starts_with(char::is_whitespace))
}

/// [`visible`], and no longer than `most` characters: the rest is replaced by a count of what was left out.
#[must_use]
pub fn short(text: &str, most: usize) -> String {
    // A count of bytes answers first, because counting the characters of every short name is waste.
    if text.len() <= most {
        return visible(text).into_owned();
    }
    let length = text.chars().count();
    if length <= most {
        return visible(text).into_owned();
    }
    let kept: String = text.chars().take(most).collect();
    format!("{}… ({} more characters)", visible(&kept), length - most)
}

/// JSON text in which hidden characters are escaped, and the `[` of `##[`. They occur only inside its strings, and every
/// reader turns the escapes back, so the content stays the same.
#[must_use]
pub fn json(text: &str) -> String {
    let commands = text.contains("##");
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let opens = commands && c == '[' && opens_logging_command(text.split_at(at).0);
        if opens || c != '\n' && is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Text in a Markdown paragraph, in a table cell, or in an HTML element of a Markdown page: no markup, no link, and
/// nobody is called. Entities mean the same in all three, which backslashes don't. What GitHub and GitLab turn into a
/// mention, a reference or a link after that is split by an empty comment.
#[must_use]
pub(super) fn markdown(text: &str) -> String {
    const SPLIT: &str = "<!-- -->";
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut seen = ['\0'; 3];
    for c in text.chars() {
        let [a, b, before] = seen.map(|c: char| c.to_ascii_lowercase());
        let splits = match c {
            '/' => before == ':',
            '.' => [a, b, before] == ['w', 'w', 'w'],
            _ => before == '-' && [a, b] == ['g', 'h'],
        };
        if splits {
            out.push_str(SPLIT);
        }
        match c {
            '&' | '<' | '>' | '"' | '\'' | '$' | '`' | '\\' | '*' | '_' | '[' | ']' | '|' | '~' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '@' | '#' | '!' | '%' => {
                out.push(c);
                out.push_str(SPLIT);
            }
            c => out.push(c),
        }
        seen = [seen[1], seen[2], c];
    }
    out
}

/// A code span, with a fence longer than any run of backticks inside.
#[must_use]
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    let fence = fence(&text, 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A code span in a table cell, which a `|` would end in the middle of the span. A backslash before it helps only until the
/// text brings one of its own, so it is spelled out.
#[must_use]
pub(super) fn cell(text: &str) -> String {
    code(&text.replace('|', "\\u{7c}"))
}

/// A run of backticks longer than any inside `text`, and at least `least` long.
#[must_use]
pub(super) fn fence(text: &str, least: usize) -> String {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(least.max(longest + 1))
}

/// Plain text of a SARIF message, where `[text](target)` would be a link even without Markdown. A space takes the link apart;
/// the standard's backslashes would be shown by readers that don't know them, before every path of a field.
#[must_use]
pub(super) fn sarif(text: &str) -> String {
    visible(text).replace("](", "] (")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(visible("web"), "web");
        assert!(matches!(visible("web-1 größe 名"), Cow::Borrowed(_)));
        assert_eq!(visible("a\u{1b}[31mb\r\n::error::c"), "a\\u{1b}[31mb\\r\\n::error::c");
        assert_eq!(visible("\u{202e}txt.exe\u{200b}"), "\\u{202e}txt.exe\\u{200b}");
        assert_eq!(
            visible("\u{85}\u{7f}\u{ad}\u{e0041}\u{fe0f}"),
            "\\u{85}\\u{7f}\\u{ad}\\u{e0041}\\u{fe0f}"
        );
        assert_eq!(visible("\u{ffff}\u{1fffe}\u{2028}"), "\\u{ffff}\\u{1fffe}\\u{2028}");
    }

    #[test]
    fn a_cut_is_counted() {
        assert_eq!(short("größe", 5), "größe");
        assert_eq!(short(&"a".repeat(12), 10), "aaaaaaaaaa… (2 more characters)");
    }

    #[test]
    fn json_escapes_read_back() {
        let hostile = "\u{202e}\u{e0041}\u{9b}\u{7f}";
        let text = json(&serde_json::to_string(hostile).unwrap());
        assert!(text.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), hostile);
        let commands = vec!["##[error]x", "##vso[x]", "#[", "##"];
        let text = json(&serde_json::to_string(&commands).unwrap());
        assert_eq!(text, r###"["##\u005berror]x","##vso\u005bx]","#[","##"]"###);
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), commands);
    }

    #[test]
    fn commands_to_a_log_are_spelled_out() {
        for (command, harmless) in [
            ("##[add-mask]x", "##\\u{5b}add-mask]x"),
            ("a ###[error]", "a ###\\u{5b}error]"),
            ("##vso[task.x]", "##vso\\u{5b}task.x]"),
            ("::add-mask::x", "\\u{3a}:add-mask::x"),
            ("a ::error file=b::c", "a \\u{3a}:error file=b::c"),
            ("\u{3000}::endgroup::", "\u{3000}\\u{3a}:endgroup::"),
            ("::error", "\\u{3a}:error"),
            ("::error:", "\\u{3a}:error:"),
        ] {
            assert_eq!(visible(command), harmless);
            assert_eq!(visible(harmless), harmless);
        }
        let said = [
            "::/0",
            "from ::ffff:0:0/96",
            "::1",
            "fe80::a",
            "AWS::EC2::Instance",
            "#[a]",
            "## [a]",
        ];
        for text in said {
            assert!(visible(text) == text, "{text}");
        }
    }

    #[test]
    fn markdown_says_what_it_says() {
        assert_eq!(markdown("web-1 (sg-1)"), "web-1 (sg-1)");
        assert_eq!(markdown("[a](javascript:b)"), "&#91;a&#93;(javascript:b)");
        assert_eq!(markdown("a|b `c` *d*"), "a&#124;b &#96;c&#96; &#42;d&#42;");
        assert_eq!(markdown("<script>&amp;"), "&#60;script&#62;&#38;amp;");
        assert_eq!(markdown("@everyone"), "@<!-- -->everyone");
        assert_eq!(markdown("a/b#12 GH-12"), "a/b#<!-- -->12 GH-<!-- -->12");
        assert_eq!(markdown("http://x www.x"), "http:<!-- -->//x www<!-- -->.x");
    }

    #[test]
    fn a_code_span_holds_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a|b"), "`a|b`");
        assert_eq!(cell("a\\|b"), "`a\\\\u{7c}b`");
    }
}
