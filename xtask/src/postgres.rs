//! A private PostgreSQL for one run: its own directory, a free port, gone afterwards. For tests durability is off, since
//! nothing outlives the run; everything else is as shipped. Knows nothing of what uses it.

use std::{
    fs,
    io::Write as _,
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{self, Command},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::{debian, interrupt::on_interrupt, ports};

const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 300
";

/// For tests, so with logical replication, which Kafka Connect reads; slots and senders are as many as shipped.
const FORGETFUL: &str = "
wal_level = logical
fsync = off
full_page_writes = off
synchronous_commit = off
";

/// Whether a commit survives a power cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// As shipped: for measurements.
    Durable,
    /// It need not: for tests.
    Forgetful,
}

/// A running server. Dropping it, or Ctrl-C, stops the server and removes its directory.
pub(crate) struct Postgres {
    cluster: Arc<Cluster>,
    /// As a client writes it: `postgres://postgres@127.0.0.1:PORT/postgres`.
    pub(crate) url: String,
}

struct Cluster {
    bin: PathBuf,
    home: PathBuf,
    owner: Option<Owner>,
    stopped: Mutex<bool>,
}

/// The system user that the server runs as when we are root, because PostgreSQL refuses to be root.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Postgres {
    /// Starts a server with the programs in `bin` and waits until it answers.
    pub(crate) fn start(sh: &Shell, bin: PathBuf, durability: Durability) -> Result<Self> {
        let owner = if debian::is_root(sh)? { Some(Owner::postgres(sh)?) } else { None };
        let home = tempfile::Builder::new().prefix("docket-postgres-").tempdir()?.keep();
        let cluster = Arc::new(Cluster { bin, home, owner, stopped: Mutex::new(false) });
        let [port] = ports::free()?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        // Made before the server starts, so a start that fails half-way is cleaned up as well.
        let postgres = Self { cluster: Arc::clone(&cluster), url };
        on_interrupt(move || cluster.stop())?;
        postgres.cluster.start(port, durability)?;
        println!("PostgreSQL listens on port {port}, in {}", postgres.cluster.home.display());
        Ok(postgres)
    }
}

impl Postgres {
    /// The number of its first process.
    pub(crate) fn process(&self) -> Result<u32> {
        let file = fs::read_to_string(self.cluster.data().join("postmaster.pid"))?;
        Ok(file.lines().next().unwrap_or_default().trim().parse()?)
    }

    /// Where its data are.
    pub(crate) fn data(&self) -> PathBuf {
        self.cluster.data()
    }

    /// The numbers of the user and the group that it runs as, if they are not ours: `user:group`.
    pub(crate) fn owner(&self) -> String {
        self.cluster.owner.map(|Owner { uid, gid }| format!("{uid}:{gid}")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.cluster.stop();
    }
}

impl Cluster {
    fn start(&self, port: u16, durability: Durability) -> Result<()> {
        if let Some(Owner { uid, gid }) = self.owner {
            chown(&self.home, Some(uid), Some(gid))?;
        }
        let data = self.data();
        let mut initdb = self.command("initdb");
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync", "-D"]);
        succeed(initdb.arg(&data))?;
        let mut settings = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf"))?;
        let sockets = self.home.display();
        let durability = if durability == Durability::Durable { "" } else { FORGETFUL };
        write!(settings, "{SETTINGS}{durability}port = {port}\nunix_socket_directories = '{sockets}'\n")?;
        let log = self.home.join("log");
        succeed(self.command("pg_ctl").args(["start", "-w", "-s", "-D"]).arg(&data).arg("-l").arg(&log))
            .with_context(|| fs::read_to_string(&log).unwrap_or_default())
    }

    /// Runs once, whoever comes first: the guard that is dropped, or the handler of Ctrl-C on its own thread.
    fn stop(&self) {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        if *stopped {
            return;
        }
        *stopped = true;
        if self.data().join("postmaster.pid").exists() {
            let mut pg_ctl = self.command("pg_ctl");
            if let Err(error) = succeed(pg_ctl.args(["stop", "-w", "-s", "-m", "immediate", "-D"]).arg(self.data())) {
                println!("PostgreSQL in {} may still run: {error:#}", self.home.display());
                return;
            }
        }
        if let Err(error) = fs::remove_dir_all(&self.home) {
            println!("{} is left behind: {error}", self.home.display());
        }
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        // Not where we stand: the server's user may not be allowed in there.
        command.current_dir(&self.home);
        // A group of its own: Ctrl-C reaches us alone, and we end the server in an orderly way.
        command.process_group(0);
        if let Some(Owner { uid, gid }) = self.owner {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Owner {
    fn postgres(sh: &Shell) -> Result<Self> {
        let id = |flag: &str| -> Result<u32> { Ok(cmd!(sh, "id {flag} postgres").quiet().read()?.parse()?) };
        let owner = || Ok(Self { uid: id("-u")?, gid: id("-g")? });
        owner().map_err(|error: anyhow::Error| error.context("as root the server runs as the user `postgres`"))
    }
}

/// The directory of a PostgreSQL server's programs: what `pg_config` says, else Debian's newest, else installed.
pub(crate) fn ensure(sh: &Shell) -> Result<PathBuf> {
    if let Some(bin) = find(sh) {
        return Ok(bin);
    }
    debian::install(sh, "a PostgreSQL server (for the tests)", &["postgresql"])?;
    find(sh)
        .context("PostgreSQL is installed, yet initdb is neither at `pg_config --bindir` nor in /usr/lib/postgresql")
}

fn find(sh: &Shell) -> Option<PathBuf> {
    let configured = cmd!(sh, "pg_config --bindir").quiet().ignore_stderr().read().ok().map(PathBuf::from);
    let mut packaged: Vec<_> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().collect();
    packaged.sort_by_key(|entry| entry.file_name().to_str().and_then(|version| version.parse::<u32>().ok()));
    let packaged = packaged.into_iter().rev().map(|entry| entry.path().join("bin"));
    // pg_config alone proves nothing: it also comes with the client library.
    configured.into_iter().chain(packaged).find(|bin| has_server(bin))
}

fn has_server(bin: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| bin.join(program).is_file())
}

/// Runs a command that has nothing to say unless it fails. `pg_ctl start` must not be given pipes: the server
/// inherits them and the reader would wait for its end.
fn succeed(command: &mut Command) -> Result<()> {
    let status = command.stdin(process::Stdio::null()).stdout(process::Stdio::null()).status()?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::{Durability, Postgres, Shell, ensure};

    #[test]
    fn a_dropped_server_no_longer_listens_and_leaves_no_files() {
        let sh = Shell::new().unwrap();
        let bin = ensure(&sh).unwrap();
        let postgres = Postgres::start(&sh, bin, Durability::Forgetful).unwrap();
        let home = postgres.cluster.home.clone();
        let address = postgres.url.trim_start_matches("postgres://postgres@").trim_end_matches("/postgres").to_owned();
        TcpStream::connect(&address).unwrap();

        drop(postgres);

        assert!(TcpStream::connect(&address).is_err(), "something still listens on {address}");
        assert!(!home.exists(), "{} is left behind", home.display());
    }
}
