//! A printed command line as options, each of which somebody must take.
//!
//! An option that no row takes would be something that is printed and not done. So a line that is not taken whole is refused before anything
//! is sent.

use std::collections::BTreeMap;

use super::lists;

/// One piece of a command line, with what other commands print put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A name, or a switch.
    Text(String),
    /// An option with its value.
    Option(String, String),
    /// The value of the option before it, whatever it begins with.
    Value(String),
}

/// A command line of `gcloud`: its words, and its options that are yet to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    words: Vec<String>,
    /// A switch has no value.
    options: BTreeMap<String, Vec<Option<String>>>,
}

impl Line {
    /// Reads a command line.
    pub(super) fn of(pieces: Vec<Piece>) -> Result<Self, String> {
        let mut pieces = pieces.into_iter().peekable();
        match pieces.next() {
            Some(Piece::Text(program)) if program == "gcloud" => {}
            _ => return Err("the command line is no call of `gcloud`".to_owned()),
        }
        let mut line = Self { words: Vec::new(), options: BTreeMap::new() };
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Option(name, value) => line.put(name, Some(value)),
                Piece::Text(switch) if switch.starts_with("--") => {
                    let is_value = |piece: &Piece| matches!(piece, Piece::Value(_));
                    let value = match pieces.next_if(is_value) {
                        Some(Piece::Value(value)) => Some(value),
                        _ => None,
                    };
                    line.put(switch, value);
                }
                Piece::Text(word) => line.words.push(word),
                Piece::Value(value) => return Err(format!("`{value}` is the value of no option")),
            }
        }
        // Nobody is there to be asked.
        if line.options.remove("--quiet") == Some(vec![None]) {
            Ok(line)
        } else {
            Err("the command line would ask somebody".to_owned())
        }
    }

    fn put(&mut self, name: String, value: Option<String>) {
        self.options.entry(name).or_default().push(value);
    }

    /// What it begins with.
    pub(super) fn words(&self) -> String {
        self.words.join(" ")
    }

    /// Takes the words that it begins with; false when it begins otherwise.
    pub(super) fn begins_with(&mut self, words: &str) -> bool {
        let words: Vec<&str> = words.split(' ').collect();
        let begins = self.words.iter().zip(&words).filter(|(is, word)| is == *word).count();
        if begins < words.len() {
            return false;
        }
        self.words.drain(..begins);
        true
    }

    /// The next of the names that stand for themselves.
    pub(super) fn maybe_name(&mut self) -> Option<String> {
        (!self.words.is_empty()).then(|| self.words.remove(0))
    }

    /// The same, where there has to be one.
    pub(super) fn name(&mut self) -> Result<String, String> {
        self.maybe_name().ok_or_else(|| "it names nothing".to_owned())
    }

    /// The value of an option; nothing when it is not there.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.options.remove(name).as_deref() {
            None => Ok(None),
            Some([Some(value)]) => Ok(Some(value.clone())),
            Some([None]) => Err(format!("`{name}` has no value")),
            Some(_) => Err(format!("`{name}` is said twice")),
        }
    }

    /// The value of an option that has to be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("`{name}` is missing"))
    }

    /// The values of an option that may be said several times.
    pub(super) fn each(&mut self, name: &str) -> Result<Vec<String>, String> {
        let values = self.options.remove(name).unwrap_or_default();
        let value = |one: Option<String>| one.ok_or_else(|| format!("`{name}` has no value"));
        values.into_iter().map(value).collect()
    }

    /// The values of an option that is a list.
    pub(super) fn list(&mut self, name: &str) -> Result<Option<Vec<String>>, String> {
        Ok(self.text(name)?.map(|value| lists::split(&value)))
    }

    /// The number of an option.
    pub(super) fn number(&mut self, name: &str) -> Result<Option<i64>, String> {
        let number =
            |text: String| text.parse().map_err(|_| format!("`{name}`: `{text}` is no number"));
        self.text(name)?.map(number).transpose()
    }

    /// Whether a switch is there.
    pub(super) fn switch(&mut self, name: &str) -> Result<bool, String> {
        match self.options.remove(name).as_deref() {
            None => Ok(false),
            Some([None]) => Ok(true),
            Some(_) => Err(format!("`{name}` is a switch, and once is enough")),
        }
    }

    /// Which of two switches is there, as `--disabled` and `--no-disabled`; nothing when neither is.
    pub(super) fn either(&mut self, name: &str) -> Result<Option<bool>, String> {
        let off = format!("--no-{}", name.trim_start_matches('-'));
        match (self.switch(name)?, self.switch(&off)?) {
            (false, false) => Ok(None),
            (true, false) => Ok(Some(true)),
            (false, true) => Ok(Some(false)),
            (true, true) => Err(format!("`{name}` is said, and its contrary as well")),
        }
    }

    /// That all of it was taken.
    pub(super) fn finish(self) -> Result<(), String> {
        let Self { words, options } = self;
        match words.first().or_else(|| options.keys().next()) {
            None => Ok(()),
            Some(left) => Err(format!("nothing is known of `{left}`")),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Line, Piece};

    /// A command line of words as they reach the program.
    pub(in super::super) fn line(words: &[&str]) -> Result<Line, String> {
        let piece = |word: &&str| match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                Piece::Option(name.to_owned(), value.to_owned())
            }
            _ => Piece::Text((*word).to_owned()),
        };
        Line::of(words.iter().map(piece).collect())
    }

    #[test]
    fn every_word_is_taken_or_refused() {
        let words =
            ["gcloud", "compute", "x", "one", "--quiet", "--a=1", "--on", "--no-off", "--n=7"];
        let mut all = line(&words).unwrap();
        assert!(!all.begins_with("compute y") && all.begins_with("compute x"));
        assert_eq!(all.name(), Ok("one".to_owned()));
        assert_eq!(all.text("--a"), Ok(Some("1".to_owned())));
        assert_eq!(all.text("--b"), Ok(None));
        assert_eq!(all.either("--on"), Ok(Some(true)));
        assert_eq!(all.either("--off"), Ok(Some(false)));
        let left = all.clone().finish().unwrap_err();
        assert!(left.contains("`--n`"), "{left}");
        assert_eq!(all.number("--n"), Ok(Some(7)));
        assert_eq!(all.finish(), Ok(()));
        let word = line(&["gcloud", "x", "--quiet"]).unwrap().finish().unwrap_err();
        assert!(word.contains("`x`"), "{word}");
    }

    #[test]
    fn what_is_odd_is_refused() {
        assert!(line(&["aws", "x", "--quiet"]).is_err());
        assert!(line(&["gcloud", "x"]).is_err(), "it would ask");
        let mut twice =
            line(&["gcloud", "--quiet", "--a=1", "--a=2", "--b", "--b", "--c=x"]).unwrap();
        assert!(twice.text("--a").is_err() && twice.switch("--b").is_err());
        assert!(twice.number("--c").is_err());
        let stray = vec![Piece::Text("gcloud".to_owned()), Piece::Value("x".to_owned())];
        assert!(Line::of(stray).is_err());
        let mut value = Line::of(vec![
            Piece::Text("gcloud".to_owned()),
            Piece::Text("--quiet".to_owned()),
            Piece::Text("--name".to_owned()),
            Piece::Value("--x".to_owned()),
        ])
        .unwrap();
        assert_eq!(value.text("--name"), Ok(Some("--x".to_owned())));
    }
}
