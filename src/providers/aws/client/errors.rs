//! What went wrong, in words: where, what it means, and the way out.
//!
//! The SDK's own texts are made for programmers. Of an answer only the code counts, of a failed connection only its
//! innermost cause; of what AWS says about a refusal, why it refused.

use std::error::Error;

use aws_sdk_ec2::config::http::HttpResponse;
use aws_sdk_ec2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;

use super::attempts::{BrokeOff, Silent};
use super::whole::CutOff;
use crate::model::Status;
use crate::providers::aws::calls::{ASSUME_ROLE, NOT_EVERYWHERE};
use crate::providers::calls::Named;
use crate::providers::live::Limits;
use crate::providers::live::causes::{SAID, cause, innermost};
use crate::providers::live::refusal::{Again, Refusal, Trouble, words};

impl<E> Trouble for SdkError<E, HttpResponse>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    fn refusal(&self, call: Named, place: &str, limits: &Limits) -> Refusal {
        refusal(call, place, limits, self)
    }

    /// The SDK asks again by itself.
    fn again(&self) -> Again {
        Again::Never
    }
}

/// What an error of a call means for what is known.
fn refusal<E>(
    call: Named,
    region: &str,
    limits: &Limits,
    error: &SdkError<E, HttpResponse>,
) -> Refusal
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let Some(role) = error.source().and_then(cause::<SdkError<AssumeRoleError, HttpResponse>>) {
        // The role was assumed once, and its credentials can't be renewed.
        return refusal(ASSUME_ROLE, region, limits, role);
    }
    let mut missing = None;
    let (status, what) = match error {
        SdkError::ServiceError(answer) => {
            let (code, said) = (answer.err().code(), answer.err().message());
            match code {
                Some(code) => {
                    missing = lacks_permission(code).then_some(call.1);
                    refused(call, code, said.unwrap_or_default())
                }
                None => nameless(call, answer.raw().status().as_u16()),
            }
        }
        SdkError::ResponseError(answer) => match cause::<CutOff>(error) {
            Some(cut) => (Status::Failed, cut.to_string()),
            None => {
                let http = answer.raw().status().as_u16();
                (Status::Failed, format!("HTTP {http}, and the answer broke off or can't be read"))
            }
        },
        SdkError::DispatchFailure(_) if cause::<Silent>(error).is_some() => {
            let time = words(limits.attempt());
            (Status::Failed, format!("no answer within {time}, asked several times"))
        }
        SdkError::DispatchFailure(_) if cause::<BrokeOff>(error).is_some() => {
            let http = cause::<BrokeOff>(error).map_or(0, |broken| broken.http);
            (Status::Failed, format!("HTTP {http}, and the answer broke off or can't be read"))
        }
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            (Status::Failed, "no connection in time; is the network open to AWS?".to_owned())
        }
        SdkError::DispatchFailure(failure) if failure.is_io() => {
            (Status::Failed, format!("no connection ({})", innermost(error)))
        }
        SdkError::DispatchFailure(_) => (
            Status::Failed,
            format!(
                "the request could not be sent ({}); `aws sts get-caller-identity` tries the same credentials",
                innermost(error)
            ),
        ),
        other => (Status::Failed, format!("the request could not be made ({})", innermost(other))),
    };
    Refusal { status, reason: format!("{} in {region}: {what}", call.0), missing }
}

/// Whether an error code says that a permission is missing.
fn lacks_permission(code: &str) -> bool {
    matches!(
        code.strip_prefix("Client.").unwrap_or(code),
        "UnauthorizedOperation"
            | "UnauthorizedAccess"
            | "AccessDenied"
            | "AccessDeniedException"
            | "NotAuthorized"
            | "InsufficientDependencyServiceAccessPermissionException"
    )
}

/// What an error code of AWS means.
fn refused(call: Named, code: &str, said: &str) -> (Status, String) {
    let shown: String = code.chars().take(80).collect();
    match code.strip_prefix("Client.").unwrap_or(code) {
        _ if lacks_permission(code) => {
            let why = why(said).map(|why| format!(", {why}")).unwrap_or_default();
            (Status::Denied, format!("denied ({shown}), needs {}{why}", call.1))
        }
        "AuthFailure"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => (
            Status::Denied,
            format!(
                "the credentials are not accepted ({shown}); sign in again, and check the clock"
            ),
        ),
        "OptInRequired" | "PendingVerification" | "Blocked" => {
            (Status::Denied, format!("the account may not use the service there ({shown})"))
        }
        "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "EC2ThrottledException"
        | "SlowDown"
        | "TooManyRequestsException"
        | "BandwidthLimitExceeded"
        | "PriorRequestNotComplete" => (
            Status::Throttled,
            format!(
                "throttled ({shown}), asked several times; scan later, or with a lower `concurrency`"
            ),
        ),
        "InvalidAction" | "UnknownOperationException" | "UnknownOperation" => {
            if NOT_EVERYWHERE.contains(&call) {
                return (Status::Absent, format!("the region does not have this call ({shown})"));
            }
            (
                Status::Failed,
                format!(
                    "every region has this call, and it is refused as unknown ({shown}); what answers there?"
                ),
            )
        }
        _ => (Status::Failed, format!("AWS answered with the error {shown}")),
    }
}

/// An error that is none of AWS's, such as the page of a proxy.
fn nameless(call: Named, http: u16) -> (Status, String) {
    match http {
        // The SDK's reader of JSON says so of whatever is none.
        200..=299 => (
            Status::Failed,
            format!("HTTP {http}, and the answer broke off or can't be read; what answers there?"),
        ),
        401 | 403 => (Status::Denied, format!("denied (HTTP {http}), needs {}", call.1)),
        429 => {
            (Status::Throttled, format!("throttled (HTTP {http}), asked several times; scan later"))
        }
        _ => (
            Status::Failed,
            format!("HTTP {http} without a code that AWS gives its errors; what answers there?"),
        ),
    }
}

/// Why AWS refused: `because no identity-based policy allows the … action`.
fn why(said: &str) -> Option<String> {
    let at = said.find("because ").or_else(|| said.find("with an explicit deny"))?;
    let text = said.get(at..)?;
    let text = text.split_once(". ").map_or(text, |(sentence, _)| sentence);
    let text = text.split_once(" Encoded authorization").map_or(text, |(sentence, _)| sentence);
    Some(text.trim_end_matches('.').chars().take(SAID).collect())
}

#[cfg(test)]
mod tests {
    use super::{NOT_EVERYWHERE, nameless, refused, why};
    use crate::model::Status;

    #[test]
    fn a_code_says_what_is_known() {
        let call = ("describe-subnets", "ec2:DescribeSubnets");
        for (code, status, part) in [
            ("UnauthorizedOperation", Status::Denied, "needs ec2:DescribeSubnets"),
            ("Client.UnauthorizedOperation", Status::Denied, "needs ec2:DescribeSubnets"),
            ("ExpiredToken", Status::Denied, "sign in again"),
            ("RequestLimitExceeded", Status::Throttled, "throttled"),
            ("InvalidAction", Status::Failed, "every region has this call"),
            ("UnknownOperationException", Status::Failed, "every region has this call"),
            ("InternalError", Status::Failed, "InternalError"),
        ] {
            let (is, said) = refused(call, code, "");
            assert!(is == status && said.contains(part), "{code}: {is} {said}");
        }
        for &call in NOT_EVERYWHERE {
            let (is, said) = refused(call, "InvalidAction", "");
            assert!(
                is == Status::Absent && said.contains("does not have this call"),
                "{is} {said}"
            );
        }
    }

    #[test]
    fn an_error_without_a_code_is_what_its_status_says() {
        let call = ("describe-subnets", "ec2:DescribeSubnets");
        for (http, status) in [
            (200, Status::Failed),
            (403, Status::Denied),
            (429, Status::Throttled),
            (500, Status::Failed),
        ] {
            assert_eq!(nameless(call, http).0, status);
        }
    }

    #[test]
    fn a_refusal_says_why() {
        let said = "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/eve is not \
            authorized to perform: ec2:DescribeSubnets with an explicit deny in a service control policy. Encoded \
            authorization failure message: aaaa";
        assert_eq!(why(said).unwrap(), "with an explicit deny in a service control policy");
        let said = "… because no identity-based policy allows the ec2:DescribeSubnets action";
        assert!(why(said).unwrap().starts_with("because no identity-based policy"));
        assert_eq!(why("no"), None);
    }
}
