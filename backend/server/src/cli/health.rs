//! Asking a server how it is: for health checks where there is no program to ask with, such as in a container.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::uri::{PathAndQuery, Scheme};
use axum::http::{StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::{Failed, say};
use crate::config::Settings;

/// How long the server may take. It gives its database two seconds before it says that it is not ready.
const PATIENCE: Duration = Duration::from_secs(4);
/// How much of an answer is read, in bytes.
const LARGEST: usize = 16 * 1024;

const READY: &str = "/health/ready";
const LIVE: &str = "/health/live";

/// Asks the server at `url`, or the one that these settings start here. Well is who answers with 200.
pub(super) async fn ask(settings: &Settings, url: Option<&str>, live: bool) -> Result<(), Failed> {
    let path = if live { LIVE } else { READY };
    let uri = match url {
        Some(url) => address(url, path).ok_or_else(|| {
            Failed::misused(format!("`{url}` cannot be asked: expected an address such as http://127.0.0.1:8000"))
        })?,
        None => address(&format!("http://{}", here(settings.listen)), path).unwrap_or_default(),
    };
    match tokio::time::timeout(PATIENCE, answer(uri.clone())).await {
        Ok(Ok((StatusCode::OK, word))) => {
            say(&word);
            Ok(())
        }
        Ok(Ok((status, word))) => Err(Failed::new(format!("{uri} answers {}: {word}", status.as_u16()))),
        Ok(Err(why)) => Err(Failed::new(format!("{uri} does not answer: {why}"))),
        Err(_) => Err(Failed::new(format!("{uri} does not answer within {} seconds", PATIENCE.as_secs()))),
    }
}

async fn answer(uri: Uri) -> Result<(StatusCode, String), String> {
    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build_http();
    let response = client.get(uri).await.map_err(|error| innermost(&error))?;
    let status = response.status();
    let body = to_bytes(Body::new(response.into_body()), LARGEST).await.map_err(|error| innermost(&error))?;
    Ok((status, word(&String::from_utf8_lossy(&body))))
}

/// What the answer says, with its reason; all of it when it is none of Docket's.
fn word(body: &str) -> String {
    let answer = serde_json::from_str::<serde_json::Value>(body).unwrap_or_default();
    let said = |name: &str| answer.get(name).and_then(serde_json::Value::as_str);
    match (said("status"), said("reason")) {
        (Some(status), Some(reason)) => format!("{status}: {reason}"),
        (Some(status), None) => status.to_owned(),
        (None, _) => body.trim().to_owned(),
    }
}

/// The cause that names what happened, such as `Connection refused`.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// `path` at an address, unless it names one itself.
fn address(url: &str, path: &'static str) -> Option<Uri> {
    let mut parts = url.parse::<Uri>().ok()?.into_parts();
    if parts.scheme != Some(Scheme::HTTP) {
        return None;
    }
    if parts.path_and_query.as_ref().is_none_or(|path| path == "/") {
        parts.path_and_query = Some(PathAndQuery::from_static(path));
    }
    Uri::from_parts(parts).ok()
}

/// Where a server that listens there is found from this machine: every address includes loopback.
fn here(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_path_means_the_one_that_is_asked_for() {
        let asked = |url| address(url, READY).map(|uri| uri.to_string());
        for url in ["http://docket:8000", "http://docket:8000/"] {
            assert_eq!(asked(url).unwrap(), "http://docket:8000/health/ready");
        }
        assert_eq!(asked("http://docket/health").unwrap(), "http://docket/health");
        for url in ["https://docket", "docket:8000", "", "http://", "/health"] {
            assert_eq!(asked(url), None, "{url}");
        }
    }

    #[test]
    fn what_is_not_ready_says_why() {
        assert_eq!(word("{\"status\":\"ready\"}\n"), "ready");
        assert_eq!(word("{\"status\":\"unready\",\"reason\":\"no database\"}\n"), "unready: no database");
        assert_eq!(word("<h1>Bad gateway</h1>\n"), "<h1>Bad gateway</h1>");
    }

    #[test]
    fn a_server_that_listens_everywhere_is_asked_on_loopback() {
        for (listen, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("192.0.2.7:80", "192.0.2.7:80")]
        {
            assert_eq!(here(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
