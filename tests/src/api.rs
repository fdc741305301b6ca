//! Requests and answers, as any client sends and sees them.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Body, Client, Method, RequestBuilder};
use serde_json::{Value as Json, json};

/// A client of one server.
#[derive(Clone, Debug)]
pub struct Api {
    client: Client,
    url: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// A header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        let code = &self.json()["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_else(|| panic!("no error with a code: {} {}", self.status, self.text())).to_owned()
    }
}

impl Api {
    /// A client of the server at `url`.
    pub fn new(url: &str) -> Self {
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, url: url.to_owned() }
    }

    /// A request that is not sent yet.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Gets `path`.
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// Posts bytes to `/graphql` under the content type of JSON.
    pub async fn post(&self, body: impl Into<Body>) -> Answer {
        send(self.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json").body(body)).await
    }

    /// Posts a document with its variables.
    pub async fn graphql(&self, document: &str, variables: &Json) -> Answer {
        self.post(json!({ "query": document, "variables": variables }).to_string()).await
    }

    /// The data that a document gives, which must be without errors.
    pub async fn ask(&self, document: &str, variables: &Json) -> Json {
        let answer = self.graphql(document, variables).await;
        let mut body = answer.json();
        assert!(answer.status == 200 && body.get("errors").is_none(), "{document} {variables}: {body:#}");
        body["data"].take()
    }
}

/// Sends a request, which must be answered.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap_or_else(|error| panic!("no answer: {error:?}"));
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
}
