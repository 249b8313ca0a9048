//! `driftwall allows`: one question, or a file of them.

use std::io::Read as _;

use camino::Utf8Path;

use super::args::AllowsArgs;
use super::asking::{Asking, read_estate, tell_untold};
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::session::Session;
use crate::effects::{Estate, NameError, QuestionError, answer};
use crate::model::Question;
use crate::report::questions::{
    Answer, Answers, Asked, FORMATS, LineError, read_questions, render_answers,
};
use crate::written::did_you_mean;

/// A question, and where it was asked: `questions.jsonl:3: `; nothing on the command line.
struct Placed {
    place: String,
    asked: Asked,
    question: Question,
}

pub(super) fn run(session: &mut Session<'_>, args: &AllowsArgs) -> Result<Exit, Failure> {
    let outputs = Outputs::plan_among(session, "answers", &FORMATS)?;
    let questions = match &args.questions {
        Some(file) => from_file(session, file)?,
        None => vec![from_args(args)?],
    };
    let Asking { estate, unread, was_read } = read_estate(session, &args.source, &args.cluster)?;
    if !was_read {
        return Ok(unread.exit(session, true));
    }
    let answers = all(&estate, questions).inspect_err(|_| tell_untold(session, &estate))?;
    let answers = Answers { answers };
    outputs.write_each(session, |format, style| render_answers(format, &answers, style))?;
    let met = answers.answers.iter().all(Answer::is_met);
    Ok(unread.exit(session, met))
}

fn from_args(args: &AllowsArgs) -> Result<Placed, Failure> {
    let AllowsArgs {
        source: _,
        from,
        to,
        protocol,
        port,
        source_port,
        icmp_type,
        icmp_code,
        questions: _,
        cluster: _,
    } = args;
    let asked = Asked {
        from: from.clone().unwrap_or_default(),
        to: to.clone().unwrap_or_default(),
        protocol: protocol.as_deref().unwrap_or_default().parse().map_err(Failure::usage)?,
        port: *port,
        source_port: *source_port,
        icmp_type: *icmp_type,
        icmp_code: *icmp_code,
        expect: None,
    };
    let question = asked.question().map_err(Failure::usage)?;
    Ok(Placed { place: String::new(), asked, question })
}

fn from_file(session: &mut Session<'_>, file: &Utf8Path) -> Result<Vec<Placed>, Failure> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        session.around.stdin.read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(session.at(file)).map(|read| bytes = read)
    };
    read.map_err(|error| Failure::usage(format!("can't read {file}: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Failure::usage(format!("{file} is no text: {}", error.utf8_error())))?;
    let file = if file == "-" { "standard input" } else { file.as_str() };
    let questions = read_questions(&text).map_err(|errors| no_questions(file, &errors))?;
    let placed =
        |(line, asked, question)| Placed { place: format!("{file}:{line}: "), asked, question };
    Ok(questions.into_iter().map(placed).collect())
}

/// Every line that is no question.
fn no_questions(file: &str, errors: &[LineError]) -> Failure {
    let mut messages =
        errors.iter().map(|error| format!("{file}:{}: {}", error.line, error.message));
    let unknown = errors.iter().find_map(|error| error.unknown_field.as_deref());
    let hint = unknown.and_then(|field| did_you_mean(field, LineError::fields().iter().copied()));
    Failure::usage(messages.next().unwrap_or_default()).and(messages).hint_if(hint)
}

fn all(estate: &Estate, questions: Vec<Placed>) -> Result<Vec<Answer>, Failure> {
    let mut answers = Vec::new();
    let mut errors = Vec::new();
    for Placed { place, asked, question } in questions {
        match answer(estate, &question) {
            Ok(answer) => answers.push(Answer::new(asked, &answer)),
            Err(error) => errors.push((place, error)),
        }
    }
    let Some((place, first)) = errors.first() else { return Ok(answers) };
    let message = format!("{place}{first}");
    let failure = match first {
        QuestionError::Name(error) => Failure::usage(message).hint_if(way_out(estate, error)),
        QuestionError::TooComplex { .. } => Failure::unread(message),
    };
    Err(failure.and(errors.iter().skip(1).map(|(place, error)| format!("{place}{error}"))))
}

fn way_out(estate: &Estate, error: &NameError) -> Option<String> {
    match error {
        NameError::Unknown(name) => did_you_mean(name, estate.names()).or_else(|| {
            Some(
                "an end is internet, an address, a CIDR, or the id or name of an endpoint; \
                 `driftwall connections` lists them"
                    .to_owned(),
            )
        }),
        NameError::Ambiguous { .. } => Some("name one of them".to_owned()),
        NameError::Overlapping { .. } => {
            Some("name an endpoint as one of the ends; it says which network is meant".to_owned())
        }
        NameError::BothOutside { .. } => Some("one of the ends has to be inside".to_owned()),
    }
}
