//! A printed command line as a request of the API.
//!
//! The options of `aws` are the fields of a request in another spelling, and what goes in by `--cli-input-json` has them in the API's own. So a
//! field is known by its letters alone: `--group-id`, `GroupId` and the SDK's `group_id` are one. Every field that a command line has must be
//! taken by the call: one that nobody takes would be something that is printed and not done.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// One piece of a command line, with what other commands print put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A name or a value, whichever stands there.
    Text(String),
    /// An option with its value.
    Option(String, String),
    /// A value, whatever it begins with.
    Value(String),
}

/// What is asked of AWS: `aws ec2 create-tags …`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    /// `ec2`
    pub(super) service: String,
    /// `create-tags`
    pub(super) operation: String,
    /// What is taken out of the answer.
    pub(super) query: Option<String>,
    /// Whether that is taken as JSON, or as text, in which a list of one is that one.
    pub(super) as_json: bool,
    fields: Fields,
}

/// Fields that are yet to be taken, by their letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields(BTreeMap<String, Value>);

/// The letters by which a field is known.
fn letters(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

impl Request {
    /// Reads a command line.
    pub(super) fn of(pieces: Vec<Piece>) -> Result<Self, String> {
        let mut pieces = pieces.into_iter().peekable();
        let mut head = || match pieces.next() {
            Some(Piece::Text(word)) => Ok(word),
            _ => Err("the command line is no call of `aws`".to_owned()),
        };
        let (program, service, operation) = (head()?, head()?, head()?);
        if program != "aws" {
            return Err(format!("`{program}` is not `aws`"));
        }
        let mut request =
            Self { service, operation, query: None, as_json: false, fields: Fields::default() };
        while let Some(piece) = pieces.next() {
            let (name, value) = match piece {
                Piece::Option(name, value) => (name, Some(value)),
                Piece::Text(name) if name.starts_with("--") => {
                    let value = pieces.next_if(|next| match next {
                        Piece::Text(next) => !next.starts_with("--"),
                        Piece::Value(_) => true,
                        Piece::Option(..) => false,
                    });
                    let value = value.map(|value| match value {
                        Piece::Text(text) | Piece::Value(text) | Piece::Option(_, text) => text,
                    });
                    (name, value)
                }
                Piece::Text(word) | Piece::Value(word) => {
                    return Err(format!("`{word}` is the value of no option"));
                }
            };
            request.option(name.trim_start_matches('-'), value)?;
        }
        request.shorthand()?;
        Ok(request)
    }

    fn option(&mut self, name: &str, value: Option<String>) -> Result<(), String> {
        match (name, value) {
            // The client is one of the region.
            ("region", Some(_)) => Ok(()),
            ("query", Some(query)) => {
                self.query = Some(query);
                Ok(())
            }
            ("output", Some(form)) => {
                self.as_json = form == "json";
                Ok(())
            }
            ("cli-input-json", Some(text)) => self.fields.add(Fields::read(&text)?),
            ("ingress", None) => self.fields.put("egress", false.into()),
            (switch, None) => match switch.strip_prefix("no-") {
                Some(switch) => self.fields.put(switch, false.into()),
                None => self.fields.put(switch, true.into()),
            },
            (name, Some(value)) => self.fields.put(name, value.into()),
        }
    }

    /// `--protocol`, `--port` and `--source-group` of a rule are one permission, as `aws` itself makes of them.
    fn shorthand(&mut self) -> Result<(), String> {
        if !self.operation.starts_with("authorize-security-group-") {
            return Ok(());
        }
        let Some(group) = self.fields.take::<String>("source_group")? else { return Ok(()) };
        let protocol: Option<String> = self.fields.take("protocol")?;
        let port: Option<String> = self.fields.take("port")?;
        let (from, to) = match port.as_deref() {
            Some("-1") => ("-1", "-1"),
            Some(range) => range.split_once('-').unwrap_or((range, range)),
            None => return Err("a rule names no ports".to_owned()),
        };
        let permission = json!([{ "IpProtocol": protocol, "FromPort": from, "ToPort": to,
            "UserIdGroupPairs": [{ "GroupId": group }] }]);
        self.fields.put("ip-permissions", permission)
    }

    /// A field; nothing when the command line does not have it.
    pub(super) fn take<T: Said>(&mut self, name: &str) -> Result<Option<T>, String> {
        self.fields.take(name)
    }

    /// That every field was taken.
    pub(super) fn finish(self) -> Result<(), String> {
        let Self { service, operation, query: _, as_json: _, fields } = self;
        fields.finish().map_err(|why| format!("`{service} {operation}`: {why}"))
    }
}

impl Fields {
    /// Reads an object of JSON.
    fn read(text: &str) -> Result<Self, String> {
        let fields: Map<String, Value> = serde_json::from_str(text)
            .map_err(|_| "what should be an object of JSON is none".to_owned())?;
        let mut read = Self::default();
        for (name, value) in fields {
            read.put(&name, value)?;
        }
        Ok(read)
    }

    fn put(&mut self, name: &str, value: Value) -> Result<(), String> {
        match self.0.insert(letters(name), value) {
            None => Ok(()),
            Some(_) => Err(format!("`{name}` is said twice")),
        }
    }

    fn add(&mut self, other: Self) -> Result<(), String> {
        other.0.into_iter().try_for_each(|(name, value)| self.put(&name, value))
    }

    /// A field by the name of what sets it in the SDK; nothing when it is not there.
    pub(super) fn take<T: Said>(&mut self, name: &str) -> Result<Option<T>, String> {
        let name = name.strip_prefix("set_").unwrap_or(name);
        match self.0.remove(&letters(name)) {
            None => Ok(None),
            Some(value) => T::said(value).map(Some).map_err(|why| format!("`{name}`: {why}")),
        }
    }

    /// That every field was taken.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => Err(format!("nothing is known of the field `{name}`")),
        }
    }
}

/// What a field may hold. A value of an option is a text, and what is inside of JSON is whatever it is.
pub(super) trait Said: Sized {
    /// Reads it.
    fn said(value: Value) -> Result<Self, String>;
}

impl Said for String {
    fn said(value: Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(format!("`{other}` is no text")),
        }
    }
}

impl Said for bool {
    fn said(value: Value) -> Result<Self, String> {
        match &value {
            Value::Bool(value) => Ok(*value),
            other => Err(format!("`{other}` is no switch")),
        }
    }
}

impl Said for i64 {
    fn said(value: Value) -> Result<Self, String> {
        let number = match &value {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        number.ok_or_else(|| format!("`{value}` is no number"))
    }
}

impl Said for i32 {
    fn said(value: Value) -> Result<Self, String> {
        let number = i64::said(value)?;
        Self::try_from(number).map_err(|_| format!("`{number}` is too large a number"))
    }
}

/// A list is one of JSON, or one value alone, as `aws` takes either.
impl<T: Said> Said for Vec<T> {
    fn said(value: Value) -> Result<Self, String> {
        let list = match value {
            Value::Array(list) => list,
            Value::String(text) if text.starts_with('[') => serde_json::from_str(&text)
                .map_err(|_| "what should be a list of JSON is none".to_owned())?,
            one => vec![one],
        };
        list.into_iter().map(T::said).collect()
    }
}

impl Said for Fields {
    fn said(value: Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Self::read(&text),
            Value::Object(all) => {
                let mut fields = Self::default();
                all.into_iter().try_for_each(|(name, value)| fields.put(&name, value))?;
                Ok(fields)
            }
            other => Err(format!("`{other}` has no fields")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Request};

    fn request(words: &[&str]) -> Result<Request, String> {
        Request::of(words.iter().map(|word| Piece::Text((*word).to_owned())).collect())
    }

    #[test]
    fn a_command_line_is_a_request() {
        let line = [
            "aws",
            "ec2",
            "x",
            "--region",
            "eu-west-1",
            "--group-id",
            "sg-1",
            "--no-dry",
            "--cli-input-json",
            r#"{"roleARN": "r", "Ports": [1, 2]}"#,
            "--egress",
        ];
        let mut request = request(&line).unwrap();
        assert_eq!(request.take::<String>("set_group_id"), Ok(Some("sg-1".to_owned())));
        assert_eq!(request.take::<bool>("set_dry"), Ok(Some(false)));
        assert_eq!(request.take::<bool>("set_egress"), Ok(Some(true)));
        assert_eq!(request.take::<String>("set_role_arn"), Ok(Some("r".to_owned())));
        assert_eq!(request.take::<String>("set_other"), Ok(None));
        let left = request.clone().finish().unwrap_err();
        assert!(left.contains("`ports`"), "{left}");
        assert_eq!(request.take::<Vec<i32>>("set_ports"), Ok(Some(vec![1, 2])));
        assert_eq!(request.finish(), Ok(()));
    }

    #[test]
    fn what_is_odd_is_refused() {
        for line in [
            &["az", "ec2", "x"][..],
            &["aws", "ec2"],
            &["aws", "ec2", "x", "y"],
            &["aws", "ec2", "x", "--a", "1", "--a", "2"],
            &["aws", "ec2", "x", "--cli-input-json", "[]"],
        ] {
            assert!(request(line).is_err(), "{line:?}");
        }
    }

    #[test]
    fn a_rule_about_its_own_group_is_a_permission() {
        for (port, from, to) in [("-1", -1, -1), ("22-23", 22, 23)] {
            let mut line: Vec<Piece> = ["aws", "ec2", "authorize-security-group-ingress"]
                .map(|word| Piece::Text(word.to_owned()))
                .to_vec();
            let option = |name: &str, value: &str| Piece::Option(name.to_owned(), value.to_owned());
            line.extend([
                option("--protocol", "tcp"),
                option("--port", port),
                option("--source-group", "sg-1"),
            ]);
            let mut request = Request::of(line).unwrap();
            let mut all: Vec<super::Fields> = request.take("set_ip_permissions").unwrap().unwrap();
            let mut one = all.remove(0);
            assert_eq!(one.take::<i32>("set_from_port"), Ok(Some(from)));
            assert_eq!(one.take::<i32>("set_to_port"), Ok(Some(to)));
            assert_eq!(request.finish(), Ok(()));
        }
    }
}
