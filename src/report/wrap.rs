//! Lines that fit.

/// Breaks a line between words. A word that is longer than a line stays whole, so that it can be copied.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    let mut room = first;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
            room = rest;
        }
        // The double spaces between the parts of a line are empty words; they are kept inside a line.
        if used > 0 || !lines.is_empty() && !line.is_empty() {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn words_are_not_broken() {
        assert_eq!(wrap("aa bb cc", 5, 5), ["aa bb", "cc"]);
        assert_eq!(wrap("aaaaaaaa b", 3, 3), ["aaaaaaaa", "b"]);
        assert_eq!(wrap("a  b", 9, 9), ["a  b"]);
        assert_eq!(wrap("", 9, 9), [""]);
    }
}
