//! What may approve a finding: where it is kept, and who has to have signed it.

use super::config::AuthoritySettings;
use super::failure::{Failure, chain};
use super::session::Session;
use crate::authority::{PaperError, Papers};
use crate::report::neutral::visible;
use crate::trust::{Demand, Signers};

impl Session<'_> {
    /// What may approve a finding.
    pub(super) fn papers(&self, no_waivers: bool) -> Result<Papers, Failure> {
        let mut papers = Papers::default();
        let AuthoritySettings { grants, waivers, .. } = &self.settings.authority;
        let demand = self.demand()?;
        let demand = demand.as_ref();
        papers
            .read_grants(AuthoritySettings::folder(grants, &self.at(&grants.value), demand))
            .map_err(|errors| wrong_papers(&errors))?;
        if !no_waivers {
            papers
                .read_waivers(AuthoritySettings::folder(waivers, &self.at(&waivers.value), demand))
                .map_err(|errors| wrong_papers(&errors))?;
        }
        Ok(papers)
    }

    /// Who has to have signed grants and waivers; nothing where nobody has to.
    pub(super) fn demand(&self) -> Result<Option<Demand>, Failure> {
        self.demand_of(self.settings.authority.require_signatures.value)
    }

    /// Who has to have signed the manifests of a baseline.
    pub(super) fn demand_on_baselines(&self) -> Result<Option<Demand>, Failure> {
        self.demand_of(self.settings.authority.baseline_signatures.value)
    }

    fn demand_of(&self, people: usize) -> Result<Option<Demand>, Failure> {
        let AuthoritySettings { signers, .. } = &self.settings.authority;
        if people == 0 {
            return Ok(None);
        }
        let path = visible(signers.value.as_str());
        let hint = "write who may sign there, a line each, as `ssh-keygen -Y verify` reads it: `alice@example.com ssh-ed25519 AAAA…`";
        let text = std::fs::read_to_string(self.at(&signers.value)).map_err(|error| {
            Failure::invalid(format!("{path}, which says who may sign, can't be read: {error}"))
                .hint(hint)
        })?;
        let signers = Signers::read(&text)
            .map_err(|error| Failure::invalid(format!("{path}: {error}")).hint(hint))?;
        Ok(Some(Demand { signers, people, at: (self.around.now)() }))
    }
}

/// All that is wrong with grants and the like, one line each.
pub(super) fn wrong_papers(errors: &[PaperError]) -> Failure {
    let [first, rest @ ..] = errors else { return Failure::invalid("grants can't be read") };
    let told = |error: &PaperError| match error.hint() {
        Some(hint) if !rest.is_empty() => format!("{} ({hint})", chain(error)),
        _ => chain(error),
    };
    let failure = Failure::invalid(told(first)).and(rest.iter().map(told));
    if rest.is_empty() { failure.hint_if(first.hint()) } else { failure }
}
