//! Every command line that is printed is a call that is known, and every field of it is taken.

use std::collections::BTreeSet;

use aws_sdk_ec2::config::{BehaviorVersion, Credentials, Region};

use super::request::{Piece, Request};
use super::rows::{Row, Sending, Sort};
use super::sent::Stop;
use super::{boundaries, networks, reads, records, run};
use crate::model::{Command, Script, Word};
use crate::providers::aws::client::connect::Clients;
use crate::providers::aws::tests::remedies::every_script;
use crate::providers::live::{Limits, Refused};

/// Clients to which nobody listens: a request that is made is one that could be sent.
fn clients() -> Clients {
    const NOWHERE: &str = "http://127.0.0.1:1";
    let credentials = Credentials::new("key", "secret", None, None, "test");
    macro_rules! client {
        ($sdk:ident) => {
            $sdk::Client::from_conf(
                $sdk::Config::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .region(Region::new("eu-west-1"))
                    .credentials_provider(credentials.clone())
                    .endpoint_url(NOWHERE)
                    .retry_config(aws_config::retry::RetryConfig::disabled())
                    .http_client(aws_smithy_http_client::Builder::new().build_http())
                    .build(),
            )
        };
    }
    Clients {
        ec2: client!(aws_sdk_ec2),
        trail: client!(aws_sdk_cloudtrail),
        recorder: client!(aws_sdk_config),
    }
}

/// A command line with something in the place of what others print.
fn request(command: &Command) -> Request {
    let piece = |word: &Word| match word {
        Word::Text(text) => Piece::Text(text.clone()),
        Word::Option(name, value) => Piece::Option((*name).to_owned(), value.clone()),
        Word::Kept(name) => Piece::Value(format!("{name}-1")),
        Word::Output(inner) => {
            let query = inner.words.iter().any(|word| *word == Word::Text("json".to_owned()));
            let version = inner.words.iter().any(|word| match word {
                Word::Text(text) => text.ends_with(".Version"),
                _ => false,
            });
            let printed = if query {
                r#"[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]"#
            } else if version {
                "7"
            } else {
                "printed-1"
            };
            Piece::Value(printed.to_owned())
        }
    };
    Request::of(command.words.iter().map(piece).collect()).unwrap()
}

/// The calls of a script, and those that they look something up with.
fn calls(script: &Script) -> Vec<&Command> {
    let mut found: Vec<&Command> = Vec::new();
    let is_test =
        |command: &&Command| command.words.first() == Some(&Word::Text("test".to_owned()));
    for command in script.commands.iter().filter(|one| !is_test(one)) {
        found.push(command);
        found.extend(command.words.iter().filter_map(|word| match word {
            Word::Output(inner) => Some(inner),
            _ => None,
        }));
    }
    found
}

fn rows() -> impl Iterator<Item = &'static Row> {
    [boundaries::ROWS, networks::ROWS, records::ROWS, reads::ROWS].into_iter().flatten()
}

#[tokio::test]
async fn every_printed_call_is_known_and_taken_whole() {
    let clients = clients();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for script in every_script() {
        for command in calls(&script) {
            let request = request(command);
            let Request { service, operation, query, as_json, .. } = &request;
            let row = run::row(service, operation);
            let row = row.unwrap_or_else(|| panic!("no row for `{service} {operation}`"));
            used.insert(row.call.0);
            if let Some(query) = query {
                // A query of an answer in which nothing is finds nothing, and is one that can be asked.
                assert_eq!(
                    reads::found(&serde_json::json!({}), query, *as_json),
                    Ok(None),
                    "{query}"
                );
            }
            let sending = Sending {
                clients: clients.clone(),
                request: request.clone(),
                call: row.call,
                region: "eu-west-1".to_owned(),
                limits: Limits { concurrency: 1, deadline: std::time::Duration::from_secs(60) },
                is_rehearsal: row.sort == Sort::Rehearsed,
            };
            match (row.send)(sending).await {
                Err(Stop::Refused(Refused::Failed, why)) => {
                    assert!(why.contains("no connection"), "{operation}: {why}\n{command:?}");
                }
                other => panic!("{operation}: {other:?}"),
            }
        }
    }
    let unused: Vec<&str> =
        rows().map(|row| row.call.0).filter(|name| !used.contains(name)).collect();
    assert_eq!(unused, Vec::<&str>::new(), "rows that no printed command needs");
}

#[test]
fn a_call_has_one_row_and_its_permission_is_its_own() {
    let mut seen = BTreeSet::new();
    for Row { service, call: (name, permission), sort, send: _ } in rows() {
        assert!(seen.insert((service, name)), "{service} {name} twice");
        let (prefix, action) = permission.split_once(':').unwrap();
        assert_eq!(prefix, if *service == "configservice" { "config" } else { *service });
        let letters = |text: &str| text.replace('-', "").to_lowercase();
        assert_eq!(letters(action), letters(name));
        let is_read = name.starts_with("describe-") || name.starts_with("get-");
        assert_eq!(is_read, *sort == Sort::Reads, "{name}");
    }
}
