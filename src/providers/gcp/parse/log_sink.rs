//! Log sinks: which entries of the log go where.
//!
//! Whatever Google Cloud logs passes the sinks of its project and, where these say so, of the folders and the organisation
//! above. What no sink takes, or an exclusion leaves out, is kept nowhere.

use serde::{Deserialize, Serialize};

use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::LOGGING_SINKS_LIST;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, is_off, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "log-sink"),
    title: "log sink",
    role: Role::Monitoring,
    calls: &[required(LOGGING_SINKS_LIST)],
    identity: "the name, which is unique in the project, the folder or the organisation, and can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// What is no longer recorded when a sink leaves more out.
const EXCLUDED: &str = "what its exclusions leave out";

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable("destination", Bears::Logging, "where entries go").records(Less::Elsewhere, ""),
    Field::list(
        "exclusions",
        Bears::Logging,
        Matching::Keyed(&["name"]),
        "which entries of its own it leaves out",
    )
    .records(Less::More, EXCLUDED),
    Field::durable("exclusions[].description", Bears::Metadata, "a note"),
    Field::durable("exclusions[].disabled", Bears::Logging, "whether it leaves nothing out")
        .records(Less::Off, EXCLUDED),
    Field::durable("filter", Bears::Logging, "which entries it takes; all, without one")
        .records(Less::More, "what its filter leaves out"),
    Field::durable("include_children", Bears::Logging, "whether it takes those of what lies below")
        .records(Less::Off, "the projects below"),
    Field::durable(
        "intercept_children",
        Bears::Logging,
        "whether what it takes reaches the sinks below no more",
    ),
    Field::durable("logging", Bears::Logging, "whether it takes anything")
        .records(Less::Switch, ""),
    Field::durable("partitioned_tables", Bears::Metadata, "how tables are laid out"),
    Field::context(
        "writer",
        Bears::Logging,
        "who delivers; the destination has to let it, and a new sink has a new one",
    ),
    Field::volatile(
        "bigqueryOptions.usesTimestampColumnPartitioning",
        "how tables are laid out; all new ones are alike",
    ),
    Field::volatile("createTime", "a timestamp"),
    Field::volatile("exclusions[].createTime", "a timestamp"),
    Field::volatile("exclusions[].updateTime", "a timestamp"),
    Field::volatile("outputVersionFormat", "no longer used"),
    Field::volatile("resourceName", "made of the project and the name"),
    Field::volatile("updateTime", "a timestamp"),
];

/// Says an exclusion: `leaves out severity<WARNING`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "exclusions" {
        return None;
    }
    let Exclusion { description: _, disabled, filter, name: _ } =
        Exclusion::deserialize(element).ok()?;
    let does = if disabled { "would leave out" } else { "leaves out" };
    Some(format!("{does} {}", filter.as_deref().unwrap_or("everything")))
}

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) destination: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) exclusions: Vec<Exclusion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) include_children: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) intercept_children: bool,
    pub(crate) logging: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) partitioned_tables: bool,
}

/// What a sink leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Exclusion {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) disabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
    pub(crate) name: String,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) writer: Option<String>,
}

/// Makes a sink's resource.
pub(crate) fn normalise(sink: native::LogSink, _project: &str) -> Outcome {
    let native::LogSink {
        bigquery_options,
        description,
        destination,
        disabled,
        exclusions,
        filter,
        include_children,
        intercept_children,
        name,
        writer_identity,
    } = sink;
    let native::BigQueryOptions { use_partitioned_tables } = bigquery_options.unwrap_or_default();
    let name = said(name);
    let title = name.as_deref().unwrap_or("a sink without name");
    let mut doubts = Vec::new();
    let destination = said(destination).unwrap_or_else(|| {
        doubts.push(format!("{title}: it has no destination"));
        String::new()
    });
    let mut exclusions: Vec<Exclusion> = exclusions
        .into_iter()
        .map(|native::LogExclusion { description, disabled, filter, name }| Exclusion {
            description: said(description),
            disabled: disabled == Some(true),
            filter: said(filter),
            name: said(name).unwrap_or_else(|| {
                doubts.push(format!("{title}: one of its exclusions has no name"));
                String::new()
            }),
        })
        .collect();
    exclusions.sort();
    let durable = Durable {
        description: said(description),
        destination,
        exclusions,
        filter: said(filter),
        include_children: include_children == Some(true),
        intercept_children: intercept_children == Some(true),
        logging: disabled != Some(true),
        partitioned_tables: use_partitioned_tables == Some(true),
    };
    let context = Context { writer: said(writer_identity) };
    resource(SPEC.title, name, &durable, &context, doubts)
}
