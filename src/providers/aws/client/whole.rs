//! Refuses answers that were cut off.
//!
//! The SDK's reader of XML takes the end of the text for the end of every list in it, and skips what it can't read: an
//! answer that stops after the second of nine groups reads as two groups and no next page. To a scan that would be
//! seven groups that somebody removed, or a page with an opening that nobody saw. So every answer is walked through
//! once more, and one whose elements are not all closed is an error.

use aws_sdk_ec2::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_ec2::config::{ConfigBag, Intercept, RuntimeComponents, SharedInterceptor};
use aws_sdk_ec2::error::BoxError;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The interceptor for clients whose answers are XML.
pub(super) fn interceptor() -> SharedInterceptor {
    SharedInterceptor::new(WholeXml)
}

#[derive(Debug)]
struct WholeXml;

/// An answer that ends before it is over, or is no XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CutOff {
    #[error("the answer ends in the middle")]
    Ends,
    #[error("the answer is not well-formed XML")]
    Broken,
}

impl Intercept for WholeXml {
    fn name(&self) -> &'static str {
        "WholeXml"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        // What is wrong with an error is the error itself.
        if response.status().is_success()
            && let Some(bytes) = response.body().bytes()
        {
            whole(bytes)?;
        }
        Ok(())
    }
}

/// Walks through a document to its end.
pub(super) fn whole(bytes: &[u8]) -> Result<(), CutOff> {
    let mut reader = Reader::from_reader(bytes);
    let (mut open, mut roots) = (0_usize, 0_usize);
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => {
                roots += usize::from(open == 0);
                open += 1;
            }
            Ok(Event::Empty(_)) => roots += usize::from(open == 0),
            // The reader itself refuses an end without a start.
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) if open > 0 || roots == 0 => return Err(CutOff::Ends),
            Ok(Event::Eof) if roots > 1 => return Err(CutOff::Broken),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(quick_xml::Error::Syntax(_)) => return Err(CutOff::Ends),
            Err(_) => return Err(CutOff::Broken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CutOff, whole};

    #[test]
    fn no_beginning_of_an_answer_is_one() {
        let answer = b"<?xml version=\"1.0\"?>\n<R xmlns=\"u\"><set><item a=\"&amp;\">x</item><item/></set><t>n</t></R>\n";
        let end = answer.len() - 1;
        assert_eq!(whole(answer), Ok(()));
        for cut in 0..end {
            assert!(whole(&answer[..cut]).is_err(), "{}", String::from_utf8_lossy(&answer[..cut]));
        }
        assert_eq!(whole(b"<R><a></b></R>"), Err(CutOff::Broken));
        assert_eq!(whole(b"<R/><R/>"), Err(CutOff::Broken));
    }
}
