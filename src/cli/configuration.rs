//! `driftwall config show|validate|schema` and `driftwall init`.

use super::args::{ConfigCommand, Global, Sides};
use super::config::{self, look, template};
use super::exit::Exit;
use super::failure::{Failure, chain};
use super::outputs::write_file;
use super::session::{Session, config_surroundings, flags, with_vocabulary, write_all};
use super::surroundings::Surroundings;
use crate::report::neutral;

/// `driftwall config …`.
pub(super) fn run(
    around: &mut Surroundings,
    global: Global,
    command: &ConfigCommand,
) -> Result<Exit, Failure> {
    match command {
        ConfigCommand::Schema => {
            let text = serde_json::to_string_pretty(&config::schema())
                .map_err(|error| Failure::system(&error))?;
            write_all(&mut around.stdout, &format!("{text}\n"))?;
        }
        ConfigCommand::Validate => {
            let flags = flags(&global, &Sides::default(), &[])?;
            let known = config_surroundings(around);
            let settings = with_vocabulary(|words| config::validate(&flags, &known, words));
            let settings = settings.map_err(|errors| every(&errors))?;
            let line = match settings.file {
                Some(file) => format!("{} is valid\n", neutral::visible(file.value.as_str())),
                None => "there is no driftwall.toml here or above; the defaults apply\n".to_owned(),
            };
            write_all(&mut around.stdout, &line)?;
        }
        ConfigCommand::Show => {
            // `--output json` asks for the other form of this, not for a report.
            let json = global.output.iter().any(|output| output == "json");
            let global = Global { output: Vec::new(), ..global };
            let mut session = Session::new(around, global, &Sides::default())?;
            let text = if json {
                neutral::json(&config::json(&session.settings))
            } else {
                config::text(&session.settings)
            };
            session.print(&text)?;
        }
    }
    Ok(Exit::Done)
}

/// All that is wrong with a configuration, one line each, with the way out of each.
fn every(errors: &[config::ConfigError]) -> Failure {
    let lines: Vec<String> = errors
        .iter()
        .map(|error| match error.hint() {
            Some(hint) if errors.len() > 1 => format!("{} ({hint})", chain(error)),
            _ => chain(error),
        })
        .collect();
    let usage = errors.iter().all(|error| error.fault() == config::Fault::Usage);
    let mut lines = lines.into_iter();
    let first = lines.next().unwrap_or_default();
    let failure = if usage { Failure::usage(first) } else { Failure::invalid(first) };
    let failure = failure.and(lines);
    match errors {
        [only] => failure.hint_if(only.hint()),
        _ => failure,
    }
}

/// `driftwall init`: writes `driftwall.toml`, never over one that is there.
pub(super) fn init(around: &mut Surroundings) -> Result<Exit, Failure> {
    let given = camino::Utf8Path::new("driftwall.toml");
    let at = around.folder.join(given);
    if at.symlink_metadata().is_ok() {
        return Err(Failure::usage("driftwall.toml is there already").hint(
            "`driftwall config validate` checks it; move it away to have a new one written",
        ));
    }
    let found = look(&around.folder);
    write_file(&at, given, template(&found).as_bytes())?;
    let next =
        "Wrote driftwall.toml\nNext: driftwall config show, then driftwall baseline record\n";
    write_all(&mut around.stdout, next)?;
    Ok(Exit::Done)
}
