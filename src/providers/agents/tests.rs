//! An agent is what it runs and what it sees, and never what it is called.

use super::*;
use crate::model::Duty;

fn seen(image: &str, folders: &[&str]) -> Seen {
    Seen {
        image: Some(image.to_owned()),
        folders: folders.iter().map(|&folder| folder.to_owned()).collect(),
        ..Seen::default()
    }
}

fn one(container: Seen) -> Facts {
    Facts { containers: vec![container], ..Facts::default() }
}

fn duties(facts: &Facts) -> Vec<Duty> {
    let agents = agents(facts);
    agents.iter().filter(|agent| !agent.sights.is_empty()).map(|agent| agent.duty).collect()
}

#[test]
fn the_table_says_each_thing_once() {
    let mut names = BTreeSet::new();
    for Known { name, duty, images, programs } in KNOWN {
        assert!(names.insert((duty, name)), "{name} is there twice");
        assert!(!images.is_empty(), "{name}");
        for word in images.iter().chain(programs.iter()) {
            assert!(!word.contains([':', '@', ' ']), "{word} is no repository");
            // Whoever else calls a program so would be an agent.
            assert!(!["agent", "node", "manager", "sh"].contains(word), "{word} says too little");
        }
    }
    let order: Vec<_> = KNOWN.iter().map(|known| known.duty).collect();
    assert!(order.is_sorted(), "by what they are there for");
}

#[test]
fn an_agent_runs_one_and_sees_what_it_is_there_for() {
    for image in [
        "fluent-bit",
        "fluent/fluent-bit:4.1",
        "registry.example:5000/platform/fluent-bit:4.1@sha256:11",
        "cr.fluentbit.io/fluent/fluent-bit",
    ] {
        assert_eq!(duties(&one(seen(image, &["/var/log"]))), [Duty::LogShipper], "{image}");
        assert_eq!(duties(&one(seen(image, &[]))), [], "{image} that mounts nothing");
        assert_eq!(duties(&one(seen(image, &["/srv/data"]))), [], "{image} that reads no logs");
    }
    for other in ["not-fluent-bit", "fluent-bit-tools", "busybox", "fluent/bit", "agent", ""] {
        assert_eq!(duties(&one(seen(other, &["/var/log"]))), [], "{other}");
    }
    let by_program = Seen {
        program: Some("/fluent-bit/bin/fluent-bit".to_owned()),
        ..seen("registry.example/logs:1", &["/var/log/pods"])
    };
    assert_eq!(duties(&one(by_program)), [Duty::LogShipper]);
}

#[test]
fn what_is_mounted_is_what_is_seen() {
    let of = |folder: &str| {
        let facts = one(seen("x", &[folder]));
        sights(&facts, &facts.containers[0]).into_iter().collect::<Vec<_>>()
    };
    let logs = |folder: &str| Sight::Logs(folder.to_owned());
    let engine = |folder: &str| Sight::Engine(folder.to_owned());
    assert_eq!(of("/var/log"), [logs("/var/log")]);
    assert_eq!(of("/var/log/containers"), [logs("/var/log/containers")]);
    assert_eq!(of("/var"), [logs("/var")]);
    assert_eq!(of("/var/logs"), []);
    assert_eq!(of("/var/lib/docker/containers"), [logs("/var/lib/docker/containers")]);
    assert_eq!(of("/proc"), [Sight::Processes]);
    assert_eq!(of("/sys/kernel/btf"), [Sight::Kernel]);
    assert_eq!(of("/sys"), [Sight::Kernel]);
    assert_eq!(of("/var/run/docker.sock"), [engine("/run/docker.sock")]);
    assert_eq!(of("/"), [logs("/"), engine("/"), Sight::Processes, Sight::Kernel]);
    assert_eq!(of("/etc"), []);
}

#[test]
fn a_duty_needs_what_it_needs() {
    let plain = |image: &str| one(seen(image, &[]));
    let falco = plain("falcosecurity/falco-no-driver:0.41");
    assert_eq!(duties(&falco), []);
    assert_eq!(duties(&Facts { host_pid: true, ..falco.clone() }), [Duty::RuntimeSecurity]);
    let mut able = falco.clone();
    able.containers[0].capabilities = vec!["BPF".to_owned()];
    assert_eq!(duties(&able), [Duty::RuntimeSecurity]);
    able.containers[0].capabilities = vec!["NET_RAW".to_owned()];
    assert_eq!(duties(&able), []);

    let mut calico = Facts { host_network: true, ..plain("calico/node:v3.30") };
    assert_eq!(duties(&calico), [], "on the host's network anybody may be");
    calico.containers[0].privileged = true;
    assert_eq!(duties(&calico), [Duty::NetworkPolicy]);
    calico.host_network = false;
    assert_eq!(duties(&calico), []);

    let kyverno = plain("ghcr.io/kyverno/kyverno:v1.15");
    assert_eq!(duties(&kyverno), []);
    assert_eq!(duties(&Facts { own_account: true, ..kyverno }), [Duty::Admission]);
}

#[test]
fn one_image_may_do_two_things() {
    let mut agent = one(seen("gcr.io/datadoghq/agent:7", &["/var/log/pods", "/proc"]));
    assert_eq!(duties(&agent), [Duty::LogShipper, Duty::RuntimeSecurity]);
    agent.containers[0].folders.pop();
    assert_eq!(duties(&agent), [Duty::LogShipper]);
}

#[test]
fn another_program_in_its_image_is_noted() {
    let program = |program: Option<&str>| {
        let program = program.map(str::to_owned);
        let facts = one(Seen { program, ..seen("fluent-bit", &["/var/log"]) });
        agents(&facts).remove(0).other_program
    };
    assert_eq!(program(None), None);
    assert_eq!(program(Some("/fluent-bit/bin/fluent-bit")), None);
    assert_eq!(program(Some("/bin/sleep")).as_deref(), Some("sleep"));
}

#[test]
fn what_holds_a_folder_shows_it() {
    let set = |list: &[Sight]| list.iter().cloned().collect::<BTreeSet<_>>();
    let logs = |folder: &str| Sight::Logs(folder.to_owned());
    let lost = |before: &[Sight], after: &[Sight]| unseen(&set(before), &set(after));
    assert!(lost(&[logs("/var/log/pods")], &[logs("/var/log")]).is_empty());
    assert_eq!(lost(&[logs("/var/log")], &[logs("/var/log/pods")]), set(&[logs("/var/log")]));
    let socket = |path: &str| Sight::Engine(path.to_owned());
    assert!(lost(&[socket("/run/docker.sock")], &[socket("/run/crio/crio.sock")]).is_empty());
    assert_eq!(
        lost(&[Sight::Kernel, Sight::Processes], &[Sight::Kernel]),
        set(&[Sight::Processes])
    );
}
