//! An answer on its way out: as it is, or with what a network, a proxy or a broken service does to it.

use std::io::{Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustix::net::sockopt::set_socket_linger;

use super::answer::{Answer, HTML, phrase};
use super::faults::{Fault, Kind};

/// Below this, head and body are sent at once.
const SMALL: usize = 64 * 1024;
/// How long a wait is before the server looks whether it is over.
const NAP: Duration = Duration::from_millis(10);

/// What a proxy says, and what it shows to people who have to sign in.
const BAD_GATEWAY: &str =
    "<html><head><title>502 Bad Gateway</title></head><body>upstream does not answer</body></html>";
const SIGN_IN: &str = "<!DOCTYPE html><html><body>Sign in to the network</body></html>";

/// Sends an answer. Says whether the connection can be used again.
pub(crate) fn deliver(
    stream: &mut TcpStream,
    mut answer: Answer,
    fault: Option<&Fault>,
    is_over: &dyn Fn() -> bool,
) -> Result<bool> {
    let Some(Fault { kind, pace, .. }) = fault else {
        return whole(stream, &answer, 0).map(|()| true);
    };
    match kind {
        Kind::Reset => {
            set_socket_linger(&*stream, Some(Duration::ZERO))?;
            return Ok(false);
        }
        Kind::Silence => {
            while !is_over() {
                std::thread::sleep(NAP);
            }
            return Ok(false);
        }
        Kind::Truncated => {
            let half = answer.body.len() / 2;
            let mut bytes = head(&answer, &format!("Content-Length: {}", answer.body.len()), 0);
            bytes.extend_from_slice(&answer.body[..half]);
            stream.write_all(&bytes)?;
            return Ok(false);
        }
        Kind::BrokenChunks => {
            let half = answer.body.len() / 2;
            let mut bytes = head(&answer, "Transfer-Encoding: chunked", 0);
            bytes.extend_from_slice(format!("{half:x}\r\n").as_bytes());
            bytes.extend_from_slice(&answer.body[..half]);
            bytes.extend_from_slice(b"\r\n");
            stream.write_all(&bytes)?;
            return Ok(false);
        }
        Kind::SlowDrip => {
            drip(stream, &answer, *pace, is_over)?;
            return Ok(true);
        }
        Kind::CutDocument => answer.body.truncate(cut_at(&answer.body)),
        Kind::EmptyBody => answer.body.clear(),
        Kind::SignInPage => answer = Answer::new(200, HTML, SIGN_IN),
        Kind::BadGateway => answer = Answer::new(502, HTML, BAD_GATEWAY),
        Kind::Malformed => answer.body = malformed(&answer),
        Kind::ClockSkew => {
            whole(stream, &answer, 1)?;
            return Ok(true);
        }
        // What a provider says itself is in the answer.
        Kind::Throttled
        | Kind::ServerError
        | Kind::Unavailable
        | Kind::EndlessPages
        | Kind::RepeatedToken
        | Kind::EmptyPages
        | Kind::LostPage
        | Kind::Denied
        | Kind::ExpiredCredentials
        | Kind::NotThere => {}
    }
    whole(stream, &answer, 0).map(|()| true)
}

/// The head of an answer; the clock may be off by some hours.
fn head(answer: &Answer, length: &str, hours: i64) -> Vec<u8> {
    let now = Timestamp::now() + SignedDuration::from_hours(hours);
    let mut text = format!(
        "HTTP/1.1 {} {}\r\nDate: {}\r\nContent-Type: {}\r\n{length}\r\n",
        answer.status,
        phrase(answer.status),
        now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        answer.content,
    );
    for (field, value) in &answer.fields {
        text.push_str(&format!("{field}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

fn whole(stream: &mut TcpStream, answer: &Answer, hours: i64) -> Result<()> {
    let mut bytes = head(answer, &format!("Content-Length: {}", answer.body.len()), hours);
    if answer.body.len() <= SMALL {
        bytes.extend_from_slice(&answer.body);
        return stream.write_all(&bytes);
    }
    stream.write_all(&bytes)?;
    stream.write_all(&answer.body)
}

fn drip(
    stream: &mut TcpStream,
    answer: &Answer,
    pace: Duration,
    is_over: &dyn Fn() -> bool,
) -> Result<()> {
    stream.write_all(&head(answer, &format!("Content-Length: {}", answer.body.len()), 0))?;
    for drop in answer.body.chunks(1) {
        let mut waited = Duration::ZERO;
        while waited < pace && !is_over() {
            let nap = NAP.min(pace - waited);
            std::thread::sleep(nap);
            waited += nap;
        }
        if is_over() {
            break;
        }
        stream.write_all(drop)?;
    }
    Ok(())
}

/// Where a document breaks off so that a careless reader finds nothing wrong: after the first of its items, else in the
/// middle.
fn cut_at(body: &[u8]) -> usize {
    let text = String::from_utf8_lossy(body);
    text.find("</item>").map_or(body.len() / 2, |at| at + "</item>".len())
}

/// The fields of EC2 that are numbers. Others only look like some: protocols, names, what people write.
const NUMBERS: [&str; 12] = [
    "availableIpAddressCount",
    "code",
    "deviceIndex",
    "from",
    "fromPort",
    "httpPutResponseHopLimit",
    "maxEntries",
    "ruleNumber",
    "to",
    "toPort",
    "type",
    "version",
];

/// The first number or truth value becomes a word that is none; where there is none, a text names what is not defined.
fn malformed(answer: &Answer) -> Vec<u8> {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let is_xml = text.starts_with('<');
    let found = if is_xml { plain_element(&text) } else { plain_field(&text) };
    let (at, length, instead) = match found {
        Some((at, length)) if is_xml => (at, length, "often"),
        Some((at, length)) => (at, length, "{\"often\":[]}"),
        None if is_xml => (first_text(&text), 0, "&nothing;"),
        None => (text.rfind(['}', ']']).unwrap_or(0), 0, "\u{1}"),
    };
    format!("{}{instead}{}", &text[..at], &text[at + length..]).into_bytes()
}

/// Where the first text of an item is, or of the answer.
fn first_text(text: &str) -> usize {
    let starts = ["<item>", "Result>", "</requestId>"].iter();
    let start = starts.filter_map(|start| text.find(start)).next().unwrap_or(0);
    let opens = text[start..].match_indices('>').map(|(at, _)| start + at + 1);
    let mut texts = opens.filter(|&at| !text[at..].trim_start().starts_with('<'));
    texts.next().or_else(|| text.rfind("</")).unwrap_or(0)
}

/// Where the first number or truth value of a document of EC2 is, and how long.
fn plain_element(text: &str) -> Option<(usize, usize)> {
    text.match_indices('>').find_map(|(at, _)| {
        let name = text[..at].rsplit('<').next()?;
        let length = text[at + 1..].find('<')?;
        let value = &text[at + 1..at + 1 + length];
        let is_number = NUMBERS.contains(&name) && value.parse::<i32>().is_ok();
        let is_truth = name != "value" && ["true", "false"].contains(&value);
        (is_number || is_truth).then_some((at + 1, length))
    })
}

/// Where the first number or truth value of a JSON document is, and how long.
fn plain_field(text: &str) -> Option<(usize, usize)> {
    text.match_indices("\":").find_map(|(at, colon)| {
        let at = at + colon.len();
        let length = text[at..].find([',', '}', ']'])?;
        let value = text[at..at + length].trim();
        let is_plain = value.parse::<f64>().is_ok() || ["true", "false"].contains(&value);
        is_plain.then_some((at, length))
    })
}
