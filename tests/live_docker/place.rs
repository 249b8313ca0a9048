//! What was read of a host, and programs for the binary to find.

use serde_json::Value;

use super::binary::Folder;

/// Lets the binary find programs in the folder `programs` of its own, and nowhere else.
pub(crate) fn with_programs(folder: Folder) -> Folder {
    let programs = folder.at("programs").display().to_string();
    folder.with_env("PATH", programs)
}

/// What was read, without how it was read.
pub(crate) fn resources(snapshot: &Value) -> String {
    let mut bare = snapshot["scopes"].clone();
    for scope in bare.as_object_mut().unwrap().values_mut() {
        for kind in scope["kinds"].as_object_mut().unwrap().values_mut() {
            assert_eq!(kind["coverage"]["status"], "complete", "{kind}");
            kind.as_object_mut().unwrap().remove("coverage");
        }
    }
    serde_json::to_string_pretty(&bare).unwrap()
}
