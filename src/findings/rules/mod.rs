//! The table of rules: one file and one line each.

mod administration_port_public;
mod attempt_denied;
mod boundary_added;
mod boundary_changed;
mod boundary_removed;
mod command_changed;
mod container_privileged;
mod container_without_log;
mod coverage_lost;
mod database_port_public;
mod default_group_used;
mod engine_api_open;
mod engine_socket_mounted;
mod equivalent_change;
mod exposure_changed;
mod grant_expired;
mod host_processes_seen;
mod host_root_mounted;
mod image_changed;
mod just_in_time_access;
mod log_redirected;
mod logging_disabled;
mod logging_narrowed;
mod metadata_changed;
mod monitoring_changed;
mod monitoring_reduced;
mod monitoring_removed;
mod namespace_without_policy;
mod network_changed;
mod network_mode_changed;
mod network_without_flow_log;
mod recording_off;
mod regions_unrecorded;
mod scope_without_baseline;
mod traffic_closed;
mod traffic_opened;
mod transient_exposure;
mod waiver_expired;
mod waiver_unused;
mod workload_added;
mod workload_changed;
mod workload_hardening_gained;
mod workload_hardening_lost;
mod workload_removed;

use super::rule::Rule;

/// Every rule, in the order in which they are asked: the narrower before the wider.
pub const RULES: &[Rule] = &[
    coverage_lost::RULE,
    scope_without_baseline::RULE,
    grant_expired::RULE,
    waiver_expired::RULE,
    waiver_unused::RULE,
    just_in_time_access::RULE,
    traffic_opened::RULE,
    traffic_closed::RULE,
    monitoring_removed::RULE,
    monitoring_reduced::RULE,
    logging_disabled::RULE,
    logging_narrowed::RULE,
    equivalent_change::RULE,
    metadata_changed::RULE,
    boundary_removed::RULE,
    boundary_added::RULE,
    boundary_changed::RULE,
    workload_removed::RULE,
    workload_added::RULE,
    workload_hardening_lost::RULE,
    network_mode_changed::RULE,
    log_redirected::RULE,
    workload_changed::RULE,
    image_changed::RULE,
    command_changed::RULE,
    workload_hardening_gained::RULE,
    monitoring_changed::RULE,
    exposure_changed::RULE,
    network_changed::RULE,
    transient_exposure::RULE,
    attempt_denied::RULE,
    administration_port_public::RULE,
    database_port_public::RULE,
    engine_api_open::RULE,
    default_group_used::RULE,
    container_privileged::RULE,
    engine_socket_mounted::RULE,
    host_root_mounted::RULE,
    host_processes_seen::RULE,
    container_without_log::RULE,
    recording_off::RULE,
    regions_unrecorded::RULE,
    network_without_flow_log::RULE,
    namespace_without_policy::RULE,
];

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}
