//! Every field is declared, and every declaration is of a field.

use serde_json::Value;

use super::{ENTRY, as_az_prints, every_field};
use crate::providers::tests::declarations::Documented;

fn without_nulls(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        _ => {}
    }
}

fn documented() -> Documented {
    let files = every_field().into_iter().map(|(name, json)| {
        let mut printed = as_az_prints(&json);
        without_nulls(&mut printed);
        (name, printed)
    });
    Documented {
        entry: ENTRY,
        scope: "azure:5d3c",
        files: files.collect(),
        in_item: |_, path| {
            // What every object of Resource Manager has is declared once.
            let last = path.rsplit('.').next().unwrap();
            let envelope = ["etag", "provisioningState", "resourceGroup", "resourceGuid"];
            let own_types = ["format", "identity", "tunnelInterfaces"];
            let is_type = last == "type" && !own_types.iter().any(|part| path.contains(part));
            match path.split_once("[].") {
                Some(_) if envelope.contains(&last) || is_type => last.to_owned(),
                Some((_, item)) => item.to_owned(),
                None if path == "value" || path == "values" => path.to_owned(),
                None => format!("around.{path}"),
            }
        },
        left_out: |call| match call {
            "list-service-tags" => &["around"],
            _ => &[],
        },
        exceptions: &[
            // A port and a range of ports are never both there.
            "value[].inboundNatRules[].frontendPortRangeStart",
            "value[].inboundNatRules[].frontendPortRangeEnd",
            // Says again what the prefix is.
            "value[].destinations[].addressPrefixType",
            "value[].sources[].addressPrefixType",
            // Of some extensions Azure gives only the id, which ends in the name.
            "value[].resources[].id",
            "value[].resources[].name",
            // Either of the two renews the agent.
            "value[].resources[].autoUpgradeMinorVersion",
            "value[].resources[].enableAutomaticUpgrade",
            // Both say whether it runs.
            "value[].instanceView",
            "value[].instanceView.statuses",
            "value[].instanceView.statuses[].code",
            "value[].powerState",
            // Either system's settings are there, never both.
            "value[].osProfile.linuxConfiguration.provisionVmAgent",
            "value[].osProfile.windowsConfiguration.provisionVmAgent",
            "value[].osProfile.windowsConfiguration.patchSettings",
            "value[].osProfile.windowsConfiguration.patchSettings.patchMode",
            // The first id of an image says it all.
            "value[].storageProfile.imageReference.communityGalleryImageId",
            "value[].storageProfile.imageReference.offer",
            "value[].storageProfile.imageReference.publisher",
            "value[].storageProfile.imageReference.sharedGalleryImageId",
            "value[].storageProfile.imageReference.sku",
            "value[].storageProfile.imageReference.version",
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
fn every_left_out_field_is_one_of_azures() {
    documented().every_left_out_field_is_the_vendors();
}
