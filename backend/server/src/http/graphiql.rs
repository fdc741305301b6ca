//! GraphiQL, from inside the binary: a page to try the API with. Everything it loads and everything it asks comes from
//! this host.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::web::content;

/// GraphiQL and React as npm has them, put there by `cargo xtask`. A build without them serves the API all the same.
#[derive(RustEmbed)]
#[folder = "../../.tools/graphiql"]
#[allow_missing = true]
struct Files;

const PAGE: &str = include_str!("graphiql/page.html");
const START: &str = include_str!("graphiql/start.js");
const STYLE: &str = include_str!("graphiql/style.css");
const NOT_BUILT: &str = "GraphiQL is not part of this build. Run `cargo xtask run` in the repository to fetch, build and serve it.\n\
     The API is at /graphql.\n";

/// Its own files and its own server. Its components write styles into the page, and its fonts stand in its style sheet.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// The page.
pub(super) async fn page() -> Response {
    if Files::get("graphiql.min.js").is_none() {
        return (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], NOT_BUILT)
            .into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    ];
    (headers, PAGE).into_response()
}

/// A file that the page loads.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    let own = match name.as_str() {
        "start.js" => Some((START, "text/javascript; charset=utf-8")),
        "style.css" => Some((STYLE, "text/css; charset=utf-8")),
        _ => None,
    };
    if let Some((text, kind)) = own {
        return ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response();
    }
    match Files::get(&name) {
        Some(file) => {
            let kind = format!("{}; charset=utf-8", file.metadata.mimetype());
            let headers = [(header::CONTENT_TYPE, kind.as_str()), (header::CACHE_CONTROL, "public, max-age=86400")];
            (headers, content(file.data)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_from_its_own_host_only() {
        for text in [PAGE, START, STYLE] {
            assert!(!text.contains("://") || text == START, "an absolute address");
            assert!(!text.contains("cdn") && !text.contains("src=\"//") && !text.contains("href=\"//"));
        }
        assert_eq!(START.matches("://").count(), 1, "the socket's own scheme before this host");
        assert!(START.contains("://${location.host}/"));
        assert!(!CONTENT_SECURITY_POLICY.contains("http") && !CONTENT_SECURITY_POLICY.contains('*'));
    }

    #[test]
    fn every_file_that_the_page_names_is_served() {
        let named = PAGE.split(['"', '\'']).filter_map(|part| part.strip_prefix("/graphiql/"));
        let known = ["start.js", "style.css"];
        let fetched = ["graphiql.min.css", "graphiql.min.js", "react.production.min.js", "react-dom.production.min.js"];
        let mut count = 0;
        for name in named {
            assert!(known.contains(&name) || fetched.contains(&name), "{name}");
            count += 1;
        }
        assert_eq!(count, known.len() + fetched.len());
    }
}
