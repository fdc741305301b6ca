//! The broker's listeners with TLS, by a certificate of its own: one with sign-in, as managed Kafka is reached, and one
//! that asks clients for a certificate instead.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

/// Who may sign in; the tests know it, too.
const USER: &str = "docket";
/// With which password. It protects nothing: the broker is gone after the run.
const PASSWORD: &str = "only-for-tests";

/// The listeners with TLS, as a client needs them.
pub(crate) struct Secure {
    /// The one with sign-in, as a client writes it: `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// The one that asks for a certificate.
    pub(crate) mutual: String,
    /// The certificate to trust.
    pub(crate) ca: PathBuf,
    /// The certificate that a client shows.
    pub(crate) certificate: PathBuf,
    /// Its key.
    pub(crate) key: PathBuf,
}

impl Secure {
    /// Makes the certificates, and gives the listeners on these ports.
    pub(super) fn on(tls: u16, mutual: u16, home: &Path, log: &Path) -> Result<Self> {
        let (store, ca) = (store(home), home.join("ca.pem"));
        let tool = |args: &[&str]| {
            let mut keytool = Command::new("keytool");
            keytool.args(args).args(["-alias", "broker", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"]);
            run(keytool.arg(&store), log)
        };
        let made_for = ["-dname", "CN=docket-tests", "-ext", "san=ip:127.0.0.1", "-validity", "2"];
        tool(&[&["-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"][..], &made_for].concat())?;
        tool(&["-exportcert", "-rfc", "-file", &ca.display().to_string()])?;
        let (certificate, key) = (client(home), home.join("client.key"));
        // Java's tool gives no key to whoever is not Java.
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
        openssl.args(["-subj", "/CN=docket", "-days", "2", "-keyout"]).arg(&key).arg("-out").arg(&certificate);
        run(&mut openssl, log)?;
        let [address, mutual] = [tls, mutual].map(|port| format!("127.0.0.1:{port}"));
        Ok(Self { address, mutual, ca, certificate, key })
    }

    /// What the broker's settings say about them.
    pub(super) fn properties(home: &Path) -> String {
        let package = "org.apache.kafka.common.security";
        let plain = format!("plain.PlainLoginModule required user_{USER}=\"{PASSWORD}\"");
        let scram = "scram.ScramLoginModule required";
        format!(
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config={package}.{plain};
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config={package}.{scram};
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config={package}.{scram};
ssl.keystore.type=PKCS12
ssl.keystore.location={}
ssl.keystore.password={PASSWORD}
listener.name.mutual.ssl.client.auth=required
listener.name.mutual.ssl.truststore.type=PEM
listener.name.mutual.ssl.truststore.location={}
",
            store(home).display(),
            client(home).display()
        )
    }

    /// What the broker's storage must be told: who may sign in by a challenge.
    pub(super) fn scram() -> [String; 4] {
        let user = |mechanism| format!("{mechanism}=[name={USER},password={PASSWORD}]");
        let (one, other) = (user("SCRAM-SHA-256"), user("SCRAM-SHA-512"));
        ["--add-scram".to_owned(), one, "--add-scram".to_owned(), other]
    }
}

fn store(home: &Path) -> PathBuf {
    home.join("broker.p12")
}

/// The one certificate that the broker knows of its clients.
fn client(home: &Path) -> PathBuf {
    home.join("client.pem")
}

/// Runs a program that makes certificates; what it says stands in the log.
fn run(program: &mut Command, log: &Path) -> Result<()> {
    let log = File::options().create(true).append(true).open(log)?;
    let status = program.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).status()?;
    if !status.success() {
        bail!("{} made no certificate for Kafka ({status})", program.get_program().display());
    }
    Ok(())
}
