//! The recorder of AWS Config: which resources have their configuration recorded, how often, and where records go.
//!
//! An account has one a region, with one channel that delivers; the two are told by calls of their own, and whether the
//! recorder runs by a third. A choice of types is written as what it takes in: `*` stands for every type, now and to come,
//! so that to name types where there was `*` is seen to be less.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::aws::calls::{
    DESCRIBE_CONFIGURATION_RECORDER_STATUS, DESCRIBE_CONFIGURATION_RECORDERS,
    DESCRIBE_DELIVERY_CHANNELS,
};
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Known, Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "config-recorder"),
    title: "recorder of configurations",
    role: Role::Monitoring,
    calls: &[
        required(DESCRIBE_CONFIGURATION_RECORDERS),
        required(DESCRIBE_CONFIGURATION_RECORDER_STATUS),
        required(DESCRIBE_DELIVERY_CHANNELS),
    ],
    identity: "the name, unique in an account and region; it can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// What is no longer recorded when some types are looked at once a day.
const EACH_CHANGE: &str = "each change as it is made";

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("channel", Bears::Logging, "what delivers; without it nothing is recorded")
        .records(Less::Off, "anything that anybody gets"),
    Field::durable("channel.bucket", Bears::Logging, "where records go")
        .records(Less::Elsewhere, ""),
    Field::durable("channel.key", Bears::Logging, "who can read the records"),
    Field::durable("channel.name", Bears::Metadata, "a label"),
    Field::durable("channel.prefix", Bears::Logging, "where records go")
        .records(Less::Elsewhere, ""),
    Field::durable(
        "channel.snapshots",
        Bears::Logging,
        "how often the state of everything is delivered",
    ),
    Field::durable("channel.topic", Bears::Logging, "who is told of each change")
        .records(Less::Elsewhere, ""),
    Field::durable("connector", Bears::Logging, "which other vendor's cloud it records"),
    Field::list(
        "continuous",
        Bears::Logging,
        Matching::Set,
        "the types of which each change is recorded; `*` for all that are not in `daily`",
    )
    .records(Less::Fewer(takes_in), EACH_CHANGE),
    Field::list(
        "daily",
        Bears::Logging,
        Matching::Set,
        "the types of which one state a day is recorded; `*` for all that are not in `continuous`",
    )
    .records(Less::More, EACH_CHANGE),
    Field::list("excluded", Bears::Logging, Matching::Set, "the types that are left out")
        .records(Less::More, "the types that it leaves out"),
    Field::durable(
        "global_types",
        Bears::Logging,
        "whether `*` takes in the users, groups, roles and policies of IAM",
    )
    .records(Less::Off, "users, groups, roles and policies of IAM"),
    Field::durable("logging", Bears::Logging, "whether it runs").records(Less::Switch, ""),
    Field::durable("role", Bears::Logging, "what it may not read it does not record"),
    Field::durable("scope", Bears::Logging, "what it records of another vendor's cloud"),
    Field::durable(
        "service",
        Bears::Logging,
        "the service that it belongs to, when it is nobody's own",
    ),
    Field::list(
        "types",
        Bears::Logging,
        Matching::Set,
        "the types that are recorded; `*` for all but those in `excluded`",
    )
    .records(Less::Fewer(takes_in), "all the types of resources that it did"),
    Field::context("arn", Bears::Metadata, "made of account, region and name"),
    Field::context("error", Bears::Logging, "what is not recorded for an error is lost"),
    Field::volatile("lastErrorMessage", "the code says it"),
    Field::volatile("lastStartTime", "a timestamp"),
    Field::volatile("lastStatus", "the progress of the last record"),
    Field::volatile("lastStatusChangeTime", "a timestamp"),
    Field::volatile("lastStopTime", "a timestamp"),
    Field::volatile("recordingMode.recordingModeOverrides[].description", "a note"),
    Field::volatile("recordingScope", "what it costs"),
];

/// What the list of statuses repeats.
pub(crate) const LEFT_OUT_OF_STATUSES: &[&str] = &["arn", "servicePrincipal"];

/// Every type that there is.
const EVERY: &str = "*";

/// Whether a type that came takes in one that went.
fn takes_in(_gone: &Value, came: &Value) -> bool {
    came == EVERY
}

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) channel: Known<Option<Channel>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connector: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) continuous: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) daily: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) excluded: Vec<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) global_types: bool,
    pub(crate) logging: Known<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) types: Vec<String>,
}

/// What delivers records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Channel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bucket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) snapshots: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<String>,
}

/// What is recorded of another vendor's cloud.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Scope {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) all_regions: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) regions: Vec<String>,
    pub(crate) r#type: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) values: Vec<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

/// Makes a recorder's resource, given what other calls say of it: whether it runs, and what delivers.
pub(crate) fn normalise(
    recorder: native::ConfigRecorder,
    status: Option<native::ConfigRecorderStatus>,
    channel: Known<Option<native::DeliveryChannel>>,
) -> Outcome {
    let native::ConfigRecorder {
        arn,
        connector_arn,
        name,
        recording_group,
        recording_mode,
        role_arn,
        scope_configuration,
        service_principal,
    } = recorder;
    let name = said(name);
    let title = name.as_deref().unwrap_or("a recorder without name");
    let mut doubts = Vec::new();
    if recording_group.is_none() {
        doubts.push(format!("{title}: it does not say what it records"));
    }
    let Chosen { types, excluded, global_types } = chosen(recording_group.unwrap_or_default());
    let (continuous, daily) = how_often(recording_mode.unwrap_or_default(), title, &mut doubts);
    let native::ConfigRecorderStatus { last_error_code, name: _, recording } =
        status.unwrap_or_default();
    let durable = Durable {
        channel: match channel {
            Known::Read(channel) => Known::Read(channel.map(delivering)),
            Known::Unread => Known::Unread,
        },
        connector: said(connector_arn),
        continuous,
        daily,
        excluded,
        global_types,
        logging: recording.map_or(Known::Unread, Known::Read),
        role: said(role_arn),
        scope: scope_configuration.map(|scope| {
            let native::RecordingScope { all_regions, included_regions, scope_type, scope_values } =
                scope;
            Scope {
                all_regions,
                regions: set(included_regions.into_iter().map(Some)),
                r#type: scope_type,
                values: set(scope_values.into_iter().map(Some)),
            }
        }),
        service: said(service_principal),
        types,
    };
    let context = Context { arn: said(arn), error: said(last_error_code) };
    resource(SPEC.title, name, &durable, &context, doubts)
}

/// The types that a recorder takes in.
struct Chosen {
    types: Vec<String>,
    excluded: Vec<String>,
    global_types: bool,
}

/// Older recorders have no strategy, and say by a switch whether they record every type.
fn chosen(group: native::RecordingGroup) -> Chosen {
    let native::RecordingGroup {
        all_supported,
        exclusion_by_resource_types,
        include_global_resource_types,
        recording_strategy,
        resource_types,
    } = group;
    let native::ExcludedTypes { resource_types: excluded } =
        exclusion_by_resource_types.unwrap_or_default();
    let native::RecordingStrategy { use_only } = recording_strategy.unwrap_or_default();
    let every = || vec![EVERY.to_owned()];
    match said(use_only).as_deref() {
        // The switch for global types means nothing here: they are recorded unless they are left out by name.
        Some("EXCLUSION_BY_RESOURCE_TYPES") => Chosen {
            types: every(),
            excluded: set(excluded.into_iter().map(Some)),
            global_types: true,
        },
        strategy if all_supported || strategy == Some("ALL_SUPPORTED_RESOURCE_TYPES") => Chosen {
            types: every(),
            excluded: Vec::new(),
            global_types: include_global_resource_types,
        },
        _ => Chosen {
            types: set(resource_types.into_iter().map(Some)),
            excluded: Vec::new(),
            global_types: false,
        },
    }
}

/// The types of which each change is recorded, and those of which it is one state a day. AWS records each change unless it is
/// told otherwise.
fn how_often(
    mode: native::RecordingMode,
    title: &str,
    doubts: &mut Vec<String>,
) -> (Vec<String>, Vec<String>) {
    let native::RecordingMode { recording_frequency, recording_mode_overrides } = mode;
    let mut is_daily = |frequency: &str| match frequency {
        "" | "CONTINUOUS" => false,
        "DAILY" => true,
        odd => {
            doubts.push(format!("{title}: can't read the frequency `{odd}`"));
            true
        }
    };
    let (mut continuous, mut daily) = (Vec::new(), Vec::new());
    let is_mostly_daily = is_daily(&recording_frequency);
    let own = if is_mostly_daily { &mut daily } else { &mut continuous };
    own.push(Some(EVERY.to_owned()));
    for native::RecordingModeOverride { recording_frequency, resource_types } in
        recording_mode_overrides
    {
        let is_daily = is_daily(&recording_frequency);
        // One that says the same again overrides nothing.
        if is_daily != is_mostly_daily {
            let some = if is_daily { &mut daily } else { &mut continuous };
            some.extend(resource_types.into_iter().map(Some));
        }
    }
    (set(continuous), set(daily))
}

/// What delivers, as it is recorded.
pub(crate) fn delivering(channel: native::DeliveryChannel) -> Channel {
    let native::DeliveryChannel {
        config_snapshot_delivery_properties,
        name,
        s3_bucket_name,
        s3_key_prefix,
        s3_kms_key_arn,
        sns_topic_arn,
    } = channel;
    let native::SnapshotDelivery { delivery_frequency } =
        config_snapshot_delivery_properties.unwrap_or_default();
    Channel {
        bucket: said(s3_bucket_name),
        key: said(s3_kms_key_arn),
        name: said(name),
        prefix: said(s3_key_prefix),
        snapshots: said(delivery_frequency),
        topic: said(sns_topic_arn),
    }
}
