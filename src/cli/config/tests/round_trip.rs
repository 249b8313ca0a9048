//! Whatever can be configured survives being written and read, and nothing makes the parser panic.

use camino::Utf8Path;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;

use crate::cli::config::file::{
    ActivityTable, AwsTable, BaselineTable, ConfigFile, DockerTable, FindingTable, KubernetesTable,
    Level, OutputTable, PathText, ScanTable, ScopeTable,
};
use crate::cli::config::{
    AuthorityTable, AzureTable, GcpTable, IpBlockText, KindGlob, LogText, ResourceGlob, ScopeGlob,
    SourceText, TimeText, load::parse,
};
use crate::model::{IpBlocks, Severity};
use crate::providers::aws::{AccountGlob, ExternalId, RegionGlob, RoleName};
use crate::providers::azure::{Cloud, ManagementGroup, SubscriptionGlob, Tenant};
use crate::providers::docker::Host;
use crate::providers::gcp::{Number, ProjectGlob};
use crate::providers::kubernetes::ContextGlob;

fn file() -> impl Strategy<Value = ConfigFile> {
    let path = || "[^\u{0}]{1,12}".prop_map(|text| text.parse::<PathText>().unwrap());
    let level = || proptest::sample::select(Severity::ALL.to_vec()).prop_map(Level);
    let source = "[a-z]{1,8}(:[ -~]{1,12})?".prop_map(|t| t.parse::<SourceText>().unwrap());
    let name = "aws:[a-z0-9/*?-]{1,12}".prop_map(|text| text.parse::<ScopeGlob>().unwrap());
    let kind =
        || "(aws|kubernetes|\\*)\\.[a-z*-]{1,8}".prop_map(|t| t.parse::<KindGlob>().unwrap());
    let resource =
        || "\\*:[a-z0-9\"'é #*/-]{1,12}".prop_map(|text| text.parse::<ResourceGlob>().unwrap());
    let deadline =
        (1..100_000_u64).prop_map(|seconds| TimeText(std::time::Duration::from_secs(seconds)));
    let concurrency = any::<std::num::NonZeroU16>();
    let scan = (of(source), of(level()), of(any::<bool>()), of(deadline), of(concurrency))
        .prop_map(|(live, fail_on, allow_incomplete, deadline, concurrency)| ScanTable {
            live,
            fail_on,
            allow_incomplete,
            deadline,
            concurrency,
        });
    let region = "[a-z0-9*?-]{1,12}".prop_map(|text| text.parse::<RegionGlob>().unwrap());
    let account =
        "([0-9]{12}|[0-9?]{0,5}[*])".prop_map(|text| text.parse::<AccountGlob>().unwrap());
    let role = "([a-z]{1,4}/)?[a-zA-Z0-9_+=,.@-]{1,12}";
    let role = role.prop_map(|text| text.parse::<RoleName>().unwrap());
    let id = "[a-zA-Z0-9_+=,.@:/-]{2,12}".prop_map(|text| text.parse::<ExternalId>().unwrap());
    let who = (of(vec(account, 0..3)), of(role), of(id));
    let aws = (who, of(vec(region, 0..3)), of("[ -~]{0,8}"), of("[ -~]{0,8}")).prop_map(
        |((accounts, role, external_id), regions, profile, endpoint_url)| AwsTable {
            accounts,
            role,
            external_id,
            regions,
            profile,
            endpoint_url,
        },
    );
    let ipblock = of(proptest::sample::select(IpBlocks::ALL.map(IpBlockText).to_vec()));
    let context = "[!-~]{1,12}".prop_map(|text| text.parse::<ContextGlob>().unwrap());
    let kubernetes = (of(vec(context, 0..3)), of(path()), ipblock).prop_map(
        |(contexts, kubeconfig, ipblock)| KubernetesTable { contexts, kubeconfig, ipblock },
    );
    let host = "([a-z0-9._]{1,6}=)?(unix:///[ -~]{1,8}|tcp://[a-z0-9.]{1,8}:2376|ssh://[a-z]{1,4})"
        .prop_map(|text| text.parse::<Host>().unwrap());
    let docker = of((of(vec(host, 0..3)), of(path())))
        .prop_map(|docker| docker.map(|(hosts, cert_path)| DockerTable { hosts, cert_path }));
    let project = "[a-z0-9*?][a-z0-9.:*?-]{0,9}";
    let project = project.prop_map(|text| text.parse::<ProjectGlob>().unwrap());
    let number = || "[0-9]{1,20}".prop_map(|text| text.parse::<Number>().unwrap());
    let gcp = (of(vec(project, 0..3)), of(number()), of(vec(number(), 0..3)), of("[ -~]{0,8}"));
    let gcp = gcp.prop_map(|(projects, organization, folders, endpoint_url)| GcpTable {
        projects,
        organization,
        folders,
        endpoint_url,
    });
    let subscription = "[!-.0-;=?-[a-z ]{1,12}";
    let subscription = subscription.prop_map(|text| text.parse::<SubscriptionGlob>().unwrap());
    let group = "[A-Za-z0-9][A-Za-z0-9_().-]{0,8}"
        .prop_map(|text| text.parse::<ManagementGroup>().unwrap());
    let tenant = "[a-z0-9][a-z0-9.-]{0,8}".prop_map(|text| text.parse::<Tenant>().unwrap());
    let cloud = proptest::sample::select(vec![Cloud::Public, Cloud::UsGov, Cloud::China]);
    let azure = (
        of(vec(subscription, 0..3)),
        of(vec(group, 0..3)),
        of(tenant),
        of(cloud),
        of("[ -~]{0,8}"),
    );
    let azure =
        azure.prop_map(|(subscriptions, management_groups, tenant, cloud, endpoint_url)| {
            AzureTable { subscriptions, management_groups, tenant, cloud, endpoint_url }
        });
    let scope =
        (of(name), of(vec(resource(), 0..3)), of(vec(resource(), 0..3)), of(vec(kind(), 0..3)))
            .prop_map(|(name, include, exclude, kinds)| ScopeTable {
                name,
                include,
                exclude,
                kinds,
            });
    let finding = (of(level()), of(any::<bool>()))
        .prop_map(|(severity, enabled)| FindingTable { severity, enabled });
    let output =
        (of("[ -~]{0,8}"), of(path())).prop_map(|(format, path)| OutputTable { format, path });
    let log =
        "(kubernetes:[a-z]{1,6}=)?[a-z./ ]{1,12}".prop_map(|text| text.parse::<LogText>().unwrap());
    let activity = of(vec(log, 0..3)).prop_map(|sources| ActivityTable { sources });
    (
        (
            (of(path()), of(0i64..=2)).prop_map(|(path, people)| BaselineTable {
                path,
                require_signatures: people.map(|people| people.try_into().unwrap()),
            }),
            (of(path()), of(path()), of(path()), of(0_i64..3)).prop_map(
                |(grants, waivers, signers, people)| AuthorityTable {
                    grants,
                    waivers,
                    signers,
                    require_signatures: people.map(|people| people.try_into().unwrap()),
                },
            ),
        ),
        scan,
        (aws, azure, docker, gcp, kubernetes),
        (vec(scope, 0..3), activity),
        btree_map("[a-z. -]{1,10}", finding, 0..3),
        vec(output, 0..3),
    )
        .prop_map(
            |(
                (baseline, authority),
                scan,
                (aws, azure, docker, gcp, kubernetes),
                (scope, activity),
                findings,
                output,
            )| {
                ConfigFile {
                    baseline,
                    authority,
                    scan,
                    aws: Some(aws),
                    azure: Some(azure),
                    docker,
                    gcp: Some(gcp),
                    kubernetes,
                    scope,
                    findings,
                    activity,
                    output,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_file_reads_back_as_it_was_written(file in file()) {
        let text = toml::to_string(&file).unwrap();
        let parsed = parse(Utf8Path::new("driftwall.toml"), text.as_bytes()).unwrap();
        prop_assert_eq!(parsed.file, file);
    }

    #[test]
    fn any_text_gives_a_file_or_an_error(
        text in "(\\[{0,2}(scan|scope|findings|output|baseline)\\]{0,2}|live|kinds|path|=|\\[|\\]|\\{|\\}|\"|\n|\\.| |é|1|#){0,24}"
    ) {
        if let Err(errors) = parse(Utf8Path::new("driftwall.toml"), text.as_bytes()) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(error.place().is_some());
            }
        }
    }
}
