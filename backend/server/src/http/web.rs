//! The web app, from inside the binary.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::accept::Accepted;

/// The built web app. A build without it serves the API all the same.
#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Files;

const PAGE: &str = "index.html";
const NOT_BUILT: &str = "The web app is not part of this build. Run `cargo xtask run` in the repository to build and serve it.\n\
     The API is at /graphql.\n";

/// A file of the web app, or the page itself for every address that the app knows how to read.
pub(super) async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let name = if is_file { path } else { PAGE };
    match Files::get(name) {
        Some(file) => {
            let kind = file.metadata.mimetype().to_owned();
            let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind };
            let about = [(header::CONTENT_TYPE, kind.as_str()), (header::CACHE_CONTROL, caching(name))];
            match Files::get(&format!("{name}.br")).filter(|_| takes_brotli(&headers)) {
                Some(small) => {
                    let encoding = [(header::CONTENT_ENCODING, "br"), (header::VARY, "accept-encoding")];
                    (about, encoding, content(small.data)).into_response()
                }
                None => (about, content(file.data)).into_response(),
            }
        }
        None if is_file => plain("There is no such file.\n"),
        None => plain(NOT_BUILT),
    }
}

/// A file's content as a body.
pub(super) fn content(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

fn plain(text: &'static str) -> Response {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Whether the client takes the files as the build compressed them. For one that does not they are compressed on the way.
fn takes_brotli(headers: &HeaderMap) -> bool {
    Accepted::of(headers, header::ACCEPT_ENCODING).weight("br") > 0.0
}

/// A name with a hash in it never means other content; the page that names those files is asked for each time.
fn caching(name: &str) -> &'static str {
    let is_hash = |part: &str| part.len() >= 14 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if name == PAGE {
        "no-cache"
    } else if name.split(['-', '_', '.', '/']).any(is_hash) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};

    use super::{caching, takes_brotli};

    #[test]
    fn what_a_client_does_not_accept_is_not_sent() {
        let takes = |accepted: &str| {
            takes_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]))
        };
        assert!(takes("gzip, deflate, br, zstd") && takes("br;q=0.5") && takes("br"));
        assert!(!takes("gzip") && !takes("br;q=0, gzip") && !takes("identity") && !takes_brotli(&HeaderMap::new()));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        assert!(caching("docket-web-96fa5cb25b692223_bg.wasm").contains("immutable"));
        assert!(caching("boot-45ddc21c7ba9c9d.js").contains("immutable"));
        assert_eq!(caching("index.html"), "no-cache");
        assert!(!caching("fonts/instrument-sans-latin-wght-normal.woff2").contains("immutable"));
    }
}
