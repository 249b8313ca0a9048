//! What is told of a file in which some documents are no objects.

/// Documents that are told one by one for a file that holds none of Kubernetes'.
const FEW: usize = 3;

/// In words, given what is wrong with each; nothing when nothing is.
pub(super) fn told(strangers: &[String]) -> Option<String> {
    let first = strangers.first()?;
    let count = strangers.len();
    Some(if count == 1 {
        format!("a document in it is no object of Kubernetes: {first}")
    } else if count <= FEW || strangers.iter().all(|other| other == first) {
        format!("{count} documents in it are no objects of Kubernetes: {first}")
    } else {
        format!("{count} documents in it are no objects of Kubernetes, the first: {first}")
    })
}
