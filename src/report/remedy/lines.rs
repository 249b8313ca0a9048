//! Shell text in lines that fit, still shell text: a line that goes on ends with a backslash, and nothing inside of quotes is broken.

use super::super::neutral::visible;

/// Command lines in lines of at most so many characters where they have room to break; nothing when it holds what a terminal would
/// obey, or a line break that is part of a word, so that what is shown could not be pasted.
pub(in crate::report) fn folded(text: &str, width: usize) -> Option<Vec<String>> {
    // `lines` would take a carriage return before a line break for a part of that, and a terminal obeys it.
    if text.split('\n').any(|line| *visible(line) != *line) {
        return None;
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in together(pieces(text)?) {
        let indent = if line.is_empty() && !lines.is_empty() { "  " } else { "" };
        match piece {
            Piece::Break => {
                lines.push(std::mem::take(&mut line));
            }
            // What joins two commands ends the line of the first.
            Piece::Word(word) if !line.is_empty() && ["&&", "|"].contains(&word.as_str()) => {
                line.push(' ');
                line.push_str(&word);
            }
            Piece::Word(word) => {
                let length = line.chars().count() + 1 + word.chars().count();
                // Two characters for what says that the line goes on.
                if !line.is_empty() && length + 2 > width {
                    line.push_str(" \\");
                    lines.push(std::mem::take(&mut line));
                    line = format!("  {word}");
                } else if line.is_empty() {
                    line = format!("{indent}{word}");
                } else {
                    line.push(' ');
                    line.push_str(&word);
                }
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    Some(lines)
}

/// An option stays with its value.
fn together(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Word(option)), Piece::Word(value))
                if option.starts_with("--")
                    && !option.contains([' ', '='])
                    && !value.starts_with('-') =>
            {
                option.push(' ');
                option.push_str(&value);
            }
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

enum Piece {
    Word(String),
    Break,
}

/// The words of shell text, with their quotes. Nothing when a line breaks inside of a word, or a quote does not end.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut word = String::new();
    let (mut single, mut double, mut depth) = (false, false, 0_usize);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let plain = !single && !double && depth == 0;
        match c {
            '\n' if !plain => return None,
            ' ' | '\n' if plain => {
                if !word.is_empty() {
                    pieces.push(Piece::Word(std::mem::take(&mut word)));
                }
                if c == '\n' {
                    pieces.push(Piece::Break);
                }
                continue;
            }
            '\\' if !single => {
                word.push(c);
                word.extend(chars.next());
                continue;
            }
            '\'' if depth > 0 || !double => single = !single,
            '"' if !single && depth == 0 => double = !double,
            '$' if !single && chars.peek() == Some(&'(') => depth += 1,
            ')' if !single && depth > 0 => depth -= 1,
            _ => {}
        }
        word.push(c);
    }
    if single || double || depth > 0 {
        return None;
    }
    if !word.is_empty() {
        pieces.push(Piece::Word(word));
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn what_is_folded_is_the_same_to_a_shell() {
        let text =
            "printf '%s|' aaaa 'b b' \"$(printf '%s' 'c  c')\" 'it'\\''s' &&\nprintf '%s|' done";
        let run = |text: &str| {
            let output = std::process::Command::new("sh").arg("-c").arg(text).output().unwrap();
            assert!(output.status.success());
            String::from_utf8(output.stdout).unwrap()
        };
        let whole = run(text);
        assert_eq!(whole, "aaaa|b b|c  c|it's|done|");
        for width in [1, 10, 20, 40, 200] {
            let folded = folded(text, width).unwrap();
            assert_eq!(run(&folded.join("\n")), whole, "{folded:#?}");
        }
    }

    #[test]
    fn what_could_not_be_pasted_is_not_shown() {
        for text in ["aws 'a\nb'", "aws \u{1b}[2J", "aws 'a", "aws \"$(a\n)\"", "aws\r\n"] {
            assert!(folded(text, 80).is_none(), "{text:?}");
        }
    }
}
