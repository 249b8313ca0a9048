//! The command line: one file a subcommand.
//!
//! [`run`] takes the process as data ([`Surroundings`]) and returns an exit code. Data goes to stdout, all else to
//! stderr. Every failure is printed in one place, as `error:` and `hint:`, with what came from outside neutralised.

mod activity;
mod allows;
mod apply;
mod args;
mod asking;
mod baseline;
pub mod config;
mod configuration;
mod connections;
mod doctor;
mod exit;
mod explain;
mod failure;
mod grant;
mod outputs;
mod papers;
mod progress;
mod remedy;
mod saved_report;
mod scan;
mod session;
mod snapshot;
mod surroundings;

use clap::{CommandFactory as _, Parser as _};

use args::{Command, CommandLine, Global, GrantCommand, Sides};
use session::{Session, write_all};

pub use exit::Exit;
pub use failure::Failure;
pub use surroundings::{Stream, Surroundings};

use crate::report::visible;
use crate::scan::FailsOn;

/// Runs one command line.
#[must_use]
pub fn run(around: &mut Surroundings) -> Exit {
    let line = match CommandLine::try_parse_from(&around.args) {
        Ok(line) => line,
        Err(answer) => {
            // The parser repeats what it was given, so it is given what can be shown.
            let shown = around.args.iter().map(|arg| visible(&arg.to_string_lossy()).into_owned());
            let answer = CommandLine::try_parse_from(shown).err().unwrap_or(answer);
            return not_a_command(around, &answer);
        }
    };
    match around.overrule().and_then(|()| dispatch(around, line)) {
        Ok(exit) => exit,
        Err(failure) => {
            // A message holds text from outside, so that a line break in it is no line break here.
            let Failure { exit, message, more, hint } = failure;
            let mut text = format!("error: {}\n", visible(&message));
            for line in more {
                text.push_str(&format!("{}\n", visible(&line)));
            }
            if let Some(hint) = hint {
                text.push_str(&format!("hint: {}\n", visible(&hint)));
            }
            let _ = write_all(&mut around.stderr, &text);
            exit
        }
    }
}

/// What clap has to say: help and the version are data, everything else is wrong usage.
fn not_a_command(around: &mut Surroundings, answer: &clap::Error) -> Exit {
    if answer.use_stderr() {
        let _ = write_all(&mut around.stderr, &answer.render().to_string());
        Exit::Usage
    } else {
        let _ = write_all(&mut around.stdout, &answer.render().to_string());
        Exit::Done
    }
}

fn dispatch(around: &mut Surroundings, line: CommandLine) -> Result<Exit, Failure> {
    let CommandLine { global, command } = line;
    match command {
        Command::Scan { sides, pairs, logs, terraform, no_waivers } => {
            let mut session = Session::with_logs(around, global, &sides, &logs.activity)?;
            scan::run(&mut session, &sides, &pairs, &logs, &terraform, no_waivers)
        }
        Command::Grant { command } => {
            let (GrantCommand::Add { held, .. } | GrantCommand::Check { held }) = &command;
            let (sides, logs) = (&held.sides, &held.logs.activity);
            grant::run(&mut Session::with_logs(around, global, sides, logs)?, &command)
        }
        Command::Waive(args) => {
            let (sides, logs) = (&args.held.sides, &args.held.logs.activity);
            grant::waive(&mut Session::with_logs(around, global, sides, logs)?, &args)
        }
        Command::Diff { before, after, traffic_only, logs, pairs, cluster } => {
            let sides = Sides::default();
            let mut session = Session::with_logs(around, global, &sides, &logs.activity)?;
            let fails_on = if traffic_only { FailsOn::Traffic } else { FailsOn::AnyDifference };
            scan::diff(&mut session, [&before, &after], &pairs, &logs, &cluster, fails_on)
        }
        Command::Remedy { ids, sides, pairs, logs, terraform, no_waivers, apply } => {
            let mut session = Session::with_logs(around, global, &sides, &logs.activity)?;
            let asked = remedy::Asked {
                ids: &ids,
                sides: &sides,
                pairs: &pairs,
                logs: &logs,
                apply: &apply,
                no_waivers,
            };
            remedy::run(&mut session, &asked, &terraform)
        }
        Command::Allows(asked) => allows::run(&mut plain(around, global)?, &asked),
        Command::Connections { source, cluster } => {
            connections::run(&mut plain(around, global)?, &source, &cluster)
        }
        Command::Snapshot { sides, out } => {
            let mut session = Session::new(around, global, &sides)?;
            snapshot::run(&mut session, &sides, out.as_deref())
        }
        Command::Baseline { command } => baseline::run(around, global, command),
        Command::Report { file } => saved_report::run(&mut plain(around, global)?, &file),
        Command::Explain { code, sides, pairs, logs } => {
            let mut session = Session::with_logs(around, global, &sides, &logs.activity)?;
            explain::run(&mut session, code.as_deref(), &sides, &pairs, &logs)
        }
        Command::Config { command } => configuration::run(around, global, &command),
        Command::Doctor { permissions, live } => match permissions {
            Some(provider) => doctor::permissions(around, &provider),
            None => doctor::run(&mut plain(around, global)?, live.as_deref()),
        },
        Command::Init => configuration::init(around),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut CommandLine::command(), "driftwall", &mut script);
            write_all(&mut around.stdout, &String::from_utf8_lossy(&script))?;
            Ok(Exit::Done)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(CommandLine::command())
                .render(&mut page)
                .map_err(|error| Failure::system(&error))?;
            write_all(&mut around.stdout, &String::from_utf8_lossy(&page))?;
            Ok(Exit::Done)
        }
    }
}

fn plain(around: &mut Surroundings, global: Global) -> Result<Session<'_>, Failure> {
    Session::new(around, global, &Sides::default())
}

/// The reference of every command, for `docs/cli.md`.
#[must_use]
pub fn reference() -> String {
    fn page(command: &mut clap::Command, path: &str, out: &mut String) {
        let text = command.render_long_help().to_string();
        out.push_str(&format!("\n## {path}\n\n```text\n{}\n```\n", text.trim_end()));
        let names: Vec<String> =
            command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
        for name in names {
            if let Some(inner) = command.find_subcommand_mut(&name) {
                page(inner, &format!("{path} {name}"), out);
            }
        }
    }
    let mut out =
        "# The command line\n\nWritten by `make bless` from the command line itself.\n".to_owned();
    let mut command = CommandLine::command().term_width(100);
    command.build();
    page(&mut command, "driftwall", &mut out);
    out
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::args::CommandLine;

    #[test]
    fn the_help_names_every_format() {
        let help = super::reference().replace(char::is_whitespace, " ");
        for format in crate::report::Format::ALL {
            assert!(
                help.contains(&format!(" {format}, "))
                    || help.contains(&format!(" {format} or "))
                    || help.contains(&format!("or {format}, ")),
                "{format}"
            );
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
