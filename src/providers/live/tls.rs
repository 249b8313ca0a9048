//! What went wrong when two ends agreed on TLS: whose certificate is not believed.

use std::error::Error;
use std::io;

use rustls::AlertDescription;

use super::causes::{chain, innermost, line};

/// What is wrong. A certificate will be as wrong the next time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Handshake {
    /// The other end does not take ours; its word for it.
    Refused(String),
    /// We don't believe that of the other end; why.
    Disbelieved(String),
    /// Something else; what.
    Failed(String),
}

/// What is wrong with TLS, if that is what is wrong.
pub(crate) fn handshake(error: &(dyn Error + 'static)) -> Option<Handshake> {
    Some(match library(error)? {
        rustls::Error::AlertReceived(
            alert @ (AlertDescription::BadCertificate
            | AlertDescription::CertificateRequired
            | AlertDescription::CertificateUnknown
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRevoked
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied),
        ) => Handshake::Refused(format!("{alert:?}")),
        rustls::Error::InvalidCertificate(problem) => {
            Handshake::Disbelieved(line(&problem.to_string()))
        }
        other => Handshake::Failed(innermost(other)),
    })
}

/// What the library says. An error of input or output has it inside, sometimes inside of another, and not as its source.
fn library<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    chain(error).find_map(|error| {
        error.downcast_ref().or_else(|| library(error.downcast_ref::<io::Error>()?.get_ref()?))
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use rustls::{AlertDescription, CertificateError, Error};

    use super::{Handshake, handshake};

    #[test]
    fn it_is_found_however_deep_it_lies() {
        let why = || Error::InvalidCertificate(CertificateError::Expired);
        let inner = io::Error::new(io::ErrorKind::InvalidData, why());
        let outer = io::Error::other(inner);
        let told = handshake(&outer);
        assert!(matches!(&told, Some(Handshake::Disbelieved(why)) if !why.is_empty()), "{told:?}");
        assert_eq!(handshake(&why()), told);
        let alert = Error::AlertReceived(AlertDescription::UnknownCA);
        assert_eq!(handshake(&alert), Some(Handshake::Refused("UnknownCA".to_owned())));
        let other = handshake(&io::Error::other(Error::DecryptError));
        assert!(matches!(other, Some(Handshake::Failed(_))), "{other:?}");
        assert_eq!(handshake(&io::Error::other("reset")), None);
    }
}
