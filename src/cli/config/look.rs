//! A bounded look around, for `driftwall init`.
//!
//! Finds folders that look like dumps or hold Kubernetes manifests. It walks a few levels of a few thousand
//! entries in the order of their names, follows no symbolic link, and reads only the beginning
//! of a file, so it ends soon whatever it is started in. What can't be read is passed over: this
//! is a suggestion, not a scan.

use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};

/// How many folders deep, counted from the working folder.
const DEPTH: usize = 6;
/// How many entries in all.
const ENTRIES: usize = 20_000;
/// How much of a file is read to recognise it.
const BEGINNING: u64 = 16 * 1024;
/// Folders that hold other people's files, or none worth reading.
const PASSED_OVER: [&str; 4] = [".git", "node_modules", "target", "vendor"];
/// The folder of a baseline.
const BASELINES: &str = "baselines";

/// What there is, as paths below the working folder, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Folders that hold `aws/<account>/<region>/` or `kubernetes/<cluster>/` as the vendors' tools print them.
    pub dumps: Vec<Utf8PathBuf>,
    /// The outermost folders with Kubernetes manifests in them.
    pub manifests: Vec<Utf8PathBuf>,
    /// Whether there is a `baselines` folder already.
    pub has_baselines: bool,
}

/// Looks around in a folder and below.
#[must_use]
pub fn look(cwd: &Utf8Path) -> Found {
    let mut walk = Walk { cwd, left: ENTRIES, found: Found::default() };
    walk.enter(Utf8Path::new(""), DEPTH);
    let Found { mut dumps, mut manifests, has_baselines } = walk.found;
    dumps.sort();
    dumps.dedup();
    manifests.sort();
    // A manifest inside a dump is part of the dump, and a folder inside a folder comes with it.
    let mut outermost: Vec<Utf8PathBuf> = Vec::new();
    for folder in manifests {
        let is_inside = |of: &Utf8PathBuf| folder.starts_with(of);
        if !outermost.iter().any(is_inside) && !dumps.iter().any(is_inside) {
            outermost.push(folder);
        }
    }
    Found { dumps, manifests: outermost, has_baselines }
}

struct Walk<'a> {
    cwd: &'a Utf8Path,
    left: usize,
    found: Found,
}

/// What a file looks like from its beginning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    /// Printed by `aws ec2`.
    AwsAnswer,
    /// Printed by `kubectl get`.
    KubectlList,
    /// Written for `kubectl apply`.
    Manifest,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Utf8Path, depth: usize) {
        let Ok(entries) = self.cwd.join(folder).read_dir_utf8() else { return };
        // A name that is not UTF-8 can't be written into a TOML file, so it can't be suggested.
        let mut entries: Vec<_> = entries.flatten().take(self.left + 1).collect();
        // Half a folder would be another half tomorrow, since the system lists it in no order.
        let Some(left) = self.left.checked_sub(entries.len()) else { return };
        self.left = left;
        entries.sort_by(|a, b| a.file_name().cmp(b.file_name()));
        for entry in entries {
            let (Ok(of_type), name) = (entry.file_type(), entry.file_name()) else { continue };
            let path = folder.join(name);
            if of_type.is_file() {
                self.file(folder, &path);
            } else if of_type.is_dir() && name == BASELINES {
                // What is in there was written by driftwall.
                self.found.has_baselines |= folder.as_str().is_empty();
            } else if of_type.is_dir() && depth > 0 && !PASSED_OVER.contains(&name) {
                self.enter(&path, depth - 1);
            }
        }
    }

    fn file(&mut self, folder: &Utf8Path, path: &Utf8Path) {
        let Some(looks) = self.looks(path) else { return };
        let dump = match looks {
            Looks::AwsAnswer => above(folder, 2, "aws"),
            Looks::KubectlList => above(folder, 1, "kubernetes"),
            Looks::Manifest => {
                self.found.manifests.push(folder.to_owned());
                None
            }
        };
        self.found.dumps.extend(dump);
    }

    fn looks(&self, path: &Utf8Path) -> Option<Looks> {
        let (name, extension) = (path.file_name()?, path.extension()?);
        let is_call = name.starts_with("describe-") || name.starts_with("get-");
        match extension {
            "json" if is_call => return Some(Looks::AwsAnswer),
            "json" | "yaml" | "yml" => {}
            _ => return None,
        }
        let beginning = self.beginning(path)?;
        let has = |key: &str| {
            beginning.lines().any(|line| line.starts_with(&format!("{key}:")))
                || (extension == "json" && beginning.contains(&format!("\"{key}\"")))
        };
        // The template language of Helm is not YAML; only its output is.
        if !has("apiVersion") || beginning.contains("{{") {
            return None;
        }
        match (has("items"), has("kind")) {
            (true, _) => Some(Looks::KubectlList),
            (false, true) => Some(Looks::Manifest),
            (false, false) => None,
        }
    }

    fn beginning(&self, path: &Utf8Path) -> Option<String> {
        let file = fs_err::File::open(self.cwd.join(path).as_std_path()).ok()?;
        let mut bytes = Vec::new();
        file.take(BEGINNING).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The folder that holds the provider's folder, which is so many levels above this one.
fn above(folder: &Utf8Path, levels: usize, provider: &str) -> Option<Utf8PathBuf> {
    let provider_folder = folder.ancestors().nth(levels)?;
    (provider_folder.file_name() == Some(provider))
        .then(|| provider_folder.parent().map(Utf8Path::to_owned))
        .flatten()
}
