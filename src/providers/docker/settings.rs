//! What `[docker]` of the configuration says about live reads.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use camino::Utf8PathBuf;

/// The name of this machine's own engine.
const LOCAL: &str = "local";
/// Where this machine's own engine listens, unless somebody says otherwise.
const SOCKET: &str = "unix:///var/run/docker.sock";

/// What is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The hosts to read. None: this machine's own engine.
    pub hosts: Option<Vec<Host>>,
    /// The folder with `ca.pem`, `cert.pem` and `key.pem`. With it, whatever is asked over TCP is asked over TLS.
    pub cert_path: Option<Utf8PathBuf>,
}

/// Why what is configured can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Two hosts would be one scope.
    #[error("`{first}` and `{second}` are both called {name}")]
    SameName {
        /// Their name.
        name: String,
        /// How the one is written.
        first: String,
        /// How the other is written.
        second: String,
    },
    /// Whoever is on the way could answer in the engine's place.
    #[error("`{0}` is on the network, and without `cert_path` nothing says who answers there")]
    Plain(String),
}

impl SettingsError {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::SameName { first, .. } => {
                format!("write a name before one of them: \"shop-1={first}\"")
            }
            Self::Plain(_) => "name the folder with ca.pem, cert.pem and key.pem as `cert_path`, or ask over ssh://; plain TCP is for \
                               loopback addresses"
                .to_owned(),
        }
    }
}

impl Settings {
    /// The hosts to read: those that are named, else this machine's own.
    ///
    /// # Errors
    /// [`SettingsError`] when two would be one, or one would be asked in the open.
    pub fn hosts(&self) -> Result<Vec<Host>, SettingsError> {
        let own = || SOCKET.parse::<Host>().into_iter().collect();
        let hosts = self.hosts.clone().unwrap_or_else(own);
        for (number, host) in hosts.iter().enumerate() {
            let mut others = hosts.iter().take(number);
            if let Some(first) = others.find(|other| other.name == host.name) {
                let (first, second) = (first.to_string(), host.to_string());
                return Err(SettingsError::SameName { name: host.name.clone(), first, second });
            }
            if self.cert_path.is_none() && host.address.is_elsewhere() {
                return Err(SettingsError::Plain(host.to_string()));
            }
        }
        Ok(hosts)
    }
}

/// Where an engine listens, and what it is called: `tcp://docker.example:2376`, `shop-1=unix:///run/docker.sock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    name: String,
    address: Address,
    text: String,
}

/// Where an engine listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket of this machine.
    Socket(Utf8PathBuf),
    /// A port, over TLS where there are certificates.
    Tcp {
        /// Its name or its address, without brackets.
        host: String,
        /// The port.
        port: u16,
    },
    /// The engine of a machine that `ssh` leads to.
    Ssh {
        /// Who logs in, when it is not up to `ssh`.
        user: Option<String>,
        /// Its name, which may be one of `ssh`'s configuration.
        host: String,
        /// The port, when it is not up to `ssh`.
        port: Option<u16>,
    },
}

impl Address {
    /// Whether it is reached over a network, and nothing but TLS would say who answers.
    fn is_elsewhere(&self) -> bool {
        let Self::Tcp { host, port: _ } = self else { return false };
        let is_here = host.parse::<IpAddr>().map_or(host == "localhost", |ip| ip.is_loopback());
        !is_here
    }
}

impl Host {
    /// What its scope is called: `docker:<name>`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }
}

/// A text that can't be a host.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{text}` is not a host: {problem}; write unix:///var/run/docker.sock, tcp://docker.example:2376 or ssh://user@docker.example, with a \
     name of your own in front when you like: shop-1=tcp://…"
)]
pub struct HostError {
    text: String,
    problem: &'static str,
}

impl FromStr for Host {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |problem| HostError { text: text.to_owned(), problem };
        let (head, rest) = text.split_once("://").ok_or_else(|| wrong("it has no ://"))?;
        let (own, scheme) = match head.split_once('=') {
            Some((own, scheme)) => (Some(own), scheme),
            None => (None, head),
        };
        if own.is_some_and(|own| !is_word(own)) {
            return Err(wrong("a name has letters, digits and characters of ._-"));
        }
        let (address, name) = match scheme {
            "unix" if rest.starts_with('/') && !rest.contains(char::is_control) => {
                (Address::Socket(rest.into()), LOCAL.to_owned())
            }
            "unix" => return Err(wrong("a socket has a path that begins with /")),
            "tcp" => {
                let (host, port) = place(rest).ok_or_else(|| wrong("that is no name of a host"))?;
                let port = port.ok_or_else(|| wrong("it has no port"))?;
                (Address::Tcp { host: host.clone(), port }, host)
            }
            "ssh" => {
                let (user, rest) = match rest.rsplit_once('@') {
                    Some((user, rest)) => (Some(user.to_owned()), rest),
                    None => (None, rest),
                };
                if user.as_deref().is_some_and(|user| !is_word(user)) {
                    return Err(wrong("that is no name of a user"));
                }
                let (host, port) = place(rest).ok_or_else(|| wrong("that is no name of a host"))?;
                (Address::Ssh { user, host: host.clone(), port }, host)
            }
            _ => return Err(wrong("it is none of unix, tcp and ssh")),
        };
        let name = own.map_or(name, str::to_owned);
        Ok(Self { name, address, text: text.to_owned() })
    }
}

/// A host and its port, if it says one.
fn place(text: &str) -> Option<(String, Option<u16>)> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let is_plain = text.starts_with('[') || is_word(host);
    let port = port.map(str::parse::<u16>).transpose().ok()?;
    (is_plain && port != Some(0)).then(|| (host.to_owned(), port))
}

/// Whether a text is a plain name. One that begins with `-` would be an option of whoever is told of it.
fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !text.is_empty() && text.chars().all(plain) && !text.starts_with('-')
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, Host, Settings};

    fn host(text: &str) -> Host {
        text.parse().unwrap()
    }

    #[test]
    fn a_host_says_where_it_is_and_what_it_is_called() {
        for (text, name) in [
            ("unix:///var/run/docker.sock", "local"),
            ("rootless=unix:///run/user/1000/docker.sock", "rootless"),
            ("tcp://docker.example:2376", "docker.example"),
            ("tcp://127.0.0.1:2375/", "127.0.0.1"),
            ("tcp://[2001:db8::7]:2376", "2001:db8::7"),
            ("ssh://build@198.51.100.9", "198.51.100.9"),
            ("shop-1=ssh://docker.example:2222", "shop-1"),
        ] {
            assert_eq!((host(text).name(), host(text).to_string().as_str()), (name, text));
        }
        assert_eq!(
            *host("ssh://build@docker.example:2222").address(),
            Address::Ssh {
                user: Some("build".to_owned()),
                host: "docker.example".to_owned(),
                port: Some(2222)
            }
        );
    }

    /// What begins with `-` would be an option of `ssh`, and could be a command.
    #[test]
    fn what_is_no_host_is_refused() {
        for (text, problem) in [
            ("", "no ://"),
            ("/var/run/docker.sock", "no ://"),
            ("unix://docker.sock", "begins with /"),
            ("npipe:////./pipe/docker_engine", "none of unix, tcp and ssh"),
            ("tcp://docker.example", "no port"),
            ("tcp://docker.example:0", "no name of a host"),
            ("tcp://docker.example:2376/path", "no name of a host"),
            ("tcp://user@docker.example:2376", "no name of a host"),
            ("tcp://[docker]:2376", "no name of a host"),
            ("ssh://-oProxyCommand=touch", "no name of a host"),
            ("ssh://-oProxyCommand@docker.example", "no name of a user"),
            ("ssh://", "no name of a host"),
            ("a b=tcp://docker.example:2376", "a name has letters"),
            ("=tcp://docker.example:2376", "a name has letters"),
        ] {
            let error = text.parse::<Host>().unwrap_err().to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }

    #[test]
    fn two_hosts_of_one_name_and_hosts_in_the_open_are_refused() {
        let settings = |hosts: &[&str], cert_path: Option<&str>| Settings {
            hosts: Some(hosts.iter().map(|text| host(text)).collect()),
            cert_path: cert_path.map(Into::into),
        };
        let twice = ["tcp://127.0.0.1:1", "ssh://127.0.0.1"];
        let error = settings(&twice, None).hosts().unwrap_err();
        assert!(error.to_string().contains("both called 127.0.0.1"), "{error}");
        assert!(error.hint().contains("shop-1=tcp://127.0.0.1:1"), "{}", error.hint());
        for (text, is_refused) in [
            ("tcp://198.51.100.9:2375", true),
            ("tcp://docker.example:2375", true),
            ("tcp://127.0.0.1:2375", false),
            ("tcp://[::1]:2375", false),
            ("tcp://localhost:2375", false),
            ("ssh://docker.example", false),
        ] {
            assert_eq!(settings(&[text], None).hosts().is_err(), is_refused, "{text}");
            assert!(settings(&[text], Some("certs")).hosts().is_ok());
        }
        let own = Settings::default().hosts().unwrap();
        assert_eq!(own, [host("unix:///var/run/docker.sock")]);
    }
}
