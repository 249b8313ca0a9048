//! Refuses answers that were cut off, or that are none.
//!
//! The SDK's reader of XML takes the end of the text for the end of every list in it, and skips what it can't read: an
//! answer that stops after the second of nine groups reads as two groups and no next page. Its reader of JSON takes an
//! empty body for an object with nothing in it, and both take a list that was not sent for one that is empty. To a scan
//! that would be groups or trails that somebody removed, or a page with an opening that nobody saw. So every answer is
//! walked through once more: it is an error unless it is whole and holds what the answer to that call always holds.

use aws_sdk_cloudtrail::operation::describe_trails::DescribeTrailsOutput;
use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_config::operation::describe_configuration_recorder_status::DescribeConfigurationRecorderStatusOutput;
use aws_sdk_config::operation::describe_configuration_recorders::DescribeConfigurationRecordersOutput;
use aws_sdk_config::operation::describe_delivery_channels::DescribeDeliveryChannelsOutput;
use aws_sdk_ec2::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_ec2::config::{ConfigBag, Intercept, RuntimeComponents, SharedInterceptor};
use aws_sdk_ec2::error::BoxError;
use aws_sdk_organizations::operation::list_accounts::ListAccountsOutput;
use quick_xml::Reader;
use quick_xml::events::Event;

/// What an answer in XML holds even when there is nothing, by the call. The API references of EC2 and STS have them.
const HELD: &[(&str, &str)] = &[
    ("DescribeAddresses", "addressesSet"),
    ("DescribeFlowLogs", "flowLogSet"),
    ("DescribeIamInstanceProfileAssociations", "iamInstanceProfileAssociationSet"),
    ("DescribeInstances", "reservationSet"),
    ("DescribeInternetGateways", "internetGatewaySet"),
    ("DescribeManagedPrefixLists", "prefixListSet"),
    ("DescribeNetworkAcls", "networkAclSet"),
    ("DescribeNetworkInterfaces", "networkInterfaceSet"),
    ("DescribeRegions", "regionInfo"),
    ("DescribeRouteTables", "routeTableSet"),
    ("DescribeSecurityGroupRules", "securityGroupRuleSet"),
    ("DescribeSecurityGroupVpcAssociations", "securityGroupVpcAssociationSet"),
    ("DescribeSecurityGroups", "securityGroupInfo"),
    ("DescribeSubnets", "subnetSet"),
    ("DescribeVpcBlockPublicAccessExclusions", "vpcBlockPublicAccessExclusionSet"),
    ("DescribeVpcBlockPublicAccessOptions", "vpcBlockPublicAccessOptions"),
    ("DescribeVpcs", "vpcSet"),
    ("AssumeRole", "AssumeRoleResult"),
    ("GetCallerIdentity", "GetCallerIdentityResult"),
    ("GetManagedPrefixListEntries", "entrySet"),
];

/// The interceptor for clients whose answers are XML.
pub(super) fn interceptor() -> SharedInterceptor {
    SharedInterceptor::new(WholeXml)
}

/// The interceptor for clients whose answers are JSON.
pub(super) fn json() -> SharedInterceptor {
    SharedInterceptor::new(WholeJson)
}

#[derive(Debug)]
struct WholeXml;

#[derive(Debug)]
struct WholeJson;

/// An answer that ends before it is over, or is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CutOff {
    #[error("the answer is empty")]
    Empty,
    #[error("the answer ends in the middle")]
    Ends,
    #[error("the answer is not well-formed XML")]
    Broken,
    #[error("the answer is without `{0}`, which it always has; what answers there?")]
    Without(&'static str),
}

impl Intercept for WholeXml {
    fn name(&self) -> &'static str {
        "WholeXml"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        // What is wrong with an error is the error itself.
        if response.status().is_success()
            && let Some(bytes) = response.body().bytes()
        {
            whole(bytes)?;
        }
        Ok(())
    }
}

impl Intercept for WholeJson {
    fn name(&self) -> &'static str {
        "WholeJson"
    }

    /// The SDK's reader of JSON refuses whatever breaks off; here is what it reads as nothing.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        let mut missing = None;
        if let Some(answer) = output.downcast_ref::<DescribeTrailsOutput>() {
            missing = answer.trail_list.is_none().then_some("trailList");
        } else if let Some(answer) = output.downcast_ref::<GetTrailStatusOutput>() {
            missing = answer.is_logging.is_none().then_some("IsLogging");
        } else if let Some(answer) = output.downcast_ref::<GetEventSelectorsOutput>() {
            let has_none =
                answer.event_selectors.is_none() && answer.advanced_event_selectors.is_none();
            missing = has_none.then_some("EventSelectors");
        } else if let Some(answer) = output.downcast_ref::<ListAccountsOutput>() {
            missing = answer.accounts.is_none().then_some("Accounts");
        } else if let Some(answer) = output.downcast_ref::<DescribeConfigurationRecordersOutput>() {
            let has_none = answer.configuration_recorders.is_none();
            missing = has_none.then_some("ConfigurationRecorders");
        } else if let Some(answer) =
            output.downcast_ref::<DescribeConfigurationRecorderStatusOutput>()
        {
            let has_none = answer.configuration_recorders_status.is_none();
            missing = has_none.then_some("ConfigurationRecordersStatus");
        } else if let Some(answer) = output.downcast_ref::<DescribeDeliveryChannelsOutput>() {
            missing = answer.delivery_channels.is_none().then_some("DeliveryChannels");
        }
        match missing {
            Some(_) if context.response().body().bytes().is_some_and(<[u8]>::is_empty) => {
                Err(CutOff::Empty.into())
            }
            Some(name) => Err(CutOff::Without(name).into()),
            None => Ok(()),
        }
    }
}

/// Walks through a document of XML to its end. Its root says which call it answers.
fn whole(bytes: &[u8]) -> Result<(), CutOff> {
    if bytes.is_empty() {
        return Err(CutOff::Empty);
    }
    let mut reader = Reader::from_reader(bytes);
    let (mut open, mut roots) = (0_usize, 0_usize);
    let (mut wanted, mut is_held): (Option<&str>, _) = (None, false);
    loop {
        let event = reader.read_event().map_err(|error| match error {
            quick_xml::Error::Syntax(_) => CutOff::Ends,
            _ => CutOff::Broken,
        })?;
        if let Event::Start(element) | Event::Empty(element) = &event {
            let name = element.local_name();
            match open {
                0 => {
                    roots += 1;
                    wanted = name.as_ref().strip_suffix(b"Response").and_then(held);
                }
                1 => is_held |= wanted.is_some_and(|wanted| wanted.as_bytes() == name.as_ref()),
                _ => {}
            }
        }
        match event {
            Event::Start(_) => open += 1,
            // The reader itself refuses an end without a start.
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open > 0 || roots == 0 => return Err(CutOff::Ends),
            Event::Eof if roots > 1 => return Err(CutOff::Broken),
            Event::Eof => break,
            _ => {}
        }
    }
    match wanted {
        Some(name) if !is_held => Err(CutOff::Without(name)),
        _ => Ok(()),
    }
}

fn held(action: &[u8]) -> Option<&'static str> {
    HELD.iter().find(|(name, _)| name.as_bytes() == action).map(|(_, held)| *held)
}

#[cfg(test)]
mod tests {
    use super::{CutOff, HELD, whole};
    use crate::providers::aws::{calls, kinds};

    #[test]
    fn no_beginning_of_an_answer_is_one() {
        let answer = b"<?xml version=\"1.0\"?>\n<R xmlns=\"u\"><set><item a=\"&amp;\">x</item><item/></set><t>n</t></R>\n";
        let end = answer.len() - 1;
        assert_eq!(whole(answer), Ok(()));
        for cut in 0..end {
            let text = String::from_utf8_lossy(&answer[..cut]);
            assert!(whole(&answer[..cut]).is_err(), "{text}");
        }
        assert_eq!(whole(b"<R><a></b></R>"), Err(CutOff::Broken));
        assert_eq!(whole(b"<R/><R/>"), Err(CutOff::Broken));
    }

    #[test]
    fn a_list_that_was_not_sent_is_not_an_empty_one() {
        let of = |inside: &str| {
            whole(format!("<DescribeVpcsResponse>{inside}</DescribeVpcsResponse>").as_bytes())
        };
        assert_eq!(of("<requestId>r</requestId><vpcSet/>"), Ok(()));
        assert_eq!(of("<vpcSet></vpcSet><nextToken>t</nextToken>"), Ok(()));
        assert_eq!(of("<requestId>r</requestId>"), Err(CutOff::Without("vpcSet")));
        assert_eq!(of("<other><vpcSet/></other>"), Err(CutOff::Without("vpcSet")));
        assert_eq!(whole(b"<DescribeVpcsResponse/>"), Err(CutOff::Without("vpcSet")));
    }

    #[test]
    fn of_every_call_it_is_known_what_it_holds() {
        let of_kinds = kinds::KINDS.iter().flat_map(|spec| spec.calls).map(|call| call.permission);
        let others = [calls::DESCRIBE_REGIONS.1, calls::GET_CALLER_IDENTITY.1];
        for permission in of_kinds.chain(others) {
            let (service, action) = permission.split_once(':').unwrap();
            let is_known = match service {
                "cloudtrail" => {
                    ["DescribeTrails", "GetTrailStatus", "GetEventSelectors"].contains(&action)
                }
                "config" => [
                    "DescribeConfigurationRecorders",
                    "DescribeConfigurationRecorderStatus",
                    "DescribeDeliveryChannels",
                ]
                .contains(&action),
                _ => HELD.iter().any(|(name, _)| *name == action),
            };
            assert!(is_known, "{permission}");
        }
    }
}
