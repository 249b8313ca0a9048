//! What is told where something on the way was not read.

use super::*;

#[test]
fn a_doubt_on_the_way_makes_a_difference_unknown() {
    let doubtful = |mut topology: Topology| {
        topology.doors = vec![Passage::unread(&"a.routes:r-1".into(), "not read".to_owned())];
        topology
    };
    let (before, after) =
        (topology(group(Vec::new())), topology(group(vec![tcp(22, "0.0.0.0/0")])));
    let why = try_arrival(&doubtful(before.clone()), &doubtful(after)).err().unwrap();
    assert_eq!(why, "at e-1: not read");
    // A rule of a boundary that is written in another way is no difference, whatever else was not read.
    let halves = group(vec![tcp(22, "0.0.0.0/1"), tcp(22, "128.0.0.0/1")]);
    let whole = group(vec![tcp(22, "0.0.0.0/0")]);
    let (before, after) = (doubtful(topology(whole)), doubtful(topology(halves)));
    let touched = before.endpoints.keys().cloned().collect();
    let behind = Behind::new(&before, &after, Budget::default());
    let arrival = behind.arrival(&touched, Some(&Traffic::default())).unwrap();
    assert!(arrival.traffic.is_same() && arrival.reach.endpoints.is_empty());
}

#[test]
fn what_is_around_an_unread_passage_may_change_what_it_does() {
    let doubtful = |mut topology: Topology| {
        topology.doors = vec![Passage::unread(&"a.routes:r-1".into(), "not read".to_owned())];
        topology.endpoints.values_mut().for_each(|endpoint| endpoint.door = 0);
        topology
    };
    let before = doubtful(topology(group(vec![tcp(22, "0.0.0.0/0")])));
    let mut after = before.clone();
    for endpoint in after.endpoints.values_mut() {
        endpoint.public = block("198.51.100.7");
    }
    // Nobody knows what a public address opens where the routes were not read.
    assert_eq!(try_arrival(&before, &after).err().unwrap(), "at e-1: not read");
}

#[test]
fn of_an_unread_passage_only_its_name_is_known() {
    let name: Arc<str> = "a.group:g-far".into();
    let guard = unread(&name, Side::Source);
    let shield = Passage { ingress: guard, ..group(Vec::new()) };
    let arrival = arrival(&topology(group(Vec::new())), &topology(shield));
    assert_eq!(say(&arrival.traffic.opened), ["ingress all a.group:g-far"]);
    assert_eq!(arrival.reach.internet, Portion::None);
}
