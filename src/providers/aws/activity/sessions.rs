//! Calls that give out a credential, so that who used it can be followed to who got it.

use super::parameters::Said;

/// Whether a call of the token service gives out a credential. Keys of users are given out for good, and whoever makes one does not act for
/// the user from then on: they are not followed.
pub(super) fn is_lending(name: &str) -> bool {
    matches!(
        name,
        "AssumeRole"
            | "AssumeRoleWithSAML"
            | "AssumeRoleWithWebIdentity"
            | "AssumeRoot"
            | "GetFederationToken"
            | "GetSessionToken"
    )
}

/// The credential that an answer gave out, by its public id.
pub(super) fn lent(response: Said<'_>) -> Option<Box<str>> {
    response.get("credentials").get("accessKeyId").text().map(String::into_boxed_str)
}
