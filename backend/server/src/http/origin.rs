//! Which pages may open a socket or an event stream.
//!
//! Browsers open either to anywhere for any page and ask nobody first, but they say which page it is. Programs do not
//! say, and could say anything.

use axum::http::{HeaderMap, header};

use super::host;

/// Whether the request comes from a program, a page of ours, a page of this machine, or a page of one of the sites that
/// the operator named.
pub(super) fn is_welcome(headers: &HeaderMap, named: &[String]) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    headers.get_all(header::ORIGIN).iter().all(|origin| {
        let Some((origin, (_, authority))) = origin.to_str().ok().and_then(|it| Some((it, it.split_once("://")?)))
        else {
            return false;
        };
        host::is_loopback(host::name(authority))
            || host.is_some_and(|host| host.eq_ignore_ascii_case(authority))
            || named.iter().any(|named| named.eq_ignore_ascii_case(origin))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn welcome(origins: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "docket.example:8000".parse().unwrap());
        for origin in origins {
            headers.append(header::ORIGIN, origin.parse().unwrap());
        }
        is_welcome(&headers, &["https://shop.example".to_owned()])
    }

    #[test]
    fn pages_of_other_sites_are_not_ours() {
        assert!(welcome(&[]));
        for origin in ["http://docket.example:8000", "http://localhost:8080", "http://[::1]:80", "https://SHOP.example"]
        {
            assert!(welcome(&[origin]), "{origin}");
        }
        for origin in [
            "null",
            "http://evil.example",
            "http://docket.example",
            "http://localhost.evil.example",
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example.evil.example",
            "",
        ] {
            assert!(!welcome(&[origin]), "{origin}");
        }
    }

    #[test]
    fn every_origin_that_a_request_names_counts() {
        assert!(!welcome(&["http://localhost:8080", "http://evil.example"]));
    }
}
