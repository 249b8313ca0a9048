//! The words that rules share: how a resource is called in a sentence.

use crate::model::{Change, Effect, Identity, Kind, Role, Scope, State, Traffic};
use crate::providers::{self, kind_spec};

/// Kind, name and identity: "security group `web` (sg-0a12)". One of them alone when it says the other already: the path
/// that Azure identifies things by ends in their name, and the rest of it stands beside every finding.
pub(super) fn resource(change: &Change) -> String {
    let id = &change.id;
    called(&id.scope, &id.kind, &id.identity, change.name.as_deref())
}

/// The same of what is in a state; nothing where that is that there is none.
pub(super) fn in_state(state: &State) -> Option<String> {
    let State { scope, kind, identity, name, condition: _ } = state;
    Some(called(scope, kind, identity.as_ref()?, name.as_deref()))
}

fn called(scope: &Scope, of: &Kind, identity: &Identity, name: Option<&str>) -> String {
    let title = kind(of);
    let identity = identity.as_str();
    if title.ends_with(identity) {
        // The only one of its kind in its scope, such as the account's `options`.
        return format!("{title} of {scope}");
    }
    match name {
        Some(name) if is_end_of(name, identity) => format!("{title} `{name}`"),
        Some(name) if name != identity => format!("{title} `{name}` ({identity})"),
        _ => format!("{title} `{identity}`"),
    }
}

/// Whether an identity is a path that ends in this name, in any case.
fn is_end_of(name: &str, identity: &str) -> bool {
    identity
        .strip_prefix('/')
        .and_then(|path| path.rsplit_once('/'))
        .is_some_and(|(_, end)| end.eq_ignore_ascii_case(name))
}

/// What a change opened and closed, when that is known.
pub(super) fn traffic(change: &Change) -> Option<&Traffic> {
    match &change.effect {
        Some(Effect::Traffic(traffic)) => Some(traffic),
        Some(Effect::Nowhere | Effect::Unknown(_)) | None => None,
    }
}

/// Why the effect on traffic is not told, as the end of a sentence.
pub(super) fn untold(change: &Change) -> String {
    match &change.effect {
        Some(Effect::Nowhere) if role(&change.id.kind) != Role::Boundary => {
            "; no endpoint is behind it".to_owned()
        }
        Some(Effect::Nowhere) => "; by itself it decides about no packet".to_owned(),
        Some(Effect::Unknown(why)) => format!("; what that does to traffic is unknown: {why}"),
        Some(Effect::Traffic(traffic)) if traffic.is_same() => {
            "; the traffic is the same".to_owned()
        }
        Some(Effect::Traffic(_)) | None => String::new(),
    }
}

/// Whether it is a change of something that leads from outside to endpoints, and that there are any behind it.
pub(super) fn leads_somewhere(change: &Change) -> bool {
    let kind = &change.id.kind;
    let endpoints = providers::semantics(kind.provider()).and_then(|one| one.endpoints);
    let leads = endpoints.is_some_and(|one| one.publishing.iter().any(|spec| spec.kind == *kind));
    let reach = super::grade::reach(change);
    leads && reach.is_some_and(|reach| reach.of > 0)
}

/// Whether it is known that a change decides about no packet.
pub(super) fn is_idle(change: &Change) -> bool {
    match &change.effect {
        Some(Effect::Nowhere) => true,
        Some(Effect::Traffic(traffic)) => traffic.is_same() && traffic.whole,
        Some(Effect::Unknown(_)) | None => false,
    }
}

/// The fields that differ, as words: "network acl", "routes, tags", "description in ingress".
pub(super) fn fields(change: &Change) -> String {
    let name = |path: &str| {
        let outermost = path.split(['.', '[']).next().unwrap_or(path);
        // A field of a rule is not the rule.
        let name = match path.rsplit_once("].") {
            Some((_, field)) => format!("{field} in {outermost}"),
            None => outermost.to_owned(),
        };
        name.replace('_', " ")
    };
    let mut names: Vec<String> =
        change.fields.iter().map(|field| name(field.path.as_str())).collect();
    names.dedup();
    names.join(", ")
}

/// What people call a kind: `security group`; for a kind that this build does not know, its own name.
pub(super) fn kind(kind: &Kind) -> String {
    kind_spec(kind).map_or_else(|| kind.to_string(), |spec| spec.title.to_owned())
}

/// What a kind is for. A kind that this build does not know might filter traffic.
pub(super) fn role(kind: &Kind) -> Role {
    kind_spec(kind).map_or(Role::Boundary, |spec| spec.role)
}

/// "1 resource", "3 resources".
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {}", several(one)) }
}

/// "1 more endpoint", "3 more endpoints".
pub(super) fn count_more(number: usize, one: &str) -> String {
    count(number, &format!("more {one}"))
}

/// More than one of something: `security groups`, `network policies`, `block public access options`.
pub(super) fn several(one: &str) -> String {
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if one.ends_with("ss") => format!("{one}es"),
        _ if one.ends_with('s') => one.to_owned(),
        _ => format!("{one}s"),
    }
}

/// How long something lasted: `12 minutes`.
pub(crate) fn lasting(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    count(usize::try_from(number).unwrap_or_default(), unit)
}

#[cfg(test)]
mod tests {
    use super::several;

    #[test]
    fn every_kind_has_a_plural() {
        for (one, more) in [
            ("security group", "security groups"),
            ("network policy", "network policies"),
            ("gateway", "gateways"),
            ("ingress", "ingresses"),
            ("block public access options", "block public access options"),
        ] {
            assert_eq!(several(one), more);
        }
    }
}
