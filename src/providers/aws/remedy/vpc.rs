//! VPCs: their blocks of addresses, whom machines ask for names, and whether traffic must be encrypted.

use super::cli::{asked, check, ec2, literal};
use super::edits::{alone, differs, leave_fixed, odd, set, settings, whole, word, words};
use super::{Row, tags};
use crate::model::{Act, Class, Command, Edit, Script, Setting};
use crate::providers::aws::parse::vpc::SPEC;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

const MODE: &str = "encryption_mode";
const EXCLUSIONS: &str = "encryption_exclusions";
const GONE: &str = "a VPC that was deleted does not come back: a new one has another id, and nothing of what was in it";

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    match (drift.now, drift.then) {
        (Some(now), None) => {
            // EC2 refuses while anything is in it.
            plan.make(drift.edit(Act::Delete(now.clone())));
            return plan;
        }
        (None, Some(_)) => {
            plan.lose(GONE);
            return plan;
        }
        _ => {}
    }
    let mut going = Vec::new();
    for setting in drift.settings {
        match setting.field() {
            "tags" => set(drift, &mut plan, vec![setting.clone()]),
            "dhcp_options" => {
                set(drift, &mut plan, vec![setting.clone()]);
                plan.mind("machines ask for the options again when their lease ends");
            }
            "cidrs" if is_ipv6_coming(setting) => plan.leave(
                "cidrs",
                "a block of IPv6 comes from a pool, and which one it was is not known",
            ),
            "cidrs" if setting.to.is_some() => set(drift, &mut plan, vec![setting.clone()]),
            "cidrs" => going.push(setting.clone()),
            MODE | EXCLUSIONS => {}
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    for setting in going {
        set(drift, &mut plan, vec![setting]);
    }
    if differs(drift, MODE) || differs(drift, EXCLUSIONS) {
        encryption(drift, &mut plan);
    }
    plan
}

/// One call sets all of it; where there was nothing or there is nothing, the control itself comes or goes.
fn encryption(drift: &Drift<'_>, plan: &mut Plan) {
    let both = [MODE, EXCLUSIONS].map(|field| whole(drift, Class::Durable, field));
    let [mode, _] = &both;
    if mode.from.is_some() && mode.to.is_some() {
        let is_newer = |setting: &Setting| {
            let either = setting.from.as_ref().or(setting.to.as_ref());
            word(either).is_some_and(|name| SORTS.iter().all(|(known, _)| *known != name))
        };
        if drift.of(EXCLUSIONS).any(is_newer) {
            plan.leave(EXCLUSIONS, "an exclusion is of a sort that not every `aws` knows yet");
        }
        set(drift, plan, both.to_vec());
        return;
    }
    for field in [MODE, EXCLUSIONS].into_iter().filter(|field| differs(drift, field)) {
        plan.leave(
            field,
            "the control of encryption came or went, and is made or deleted by hand: `aws ec2 create-vpc-encryption-control` and `delete-vpc-encryption-control`",
        );
    }
}

fn is_ipv6_coming(setting: &Setting) -> bool {
    word(setting.to.as_ref()).is_some_and(|block| block.contains(':'))
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Delete(_) => Ok(alone(vpc("delete-vpc", edit))),
        Act::Create(_) => Err(GONE.to_owned()),
        Act::Set(_) => match settings(edit) {
            Some([setting]) if is_ipv6_coming(setting) => {
                Err("a block of IPv6 comes from a pool, and which one it was is not known"
                    .to_owned())
            }
            Some(settings) => edited(edit, settings).ok_or_else(odd),
            None => Err(odd()),
        },
        Act::Replace { .. } => Err(odd()),
    }
}

fn vpc(operation: &str, edit: &Edit) -> Command {
    ec2(operation, edit).option("--vpc-id", edit.id.identity.as_str())
}

fn read(edit: &Edit) -> Command {
    ec2("describe-vpcs", edit).option("--vpc-ids", edit.id.identity.as_str())
}

fn edited(edit: &Edit, settings: &[Setting]) -> Option<Script> {
    let setting = settings.first()?;
    let (from, to) = (word(setting.from.as_ref()), word(setting.to.as_ref()));
    Some(match setting.field() {
        "tags" => alone(tags::command(edit, setting)?),
        "dhcp_options" => {
            let fields = [("DhcpOptionsId || 'default'", from.unwrap_or("default").into())];
            let command = vpc("associate-dhcp-options", edit)
                .option("--dhcp-options-id", to.unwrap_or("default"));
            Script { check: Some(check(read(edit), "Vpcs[0]", &fields)), commands: vec![command] }
        }
        "cidrs" => alone(match (from, to) {
            // EC2 refuses what overlaps.
            (None, Some(to)) => vpc("associate-vpc-cidr-block", edit).option("--cidr-block", to),
            // EC2 refuses while a subnet is in it.
            (Some(from), None) => {
                let (list, field) = if from.contains(':') {
                    ("Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock")
                } else {
                    ("CidrBlockAssociationSet", "CidrBlock")
                };
                let query =
                    format!("Vpcs[].{list}[] | [?{field} == {}].AssociationId", literal(from));
                ec2("disassociate-vpc-cidr-block", edit)
                    .output_of("--association-id", asked(read(edit), &query))
            }
            _ => return None,
        }),
        MODE | EXCLUSIONS => encrypted(edit, settings)?,
        _ => return None,
    })
}

/// The exclusions, by the name under which each is recorded.
const SORTS: &[(&str, &str)] = &[
    ("egress-only-internet-gateway", "--egress-only-internet-gateway-exclusion"),
    ("elastic-file-system", "--elastic-file-system-exclusion"),
    ("internet-gateway", "--internet-gateway-exclusion"),
    ("lambda", "--lambda-exclusion"),
    ("nat-gateway", "--nat-gateway-exclusion"),
    ("virtual-private-gateway", "--virtual-private-gateway-exclusion"),
    ("vpc-lattice", "--vpc-lattice-exclusion"),
    ("vpc-peering", "--vpc-peering-exclusion"),
];

/// Exclusions are of a VPC that enforces: one that only watches excludes nothing.
fn encrypted(edit: &Edit, settings: &[Setting]) -> Option<Script> {
    let of = |field: &str| settings.iter().find(|one| one.field() == field);
    let mode = of(MODE)?;
    let (from, to) = (word(mode.from.as_ref())?, word(mode.to.as_ref())?);
    let excluded = words(of(EXCLUSIONS).and_then(|one| one.to.as_ref()));
    let id = asked(read(edit), "Vpcs[0].EncryptionControl.VpcEncryptionControlId");
    let mut command = ec2("modify-vpc-encryption-control", edit)
        .output_of("--vpc-encryption-control-id", id)
        .option("--mode", to);
    if to == "enforce" {
        for (name, option) in SORTS {
            let state = if excluded.contains(name) { "enable" } else { "disable" };
            command = command.option(option, state);
        }
    }
    let fields = [("Mode", from.into())];
    Some(Script {
        check: Some(check(read(edit), "Vpcs[0].EncryptionControl", &fields)),
        commands: vec![command],
    })
}
