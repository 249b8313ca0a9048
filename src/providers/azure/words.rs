//! What Azure's words for an error mean, wherever they are read: in a file, or in a live answer.

/// What an error means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// A permission is missing.
    Denied,
    /// Nobody is signed in, or no longer.
    Nobody,
    /// It was too much at once.
    Throttled,
    /// The subscription has never asked for this kind of resource, so that there can't be any.
    Unregistered,
    /// Azure does not have this kind of resource there, or not in this version of the API.
    NotThere,
    /// Azure does not know the subscription.
    Stranger,
    /// Anything else.
    Else,
}

/// What the code of an error means, or the HTTP status in its place.
pub(super) fn means(code: &str) -> Means {
    match code {
        "AuthorizationFailed"
        | "LinkedAuthorizationFailed"
        | "AuthorizationFailure"
        | "Forbidden"
        | "403" => Means::Denied,
        "AuthenticationFailed"
        | "AuthenticationFailedInvalidHeader"
        | "ExpiredAuthenticationToken"
        | "InvalidAuthenticationToken"
        | "InvalidAuthenticationTokenTenant"
        | "Unauthorized"
        | "401" => Means::Nobody,
        "TooManyRequests"
        | "OperationNotAllowedThrottled"
        | "RateLimitExceeded"
        | "RequestThrottled"
        | "ResourceRequestsThrottled"
        | "SubscriptionRequestsThrottled"
        | "429" => Means::Throttled,
        "MissingSubscriptionRegistration" | "SubscriptionNotRegistered" => Means::Unregistered,
        "NoRegisteredProviderFound" | "InvalidResourceType" | "InvalidResourceNamespace" => {
            Means::NotThere
        }
        "SubscriptionNotFound" | "InvalidSubscriptionId" => Means::Stranger,
        _ => Means::Else,
    }
}

#[cfg(test)]
mod tests {
    use super::{Means, means};

    #[test]
    fn a_code_has_a_meaning() {
        for (code, expected) in [
            ("AuthorizationFailed", Means::Denied),
            ("ExpiredAuthenticationToken", Means::Nobody),
            ("429", Means::Throttled),
            ("MissingSubscriptionRegistration", Means::Unregistered),
            ("InvalidResourceType", Means::NotThere),
            ("SubscriptionNotFound", Means::Stranger),
            ("InternalServerError", Means::Else),
            ("", Means::Else),
        ] {
            assert_eq!(means(code), expected, "{code}");
        }
    }
}
