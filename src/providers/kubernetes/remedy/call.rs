//! What is asked of the API server for one edit. The printed command and the call of the client are made of the same.

use serde_json::Value;

use super::kubectl;
use super::patch::Patch;
use crate::model::{Edit, Script, Word};

/// What is asked of the API server.
#[derive(Debug)]
pub(in super::super) enum Call {
    /// An object changes.
    Patch(Patch),
    /// It goes, if it looks like this.
    Delete(Patch),
    /// One comes.
    Create(Value),
    /// A workload makes its pods again.
    Restart,
}

impl Call {
    /// The command lines that ask it.
    pub(super) fn script(&self, edit: &Edit) -> Result<Script, String> {
        match self {
            Self::Patch(patch) => patch.script(edit),
            Self::Delete(patch) => {
                let check = Some(patch.check(edit)?);
                Ok(Script { check, commands: vec![kubectl::on("delete", edit)?] })
            }
            Self::Create(object) => {
                Ok(Script { check: None, commands: vec![kubectl::create(edit, object)] })
            }
            Self::Restart => {
                let mut command = kubectl::on("rollout", edit)?;
                command.words.insert(2, Word::Text("restart".to_owned()));
                Ok(Script { check: None, commands: vec![command] })
            }
        }
    }
}
