//! The broker's second listener: TLS with a certificate of its own, and sign-in, as managed Kafka is reached.

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

/// The second listener, as a client needs it.
pub(crate) struct Secure {
    /// As a client writes it: `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// The certificate to trust.
    pub(crate) ca: PathBuf,
}

impl Secure {
    /// Makes the certificate, and gives the listener on this port.
    pub(super) fn on(port: u16, home: &Path, log: &Path) -> Result<Self> {
        let (store, ca) = (store(home), home.join("ca.pem"));
        let tool = |args: &[&str]| -> Result<()> {
            let log = File::options().create(true).append(true).open(log)?;
            let mut keytool = Command::new("keytool");
            keytool.args(args).args(["-alias", "broker", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"]);
            let status = keytool.arg(&store).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).status()?;
            if !status.success() {
                bail!("keytool made no certificate for Kafka ({status})");
            }
            Ok(())
        };
        let made_for = ["-dname", "CN=docket-tests", "-ext", "san=ip:127.0.0.1", "-validity", "2"];
        tool(&[&["-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"][..], &made_for].concat())?;
        tool(&["-exportcert", "-rfc", "-file", &ca.display().to_string()])?;
        Ok(Self { address: format!("127.0.0.1:{port}"), ca })
    }

    /// What the broker's settings say about it.
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
",
            store(home).display()
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
