//! The ports that nobody means to offer to everyone: one table.
//!
//! Web servers, mail, name servers and tunnels are there for everyone, and the API of a cluster asks who calls and is offered to
//! the internet by most who run it for others. These are not.

use std::collections::BTreeSet;

use crate::traffic::Intervals;

/// What is behind a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::findings) enum Sort {
    /// What machines are administered by.
    Administration,
    /// What keeps data.
    Data,
}

/// One row: the first port, the last, what usually listens there, and what that is.
type Row = (u16, u16, &'static str, Sort);

const PORTS: &[Row] = &[
    (22, 22, "SSH", Sort::Administration),
    (23, 23, "Telnet", Sort::Administration),
    (445, 445, "SMB", Sort::Administration),
    (1433, 1433, "SQL Server", Sort::Data),
    (1521, 1521, "Oracle", Sort::Data),
    (2375, 2376, "Docker", Sort::Administration),
    (2379, 2380, "etcd", Sort::Data),
    (3306, 3306, "MySQL", Sort::Data),
    (3389, 3389, "RDP", Sort::Administration),
    (5432, 5432, "PostgreSQL", Sort::Data),
    (5900, 5900, "VNC", Sort::Administration),
    (5984, 5984, "CouchDB", Sort::Data),
    (5985, 5986, "WinRM", Sort::Administration),
    (6379, 6379, "Redis", Sort::Data),
    (9042, 9042, "Cassandra", Sort::Data),
    (9200, 9200, "Elasticsearch", Sort::Data),
    (9300, 9300, "Elasticsearch", Sort::Data),
    (10250, 10250, "kubelet", Sort::Administration),
    (11211, 11211, "Memcached", Sort::Data),
    (27017, 27019, "MongoDB", Sort::Data),
];

/// All of them.
pub(super) fn all() -> Intervals<u16> {
    Intervals::of(PORTS.iter().map(|(low, high, _, _)| (*low, *high)))
}

/// What is behind a port of the table.
pub(super) fn sort(port: u16) -> Option<Sort> {
    row(port).map(|(_, _, _, sort)| *sort)
}

fn row(port: u16) -> Option<&'static Row> {
    PORTS.iter().find(|(low, high, _, _)| (*low..=*high).contains(&port))
}

/// In words, each with what usually listens there: `22 (SSH)`.
#[must_use]
pub fn words(ports: &BTreeSet<u16>) -> Vec<String> {
    let word = |port: &u16| match row(*port) {
        Some((_, _, name, _)) => format!("{port} ({name})"),
        None => port.to_string(),
    };
    ports.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_apart() {
        assert!(PORTS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(PORTS.iter().all(|(low, high, _, _)| low <= high));
        for public in [25, 53, 80, 443, 6443, 8080] {
            assert_eq!(sort(public), None, "{public} is offered to everyone by many");
        }
        assert_eq!(sort(22), Some(Sort::Administration));
        assert_eq!(sort(2380), Some(Sort::Data));
    }
}
