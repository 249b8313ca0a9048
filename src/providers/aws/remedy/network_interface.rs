//! Network interfaces: the groups they are in, and the addresses at which they are reached.
//!
//! Groups are told in one call, all of them, so that at no moment an interface is in none.

use serde_json::{Value, json};

use super::cli::{asked, check, ec2, json, literal};
use super::edits::{alone, differs, is_on, leave_fixed, odd, set, settings, whole, word, words};
use super::{Row, tags};
use crate::model::{Act, Class, Command, Edit, Script, Setting};
use crate::providers::aws::parse::network_interface::{Context, SPEC};
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    let context = |resource: Option<&crate::model::Resource>| -> Context {
        resource.and_then(|one| one.context.decode().ok()).unwrap_or_default()
    };
    let now = context(drift.now);
    match (drift.now, drift.then) {
        (Some(_), None) if now.requester_managed || now.operator.is_some() => {
            plan.lose(format!(
                "the interface belongs to {}, which takes it away with what it is for",
                service(&now)
            ));
            return plan;
        }
        (Some(_), None) if now.instance.is_some() => {
            plan.lose("the interface belongs to a machine: whoever is allowed to decides whether that goes, since what is on it goes too");
            return plan;
        }
        (Some(resource), None) => {
            plan.make(drift.edit(Act::Delete(resource.clone())));
            return plan;
        }
        (None, Some(_)) => {
            plan.lose(GONE);
            return plan;
        }
        _ => {}
    }
    for setting in drift.settings {
        match setting.field() {
            "tags" | "source_dest_check" => set(drift, &mut plan, vec![setting.clone()]),
            "public_addresses" => set(drift, &mut plan, vec![setting.clone()]),
            "addresses" if is_ipv6(setting) => set(drift, &mut plan, vec![setting.clone()]),
            "addresses" => plan.leave("addresses", "the first private address of an interface can't be edited"),
            "instance" => plan.leave(
                "instance",
                "which machine an interface is on is for whoever runs the machine: `aws ec2 attach-network-interface` and `detach-network-interface`",
            ),
            "deny_internet_gateway" => plan.leave(
                "deny_internet_gateway",
                "only a load balancer sets it, as its attribute `ipv6.deny_all_igw_traffic`",
            ),
            "groups" | "associated_subnets" => {}
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    // What comes is there before anything goes.
    plan.edits.sort_by_key(|edit| {
        settings(edit).is_some_and(|all| all.iter().all(|one| one.to.is_none()))
    });
    for field in ["groups", "associated_subnets"] {
        if !differs(drift, field) {
            continue;
        }
        let setting = whole(drift, Class::Context, field);
        if words(setting.to.as_ref()).is_empty() {
            plan.leave(
                field,
                format!("the last of the `{field}` of an interface can't be taken away"),
            );
        } else if now.requester_managed {
            plan.leave(
                field,
                format!("the interface belongs to {}, which sets its `{field}`", service(&now)),
            );
        } else {
            set(drift, &mut plan, vec![setting]);
        }
    }
    if differs(drift, "groups") {
        plan.mind("connections that are open are tracked and go on until they end or are idle");
    }
    plan
}

const GONE: &str = "an interface that was deleted does not come back: a new one has another id and another address";

fn service(interface: &Context) -> String {
    let known = interface.operator.as_deref().or(interface.requester.as_deref());
    known.map_or_else(|| "a service".to_owned(), |name| format!("`{name}`"))
}

fn is_ipv6(setting: &Setting) -> bool {
    let address = word(setting.from.as_ref().or(setting.to.as_ref()));
    setting.is_element && address.is_some_and(|address| address.contains(':'))
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        // EC2 refuses while it is attached.
        Act::Delete(_) => Ok(alone(interface("delete-network-interface", edit))),
        Act::Create(_) => Err(GONE.to_owned()),
        Act::Set(_) => {
            let Some([setting]) = settings(edit) else { return Err(odd()) };
            edited(edit, setting).ok_or_else(odd)
        }
        Act::Replace { .. } => Err(odd()),
    }
}

fn interface(operation: &str, edit: &Edit) -> Command {
    ec2(operation, edit).option("--network-interface-id", edit.id.identity.as_str())
}

fn edited(edit: &Edit, setting: &Setting) -> Option<Script> {
    let Setting { from, to, .. } = setting;
    let (from, to) = (from.as_ref(), to.as_ref());
    Some(match setting.field() {
        "tags" => alone(tags::command(edit, setting)?),
        // A switch that is not what it was is what it will be.
        "source_dest_check" => {
            alone(interface("modify-network-interface-attribute", edit).word(if is_on(to) {
                "--source-dest-check"
            } else {
                "--no-source-dest-check"
            }))
        }
        "groups" => list(edit, "--groups", "sort(Groups[].GroupId || `[]`)", from, to),
        "associated_subnets" => {
            list(edit, "--associated-subnet-ids", "sort(AssociatedSubnets || `[]`)", from, to)
        }
        "addresses" => match (word(from), word(to)) {
            (None, Some(to)) => alone(addresses("assign-ipv6-addresses", edit, to)),
            (Some(from), None) => alone(addresses("unassign-ipv6-addresses", edit, from)),
            _ => return None,
        },
        "public_addresses" => alone(match (word(from), word(to)) {
            // It fails when the address is somebody else's by then.
            (None, Some(to)) => interface("associate-address", edit)
                .output_of("--allocation-id", known(edit, to, "AllocationId"))
                .word("--no-allow-reassociation"),
            (Some(from), None) => ec2("disassociate-address", edit)
                .output_of("--association-id", known(edit, from, "AssociationId")),
            _ => return None,
        }),
        _ => return None,
    })
}

fn list(
    edit: &Edit,
    option: &'static str,
    field: &str,
    from: Option<&Value>,
    to: Option<&Value>,
) -> Script {
    let command = interface("modify-network-interface-attribute", edit)
        .option(option, json(&json!(words(to))));
    let read = ec2("describe-network-interfaces", edit)
        .option("--network-interface-ids", edit.id.identity.as_str());
    let fields = [(field, json!(words(from)))];
    Script { check: Some(check(read, "NetworkInterfaces[0]", &fields)), commands: vec![command] }
}

fn addresses(operation: &str, edit: &Edit, address: &str) -> Command {
    interface(operation, edit).option("--ipv6-addresses", json(&json!([address])))
}

/// The id of an elastic address, or of its association with this interface.
fn known(edit: &Edit, address: &str, id: &str) -> Command {
    let read = ec2("describe-addresses", edit).option("--public-ips", json(&json!([address])));
    let here = match id {
        "AssociationId" => {
            format!("[?NetworkInterfaceId == {}]", literal(edit.id.identity.as_str()))
        }
        _ => "[]".to_owned(),
    };
    asked(read, &format!("Addresses{here}.{id}"))
}
