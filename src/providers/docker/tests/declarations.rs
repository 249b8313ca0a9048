//! Every field is declared, and every declaration is of a field.

use super::{ENTRY, fixture};
use crate::providers::tests::declarations::Documented;

fn documented() -> Documented {
    let files = fixture("every-field").into_iter();
    Documented {
        entry: ENTRY,
        scope: "docker:shop-1",
        files: files.map(|(name, bytes)| (name, serde_json::from_slice(&bytes).unwrap())).collect(),
        in_item: |_, path| {
            let mut item = path.strip_prefix("[].").unwrap_or(path).to_owned();
            for (map, key) in [
                ("NetworkSettings.Networks", "backend"),
                ("RegistryConfig.IndexConfigs", "registry.example"),
                ("Runtimes", "runsc"),
                ("Containers", &"1f0c".repeat(16)),
            ] {
                item = item.replace(&format!("{map}.{key}."), &format!("{map}.*."));
            }
            item
        },
        left_out: |_| &[],
        exceptions: &[
            // What it came to counts, where that is said.
            "[].Config.Cmd",
            "[].Config.Entrypoint",
            "[].Path",
            // Said in two ways.
            "[].HostConfig.NanoCpus",
            "[].State.Status",
            "[].State.Paused",
            "[].State.Restarting",
            "[].State.Running",
            // The mounts that there are say most of what was asked for.
            "[].HostConfig.Mounts[].BindOptions",
            // Only matters where a network is named by its id, or an id in an alias.
            "[].NetworkSettings.Networks.backend.NetworkID",
            // Counted against the list, which then holds more.
            "Containers",
            // One of several that say that an engine answered.
            "Plugins",
        ],
    }
}

#[test]
fn every_documented_field_is_known() {
    documented().every_documented_field_is_known();
}

#[test]
fn every_field_is_declared_and_every_declaration_occurs() {
    documented().every_field_is_declared_and_every_declaration_occurs();
}

#[test]
fn what_is_left_out_is_declared() {
    documented().what_is_left_out_is_declared();
}

#[test]
fn every_left_out_field_is_one_of_dockers() {
    documented().every_left_out_field_is_the_vendors();
}
