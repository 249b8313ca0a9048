//! A value of an answer that is a word of a command line: the name of a machine's public address, which nobody records.

use serde_json::Value;

use super::line::Line;
use super::machines;
use crate::providers::calls::Named;

/// What is read, and where in the answer the value stands.
pub(super) struct Read {
    pub(super) call: Named,
    pub(super) path: Vec<String>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Element(usize),
}

impl Read {
    /// Reads the command line of a look-up.
    ///
    /// # Errors
    /// In words, when it is another than is known.
    pub(super) fn of(mut line: Line) -> Result<Self, String> {
        let call = machines::GET;
        if !line.begins_with(call.0) {
            return Err(format!(
                "driftwall looks nothing up with `{}`: run the printed command",
                line.words()
            ));
        }
        let path = machines::machine(&mut line)?;
        let steps = steps(&line.needed("--format")?)?;
        line.finish()?;
        Ok(Self { call, path, steps })
    }

    /// The text there; nothing when there is none.
    pub(super) fn found(&self, answer: &Value) -> Option<String> {
        let step = |is: Option<&'_ Value>, step: &Step| -> Option<Value> {
            match step {
                Step::Field(name) => is?.get(name).cloned(),
                Step::Element(number) => is?.get(number).cloned(),
            }
        };
        let mut is = Some(answer.clone());
        for one in &self.steps {
            is = step(is.as_ref(), one);
        }
        is?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }
}

/// `value(a[0].b)`
fn steps(format: &str) -> Result<Vec<Step>, String> {
    let odd = || format!("nothing is known of the format `{format}`");
    let inner = format.strip_prefix("value(").and_then(|rest| rest.strip_suffix(')'));
    let mut steps = Vec::new();
    for part in inner.ok_or_else(odd)?.split('.') {
        let (name, number) = match part.strip_suffix(']').map(|part| part.split_once('[')) {
            Some(Some((name, number))) => (name, Some(number.parse().map_err(|_| odd())?)),
            Some(None) => return Err(odd()),
            None => (part, None),
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(odd());
        }
        steps.push(Step::Field(name.to_owned()));
        steps.extend(number.map(Step::Element));
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::line::tests::line;
    use super::Read;

    #[test]
    fn a_look_up_finds_one_text_or_nothing() {
        let read = |format: &str| {
            let format = format!("--format={format}");
            let words = [
                "gcloud",
                "compute",
                "instances",
                "describe",
                "web",
                "--project=shop",
                "--quiet",
                "--zone=z",
                &format,
            ];
            Read::of(line(&words).unwrap())
        };
        let name = read("value(networkInterfaces[1].accessConfigs[0].name)").unwrap();
        assert_eq!(name.path, ["projects", "shop", "zones", "z", "instances", "web"]);
        let of = |configs| json!({"networkInterfaces": [{}, {"accessConfigs": configs}]});
        assert_eq!(name.found(&of(json!([{"name": "External NAT"}]))).unwrap(), "External NAT");
        for none in [of(json!([])), of(json!([{}])), of(json!([{"name": ""}])), json!({})] {
            assert_eq!(name.found(&none), None, "{none}");
        }
        for odd in ["json", "value(a.len())", "value(a[x])", "value(a,b)", "value()"] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
