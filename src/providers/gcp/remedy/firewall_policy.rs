//! Firewall policies of networks, folders and organisations: one call a rule, and one an association.

use serde::Deserialize as _;
use serde_json::Value;

use super::check::Shown;
use super::gcloud::{gcloud, name, option, placed};
use super::policy_rule;
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Check, Command, Edit, Resource, Script, Setting};
use crate::providers::gcp::parse::firewall_policy::{self, Association};
use crate::providers::gcp::parse::network_firewall_policy;
use crate::providers::gcp::parse::policy_rule::Rule;

const KEPT: &str =
    "who keeps a policy, and what sort of networks it is for, is settled when it is made";
const TAGGED: &str = "the released commands of `gcloud` can't take all tags of sources from a rule of an organization's policy";
const SORT: &str = "what sort of networks a policy is for is settled when it is made";
const MIRRORED: &str = "rules of mirroring are put back with `gcloud compute network-firewall-policies mirroring-rules`";

pub(super) const OF_NETWORKS: Sheet = Sheet {
    kind: &network_firewall_policy::SPEC.kind,
    columns: &[
        ("description", Way::Alone),
        ("mirroring_rules", Way::Not(MIRRORED)),
        ("rules", Way::Each),
        ("source", Way::Not(KEPT)),
        ("type", Way::Not(SORT)),
    ],
    made: Made::Both(&["where the policy takes hold is put back at the network"]),
    again: never,
    script,
};

pub(super) const HIERARCHICAL: Sheet = Sheet {
    kind: &firewall_policy::SPEC.kind,
    columns: &[
        ("associations", Way::Each),
        ("description", Way::Alone),
        ("mirroring_rules", Way::Not(MIRRORED)),
        ("parent", Way::Not("a policy is moved back with `gcloud compute firewall-policies move`")),
        ("rules", Way::Each),
        ("short_name", Way::Not("the short name of a policy can't be edited")),
        ("source", Way::Not(KEPT)),
        ("type", Way::Not(SORT)),
    ],
    made: Made::Goes(
        "a policy of a folder or an organisation comes back under another number: make it with `gcloud compute firewall-policies create`, and approve the new one",
    ),
    again: never,
    script,
};

/// A policy, as commands name it.
struct Policy<'a> {
    name: &'a str,
    /// `global` or the region of one of networks.
    place: Option<&'a str>,
    edit: &'a Edit,
}

impl<'a> Policy<'a> {
    fn of(edit: &'a Edit) -> Result<Self, String> {
        let identity = edit.id.identity.as_str();
        Ok(if edit.id.kind == *OF_NETWORKS.kind {
            let (place, name) = placed(identity)?;
            Self { name, place: Some(place), edit }
        } else {
            Self { name: name(identity)?, place: None, edit }
        })
    }

    fn words<'w>(&self, words: &[&'w str]) -> Vec<&'w str> {
        let group =
            if self.place.is_some() { "network-firewall-policies" } else { "firewall-policies" };
        [&["compute", group], words].concat()
    }

    /// A call about the policy itself.
    fn itself(&self, verb: &str) -> Command {
        let words = self.words(&[]);
        let command = self.command(&[&words[..], &[verb]].concat(), &[self.name]);
        match self.place {
            None => command,
            Some("global") => command.word("--global"),
            Some(region) => option(command, "--region", region),
        }
    }

    fn command(&self, words: &[&str], positional: &[&str]) -> Command {
        if self.place.is_some() {
            return gcloud(words, positional, self.edit);
        }
        let words = [&["gcloud"], words, positional, &["--quiet"]].concat();
        Command::new(&words)
    }

    /// A call about a part of it.
    fn part(&self, words: &[&str], positional: &[&str]) -> Command {
        let command = self.command(&self.words(words), positional);
        named(command, self.name, self.place)
    }

    /// What has to be so of a rule.
    fn is(&self, rule: &Rule) -> Check {
        let command = self.part(&["rules", "describe"], &[&rule.priority.to_string()]);
        shown(command, &policy_rule::is(rule))
    }
}

/// The same call about this policy.
pub(super) fn named(command: Command, policy: &str, place: Option<&str>) -> Command {
    let command = option(command, "--firewall-policy", policy);
    match place {
        None => command,
        Some("global") => command.word("--global-firewall-policy"),
        Some(region) => option(command, "--firewall-policy-region", region),
    }
}

/// A call that reads, with what it must print.
fn shown(read: Command, shown: &[Shown]) -> Check {
    let (format, prints) = super::check::format(shown);
    Check { command: option(read, "--format", format), prints }
}

fn script(edit: &Edit) -> Result<Script, String> {
    let policy = Policy::of(edit)?;
    match &edit.act {
        Act::Create(new) => made(&policy, new),
        Act::Delete(_) => Ok(Script { check: None, commands: vec![policy.itself("delete")] }),
        Act::Set(settings) => {
            let [setting] = settings.as_slice() else { return Err(odd()) };
            match setting.field() {
                "rules" => rule(&policy, setting),
                "associations" => association(&policy, setting),
                "description" => describe(&policy, setting),
                _ => Err(odd()),
            }
        }
        Act::Replace { .. } => Err("a policy is never written as a whole".to_owned()),
    }
}

fn read(value: &Option<Value>) -> Result<Option<Rule>, String> {
    value.as_ref().map(Rule::deserialize).transpose().map_err(|_| odd())
}

fn rule(policy: &Policy<'_>, setting: &Setting) -> Result<Script, String> {
    let call =
        |verb: &str, rule: &Rule| policy.part(&["rules", verb], &[&rule.priority.to_string()]);
    match (read(&setting.from)?, read(&setting.to)?) {
        // Google refuses a priority that is taken.
        (None, Some(to)) => Ok(Script {
            check: None,
            commands: vec![policy_rule::options(call("create", &to), &to, None)?],
        }),
        (Some(from), None) => {
            Ok(Script { check: Some(policy.is(&from)), commands: vec![call("delete", &from)] })
        }
        (Some(from), Some(to)) => {
            // `gcloud` 528 looks for them in another place than where they are, and ends.
            let has_tags = |rule: &Rule| {
                !(rule.source.secure_tags.is_empty() && rule.source.stale_secure_tags.is_empty())
            };
            if policy.place.is_none() && has_tags(&from) && !has_tags(&to) {
                return Err(TAGGED.to_owned());
            }
            let command = policy_rule::options(call("update", &from), &to, Some(&from))?;
            Ok(Script { check: Some(policy.is(&from)), commands: vec![command] })
        }
        (None, None) => Err(odd()),
    }
}

fn association(policy: &Policy<'_>, setting: &Setting) -> Result<Script, String> {
    let read = |value: &Option<Value>| {
        value.as_ref().map(Association::deserialize).transpose().map_err(|_| odd())
    };
    let one = |of: &Association| {
        if of.priority.is_some() {
            return Err(
                "the released commands of `gcloud` can't give an association a priority".to_owned()
            );
        }
        of.name.clone().ok_or_else(|| "an association without a name can't be spoken of".to_owned())
    };
    let commands = match (read(&setting.from)?, read(&setting.to)?) {
        (None, Some(to)) => {
            let command = policy.part(&["associations", "create"], &[]);
            let command = option(command, "--name", name(&one(&to)?)?);
            vec![match to.target.split_once('/') {
                Some(("folders", id)) => option(command, "--folder", name(id)?),
                Some(("organizations", id)) => option(command, "--organization", name(id)?),
                _ => return Err(odd()),
            }]
        }
        (Some(from), None) => {
            vec![policy.part(&["associations", "delete"], &[name(&one(&from)?)?])]
        }
        _ => {
            return Err(
                "the released commands of `gcloud` can't give an association a priority".to_owned()
            );
        }
    };
    Ok(Script { check: None, commands })
}

fn describe(policy: &Policy<'_>, setting: &Setting) -> Result<Script, String> {
    let text = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let asked =
        shown(policy.itself("describe"), &[Shown::text("description", text(&setting.from))]);
    let command = option(policy.itself("update"), "--description", text(&setting.to));
    Ok(Script { check: Some(asked), commands: vec![command] })
}

/// A policy of networks, with its rules. Google gives every policy rules that go on to the next, which stay.
fn made(policy: &Policy<'_>, new: &Resource) -> Result<Script, String> {
    const BORN: i64 = 2_147_483_644;
    let network_firewall_policy::Durable { description, mirroring_rules, rules, source, r#type } =
        new.durable.decode().map_err(|_| odd())?;
    if !mirroring_rules.is_empty() {
        return Err(MIRRORED.to_owned());
    }
    if source.is_some() || r#type.is_some() {
        return Err(KEPT.to_owned());
    }
    let mut commands =
        vec![option(policy.itself("create"), "--description", description.unwrap_or_default())];
    for rule in rules.iter().filter(|rule| rule.priority < BORN) {
        let call = policy.part(&["rules", "create"], &[&rule.priority.to_string()]);
        commands.push(policy_rule::options(call, rule, None)?);
    }
    Ok(Script { check: None, commands })
}

/// A network's association with a policy.
pub(super) fn holds(network: &str, edit: &Edit, setting: &Setting) -> Result<Script, String> {
    let read = |value: &Option<Value>| {
        value
            .as_ref()
            .map(network_firewall_policy::TakesHold::deserialize)
            .transpose()
            .map_err(|_| odd())
    };
    let group = ["compute", "network-firewall-policies", "associations"];
    let (verb, held) = match (read(&setting.from)?, read(&setting.to)?) {
        (None, Some(to)) => ("create", to),
        (Some(from), None) => ("delete", from),
        _ => {
            return Err(
                "the released commands of `gcloud` can't give an association a priority".to_owned()
            );
        }
    };
    if held.priority.is_some() {
        return Err(
            "the released commands of `gcloud` can't give an association a priority".to_owned()
        );
    }
    let association = held.association.ok_or("an association without a name can't be spoken of")?;
    let (place, policy) = placed(&held.policy)?;
    let command = gcloud(&[&group[..], &[verb]].concat(), &[], edit);
    let mut command = option(named(command, policy, Some(place)), "--name", name(&association)?);
    // What is to be taken away is named by itself and by its policy: another of that name at that policy is the same.
    if verb == "create" {
        command = option(command, "--network", name(network)?);
    }
    Ok(Script { check: None, commands: vec![command] })
}
