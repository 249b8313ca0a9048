//! Command lines as data. How a shell is told is another room's business.

/// How an edit is made with the vendor's tool: its command lines, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// What is read just before, and what it must print, where the provider takes no condition with the call itself.
    pub check: Option<Check>,
    /// The command lines. Each is run when the one before it worked.
    pub commands: Vec<Command>,
}

/// What is asked just before a call, so that nobody's newer work is overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is asked.
    pub command: Command,
    /// What it must print, white space at its ends aside.
    pub prints: String,
}

/// One command line as data. How a shell is told is another room's business.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments.
    pub words: Vec<Word>,
    /// What it reads on its standard input.
    pub input: Option<String>,
    /// Under which name what it prints is kept for the command lines after it.
    pub keeps: Option<&'static str>,
}

/// One word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// This text, whatever is in it.
    Text(String),
    /// An option that needs its value in the same word, because the value begins with a dash: `--name=-x`.
    Option(&'static str, String),
    /// What another command prints.
    Output(Command),
    /// What an earlier command printed.
    Kept(&'static str),
}

impl Command {
    /// A program and the words that say what it is to do: `["aws", "ec2", "delete-tags"]`.
    #[must_use]
    pub fn new(words: &[&str]) -> Self {
        let words = words.iter().map(|word| Word::Text((*word).to_owned())).collect();
        Self { words, ..Self::default() }
    }

    /// The same with one more word.
    #[must_use]
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(Word::Text(word.into()));
        self
    }

    /// The same with an option and its value, in such a way that no value is taken for an option.
    #[must_use]
    pub fn option(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if value.is_empty() || value.starts_with('-') {
            self.words.push(Word::Option(name, value));
        } else {
            self.words.extend([Word::Text(name.to_owned()), Word::Text(value)]);
        }
        self
    }

    /// The same with an option whose value is what another command prints.
    #[must_use]
    pub fn output_of(mut self, name: &'static str, command: Self) -> Self {
        self.words.extend([Word::Text(name.to_owned()), Word::Output(command)]);
        self
    }

    /// The same with an option whose value is what an earlier command printed.
    #[must_use]
    pub fn kept(mut self, name: &'static str, kept: &'static str) -> Self {
        self.words.extend([Word::Text(name.to_owned()), Word::Kept(kept)]);
        self
    }

    /// The same with text on its standard input.
    #[must_use]
    pub fn reading(mut self, input: impl Into<String>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// The same, with what it prints kept under a name.
    #[must_use]
    pub fn keeping(mut self, name: &'static str) -> Self {
        self.keeps = Some(name);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_an_option() {
        let words = Command::new(&["aws"]).option("--name", "-x").option("--note", "y").words;
        let text = |text: &str| Word::Text(text.to_owned());
        assert_eq!(
            words,
            [text("aws"), Word::Option("--name", "-x".to_owned()), text("--note"), text("y")]
        );
    }
}
