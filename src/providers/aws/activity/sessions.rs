//! Calls that give out a credential, so that who used it can be followed to who got it.

use super::parameters::Said;

/// The credential that an answer of the token service gave out, by its public id.
pub(super) fn lent(name: &str, response: Said<'_>) -> Option<Box<str>> {
    matches!(
        name,
        "AssumeRole"
            | "AssumeRoleWithSAML"
            | "AssumeRoleWithWebIdentity"
            | "AssumeRoot"
            | "GetFederationToken"
            | "GetSessionToken"
    )
    .then(|| response.get("credentials").get("accessKeyId").text())
    .flatten()
    .map(String::into_boxed_str)
}
