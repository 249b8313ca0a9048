//! Links to other resources, in the words that name them: their identities.
//!
//! Google prints the same link with several hosts and versions of its API, with and without the project. Here a link
//! within the project is the identity of what it leads to, and one to another project says which.

/// The project that a resource is in, by its own link; else the one that was asked.
#[derive(Clone, Debug)]
pub(crate) struct Own(String);

/// A link without host, version and project.
struct Path<'a> {
    project: Option<&'a str>,
    path: &'a str,
}

fn path(link: &str) -> Path<'_> {
    let after_host = link
        .split_once("://")
        .map(|(_, rest)| rest)
        .or_else(|| link.strip_prefix("//"))
        .and_then(|rest| rest.split_once('/'))
        .map(|(_, path)| path);
    let path = match after_host {
        None => link.trim_start_matches('/'),
        Some(path) => {
            let path = path.strip_prefix("compute/").unwrap_or(path);
            match path.split_once('/') {
                Some((version, rest)) if is_version(version) => rest,
                _ => path,
            }
        }
    };
    match path.strip_prefix("projects/").and_then(|rest| rest.split_once('/')) {
        Some((project, path)) => Path { project: Some(project), path },
        None => Path { project: None, path },
    }
}

/// `v1`, `beta`, `v1beta1`.
fn is_version(word: &str) -> bool {
    let numbered =
        word.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    numbered || matches!(word, "alpha" | "beta")
}

impl Own {
    /// The project of a resource that says its own link.
    pub(crate) fn of(self_link: Option<&str>, asked: &str) -> Self {
        let project = self_link.and_then(|link| path(link).project);
        Self(project.unwrap_or(asked).to_owned())
    }

    /// The path within the project: `zones/europe-west1-b/instances/web-1`; with the project when it is another.
    pub(crate) fn relative(&self, link: &str) -> String {
        let Path { project, path } = path(link);
        match project {
            Some(other) if other != self.0 => format!("projects/{other}/{path}"),
            _ => path.to_owned(),
        }
    }

    /// The name of something of which there is one in the project, the place before it where it has one: `shop`,
    /// `europe-west1/web`.
    pub(crate) fn name(&self, link: &str) -> String {
        let placed = self.placed(link);
        placed.strip_prefix("global/").map(str::to_owned).unwrap_or(placed)
    }

    /// The same where things of one name can be in a region and in none: `global/edge`, `europe-west1/edge`.
    pub(crate) fn placed(&self, link: &str) -> String {
        let Path { project, path } = path(link);
        if project.is_some_and(|other| other != self.0) {
            return self.relative(link);
        }
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["global", _, name] => format!("global/{name}"),
            ["zones" | "regions", place, _, name] => format!("{place}/{name}"),
            _ => path.to_owned(),
        }
    }

    /// Names of several, as a set in order.
    pub(crate) fn names(&self, links: &[String]) -> Vec<String> {
        let mut names: Vec<String> =
            links.iter().filter(|link| !link.is_empty()).map(|link| self.name(link)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The last word of a link: the zone of `…/zones/europe-west1-b`.
pub(crate) fn last(link: &str) -> &str {
    link.rsplit('/').next().unwrap_or(link)
}

/// The zone or region of something that says no more of it than its own link.
pub(crate) fn place(self_link: &str) -> Option<&str> {
    match path(self_link).path.split('/').collect::<Vec<_>>().as_slice() {
        ["zones" | "regions", place, ..] => Some(place),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Own, place};

    #[test]
    fn a_link_has_one_name_whatever_its_host_and_version() {
        let own = Own::of(
            Some("https://www.googleapis.com/compute/v1/projects/shop/global/firewalls/ssh"),
            "other",
        );
        for link in [
            "https://www.googleapis.com/compute/v1/projects/shop/global/networks/main",
            "https://compute.googleapis.com/compute/v1/projects/shop/global/networks/main",
            "https://compute.googleapis.com/compute/beta/projects/shop/global/networks/main",
            "https://www.googleapis.com/compute/alpha/projects/shop/global/networks/main",
            "//compute.googleapis.com/projects/shop/global/networks/main",
            "projects/shop/global/networks/main",
            "global/networks/main",
        ] {
            assert_eq!(own.name(link), "main", "{link}");
            assert_eq!(own.placed(link), "global/main", "{link}");
            assert_eq!(own.relative(link), "global/networks/main", "{link}");
        }
        let subnet = "https://www.googleapis.com/compute/v1/projects/shop/regions/europe-west1/subnetworks/web";
        assert_eq!(own.name(subnet), "europe-west1/web");
        assert_eq!(place(subnet), Some("europe-west1"));
    }

    #[test]
    fn another_project_is_said() {
        let own = Own::of(None, "shop");
        let host = "https://www.googleapis.com/compute/v1/projects/host/global/networks/main";
        assert_eq!(own.name(host), "projects/host/global/networks/main");
        assert_eq!(own.relative(host), "projects/host/global/networks/main");
    }

    #[test]
    fn folders_and_organisations_are_themselves() {
        let own = Own::of(None, "organizations/7");
        for link in [
            "organizations/7",
            "//cloudresourcemanager.googleapis.com/organizations/7",
            "https://cloudresourcemanager.googleapis.com/v3/organizations/7",
        ] {
            assert_eq!(own.relative(link), "organizations/7");
        }
    }
}
