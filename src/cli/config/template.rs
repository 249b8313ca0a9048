//! The commented `driftwall.toml` that `driftwall init` writes.
//!
//! Prose begins with `# `, a key that is not set with `#` alone, so that taking one character away sets it.
//! Found paths are other people's text: they are only ever written as quoted TOML strings.

use std::fmt::Write as _;

use camino::Utf8Path;

use super::look::Found;
use crate::written::quoted;

/// The text of the file, for what was found.
#[must_use]
pub fn template(found: &Found) -> String {
    let mut text = String::from(HEAD);
    text.push_str(BASELINE);
    if found.has_baselines {
        text.push_str("# The folder is there already.\n");
    }
    text.push_str("#path = \"baselines\"\n");
    text.push_str(SCAN);
    live(&mut text, found);
    text.push_str(REST);
    text
}

/// The first source that was found is set; the others stand beside it.
fn live(text: &mut String, found: &Found) {
    let dumps = found.dumps.iter().map(|path| source("dump", path));
    let manifests = found.manifests.iter().map(|path| source("manifests", path));
    let mut sources = dumps.chain(manifests);
    match sources.next() {
        Some(first) => {
            let _ = writeln!(text, "live = {first}");
        }
        None => {
            text.push_str(
                "# Nothing that looks like a source was found here, so this is an example.\n",
            );
            text.push_str("#live = \"dump:estate\"\n");
        }
    }
    for other in sources {
        let _ = writeln!(text, "# Also found: {other}");
    }
}

fn source(word: &str, path: &Utf8Path) -> String {
    let path = if path.as_str().is_empty() { "." } else { path.as_str() };
    quoted(&format!("{word}:{path}"))
}

const HEAD: &str = "\
# The configuration of driftwall, written by `driftwall init`.
# Every key is optional. A key with `#` in front is not set and shows its default or an example.
# Paths are relative to this file. `driftwall config show` prints what is in force and why.

";

const BASELINE: &str = "\
# The approved state of every firewall, kept in git beside the code.
[baseline]
# How many people have to have signed each manifest of it (`driftwall baseline sign`): 0, 1 or 2.
#require_signatures = 0
# The folder it is kept in.
";

const SCAN: &str = "
# What is compared with the baseline, and what makes `driftwall scan` fail.
[scan]
# The source: dump:DIR is what the vendors' own tools print, manifests:DIR is a folder of Kubernetes manifests.
";

const REST: &str = "\
# The lowest severity of an unauthorized finding that makes the exit code 1:
# info, low, medium, high or critical.
#fail_on = \"low\"
# Whether a scan that could not read everything may end with exit code 0. Otherwise it ends with 4.
#allow_incomplete = false
# What a live read may take. What was not answered by then counts as not read.
#deadline = \"10m\"
# How many requests of a live read are in flight at once.
#concurrency = 16

# What may approve a finding.
#[authority]
# The folder of the grants, one file for each approved change. Without it, a folder of this name counts if it is there.
#grants = \"grants\"
# The folder of the waivers, one file for each finding that is not to be told.
#waivers = \"waivers\"
# Who may sign grants and waivers, as `ssh-keygen -Y verify` reads it.
#signers = \"allowed_signers\"
# How many people have to have signed each of them: 0, 1 or 2.
#require_signatures = 0

# What of AWS `live = \"live\"` reads. Credentials are found as the `aws` command line finds them.
#[aws]
# The role to assume in each account of the organisation. Without it, only the account of the credentials is read.
#role = \"driftwall-audit\"
# The accounts to read with it; * matches anything. Without it, all of the organisation.
#accounts = [\"111122223333\", \"4444*\"]
# What the trust policy of the role asks for.
#external_id = \"driftwall\"
# The regions to read; * matches anything. Without it, all that the account has enabled.
#regions = [\"eu-*\", \"us-east-1\"]
# The profile of the shared AWS configuration, in place of AWS_PROFILE.
#profile = \"security-audit\"
# Where every AWS service answers, in place of AWS itself.
#endpoint_url = \"https://aws-proxy.example\"

# What of Azure `live = \"live\"` reads. Credentials are those of the environment, of the Azure CLI or of the machine.
#[azure]
# The subscriptions to read, by id or name; * matches anything. Without it, all of the management groups below,
# and without those all that the credentials can see.
#subscriptions = [\"prod-*\", \"Shop Production\"]
# The management groups whose subscriptions are read, with all that is below them.
#management_groups = [\"shop\"]
# The tenant to ask in, in place of that of the credentials.
#tenant = \"shop.example\"
# Which of Microsoft's clouds: public, usgov or china.
#cloud = \"public\"
# Where Resource Manager answers, in place of Azure itself.
#endpoint_url = \"https://azure-proxy.example\"

# Which Docker hosts `live = \"live\"` reads.
#[docker]
# Where their engines listen: a socket, TCP with TLS, or ssh. A name in front is what the scope is called.
#hosts = [\"unix:///var/run/docker.sock\", \"shop-1=tcp://docker.example:2376\", \"ssh://user@build.example\"]
# The folder with ca.pem, cert.pem and key.pem, for TCP.
#cert_path = \"certs\"

# What of Google Cloud `live = \"live\"` reads. Credentials are Application Default Credentials.
#[gcp]
# The projects to read; * matches anything. Without it, all of the organisation and the folders below,
# and without those all that the credentials can see.
#projects = [\"shop-*\", \"bank-prod\"]
# The organisation whose projects and firewall policies are read.
#organization = \"123456789012\"
# The folders whose projects and firewall policies are read, with all that is below them.
#folders = [\"345678901234\"]
# Where every service of Google answers, in place of Google itself.
#endpoint_url = \"https://google-proxy.example\"

# Which clusters `live = \"live\"` reads, and how network policies are read where the documentation of Kubernetes leaves it open.
#[kubernetes]
# The contexts of the kubeconfig to read; * matches anything, and in-cluster is the cluster that driftwall runs in.
#contexts = [\"prod-*\"]
# The kubeconfig, in place of KUBECONFIG and of the one in the home folder.
#kubeconfig = \"kubeconfig.yaml\"
# Whether an `ipBlock` means addresses outside of the cluster alone (external), or pods with such an address as well (any).
# Networks differ in it: look at yours.
#ipblock = \"external\"

# What is looked at. Without an entry: everything the source holds. With entries: the first one
# that matches a scope decides, and a scope that none matches is left out.
#[[scope]]
# Which scopes, as a glob: * matches anything, / included.
#name = \"aws:*\"
# The kinds to look at. A kind that is left out and in the baseline counts as not read.
#kinds = [\"aws.*\"]
# The resources to look at, as <kind>:<identity>.
#include = [\"aws.security-group:*\"]
# The resources to leave out on both sides of the comparison. They win over `include`.
#exclude = [\"aws.security-group:sg-0123456789abcdef0\"]

# Which audit logs say who made a change.
#[activity]
# Files and folders, packed with gzip or not; \"live\" asks the providers. The records of a cluster don't say whose they are, so its scope stands in front.
#sources = [\"cloudtrail/\", \"kubernetes:prod=audit.log\"]

# Findings by code. `driftwall explain CODE` says what a code means.
#[findings.metadata-changed]
# The severity of every finding with this code, in place of the rule's own.
#severity = \"info\"
# Whether findings with this code are told at all.
#enabled = true

# Reports to write, one entry each. `--output` on the command line replaces them all.
#[[output]]
# The format.
#format = \"json\"
# The file. Without it, the report goes to standard output; one report at most can.
#path = \"driftwall-report.json\"
";
