//! A socket, TCP, TLS or `ssh` → a stream of bytes on which an engine answers.

use std::io;
use std::process::Stdio;
use std::sync::Arc;

use camino::Utf8Path;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::providers::docker::Address;
use crate::providers::live::LiveError;

/// How much of what `ssh` says is kept.
const WORDS: u64 = 4096;

/// Bytes to and from an engine.
pub(super) trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// A way to an engine.
pub(super) struct Way {
    pub(super) bytes: Box<dyn Bytes>,
    /// The program that it leads through, which ends with it.
    pub(super) through: Option<Child>,
    /// What that program says to people.
    pub(super) words: Option<JoinHandle<String>>,
}

impl Way {
    fn straight(bytes: impl Bytes + 'static) -> Self {
        Self { bytes: Box::new(bytes), through: None, words: None }
    }
}

/// Opens a way.
pub(super) async fn connect(address: &Address, tls: Option<&Tls>) -> io::Result<Way> {
    match address {
        Address::Socket(path) => Ok(Way::straight(UnixStream::connect(path).await?)),
        Address::Tcp { host, port } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            stream.set_nodelay(true)?;
            match tls {
                Some(tls) => tls.over(host, stream).await,
                // A name of this machine that leads elsewhere.
                None if !stream.peer_addr()?.ip().is_loopback() => Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "it leads out of this machine, and nothing but TLS says who answers there",
                )),
                None => Ok(Way::straight(stream)),
            }
        }
        Address::Ssh { user, host, port } => ssh(user.as_deref(), host, *port),
    }
}

/// As the `docker` command line does: the other side's own `docker` leads to its engine. Nobody is there to be asked for a
/// password.
fn ssh(user: Option<&str>, host: &str, port: Option<u16>) -> io::Result<Way> {
    let mut command = Command::new("ssh");
    command.args(["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20"]);
    if let Some(user) = user {
        command.args(["-l", user]);
    }
    if let Some(port) = port {
        command.args(["-p", &port.to_string()]);
    }
    command.args(["--", host, "docker", "system", "dial-stdio"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().map_err(|error| {
        io::Error::new(error.kind(), format!("`ssh` could not be started, {error}"))
    })?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err(io::Error::other("`ssh` has no standard input and output"));
    };
    let words = tokio::spawn(async move {
        let mut said = Vec::new();
        // What was said until it broke off is all there is.
        let _ = stderr.take(WORDS).read_to_end(&mut said).await;
        String::from_utf8_lossy(&said).into_owned()
    });
    let bytes = Box::new(tokio::io::join(stdout, stdin));
    Ok(Way { bytes, through: Some(child), words: Some(words) })
}

/// Who is believed over TLS, and who is said to ask.
#[derive(Clone)]
pub(super) struct Tls(TlsConnector);

impl Tls {
    /// Reads the folder that `docker` calls the certificate path. Nobody is believed but the authority in it.
    pub(super) fn load(folder: &Utf8Path) -> Result<Self, LiveError> {
        let mut roots = RootCertStore::empty();
        let authority = folder.join("ca.pem");
        for certificate in certificates(&authority)? {
            roots.add(certificate).map_err(|error| wrong(&authority, &error))?;
        }
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(folder, &error))?
            .with_root_certificates(roots);
        let (own, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        // An engine that trusts whoever gets to it asks for neither.
        let config = if own.exists() || key.exists() {
            let secret =
                PrivateKeyDer::from_pem_file(&key).map_err(|error| unread(&key, &error))?;
            let chain = certificates(&own)?;
            config.with_client_auth_cert(chain, secret).map_err(|error| wrong(&own, &error))?
        } else {
            config.with_no_client_auth()
        };
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    async fn over(&self, host: &str, stream: TcpStream) -> io::Result<Way> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "TLS knows no such name"))?;
        Ok(Way::straight(self.0.connect(name, stream).await?))
    }
}

fn certificates(path: &Utf8Path) -> Result<Vec<CertificateDer<'static>>, LiveError> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let found: Vec<_> = read.map_err(|error| unread(path, &error))?;
    if found.is_empty() {
        return Err(unread(path, &pem::Error::NoItemsFound));
    }
    Ok(found)
}

/// What is wrong with a file, without a word of what is in it.
fn unread(path: &Utf8Path, error: &pem::Error) -> LiveError {
    let problem = match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is none in it".to_owned(),
        _ => "it is no PEM".to_owned(),
    };
    told(path, &problem)
}

fn wrong(path: &Utf8Path, error: &rustls::Error) -> LiveError {
    told(path, &error.to_string())
}

fn told(path: &Utf8Path, problem: &str) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("{path}: no certificate or key could be read: {problem}"),
        hint: Some(
            "`cert_path` under [docker] is a folder with ca.pem, and with cert.pem and key.pem where the engine asks who asks".to_owned(),
        ),
    }
}
