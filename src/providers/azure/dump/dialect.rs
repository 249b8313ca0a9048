//! How `az` and Azure Resource Manager print pages and errors.

use super::flat::flat;
use crate::model::Status;
use crate::providers::Unread;
use crate::providers::azure::words::{Means, means};
use crate::providers::calls::Named;
use crate::providers::dumps::{Dialect, Refusal};

/// The habits of `az` and of Resource Manager.
pub(crate) const DIALECT: Dialect = Dialect {
    more: &[
        ("nextLink", "a nextLink"),
        ("@odata.nextLink", "a nextLink"),
        ("skipToken", "a skipToken"),
        ("$skipToken", "a skipToken"),
    ],
    envelope: &["changeNumber", "cloud", "id", "name", "resourceGroup", "type"],
    layout: Some(flat),
    recorded: false,
    again: command,
    rest: |call| format!("run `{}`, which follows every page, or save the next one", command(call)),
    refused,
    spoken,
};

/// The way to get the file again.
fn command((name, _): Named) -> String {
    match name {
        "vm-list" => "az vm list --show-details -o json".to_owned(),
        "list-service-tags" => {
            "az network list-service-tags --location <region> -o json".to_owned()
        }
        "list-effective-security-admin-rules" => {
            "az network manager list-effective-security-admin-rule --resource-group <group> \
             --virtual-network-name <vnet> -o json"
                .to_owned()
        }
        "flow-log-list" => {
            "az network watcher flow-log list --location <region> -o json".to_owned()
        }
        "diagnostic-settings-subscription-list" => {
            "az monitor diagnostic-settings subscription list -o json".to_owned()
        }
        "diagnostic-settings-list" => {
            "az monitor diagnostic-settings list --resource <id of the nsg> -o json".to_owned()
        }
        list => format!("az network {} list -o json", list.trim_end_matches("-list")),
    }
}

/// What `az` says on a terminal when it is refused: `ERROR: (AuthorizationFailed) The client …`, and in some versions
/// `Code: AuthorizationFailed` below, or only the words.
fn spoken(text: &str) -> Option<Refusal> {
    if text.starts_with(['[', '"']) {
        return None;
    }
    let word = |code: &str| {
        let fits = code.len() > 2 && code.chars().all(|c| c.is_ascii_alphanumeric());
        fits.then(|| code.to_owned())
    };
    let in_brackets = text
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .find_map(|(code, _)| word(code));
    let labelled = text
        .lines()
        .filter_map(|line| {
            line.trim().strip_prefix("Code:").or(line.trim().strip_prefix("Azure Error:"))
        })
        .find_map(|code| word(code.trim()));
    let lower = text.to_lowercase();
    let said = [
        ("does not have authorization to perform action", "AuthorizationFailed"),
        ("too many requests", "TooManyRequests"),
        ("az login", "NotLoggedIn"),
    ];
    let said =
        said.iter().find(|(words, _)| lower.contains(words)).map(|(_, code)| (*code).to_owned());
    // A note in brackets may be anything; where the error is labelled or said in full, that is what it is.
    let code = labelled.or(said).or(in_brackets)?;
    Some(Refusal { codes: vec![code], message: text.to_owned() })
}

/// What an error of Azure means for what is known.
fn refused(path: &str, call: Named, refusal: &Refusal) -> Unread {
    let code = refusal.code();
    if code == "NotLoggedIn" {
        let reason =
            format!("{path}: nobody was logged in; run `az login`, then `{}` again", command(call));
        return Unread { status: Status::Denied, reason };
    }
    let (status, reason) = match means(&code) {
        Means::Denied | Means::Nobody => {
            (Status::Denied, format!("{path}: denied ({code}), needs {}", call.1))
        }
        Means::Throttled => (
            Status::Throttled,
            format!("{path}: throttled ({code}); run `{}` again later", command(call)),
        ),
        Means::Unregistered | Means::NotThere => (
            Status::Absent,
            format!("{path}: the subscription does not have this kind of resource ({code})"),
        ),
        // It may be gone; more often it is another tenant's, and a login there would see it.
        Means::Stranger => (
            Status::Failed,
            format!(
                "{path}: Azure does not know the subscription here ({code}); log in to its tenant \
                 and run `{}` again",
                command(call)
            ),
        ),
        Means::Else => (
            Status::Failed,
            format!("{path}: Azure answered with the error {code}; run `{}` again", command(call)),
        ),
    };
    Unread { status, reason }
}

#[cfg(test)]
mod tests {
    use super::{command, refused, spoken};
    use crate::model::Status;
    use crate::providers::azure::calls;

    #[test]
    fn what_az_says_is_understood() {
        for (text, code) in [
            (
                "ERROR: (AuthorizationFailed) The client 'x' with object id 'y' does not have \
                 authorization to perform action 'Microsoft.Network/networkSecurityGroups/read' over \
                 scope '/subscriptions/z'.\nCode: AuthorizationFailed\nMessage: The client",
                Some("AuthorizationFailed"),
            ),
            ("WARNING: preview (really)\nERROR: (TooManyRequests) slow down", Some("really")),
            (
                "WARNING: preview (really)\nERROR: (SubscriptionNotFound) no\nCode: SubscriptionNotFound",
                Some("SubscriptionNotFound"),
            ),
            (
                "The client 'x' does not have authorization to perform action 'y'",
                Some("AuthorizationFailed"),
            ),
            ("ERROR: Too Many Requests", Some("TooManyRequests")),
            ("ERROR: Please run 'az login' to setup account.", Some("NotLoggedIn")),
            ("[\n  { \"name\": \"(x1y)\" }\n]", None),
            ("ERROR: something else", None),
        ] {
            let refusal = spoken(text);
            assert_eq!(refusal.map(|refusal| refusal.codes[0].clone()).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn an_error_has_its_meaning_and_a_way_out() {
        use crate::providers::dumps::Refusal;
        for (code, status, part) in [
            ("AuthorizationFailed", Status::Denied, "Microsoft.Network/networkSecurityGroups/read"),
            ("429", Status::Throttled, "again later"),
            ("InvalidResourceType", Status::Absent, "does not have"),
            ("SubscriptionNotFound", Status::Failed, "log in to its tenant"),
            ("InternalServerError", Status::Failed, "az network nsg list -o json"),
        ] {
            let unread = refused("nsg-list.json", calls::NSG_LIST, &Refusal::coded(code));
            assert_eq!(unread.status, status, "{code}");
            assert!(unread.reason.contains(part), "{}", unread.reason);
        }
        assert_eq!(command(calls::PUBLIC_IP_LIST), "az network public-ip list -o json");
        assert_eq!(command(calls::ROUTE_TABLE_LIST), "az network route-table list -o json");
    }
}
