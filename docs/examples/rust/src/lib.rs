//! A typed client of Docket's API, by cynic: what it asks is compared with `schema.graphql` when it is compiled.
//!
//! It takes orders. That an order is refused is an answer like any other; that there is no answer is an error, after
//! which the same order can be sent again under the same key.

pub mod queries;

use anyhow::{Context, Result, bail};
use cynic::{GraphQlResponse, MutationBuilder, Operation, QueryBuilder};
use queries::{
    CreateOrder, CreateOrderInput, CustomerByEmail, CustomerByEmailVariables, Order, OrderVariables, ProductBySku,
    ProductBySkuVariables, UserError,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A server.
#[derive(Clone, Debug)]
pub struct Docket {
    http: reqwest::Client,
    address: String,
}

/// What an error tells beside its sentence.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// One of the list in docs/ERRORS.md.
    code: String,
    /// What to ask the operator with.
    request_id: String,
}

/// What came of an order.
#[derive(Debug)]
pub enum Taken {
    /// It was taken.
    Order(Order),
    /// It was refused; nothing was stored.
    Refused(Vec<UserError>),
}

impl Docket {
    /// The server whose API is at `address`, such as `http://127.0.0.1:8000/graphql`.
    pub fn at(address: &str) -> Self {
        Self { http: reqwest::Client::new(), address: address.to_owned() }
    }

    /// Takes an order, once for a key: whoever gets no answer sends it again.
    pub async fn take(&self, input: CreateOrderInput, key: &str) -> Result<Taken> {
        let answer = self.ask(&CreateOrder::build(OrderVariables { input }), Some(key)).await?.create_order;
        Ok(match answer.order {
            Some(order) => Taken::Order(order),
            None => Taken::Refused(answer.user_errors),
        })
    }

    /// The id of the customer with this e-mail address.
    pub async fn customer(&self, email: &str) -> Result<Option<cynic::Id>> {
        let asked = CustomerByEmail::build(CustomerByEmailVariables { email: email.to_owned() });
        Ok(self.ask(&asked, None).await?.customer_by_email.map(|customer| customer.id))
    }

    /// The id of the product with this SKU.
    pub async fn product(&self, sku: &str) -> Result<Option<cynic::Id>> {
        let asked = ProductBySku::build(ProductBySkuVariables { sku: sku.to_owned() });
        Ok(self.ask(&asked, None).await?.product_by_sku.map(|product| product.id))
    }

    async fn ask<T, V>(&self, operation: &Operation<T, V>, key: Option<&str>) -> Result<T>
    where
        T: DeserializeOwned,
        V: Serialize,
    {
        let mut request = self.http.post(&self.address).json(operation);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer: GraphQlResponse<T, Told> = request.send().await?.json().await?;
        if let Some(error) = answer.errors.iter().flatten().next() {
            let told = error.extensions.as_ref().context("an error without a code")?;
            bail!("{}: {} (request {})", told.code, error.message, told.request_id);
        }
        answer.data.context("an answer without data")
    }
}
