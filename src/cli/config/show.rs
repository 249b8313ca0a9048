//! What `driftwall config show` prints: each value and its origin.

use std::fmt::Write as _;

use serde::Serialize;

use super::authority::AuthoritySettings;
use super::azure::AzureSettings;
use super::gcp::GcpSettings;
use super::live::LiveSettings;
use super::settings::{Origin, Setting, Settings};
use crate::report::visible;

/// The name of the JSON document's format.
const FORMAT: &str = "driftwall.config/v1";

#[derive(Debug, Serialize)]
struct Document {
    schema: &'static str,
    file: Option<String>,
    settings: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    key: String,
    /// Nothing for what is not set and has no default.
    value: Option<String>,
    origin: OriginRow,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "from")]
enum OriginRow {
    Default,
    File { file: String, line: usize },
    Environment { variable: &'static str },
    Flag { flag: &'static str },
}

impl From<&Origin> for OriginRow {
    fn from(origin: &Origin) -> Self {
        match origin {
            Origin::Default => Self::Default,
            Origin::File { path, line } => Self::File { file: path.to_string(), line: *line },
            Origin::Variable(variable) => Self::Environment { variable },
            Origin::Flag(flag) => Self::Flag { flag },
        }
    }
}

/// One setting on its way to a row of either form.
struct Shown<'a> {
    key: String,
    value: Option<String>,
    origin: &'a Origin,
}

fn shown(settings: &Settings) -> Vec<Shown<'_>> {
    let Settings {
        file: _,
        baseline_path,
        baseline,
        live,
        fail_on,
        allow_incomplete,
        authority,
        reads,
        ipblock,
        logs,
        filter,
        findings,
        outputs,
    } = settings;
    let mut rows = vec![
        row("baseline.path", baseline_path),
        row("baseline", baseline),
        Shown {
            key: "scan.live".to_owned(),
            value: live.value.as_ref().map(ToString::to_string),
            origin: &live.origin,
        },
        row("scan.fail_on", fail_on),
        row("scan.allow_incomplete", allow_incomplete),
        Shown {
            key: "activity.sources".to_owned(),
            value: (!logs.value.is_empty()).then(|| joined(&logs.value)),
            origin: &logs.origin,
        },
    ];
    let AuthoritySettings { grants, waivers, signers, require_signatures, baseline_signatures } =
        authority;
    rows.extend([
        row("baseline.require_signatures", baseline_signatures),
        row("authority.grants", grants),
        row("authority.waivers", waivers),
        row("authority.signers", signers),
        row("authority.require_signatures", require_signatures),
    ]);
    let LiveSettings {
        deadline,
        concurrency,
        accounts,
        role,
        external_id,
        regions,
        profile,
        endpoint_url,
        contexts,
        kubeconfig,
        hosts,
        cert_path,
        gcp,
        azure,
        asked: _,
    } = reads;
    rows.extend([row("scan.deadline", deadline), row("scan.concurrency", concurrency)]);
    let set =
        |key: &str, value: Option<String>, origin| Shown { key: key.to_owned(), value, origin };
    rows.extend([
        set("aws.accounts", accounts.value.as_ref().map(|globs| joined(globs)), &accounts.origin),
        set("aws.role", role.value.as_ref().map(ToString::to_string), &role.origin),
        set(
            "aws.external_id",
            external_id.value.as_ref().map(ToString::to_string),
            &external_id.origin,
        ),
        set("aws.regions", regions.value.as_ref().map(|globs| joined(globs)), &regions.origin),
        set("aws.profile", profile.value.clone(), &profile.origin),
        set("aws.endpoint_url", endpoint_url.value.clone(), &endpoint_url.origin),
    ]);
    let AzureSettings {
        subscriptions,
        management_groups,
        tenant,
        cloud,
        endpoint_url,
        client: _,
        secret: _,
        token_file: _,
    } = azure;
    rows.extend([
        set(
            "azure.subscriptions",
            subscriptions.value.as_ref().map(|globs| joined(globs)),
            &subscriptions.origin,
        ),
        set(
            "azure.management_groups",
            management_groups.value.as_ref().map(|groups| joined(groups)),
            &management_groups.origin,
        ),
        set("azure.tenant", tenant.value.as_ref().map(ToString::to_string), &tenant.origin),
        row("azure.cloud", cloud),
        set("azure.endpoint_url", endpoint_url.value.clone(), &endpoint_url.origin),
    ]);
    rows.extend([
        set("docker.hosts", hosts.value.as_ref().map(|hosts| joined(hosts)), &hosts.origin),
        set(
            "docker.cert_path",
            cert_path.value.as_ref().map(ToString::to_string),
            &cert_path.origin,
        ),
    ]);
    let GcpSettings { projects, organization, folders, endpoint_url } = gcp;
    rows.extend([
        set("gcp.projects", projects.value.as_ref().map(|globs| joined(globs)), &projects.origin),
        set(
            "gcp.organization",
            organization.value.as_ref().map(ToString::to_string),
            &organization.origin,
        ),
        set("gcp.folders", folders.value.as_ref().map(|ids| joined(ids)), &folders.origin),
        set("gcp.endpoint_url", endpoint_url.value.clone(), &endpoint_url.origin),
    ]);
    rows.extend([
        set(
            "kubernetes.contexts",
            contexts.value.as_ref().map(|globs| joined(globs)),
            &contexts.origin,
        ),
        set(
            "kubernetes.kubeconfig",
            kubeconfig.value.as_ref().map(ToString::to_string),
            &kubeconfig.origin,
        ),
        row("kubernetes.ipblock", ipblock),
    ]);
    for (position, rule) in filter.rules.iter().enumerate() {
        let mut add = |key: &str, value: Option<String>| {
            let key = format!("scope[{position}].{key}");
            rows.extend(value.map(|value| Shown { key, value: Some(value), origin: &rule.origin }));
        };
        let super::file::ScopeTable { name, include, exclude, kinds } = &rule.value;
        add("name", Some(name.as_ref().map_or_else(|| "*".to_owned(), ToString::to_string)));
        add("include", include.as_ref().map(|globs| joined(globs)));
        add("exclude", exclude.as_ref().map(|globs| joined(globs)));
        add("kinds", kinds.as_ref().map(|globs| joined(globs)));
    }
    rows.extend(filter.only.iter().map(|glob| row("--scope", glob)));
    for (code, finding) in findings {
        let severity = finding.severity.as_ref();
        rows.extend(severity.map(|set| row(&format!("findings.{code}.severity"), set)));
        let enabled = finding.enabled.as_ref();
        rows.extend(enabled.map(|set| row(&format!("findings.{code}.enabled"), set)));
    }
    let outputs = outputs.iter().enumerate();
    rows.extend(outputs.map(|(position, output)| row(&format!("output[{position}]"), output)));
    rows
}

fn row<'a, T: ToString>(key: &str, setting: &'a Setting<T>) -> Shown<'a> {
    Shown { key: key.to_owned(), value: Some(setting.value.to_string()), origin: &setting.origin }
}

fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// As text: three aligned columns under the name of the file.
#[must_use]
pub fn text(settings: &Settings) -> String {
    let mut text = match &settings.file {
        Some(file) => match &file.origin {
            Origin::Default => format!("configuration: {}\n\n", visible(file.value.as_str())),
            named_by => {
                format!("configuration: {} ({named_by})\n\n", visible(file.value.as_str()))
            }
        },
        None => "configuration: none found\n\n".to_owned(),
    };
    let rows: Vec<(String, String, String)> = shown(settings)
        .into_iter()
        .map(|row| {
            let value = row.value.unwrap_or_else(|| "not set".to_owned());
            let [value, origin] =
                [value, row.origin.to_string()].map(|text| visible(&text).into_owned());
            (row.key, value, origin)
        })
        .collect();
    let width = |cell: fn(&(String, String, String)) -> &String| {
        rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or_default()
    };
    let (keys, values) = (width(|row| &row.0), width(|row| &row.1));
    for (key, value, origin) in &rows {
        let _ = writeln!(text, "{key:keys$}  {value:values$}  {origin}");
    }
    text
}

/// As JSON, one document with a line feed at its end.
#[must_use]
pub fn json(settings: &Settings) -> String {
    let document = Document {
        schema: FORMAT,
        file: settings.file.as_ref().map(|file| file.value.to_string()),
        settings: shown(settings)
            .into_iter()
            .map(|row| Row { key: row.key, value: row.value, origin: row.origin.into() })
            .collect(),
    };
    // Only maps without text keys can't be written, and there are none in these types.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
