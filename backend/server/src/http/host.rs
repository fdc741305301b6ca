//! The names that the server answers to.
//!
//! On loopback nobody signs in: whoever reaches the port may do everything. A page of another site reaches it, too, once
//! its own name leads to 127.0.0.1 (DNS rebinding): to the browser that is the page's own host. The `Host` header still
//! has the page's name, so requests are taken under names that cannot be anybody else's.

use std::net::IpAddr;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::answer::{Problem, Wish};
use super::request_id::RequestId;
use crate::graphql::error::ErrorCode;

/// Under which names requests are taken. Clones share nothing and are cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedHosts {
    /// Any: the server can be reached from elsewhere, where it goes by names that it does not know.
    Any,
    /// Loopback names and addresses, and these names.
    LoopbackAnd(Vec<String>),
}

impl Default for AllowedHosts {
    fn default() -> Self {
        Self::LoopbackAnd(Vec::new())
    }
}

impl AllowedHosts {
    /// Whether a request for this `Host` is taken.
    fn allows(&self, authority: &str) -> bool {
        let name = name(authority);
        match self {
            Self::Any => true,
            Self::LoopbackAnd(names) => is_loopback(name) || names.iter().any(|own| own.eq_ignore_ascii_case(name)),
        }
    }

    /// Whether all that the request says about its host is allowed. Browsers always name it; who does not is none.
    fn admits(&self, headers: &HeaderMap) -> bool {
        headers.get_all(header::HOST).iter().all(|host| host.to_str().is_ok_and(|host| self.allows(host)))
    }
}

/// The name in front of a port.
pub(super) fn name(authority: &str) -> &str {
    let port = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    port.map_or(authority, |(name, _)| name)
}

/// A name or address that always means the machine that asks.
pub(super) fn is_loopback(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Lets requests through that come under a name of ours.
pub(super) async fn check(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    request: Request,
    next: Next,
) -> Response {
    if app.allowed_hosts.admits(request.headers()) {
        return next.run(request).await;
    }
    let why = "The host that this request names is none that this server answers to: ask it as localhost.";
    Wish::of(request.headers()).problem(Problem::new(ErrorCode::MisdirectedRequest, why), &id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_always_this_machine() {
        let hosts = AllowedHosts::default();
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000", "[::1]"] {
            assert!(hosts.allows(host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "evil.localhost.",
            "127.0.0.1.evil.example",
            "192.168.0.1",
            "0.0.0.0:8000",
            "[::]:8000",
            "",
            ":8000",
            "localhost:evil",
            "127.0.0.1@evil.example",
        ] {
            assert!(!hosts.allows(host), "{host}");
        }
    }

    #[test]
    fn names_that_are_allowed_are_names_of_ours() {
        let hosts = AllowedHosts::LoopbackAnd(vec!["docket.example".to_owned()]);
        assert!(hosts.allows("Docket.example:8000") && hosts.allows("localhost"));
        assert!(!hosts.allows("evil.example"));
        assert!(AllowedHosts::Any.allows("evil.example"));
    }

    #[test]
    fn every_host_that_a_request_names_counts() {
        let admits = |hosts: &[&'static str]| {
            let named = hosts.iter().map(|host| (header::HOST, axum::http::HeaderValue::from_static(host)));
            AllowedHosts::default().admits(&named.collect())
        };
        assert!(admits(&[]) && admits(&["localhost"]));
        assert!(!admits(&["localhost", "evil.example"]));
    }
}
