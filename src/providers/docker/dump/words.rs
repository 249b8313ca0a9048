//! What `docker` says beside an answer, when both went to one file.

use std::cell::RefCell;
use std::rc::Rc;

use serde::de::IgnoredAny;

use super::dialect::{self, DIALECT};
use crate::providers::calls::Named;
use crate::providers::dumps::Refusal;
use crate::providers::{Answer, Unread};

/// What was said beside answers that say something themselves, each with the call.
pub(super) type Beside = Rc<RefCell<Vec<(&'static str, Unread)>>>;

/// Lets an answer come without the words round it. An answer that holds nothing is what the words say.
///
/// `none` says that there is nothing to ask about, as another answer has it.
pub(super) fn apart(answer: Answer, call: Named, none: bool, beside: &Beside) -> Answer {
    let Answer { name, path, read } = answer;
    let (file, beside) = (path.to_string(), Rc::clone(beside));
    let read = move || {
        let bytes = read()?;
        let Some((json, words)) = split(&bytes) else {
            let asked_nothing = dialect::spoken(&String::from_utf8_lossy(&bytes))
                == Some(Refusal::coded(dialect::ASKED_NOTHING));
            return Ok(if none && asked_nothing { b"[]".to_vec() } else { bytes });
        };
        let Some(refusal) = dialect::spoken(&words) else { return Ok(json.to_vec()) };
        let unread = (DIALECT.refused)(&file, call, &refusal);
        let list = json.starts_with(b"[");
        let empty = json.iter().all(|byte| byte.is_ascii_whitespace() || b"[]".contains(byte));
        if empty || !list {
            return Err(unread);
        }
        beside.borrow_mut().push((call.0, unread));
        Ok(json.to_vec())
    };
    Answer { name, path, read: Box::new(read) }
}

/// The one JSON value of a text, and the lines before and behind it. Nothing when there is none, or only a value.
fn split(bytes: &[u8]) -> Option<(&[u8], String)> {
    let mut start = 0;
    let begins = |start: usize| {
        bytes.get(start..).unwrap_or_default().trim_ascii_start().starts_with(b"[")
            || bytes.get(start..).unwrap_or_default().trim_ascii_start().starts_with(b"{")
    };
    while !begins(start) {
        let rest = bytes.get(start..)?;
        start += rest.iter().position(|byte| *byte == b'\n')? + 1;
    }
    let rest = bytes.get(start..)?;
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let (json, behind) = rest.split_at_checked(values.byte_offset())?;
    let behind = behind.trim_ascii();
    if behind.starts_with(b"[") || behind.starts_with(b"{") {
        // Several answers in one file: told as what it is, by whoever reads it.
        return None;
    }
    let before = String::from_utf8_lossy(bytes.get(..start)?);
    let words = format!("{before}\n{}", String::from_utf8_lossy(behind));
    (!words.trim().is_empty()).then(|| (json.trim_ascii(), words))
}
