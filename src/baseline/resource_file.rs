//! One resource's file: what is in it, and how it is read without building a tree.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem::Trouble;
use crate::model::{Document, Identity, Kind, Resource};
use crate::trust::{Format, Newness};

/// The lines of a file before the context's first field: the opening brace and the key.
pub(super) const CONTEXT_LINE: usize = 2;

/// A resource file's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResourceFile {
    pub(super) kind: Kind,
    pub(super) identity: Identity,
    pub(super) resource: Resource,
    pub(super) newness: Newness,
}

/// The file's keys, in the order in which they are written.
#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    context: &'a RawValue,
    #[serde(borrow)]
    durable: &'a RawValue,
    #[serde(borrow)]
    format: Cow<'a, str>,
    #[serde(borrow)]
    identity: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    format: Cow<'a, str>,
}

/// The text of a resource's file. The same resource always gives the same bytes.
pub(super) fn render(kind: &Kind, identity: &Identity, resource: &Resource) -> String {
    let Resource { durable, context } = resource;
    format!(
        "{{\n  \"context\": {},\n  \"durable\": {},\n  \"format\": \"{}\",\n  \"identity\": {},\n  \"kind\": \"{kind}\"\n}}\n",
        context.pretty(1),
        durable.pretty(1),
        Format::RESOURCE,
        serde_json::Value::from(identity.as_str()),
    )
}

/// Reads what [`render`] wrote.
pub(super) fn parse(bytes: &[u8]) -> Result<ResourceFile, Trouble> {
    let unparsable = |error: &dyn std::fmt::Display| Trouble::Unparsable(error.to_string());
    let text = std::str::from_utf8(bytes).map_err(|e| unparsable(&e))?;
    let shape: Shape<'_> = match serde_json::from_str(text) {
        Ok(shape) => shape,
        // A newer major may have another shape: its format is what to tell.
        Err(error) => {
            let head = serde_json::from_str::<Head<'_>>(text).map_err(|_| unparsable(&error))?;
            Format::RESOURCE.check(&head.format).map_err(Trouble::Format)?;
            return Err(unparsable(&error));
        }
    };
    let newness = Format::RESOURCE.check(&shape.format).map_err(Trouble::Format)?;
    let kind = shape.kind.parse().map_err(|e| unparsable(&e))?;
    let identity = Identity::new(shape.identity.into_owned()).map_err(|e| unparsable(&e))?;
    let durable = Document::read(shape.durable).map_err(|e| unparsable(&e))?;
    let context = Document::read(shape.context).map_err(|e| unparsable(&e))?;
    Ok(ResourceFile { kind, identity, resource: Resource { durable, context }, newness })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{parse, render};
    use crate::baseline::problem::Trouble;
    use crate::model::{Document, Identity, Kind, Provider, Resource};

    const GROUP: Kind = Kind::new(Provider::Aws, "security-group");

    #[test]
    fn one_field_a_line() {
        let resource = Resource {
            durable: Document::of(&json!({"ingress": [{"ports": "22"}], "name": "web"})).unwrap(),
            context: Document::empty(),
        };
        let want = r#"{
  "context": {},
  "durable": {
    "ingress": [
      {
        "ports": "22"
      }
    ],
    "name": "web"
  },
  "format": "driftwall.resource/1.0",
  "identity": "sg-1",
  "kind": "aws.security-group"
}
"#;
        assert_eq!(render(&GROUP, &Identity::new("sg-1").unwrap(), &resource), want);
    }

    #[test]
    fn a_newer_file_is_refused_and_a_torn_one_is_named() {
        let newer = r#"{"format":"driftwall.resource/2.0","shape":"unknown"}"#;
        assert!(matches!(parse(newer.as_bytes()), Err(Trouble::Format(_))));
        assert!(matches!(parse(b"{\n  \"context\": {"), Err(Trouble::Unparsable(_))));
        assert!(matches!(parse(b"\xff"), Err(Trouble::Unparsable(_))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_written_again(
            identity in ".{1,20}", durable in prop::collection::btree_map(".{0,8}", ".{0,8}", 0..4),
            context in prop::collection::btree_map(".{0,8}", any::<i64>(), 0..4),
        ) {
            let identity = Identity::new(identity).unwrap();
            let resource = Resource {
                durable: Document::of(&durable).unwrap(),
                context: Document::of(&context).unwrap(),
            };
            let text = render(&GROUP, &identity, &resource);
            let back = parse(text.as_bytes()).unwrap();
            prop_assert_eq!(&back.resource, &resource);
            prop_assert_eq!(render(&back.kind, &back.identity, &back.resource), text);
        }
    }
}
