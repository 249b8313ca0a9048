//! Commands as a POSIX shell is told them.
//!
//! Names, tags and descriptions are attacker-chosen, and end up in the shell of whoever puts things back. Every word that is not plainly
//! harmless stands in single quotes, inside of which a shell knows nothing but their end. What a terminal or the log of a build would obey when
//! a script is shown there is printed by `printf` from its numbers.

use super::neutral::{is_obeyed, visible};
use crate::model::{Check, Command, Script, Word};

/// The command lines of a script: one a line, each run when the one before it worked.
#[must_use]
pub(super) fn commands(script: &Script) -> String {
    let lines: Vec<String> = script.commands.iter().map(line).collect();
    lines.join(" &&\n")
}

/// What is asked before, as a condition: `[ "$(aws …)" = tcp ]`.
#[must_use]
pub(super) fn check(check: &Check) -> String {
    let Check { command, prints } = check;
    format!("[ \"$({})\" = {} ]", line(command), quoted(prints.trim()))
}

/// One command line.
pub(super) fn line(command: &Command) -> String {
    let Command { words, input, keeps } = command;
    let words: Vec<String> = words.iter().map(word).collect();
    let mut line = words.join(" ");
    if let Some(input) = input {
        line = format!("printf %s {} | {line}", quoted(input));
    }
    match keeps {
        Some(name) => format!("{name}=\"$({line})\""),
        None => line,
    }
}

fn word(word: &Word) -> String {
    match word {
        Word::Text(text) => quoted(text),
        Word::Option(name, value) => format!("{name}={}", quoted(value)),
        Word::Output(command) => format!("\"$({})\"", line(command)),
        Word::Kept(name) => format!("\"${name}\""),
    }
}

/// A word that a shell takes as this text and nothing else.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@%+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) && *visible(text) == *text {
        return text.to_owned();
    }
    // Line breaks at the end, which a substitution would drop, stand as they are: what follows them is a quote.
    let spoken = text.trim_end_matches('\n');
    let (mut out, mut safe, mut printed) = (String::new(), String::new(), String::new());
    let mut after_break = false;
    for (at, c) in spoken.char_indices() {
        let (before, from) = spoken.split_at(at);
        if after_break || is_obeyed(before, c, from) {
            flush(&mut out, &mut safe);
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                printed.push_str(&format!("\\{byte:03o}"));
            }
            // So would one that ends what is printed: the next character goes with it.
            after_break = c == '\n';
        } else {
            print(&mut out, &mut printed);
            safe.push(c);
        }
    }
    print(&mut out, &mut printed);
    safe.extend(text.chars().skip(spoken.chars().count()));
    flush(&mut out, &mut safe);
    if out.is_empty() { "''".to_owned() } else { out }
}

fn flush(out: &mut String, safe: &mut String) {
    if !safe.is_empty() {
        out.push_str(&format!("'{}'", safe.replace('\'', "'\\''")));
        safe.clear();
    }
}

fn print(out: &mut String, printed: &mut String) {
    if !printed.is_empty() {
        out.push_str(&format!("\"$(printf '{printed}')\""));
        printed.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command as Process;

    use proptest::prelude::*;

    use super::*;

    /// What a shell hands to a program for a word.
    fn told(word: &str) -> Vec<u8> {
        // Through the environment's own `printf`, so that what is looked at is an argument.
        let script = format!("env printf '%s.' {word}");
        let output = Process::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success(), "{word}");
        output.stdout
    }

    fn names() -> impl Strategy<Value = String> {
        let payloads = vec![
            "",
            "'",
            "\"",
            "$(id)",
            "`id`",
            "-rf",
            "--",
            "a b",
            "\n",
            "a\nb",
            "a\n",
            "\n\na\n\n",
            "\\",
            "\\n",
            "%s",
            "$HOME",
            "~",
            "*",
            "?",
            "[a]",
            "{a,b}",
            "!!",
            "#",
            ";",
            "&",
            "|",
            "<",
            ">",
            "(",
            ")",
            "\u{1b}[2J",
            "\u{202e}",
            "::add-mask::x",
            "##[group]",
            "##vso[x]",
            "\r\n",
            "\t",
            "=",
            "a=b",
            "@file",
            "file:///etc",
        ];
        let part = prop_oneof![
            proptest::sample::select(payloads).prop_map(str::to_owned),
            "[^\\x00]{0,6}".prop_map(|text| text),
        ];
        proptest::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_shell_hands_every_word_on_as_it_is(name in names()) {
            let word = quoted(&name);
            prop_assert_eq!(told(&word), format!("{name}.").into_bytes(), "{}", word);
            let lines: Vec<&str> = word.lines().collect();
            for line in lines {
                prop_assert_eq!(&*visible(line), line);
            }
        }

        #[test]
        fn in_every_position_of_a_command(a in names(), b in names(), c in names(), input in names()) {
            let inner = Command::new(&["printf", "%s"]).word(c.clone());
            let command = Command {
                words: [
                    Command::new(&["env", "printf", "%s|%s|%s."]).word(a.clone()).words,
                    vec![Word::Option("--b", b.clone()), Word::Output(inner)],
                ].concat(),
                ..Command::default()
            };
            let output = Process::new("sh").arg("-c").arg(line(&command)).output().unwrap();
            // What a command prints loses the line breaks at its end, in every shell.
            let want = format!("{a}|--b={b}|{}.", c.trim_end_matches('\n'));
            prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), want);
            let read = line(&Command::new(&["cat"]).reading(input.clone()));
            let output = Process::new("sh").arg("-c").arg(read).output().unwrap();
            prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), input);
        }
    }
}
