//! Where reports go: `--output FORMAT[=PATH]`, as often as wanted, and `[[output]]`.

use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::config::{self, Origin};
use super::failure::Failure;
use super::session::Session;
use crate::report::{self, Format};

/// One report to write.
struct Plan {
    format: Format,
    path: Option<Utf8PathBuf>,
}

/// Every report to write, decided before anything is read, so that a mistake costs nothing.
pub(super) struct Outputs(Vec<Plan>);

impl Outputs {
    /// What the settings ask for. When nothing is asked to go to stdout, people get the text.
    pub(super) fn plan(session: &Session<'_>) -> Result<Self, Failure> {
        let mut plans = Vec::new();
        for output in &session.settings.outputs {
            plans.push(plan(&output.value)?);
        }
        Self::of(plans)
    }

    /// What the command line asks for, of what has these formats only. The reports of the configuration file are of findings.
    pub(super) fn plan_among(
        session: &Session<'_>,
        what: &str,
        formats: &[Format],
    ) -> Result<Self, Failure> {
        let mut plans = Vec::new();
        let outputs = session.settings.outputs.iter();
        for output in outputs.filter(|output| !matches!(output.origin, Origin::File { .. })) {
            let plan = plan(&output.value)?;
            if !formats.contains(&plan.format) {
                let known: Vec<&str> = formats.iter().map(|format| format.word()).collect();
                let known = known.join(", ");
                return Err(Failure::usage(format!("{what} have no format `{}`", plan.format))
                    .hint(format!("they have {known}")));
            }
            plans.push(plan);
        }
        Self::of(plans)
    }

    fn of(mut plans: Vec<Plan>) -> Result<Self, Failure> {
        let to_stdout = plans.iter().filter(|plan| plan.path.is_none()).count();
        if to_stdout > 1 {
            return Err(Failure::usage("two outputs go to stdout")
                .hint("give all but one a file: --output sarif=driftwall.sarif"));
        }
        let mut paths: Vec<_> = plans.iter().filter_map(|plan| plan.path.as_ref()).collect();
        paths.sort();
        if let Some(pair) = paths.windows(2).find(|pair| pair.first() == pair.last()) {
            let path = pair.first().map_or("", |path| path.as_str());
            return Err(Failure::usage(format!("two outputs go to {path}")));
        }
        if to_stdout == 0 {
            plans.push(Plan { format: Format::Text, path: None });
        }
        Ok(Self(plans))
    }

    /// Writes a report everywhere: files first, so that whoever waits for the text finds them.
    pub(super) fn write(
        &self,
        session: &mut Session<'_>,
        report: &report::v1::Report,
    ) -> Result<(), Failure> {
        self.write_each(session, |format, style| report::render(format, report, style))?;
        // Last, so that findings are told even where a summary can't be written.
        if self.0.iter().any(|plan| plan.format == Format::Github) {
            add_job_summary(session, report)?;
        }
        Ok(())
    }

    /// Writes something everywhere, as each format has it.
    pub(super) fn write_each(
        &self,
        session: &mut Session<'_>,
        render: impl Fn(Format, &report::Style) -> String,
    ) -> Result<(), Failure> {
        let style = session.style();
        for Plan { format, path } in self.0.iter().filter(|plan| plan.path.is_some()) {
            if let Some(path) = path {
                // A file has no width and no colour.
                let plain = report::Style { color: false, width: 100, ..style };
                let text = render(*format, &plain);
                write_file(&session.at(path), path, text.as_bytes())?;
            }
        }
        for Plan { format, .. } in self.0.iter().filter(|plan| plan.path.is_none()) {
            let text = render(*format, &style);
            session.print(&text)?;
        }
        Ok(())
    }
}

fn plan(output: &config::Output) -> Result<Plan, Failure> {
    let unknown = |error: report::UnknownFormat| Failure::usage(error.to_string());
    Ok(Plan { format: output.format.parse().map_err(unknown)?, path: output.path.clone() })
}

/// Adds a page to the job summary of a step of GitHub Actions; elsewhere there is none. What other commands of the
/// step wrote there stays.
fn add_job_summary(session: &mut Session<'_>, report: &report::v1::Report) -> Result<(), Failure> {
    let Some(path) = config::step_summary(&session.around.env).map(Utf8Path::to_owned) else {
        return Ok(());
    };
    let at = session.at(&path);
    let taken = std::fs::metadata(&at).map_or(0, |found| found.len());
    let Some(page) = report::job_summary(report, taken) else {
        session.tell("The job summary is full: no page was added to it");
        return Ok(());
    };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&at);
    file.and_then(|mut file| file.write_all(page.as_bytes())).map_err(|error| {
        Failure::usage(format!("can't write the job summary {path}: {error}"))
            .hint("GITHUB_STEP_SUMMARY names it; unset it where there is none")
    })
}

/// Writes a file whole or not at all: beside it first, then over it.
pub(super) fn write_file(at: &Utf8Path, given: &Utf8Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => Some("the folder is not there; make it first"),
            std::io::ErrorKind::IsADirectory => Some("name a file in it"),
            _ => None,
        };
        Failure::usage(format!("can't write {given}: {error}")).hint_if(hint.map(str::to_owned))
    };
    // A device or a pipe, such as `/dev/null`, is written to: a rename would put a file in its place.
    if std::fs::metadata(at).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let device = std::fs::OpenOptions::new().write(true).open(at);
        return device.and_then(|mut device| device.write_all(bytes)).map_err(failed);
    }
    let name = at.file_name().unwrap_or("output");
    let beside = at.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = std::fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, at));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.map_err(failed)
}

/// Writes a file that is not there yet, and never over one that is.
pub(super) fn write_new_file(at: &Utf8Path, given: &Utf8Path, bytes: &[u8]) -> Result<(), Failure> {
    if at.symlink_metadata().is_ok() {
        return Err(
            Failure::usage(format!("{given} is there already")).hint("give it another name: --id")
        );
    }
    if let Some(folder) = at.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            let folder = given.parent().unwrap_or(given);
            Failure::usage(format!("can't make {folder}: {error}"))
        })?;
    }
    write_file(at, given, bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::FileTypeExt as _;

    use camino::Utf8PathBuf;

    use super::write_file;

    #[test]
    fn what_is_no_file_is_never_replaced_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        let socket = folder.join("socket");
        std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(write_file(&socket, &socket, b"report").is_err());
        assert!(socket.metadata().unwrap().file_type().is_socket());
    }
}
