//! A proxy in front of a server that a test cannot take away, because others use it: connections through it can be
//! refused, cut and stalled.
//!
//! ```text
//! let proxy = Proxy::before(&database.server()).await;
//! let server = Server::start_with(database, &["--database-url", &url_through_it]).await;
//! proxy.stall();   // nothing passes, and nobody is told
//! proxy.open().await;
//! ```

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A proxy; dropping it ends every connection through it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    gate: Gate,
    /// Takes connections; none while they are refused.
    taking: Mutex<Option<JoinHandle<()>>>,
}

/// What the connections through a proxy look at.
#[derive(Clone, Debug)]
struct Gate {
    target: String,
    stalled: watch::Sender<bool>,
    /// How often all connections were cut.
    cuts: watch::Sender<u64>,
    /// How often all connections were swallowed.
    swallowed: watch::Sender<u64>,
}

impl Proxy {
    /// One in front of the server at `host:port`, open.
    pub async fn before(target: &str) -> Self {
        Self::on(0, target).await
    }

    /// One that listens on this port, or on any if it is 0.
    pub async fn on(port: u16, target: &str) -> Self {
        let (stalled, cuts, swallowed) = (watch::Sender::new(false), watch::Sender::new(0), watch::Sender::new(0));
        let gate = Gate { target: target.to_owned(), stalled, cuts, swallowed };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let taking = Mutex::new(Some(tokio::spawn(take(listener, gate.clone()))));
        Self { address, gate, taking }
    }

    /// Where it is: `host:port`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Lets everything pass again, on connections that were stalled, too.
    pub async fn open(&self) {
        self.gate.stalled.send_replace(false);
        if self.taking().is_none() {
            let listener = TcpListener::bind(self.address).await.unwrap();
            *self.taking() = Some(tokio::spawn(take(listener, self.gate.clone())));
        }
    }

    /// Ends every connection, and refuses new ones.
    pub async fn refuse(&self) {
        let taking = self.taking().take();
        if let Some(taking) = taking {
            taking.abort();
            // The listener goes with its task.
            let _ = taking.await;
        }
        self.cut();
    }

    /// Ends every connection there is; new ones are taken as before.
    pub fn cut(&self) {
        self.gate.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// From now on nothing passes in either direction; connections stay, and new ones are taken. Nobody is told: it is as
    /// if the network were gone.
    pub fn stall(&self) {
        self.gate.stalled.send_replace(true);
    }

    /// Nothing will ever pass again on any connection there is, and nobody is told: it is as if something in between had
    /// forgotten them. New ones are taken as before.
    pub fn swallow(&self) {
        self.gate.swallowed.send_modify(|swallowed| *swallowed += 1);
    }

    fn taking(&self) -> std::sync::MutexGuard<'_, Option<JoinHandle<()>>> {
        self.taking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(taking) = self.taking().take() {
            taking.abort();
        }
        self.cut();
    }
}

async fn take(listener: TcpListener, gate: Gate) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        tokio::spawn(gate.clone().carry(client));
    }
}

impl Gate {
    /// Carries bytes between a client and the target until one of them has enough, or the connection is cut.
    async fn carry(self, client: TcpStream) {
        let (mut cuts, born) = (self.cuts.subscribe(), *self.swallowed.borrow());
        let both = async {
            self.passable(born).await;
            let server = TcpStream::connect(&self.target).await?;
            // What waits for more to send would look like a slow server.
            client.set_nodelay(true).and_then(|()| server.set_nodelay(true))?;
            let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
            tokio::select! {
                done = self.pour(from_client, to_server, born) => done,
                done = self.pour(from_server, to_client, born) => done,
            }
        };
        tokio::select! {
            // However a connection ends, its ends hear of it by its end.
            _ = both => {}
            _ = cuts.changed() => {}
        }
    }

    async fn pour(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, born: u64) -> std::io::Result<()> {
        let mut bytes = vec![0; 16 * 1024];
        loop {
            let read = from.read(&mut bytes).await?;
            // What has come is held back, too; only then does the end of one side reach the other.
            self.passable(born).await;
            if read == 0 {
                return Ok(());
            }
            to.write_all(&bytes[..read]).await?;
        }
    }

    /// Waits until something may pass on a connection from the time after so many were swallowed.
    async fn passable(&self, born: u64) {
        // The sender is `self`'s own.
        let _ = self.stalled.subscribe().wait_for(|stalled| !stalled).await;
        if *self.swallowed.borrow() != born {
            std::future::pending::<()>().await;
        }
    }
}
