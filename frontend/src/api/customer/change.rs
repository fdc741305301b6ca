//! What can be done with a customer: each gives the customer as it is then, or why it stayed as it was.

use cynic::Id;

use super::super::change::changes;
use super::super::failure::Failure;
use super::super::key::Key;
use super::super::scalar::Decimal;
use super::super::schema;
use super::Customer;

changes! {
    create_customer(Draft) -> "CreateCustomerPayload" customer: Customer;
    update_customer(UpdateCustomerInput) -> "UpdateCustomerPayload" customer: Customer;
    archive_customer(ArchiveCustomerInput) -> "ArchiveCustomerPayload" customer: Customer;
    unarchive_customer(UnarchiveCustomerInput) -> "UnarchiveCustomerPayload" customer: Customer;
    delete_customer(DeleteCustomerInput) -> "DeleteCustomerPayload" deleted_id: Id;
}

/// A customer to enter.
#[derive(cynic::InputObject, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "CreateCustomerInput")]
pub(crate) struct Draft {
    /// Its name.
    pub(crate) name: String,
    /// Where mail reaches it.
    pub(crate) email: Option<String>,
    /// The most it may owe.
    pub(crate) credit_limit: Decimal,
}

/// What shall be different; none leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Its name.
    pub(crate) name: Option<String>,
    /// Where mail reaches it; empty takes the address away.
    pub(crate) email: Option<String>,
    /// The most it may owe.
    pub(crate) credit_limit: Option<String>,
}

#[derive(cynic::InputObject)]
struct UpdateCustomerInput {
    id: Id,
    expected_version: Option<i32>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    email: Option<Address>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    credit_limit: Option<Decimal>,
}

/// An address, or null, which takes the address away; absent leaves it.
#[derive(cynic::Scalar)]
#[cynic(graphql_type = "String")]
struct Address(Option<String>);

#[derive(cynic::InputObject)]
struct ArchiveCustomerInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct UnarchiveCustomerInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct DeleteCustomerInput {
    id: Id,
    expected_version: Option<i32>,
}

/// Enters a customer.
pub(crate) async fn create(draft: Draft, key: Key) -> Result<Customer, Failure> {
    create_customer::send(draft, &key).await
}

/// Changes a customer that was seen at this version.
pub(crate) async fn update(id: Id, seen: i32, edit: Edit, key: Key) -> Result<Customer, Failure> {
    let Edit { name, email, credit_limit } = edit;
    let email = email.map(|email| Address(Some(email).filter(|email| !email.is_empty())));
    let credit_limit = credit_limit.map(Decimal);
    update_customer::send(UpdateCustomerInput { id, expected_version: Some(seen), name, email, credit_limit }, &key)
        .await
}

/// Takes no more orders from a customer.
pub(crate) async fn archive(id: Id, seen: i32, key: Key) -> Result<Customer, Failure> {
    archive_customer::send(ArchiveCustomerInput { id, expected_version: Some(seen) }, &key).await
}

/// Takes orders from it again.
pub(crate) async fn unarchive(id: Id, seen: i32, key: Key) -> Result<Customer, Failure> {
    unarchive_customer::send(UnarchiveCustomerInput { id, expected_version: Some(seen) }, &key).await
}

/// Deletes a customer that was never used.
pub(crate) async fn delete(id: Id, seen: i32, key: Key) -> Result<Id, Failure> {
    delete_customer::send(DeleteCustomerInput { id, expected_version: Some(seen) }, &key).await
}
