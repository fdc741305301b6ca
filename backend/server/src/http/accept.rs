//! Headers such as `Accept` and `Accept-Encoding`: what the caller takes, and how gladly.

use axum::http::{HeaderMap, HeaderName};

/// What is named, such as media types, with its weight.
pub(super) struct Accepted(Vec<(String, f32)>);

impl Accepted {
    /// What the headers of this name say. What nobody asks for is not looked at.
    pub(super) fn of(headers: &HeaderMap, name: HeaderName) -> Self {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        Self(values.flat_map(|value| value.split(',')).map(weighted).collect())
    }

    /// The weight of exactly this, from 0 to 1; 0 when it is not named.
    pub(super) fn weight(&self, wanted: &str) -> f32 {
        self.0.iter().filter(|(named, _)| named == wanted).map(|(_, weight)| *weight).fold(0.0, f32::max)
    }
}

fn weighted(text: &str) -> (String, f32) {
    let mut parts = text.split(';').map(str::trim);
    let named = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|parameter| {
        let (name, weight) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| weight.trim().parse::<f32>().ok()).flatten()
    });
    (named, weight.filter(|weight| weight.is_finite()).unwrap_or(1.0).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::*;

    #[test]
    fn types_have_weights() {
        let weight = |accept: &'static str, wanted| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            Accepted::of(&headers, header::ACCEPT).weight(wanted)
        };
        for (accept, expected) in [
            ("application/json", 1.0),
            ("text/html, Application/JSON ; charset=utf-8", 1.0),
            ("text/html,application/json;q=0.5", 0.5),
            ("application/json; charset=utf-8 ; Q = 0.25", 0.25),
            ("application/json;q=0", 0.0),
            ("application/json;q=NaN", 1.0),
            ("application/json;q=7", 1.0),
            ("application/json5, */*", 0.0),
            ("", 0.0),
        ] {
            assert!((weight(accept, "application/json") - expected).abs() < f32::EPSILON, "{accept}");
        }
    }
}
