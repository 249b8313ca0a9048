//! The parts of a virtual machine: its extensions, its image, and whether it runs.

use serde::{Deserialize, Serialize};

use super::arm;
use crate::providers::azure::native;
use crate::providers::normalised::{is_off, said};

/// A program that Azure runs on the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Extension {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) automatic_upgrade: bool,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
}

/// What a machine is doing, in a word: of `VM running`, or of `PowerState/running` among its statuses.
pub(super) fn power(
    shown: Option<String>,
    statuses: Vec<native::InstanceStatus>,
) -> Option<String> {
    let codes = statuses.into_iter().filter_map(|native::InstanceStatus { code }| code);
    let mut all = shown.into_iter().chain(codes).map(|text| text.to_ascii_lowercase());
    all.find_map(|text| {
        let word = text.strip_prefix("vm ").or_else(|| text.strip_prefix("powerstate/"))?;
        said(Some(word.trim().to_owned()))
    })
}

/// What a machine was made from: an image's id, or how the marketplace calls it.
pub(super) fn image(reference: native::ImageReference) -> Option<String> {
    let native::ImageReference {
        community_gallery_image_id,
        id,
        offer,
        publisher,
        shared_gallery_image_id,
        sku,
        version,
    } = reference;
    let ids = [id, shared_gallery_image_id, community_gallery_image_id];
    if let Some(id) = ids.into_iter().find_map(said) {
        return Some(arm::id(&id));
    }
    let parts: Vec<String> =
        [publisher, offer, sku, version].into_iter().filter_map(said).collect();
    said(Some(parts.join(":")))
}

/// Reads a program that Azure runs on the machine.
pub(super) fn read_extension(extension: native::Extension) -> Extension {
    let native::Extension {
        auto_upgrade_minor_version,
        enable_automatic_upgrade,
        id,
        name,
        publisher,
        r#type,
        type_handler_version,
    } = extension;
    let automatic = auto_upgrade_minor_version.unwrap_or_default()
        || enable_automatic_upgrade.unwrap_or_default();
    Extension {
        automatic_upgrade: automatic,
        // Of some, Azure gives only the id.
        name: said(name).or_else(|| id.map(|id| arm::last(&id).to_owned())).unwrap_or_default(),
        publisher: said(publisher),
        r#type: said(r#type),
        version: said(type_handler_version),
    }
}
