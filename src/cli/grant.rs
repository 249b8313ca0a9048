//! `driftwall grant add` and `grant check`, and `driftwall waive`: papers written from findings, and held against them.

use std::fmt::Write as _;

use camino::Utf8Path;

use super::args::{GrantCommand, Held, PaperDetails, WaiveArgs};
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::write_new_file;
use super::remedy::named;
use super::scan::{Comparing, outcome};
use super::session::Session;
use crate::authority::{
    About, Details, Folder, Grant, Light, Moment, Papers, Review, Standing, WaiverDetails, Zone,
    judge, proposal, review, waiver_text,
};
use crate::model::{Finding, Subject, Verdict};
use crate::report::{outside_in_words, visible};
use crate::scan::Outcome;

/// `driftwall grant …`
pub(super) fn run(session: &mut Session<'_>, command: &GrantCommand) -> Result<Exit, Failure> {
    match command {
        GrantCommand::Add { id, details, ticket, print, held } => {
            let folder = session.settings.authority.grants.value.clone();
            let outcome = compared(session, held)?;
            let finding = one(&outcome, id)?;
            let Subject::Change(change) = &finding.subject else {
                return Err(Failure::usage(format!(
                    "finding {} is about no change, so there is nothing to grant",
                    finding.id
                )));
            };
            let said = Said::of(session, details, finding)?;
            let text = proposal(
                change,
                &Details {
                    id: &said.id,
                    owner: &said.owner,
                    reason: &said.reason,
                    ticket: ticket.as_deref(),
                    until: said.until,
                    zone: said.zone.as_deref(),
                    now: (session.around.now)(),
                },
            )
            .map_err(|why| Failure::usage(format!("finding {}: {why}", finding.id)))?;
            let path = folder.join(format!("{}.toml", said.id.replace('/', "-")));
            check_proposal(session, &outcome, finding, &path, &text)?;
            keep(session, &path, &text, *print, "commit it, and have it reviewed")
        }
        GrantCommand::Check { held } => check(session, held),
    }
}

/// `driftwall waive`
pub(super) fn waive(session: &mut Session<'_>, args: &WaiveArgs) -> Result<Exit, Failure> {
    let WaiveArgs { id, details, approver, print, held } = args;
    let folder = session.settings.authority.waivers.value.clone();
    let outcome = compared(session, held)?;
    let finding = one(&outcome, id)?;
    if matches!(finding.subject, Subject::Paper(_)) {
        return Err(Failure::usage(format!("`{}` can't be waived", finding.code))
            .hint("write what the file is to say, or delete it"));
    }
    let said = Said::of(session, details, finding)?;
    let text = waiver_text(
        finding,
        &WaiverDetails {
            id: &said.id,
            owner: &said.owner,
            approver,
            reason: &said.reason,
            expires: said.until,
            zone: said.zone.as_deref(),
            now: (session.around.now)(),
        },
    );
    let path = folder.join(format!("{}.toml", said.id.replace('/', "-")));
    keep(session, &path, &text, *print, "commit it, and have it reviewed")
}

/// What a paper says about itself.
struct Said {
    id: String,
    owner: String,
    reason: String,
    until: Moment,
    zone: Option<String>,
}

impl Said {
    fn of(
        session: &Session<'_>,
        details: &PaperDetails,
        finding: &Finding,
    ) -> Result<Self, Failure> {
        let PaperDetails { paper_id, owner, reason, until, zone } = details;
        let id = match paper_id {
            Some(id) => id
                .parse::<crate::authority::PaperId>()
                .map_err(|error| Failure::usage(format!("--id: {error}")))?
                .to_string(),
            None => finding.id.as_str().chars().take(8).collect(),
        };
        let owner = owner.clone().or_else(|| (session.around.git_user)());
        let owner = owner.ok_or_else(|| {
            Failure::usage("nobody answers for it: git knows no user here")
                .hint("say who: --owner ana@example.com")
        })?;
        if reason.trim().is_empty() {
            return Err(Failure::usage("a reason that says nothing is none")
                .hint("give a reason that a reviewer can check: --reason 'ticket NET-311'"));
        }
        let until = until.parse::<Moment>().map_err(|error| Failure::usage(error.to_string()))?;
        let zone = zone
            .as_ref()
            .map(|zone| zone.parse::<Zone>().map(|zone| zone.to_string()))
            .transpose()
            .map_err(|error| Failure::usage(format!("--zone: {error}")))?;
        Ok(Self { id, owner, reason: reason.clone(), until, zone })
    }
}

/// Compares as `scan` does, with no paper asked.
fn compared(session: &Session<'_>, Held { sides, pairs, logs }: &Held) -> Result<Outcome, Failure> {
    outcome(session, &Comparing::now(session, "grant", sides, pairs, logs)?)
}

/// The one finding that an id names.
fn one<'a>(outcome: &'a Outcome, id: &str) -> Result<&'a Finding, Failure> {
    named(&outcome.found.findings, id)
}

/// That what is proposed approves the finding: it is read back and asked.
fn check_proposal(
    session: &Session<'_>,
    outcome: &Outcome,
    finding: &Finding,
    path: &Utf8Path,
    text: &str,
) -> Result<(), Failure> {
    let unread = |why: String| Failure::usage(format!("no grant can be written for it: {why}"));
    let grant = Grant::read(path, text)
        .map_err(|errors| unread(errors.first().map_or_else(String::new, ToString::to_string)))?;
    let light = light(session, outcome);
    if grant.valid.at(light.now) == Standing::Expired {
        return Err(Failure::usage(format!("it would end before now, on {}", grant.valid.end()))
            .hint("give a later day: --until 2026-12-15"));
    }
    let papers = Papers { grants: Some(vec![grant]), waivers: None };
    let mut asked = [finding.clone()];
    judge(&mut asked, &papers, &light);
    let [judged] = asked;
    if judged.verdict == Verdict::Authorized {
        return Ok(());
    }
    let because = judged.authority.map(|one| one.because.join("; ")).unwrap_or_default();
    Err(unread(if because.is_empty() { "it can't be said exactly".to_owned() } else { because }))
}

fn light<'a>(session: &Session<'_>, outcome: &'a Outcome) -> Light<'a> {
    let Outcome { before, pairing, .. } = outcome;
    Light { before, pairing, now: (session.around.now)() }
}

/// Prints a paper, or writes it, never over one that is there.
fn keep(
    session: &mut Session<'_>,
    path: &Utf8Path,
    text: &str,
    print: bool,
    next: &str,
) -> Result<Exit, Failure> {
    if print {
        session.print(text)?;
        return Ok(Exit::Done);
    }
    write_new_file(&session.at(path), path, text.as_bytes())?;
    let path = visible(path.as_str()).into_owned();
    session.print(&format!("Wrote {path}\nNext: read it, {next}\n"))?;
    Ok(Exit::Done)
}

/// `driftwall grant check`
fn check(session: &mut Session<'_>, held: &Held) -> Result<Exit, Failure> {
    let mut papers = Papers::default();
    let setting = session.settings.authority.grants.clone();
    let at = session.at(&setting.value);
    let demand = session.demand()?;
    let folder = Folder { at: &at, given: &setting.value, named: true, demand: demand.as_ref() };
    papers.read_grants(folder).map_err(|errors| super::papers::wrong_papers(&errors))?;
    let grants = papers.grants.unwrap_or_default();
    let outcome = compared(session, held)?;
    let light = light(session, &outcome);
    let reviews = review(&outcome.found.findings, &grants, &light);
    let mut text = String::new();
    for one in &reviews {
        told(&mut text, one);
    }
    let valid = reviews.iter().filter(|one| one.standing == Standing::Valid).count();
    let (all, folder) = (reviews.len(), visible(setting.value.as_str()));
    let _ = writeln!(text, "{valid} of {all} in {folder}/ valid now");
    session.print(&text)?;
    Ok(Exit::Done)
}

/// One grant: whether it is valid, and what of the findings it is about it covers.
fn told(text: &mut String, review: &Review<'_>) {
    let Review { grant, standing, about } = review;
    let paper = &grant.paper;
    let standing = match standing {
        Standing::Valid => format!("valid until {}", paper.until),
        Standing::Early => {
            let from = grant.valid.from.map(|from| grant.valid.named(from)).unwrap_or_default();
            format!("not valid before {from}")
        }
        Standing::Expired => format!("ended on {}", paper.until),
    };
    let head = format!("{}  {standing}  {}  ({})", paper.id, paper.owner, paper.file);
    let _ = writeln!(text, "{}", visible(&head));
    for About { finding, outside, covers_any, obstacle } in about {
        let short: String = finding.id.as_str().chars().take(8).collect();
        let said = match (outside, obstacle) {
            (None, _) => "can't cover: what it did is not known".to_owned(),
            (Some(outside), None) if outside.is_empty() => "covers".to_owned(),
            (Some(outside), Some(why)) if outside.is_empty() => format!("would cover, but {why}:"),
            (Some(_), _) if !covers_any => "covers nothing of".to_owned(),
            (Some(outside), _) => {
                format!("covers all but {} of", outside_in_words(outside).join(", "))
            }
        };
        let line = format!("  {short}  {said} {}", finding.title);
        let _ = writeln!(text, "{}", visible(&line));
    }
    if about.is_empty() {
        let _ = writeln!(text, "  nothing that it is about differs from the baseline");
    }
    text.push('\n');
}
