//! The least that reading needs, as a role of the cluster.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::parse::ROWS;

/// The role. What a cluster serves may be asked by everybody who has credentials, so that is not in it.
pub(super) fn policy() -> String {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in ROWS {
        groups.entry(row.group()).or_default().push(row.plural);
    }
    let mut text = String::from(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: driftwall\nrules:\n",
    );
    for (group, mut plurals) in groups {
        plurals.sort_unstable();
        let _ = write!(text, "  - apiGroups: [\"{group}\"]\n    resources:\n");
        for plural in plurals {
            let _ = writeln!(text, "      - {plural}");
        }
        text.push_str("    verbs: [list]\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn what_a_kind_declares_is_what_is_allowed() {
        for row in ROWS {
            let [call] = row.spec.calls else { panic!("{} has several calls", row.plural) };
            assert_eq!(call.name, row.plural);
            assert_eq!(call.permission, format!("list {}", row.qualified()));
        }
    }
}
