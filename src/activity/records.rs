//! Text of a log → its records.
//!
//! Logs come as one document with a list in it (`{"Records": […]}`), as a bare list, and as objects one behind the other. Here the text is cut at the
//! ends of its records, and nothing else is understood of it: each record is read once, by the provider that knows it, which also
//! finds out whether it is JSON at all.

/// The records of a text, and how it ends.
pub(super) struct Records<'a> {
    text: &'a str,
    at: usize,
    /// Where what was not given yet begins, and what it lies in.
    safe: Resume,
    /// The keys under which lists of records lie.
    wrapped_in: &'a [&'static str],
    state: State,
    /// Why the text is not read to its end.
    pub(super) broken: Option<Broken>,
    /// Whether the document says that another page follows.
    pub(super) continues: bool,
}

/// From where on the rest of a text is read, once there is more of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Resume {
    /// The first byte that is to be looked at again.
    pub(super) at: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Between documents.
    #[default]
    Outside,
    /// In a list that is a document of its own.
    List,
    /// In a list in a document.
    Wrapped,
    /// In a document, between its keys.
    Document,
    Done,
}

/// Why a text is not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It ends in the middle.
    Ends,
    /// Something else than an object stands where a record should.
    NoObject,
}

/// The keys with which vendors say that another page follows.
const MORE: &[&str] = &["NextToken", "nextLink", "nextPageToken"];

impl<'a> Records<'a> {
    /// The records of a text that goes on where another one was left.
    pub(super) fn new(text: &'a str, wrapped_in: &'a [&'static str], left: Resume) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let state = left.state;
        let safe = Resume { at, state };
        Self { text, at, safe, wrapped_in, state, broken: None, continues: false }
    }

    /// Where it is to be gone on when more of the text is there. What was given is behind it.
    pub(super) const fn resume(&self) -> Resume {
        self.safe
    }

    fn given(&mut self, record: &'a str) -> Option<&'a str> {
        self.safe = Resume { at: self.at, state: self.state };
        Some(record)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space, nor in lists and between documents a comma.
    fn skip(&mut self) -> Option<u8> {
        while let Some(byte) = self.peek() {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// The value that begins here, and goes behind it.
    fn value(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let length = length(rest)?;
        self.at += length;
        rest.get(..length)
    }

    fn stop(&mut self, broken: Broken) -> Option<&'a str> {
        self.broken = Some(broken);
        self.state = State::Done;
        None
    }

    /// Takes an object or what stands in its place.
    fn record(&mut self, byte: u8) -> Option<&'a str> {
        if byte != b'{' {
            return self.stop(Broken::NoObject);
        }
        match self.value() {
            Some(record) => self.given(record),
            None => self.stop(Broken::Ends),
        }
    }

    /// Goes over the keys of a document to the next list of records. Nothing when the text ends before.
    fn seek_list(&mut self) -> Option<bool> {
        loop {
            let byte = self.skip()?;
            if byte == b'}' {
                self.at += 1;
                return Some(false);
            }
            if byte != b'"' {
                return None;
            }
            let key = self.value()?.trim_matches('"');
            if self.skip()? != b':' {
                return None;
            }
            self.at += 1;
            let byte = self.skip()?;
            if byte == b'[' && self.wrapped_in.contains(&key) {
                self.at += 1;
                self.state = State::Wrapped;
                return Some(true);
            }
            let value = self.value()?;
            self.continues |= MORE.contains(&key) && !matches!(value, "null" | "\"\"");
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            match self.state {
                State::Done => return None,
                State::Outside => match self.skip() {
                    None => return None,
                    Some(b'[') => {
                        self.at += 1;
                        self.state = State::List;
                    }
                    Some(b'{') => {
                        let begin = self.at;
                        self.at += 1;
                        match self.seek_list() {
                            Some(true) => {}
                            // It wraps nothing, so it is a record itself.
                            Some(false) => {
                                let record = self.text.get(begin..self.at)?;
                                return self.given(record);
                            }
                            None => return self.stop(Broken::Ends),
                        }
                    }
                    Some(_) => return self.stop(Broken::NoObject),
                },
                State::List | State::Wrapped => match self.skip() {
                    None => return self.stop(Broken::Ends),
                    Some(b']') => {
                        self.at += 1;
                        self.state = if self.state == State::List {
                            State::Outside
                        } else {
                            State::Document
                        };
                        self.safe = Resume { at: self.at, state: self.state };
                    }
                    Some(byte) => return self.record(byte),
                },
                State::Document => match self.seek_list() {
                    Some(true) => {}
                    Some(false) => {
                        self.state = State::Outside;
                        self.safe = Resume { at: self.at, state: self.state };
                    }
                    None => return self.stop(Broken::Ends),
                },
            }
        }
    }
}

/// How long the JSON value is that a text begins with; nothing when it has no end.
fn length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at)?;
                if depth == 0 {
                    return Some(at);
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                if depth == 0 {
                    return Some(at);
                }
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b',' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
    (depth == 0 && at > 0).then_some(at)
}

/// The byte behind the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let rest = bytes.get(at..)?;
        let step = memchr::memchr2(b'"', b'\\', rest)?;
        at += step;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Option<Broken>, bool) {
        let mut records = Records::new(text, &["Records", "value"], Resume::default());
        let found: Vec<String> = records.by_ref().map(str::to_owned).collect();
        (found, records.broken, records.continues)
    }

    fn whole(text: &str) -> Vec<String> {
        let (found, broken, continues) = read(text);
        assert_eq!((broken, continues), (None, false), "{text}");
        found
    }

    #[test]
    fn every_shape_of_a_log_gives_its_records() {
        let two = ["{\"a\":1}", "{\"b\":\"}]\\\"\"}"];
        for text in [
            "{\"a\":1}\n{\"b\":\"}]\\\"\"}\n",
            "[{\"a\":1}, {\"b\":\"}]\\\"\"}]",
            "{\"Records\":[{\"a\":1},\n {\"b\":\"}]\\\"\"}]}",
            " { \"x\": {\"Records\": []}, \"value\" : [{\"a\":1} ,{\"b\":\"}]\\\"\"}], \"nextLink\": null }",
            "\u{feff}{\"Records\":[{\"a\":1}]}{\"Records\":[{\"b\":\"}]\\\"\"}]}",
        ] {
            assert_eq!(whole(text), two, "{text}");
        }
        assert!(whole("").is_empty());
        assert!(whole("{\"Records\":[]}").is_empty());
        assert_eq!(whole("{\"b\":[1]}"), ["{\"b\":[1]}"]);
    }

    #[test]
    fn what_breaks_off_says_so_and_keeps_what_was_before() {
        let (found, broken, _) = read("{\"Records\":[{\"a\":1},{\"b\":");
        assert_eq!((found.len(), broken), (1, Some(Broken::Ends)));
        let (found, broken, _) = read("{\"a\":1}\n{\"a\":\"");
        assert_eq!((found.len(), broken), (1, Some(Broken::Ends)));
        let (found, broken, _) = read("{\"Records\":[{\"a\":1}]");
        assert_eq!((found.len(), broken), (1, Some(Broken::Ends)));
        let (found, broken, _) = read("{\"a\":1}\nhello");
        assert_eq!((found.len(), broken), (1, Some(Broken::NoObject)));
        let (_, _, continues) = read("{\"value\":[],\"nextLink\":\"https://x\"}");
        assert!(continues);
    }

    #[test]
    fn a_text_that_comes_in_pieces_is_read_as_if_it_came_whole() {
        let text = "{\"x\":1,\"Records\":[{\"a\":1},{\"b\":\"[\"}],\"y\":2}\n[{\"c\":3}] {\"d\":4}";
        let all = whole(text);
        assert_eq!(all.len(), 4);
        for cut in 0..text.len() {
            let mut found = Vec::new();
            let mut first = Records::new(&text[..cut], &["Records"], Resume::default());
            found.extend(first.by_ref().map(str::to_owned));
            let left = first.resume();
            let mut rest = Records::new(&text[left.at..], &["Records"], left);
            found.extend(rest.by_ref().map(str::to_owned));
            assert_eq!((&found, rest.broken), (&all, None), "{cut}");
        }
    }

    #[test]
    fn no_text_makes_it_fail() {
        let text = "{\"Records\":[{\"a\":\"\\\\\"},{\"b\":[{}]}],\"NextToken\":\"x\"}";
        for end in 0..text.len() {
            let _ = read(&text[..end]);
            let _ = read(&text[end..]);
            let _ = read(&format!("{}{}", &text[end..], &text[..end]));
        }
    }
}
