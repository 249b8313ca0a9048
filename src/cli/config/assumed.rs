//! What documentation leaves open and the configuration decides: `[kubernetes]`.

use std::fmt;
use std::str::FromStr;

use super::file::{ConfigFile, KubernetesTable};
use super::resolve::Resolver;
use super::settings::Setting;
use super::variables;
use crate::model::IpBlocks;
use crate::written::{did_you_mean, text_value};

/// Whom an `ipBlock` means, as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IpBlockText(pub IpBlocks);

/// A word that is neither.
#[derive(Debug, thiserror::Error)]
#[error("expected `external` or `any`, found `{0}`")]
pub struct UnknownIpBlock(String);

impl fmt::Display for IpBlockText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.word())
    }
}

impl FromStr for IpBlockText {
    type Err = UnknownIpBlock;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = IpBlocks::ALL.into_iter().find(|one| one.word() == text);
        known.map(Self).ok_or_else(|| UnknownIpBlock(text.to_owned()))
    }
}

text_value!(IpBlockText, "IpBlock", { "type": "string", "enum": ["external", "any"] });

impl Resolver<'_> {
    /// Whom an `ipBlock` means.
    pub(super) fn ipblock(&mut self, file: &ConfigFile) -> Setting<IpBlockText> {
        let path = &["kubernetes", "ipblock"];
        let variable = self.variable(&variables::KUBERNETES_IPBLOCK).and_then(|set| {
            let checked = set.value.parse::<IpBlockText>().map_err(|error| {
                let known = IpBlocks::ALL.map(IpBlocks::word);
                (error.to_string(), did_you_mean(&set.value, known))
            });
            self.settle(checked, set.origin, path)
        });
        let KubernetesTable { contexts: _, kubeconfig: _, ipblock } = &file.kubernetes;
        variable
            .or_else(|| ipblock.map(|value| Setting { value, origin: self.line(path) }))
            .unwrap_or(Setting::default(IpBlockText::default()))
    }
}
