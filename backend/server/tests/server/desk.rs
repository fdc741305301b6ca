//! A served tenant on a SQLite file of its own, asked in GraphQL.

use async_graphql::Request;
use docket_domain::idempotency::KeyedRequest;
use docket_domain::{Actor, Docket};
use docket_server::graphql::limits::Most;
use docket_server::graphql::schema::{Api, api, view};
use serde_json::Value as Json;

/// An API over an empty database.
pub(crate) struct Desk {
    api: Api,
    docket: Docket,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("docket.db").display());
        let docket = Docket::open(&url).await.unwrap();
        docket.prepare().await.unwrap();
        Self { api: api(Most::default()), docket, _folder: folder }
    }

    /// What the field of an operation answers; `path` leads there, parts joined by dots.
    pub(crate) async fn ask(&self, path: &str, document: &str) -> Json {
        let (data, errors) = self.answer(Request::new(document)).await;
        assert_eq!(errors, Vec::<String>::new(), "{document}");
        path.split('.').fold(data, |value, part| value[part].clone())
    }

    /// The messages of top-level errors.
    pub(crate) async fn errors(&self, document: &str) -> Vec<String> {
        self.answer(Request::new(document)).await.1
    }

    /// What a document that is sent with an idempotency key answers.
    pub(crate) async fn keyed(&self, key: &str, document: &str) -> (Json, Vec<String>) {
        let request = KeyedRequest { key: key.to_owned(), hash: document.to_owned() };
        self.answer(Request::new(document).data(request)).await
    }

    async fn answer(&self, request: Request) -> (Json, Vec<String>) {
        let actor = Actor::new(Docket::default_tenant(), "local");
        let answer = self.api.execute(request.data(view(&self.docket, &actor))).await;
        let errors = answer.errors.into_iter().map(|error| error.message).collect();
        (answer.data.into_json().unwrap(), errors)
    }

    pub(crate) async fn customer(&self, limit: &str) -> String {
        let input = format!("name: \"Alder\", email: \"Alder@Example.com\", creditLimit: \"{limit}\"");
        self.id("createCustomer", "customer", &input).await
    }

    pub(crate) async fn product(&self, sku: &str, price: &str) -> String {
        self.id("createProduct", "product", &format!("sku: \"{sku}\", name: \"Oak\", unitPrice: \"{price}\"")).await
    }

    pub(crate) async fn order(&self, customer: &str, product: &str, quantity: &str) -> String {
        self.id("createOrder", "order", &order_input(customer, product, quantity)).await
    }

    async fn id(&self, mutation: &str, what: &str, input: &str) -> String {
        let document = format!("mutation {{ {mutation}(input: {{ {input} }}) {{ {what} {{ id }} }} }}");
        let id = self.ask(&format!("{mutation}.{what}.id"), &document).await;
        id.as_str().unwrap_or_else(|| panic!("refused: {document}")).to_owned()
    }
}

/// The fields of an order with one item.
pub(crate) fn order_input(customer: &str, product: &str, quantity: &str) -> String {
    format!("customerId: \"{customer}\", items: [{{ productId: \"{product}\", quantity: \"{quantity}\" }}]")
}
