//! What can be done with products: each gives the product as it is then, or why it stayed as it was.

use cynic::{Id, MutationBuilder};

use super::super::change::changes;
use super::super::client;
use super::super::failure::{Failure, UserError, settle};
use super::super::key::Key;
use super::super::products::Product;
use super::super::scalar::Decimal;
use super::super::schema;

changes! {
    create_product(Draft) -> "CreateProductPayload" product: Product;
    update_product(UpdateProductInput) -> "UpdateProductPayload" product: Product;
    archive_product(ArchiveProductInput) -> "ArchiveProductPayload" product: Product;
    unarchive_product(UnarchiveProductInput) -> "UnarchiveProductPayload" product: Product;
    delete_product(DeleteProductInput) -> "DeleteProductPayload" deleted_id: Id;
}

/// A product to enter.
#[derive(cynic::InputObject, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "CreateProductInput")]
pub(crate) struct Draft {
    /// Its name.
    pub(crate) name: String,
    /// Its stock-keeping unit.
    pub(crate) sku: String,
    /// Its price.
    pub(crate) unit_price: Decimal,
    /// Whether it may be ordered.
    pub(crate) available: bool,
}

/// What shall be different; none leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Its name.
    pub(crate) name: Option<String>,
    /// Its stock-keeping unit.
    pub(crate) sku: Option<String>,
    /// Its price.
    pub(crate) unit_price: Option<String>,
    /// Whether it may be ordered.
    pub(crate) available: Option<bool>,
}

#[derive(cynic::InputObject)]
struct UpdateProductInput {
    id: Id,
    expected_version: Option<i32>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    unit_price: Option<Decimal>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    available: Option<bool>,
}

#[derive(cynic::InputObject)]
struct ArchiveProductInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct UnarchiveProductInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct DeleteProductInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct SetProductsAvailableInput {
    ids: Vec<Id>,
    available: bool,
}

#[derive(cynic::QueryVariables)]
struct BulkVariables {
    input: SetProductsAvailableInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "BulkVariables")]
struct BulkChange {
    #[arguments(input: $input)]
    set_products_available: SetProductsAvailablePayload,
}

#[derive(cynic::QueryFragment)]
struct SetProductsAvailablePayload {
    results: Vec<ProductResult>,
}

#[derive(cynic::QueryFragment)]
struct ProductResult {
    id: Id,
    product: Option<Product>,
    user_errors: Vec<UserError>,
}

/// What became of one of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Which product.
    pub(crate) id: Id,
    /// The product as it is now, or why it stayed as it was.
    pub(crate) result: Result<Product, Failure>,
}

/// Enters a product.
pub(crate) async fn create(draft: Draft, key: Key) -> Result<Product, Failure> {
    create_product::send(draft, &key).await
}

/// Changes a product; refused if it was seen at another version, where one is given.
pub(crate) async fn update(id: Id, seen: Option<i32>, edit: Edit, key: Key) -> Result<Product, Failure> {
    let Edit { name, sku, unit_price, available } = edit;
    let unit_price = unit_price.map(Decimal);
    update_product::send(UpdateProductInput { id, expected_version: seen, name, sku, unit_price, available }, &key)
        .await
}

/// Takes a product out of the range.
pub(crate) async fn archive(id: Id, seen: i32, key: Key) -> Result<Product, Failure> {
    archive_product::send(ArchiveProductInput { id, expected_version: Some(seen) }, &key).await
}

/// Takes it into the range again.
pub(crate) async fn unarchive(id: Id, seen: i32, key: Key) -> Result<Product, Failure> {
    unarchive_product::send(UnarchiveProductInput { id, expected_version: Some(seen) }, &key).await
}

/// Deletes a product that was never ordered.
pub(crate) async fn delete(id: Id, seen: i32, key: Key) -> Result<Id, Failure> {
    delete_product::send(DeleteProductInput { id, expected_version: Some(seen) }, &key).await
}

/// Says of many whether they may be ordered; each is judged alone.
pub(crate) async fn set_available(ids: Vec<Id>, available: bool, key: Key) -> Result<Vec<Outcome>, Failure> {
    let variables = BulkVariables { input: SetProductsAvailableInput { ids, available } };
    let results = client::mutate(BulkChange::build(variables), &key).await?.set_products_available.results;
    let outcome = |ProductResult { id, product, user_errors }| Outcome { id, result: settle(product, user_errors) };
    Ok(results.into_iter().map(outcome).collect())
}
