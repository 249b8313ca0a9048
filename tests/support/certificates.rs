//! Certificates for a server on loopback and whoever asks it.

use std::path::Path;
use std::process::{Command, Stdio};

/// A folder with an authority, the certificate of a server on loopback, and that of a client.
pub(crate) fn certificates(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let openssl = |line: &str| {
        let output = Command::new("openssl")
            .args(line.split_whitespace())
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| {
                panic!("openssl can't be started, which `make dockerd` installs: {error}")
            });
        assert!(
            output.status.success(),
            "openssl {line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(&format!("{new} -x509 -days 2 -subj /CN=authority -keyout ca-key.pem -out ca.pem"));
    std::fs::write(
        folder.join("server.ext"),
        "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n",
    )
    .unwrap();
    std::fs::write(folder.join("client.ext"), "extendedKeyUsage=clientAuth\n").unwrap();
    for (name, key, certificate) in
        [("server", "server-key.pem", "server.pem"), ("client", "key.pem", "cert.pem")]
    {
        openssl(&format!("{new} -subj /CN={name} -keyout {key} -out {name}.csr"));
        openssl(&format!(
            "x509 -req -days 2 -in {name}.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -extfile {name}.ext -out {certificate}"
        ));
    }
}
