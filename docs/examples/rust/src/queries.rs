//! What the client asks, and what it reads of the answers. A field that the schema does not have is a compiler error.

/// The schema, as build.rs registered it.
#[expect(unreachable_pub, reason = "what cynic makes of a schema is public throughout")]
#[cynic::schema("docket")]
mod schema {}

/// An exact decimal number, as text: what comes of it is the caller's choice of library.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub struct Decimal(pub String);

/// What to order.
#[derive(cynic::InputObject, Clone, Debug)]
pub struct CreateOrderInput {
    /// Who orders.
    pub customer_id: cynic::Id,
    /// What, and how much of it.
    pub items: Vec<NewItemInput>,
    /// What the caller calls the order.
    pub external_reference: Option<String>,
}

/// One item.
#[derive(cynic::InputObject, Clone, Debug)]
pub struct NewItemInput {
    /// The product.
    pub product_id: cynic::Id,
    /// How much of it.
    pub quantity: Decimal,
}

/// What goes with the mutation.
#[derive(cynic::QueryVariables, Debug)]
pub struct OrderVariables {
    /// What to order.
    pub input: CreateOrderInput,
}

/// Takes an order.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "OrderVariables")]
pub struct CreateOrder {
    /// What came of it.
    #[arguments(input: $input)]
    pub create_order: CreateOrderPayload,
}

/// What came of it.
#[derive(cynic::QueryFragment, Debug)]
pub struct CreateOrderPayload {
    /// The order, if it was taken.
    pub order: Option<Order>,
    /// Why it was not.
    pub user_errors: Vec<UserError>,
}

/// An order.
#[derive(cynic::QueryFragment, Debug)]
pub struct Order {
    /// Its id.
    pub id: cynic::Id,
    /// The number that people use.
    pub number: i32,
    /// The sum of its items.
    pub amount_total: Decimal,
}

/// Why an order was refused. More kinds may come: they have at least a sentence and a code.
#[derive(cynic::InlineFragments, Debug)]
pub enum UserError {
    /// The customer would owe too much.
    CreditLimitExceeded(CreditLimitExceeded),
    /// Anything else.
    #[cynic(fallback)]
    Other(Other),
}

/// The customer would owe too much.
#[derive(cynic::QueryFragment, Debug)]
pub struct CreditLimitExceeded {
    /// What happened and what to do.
    pub message: String,
    /// How much over the limit.
    pub excess: Decimal,
    /// The quantity that would fit.
    pub largest_quantity: Option<Decimal>,
}

/// Any refusal.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "UserError")]
pub struct Other {
    /// What happened and what to do.
    pub message: String,
}

/// What goes with the question.
#[derive(cynic::QueryVariables, Debug)]
pub struct CustomerByEmailVariables {
    /// The address.
    pub email: String,
}

/// Looks a customer up.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "CustomerByEmailVariables")]
pub struct CustomerByEmail {
    /// The customer, if there is one.
    #[arguments(email: $email)]
    pub customer_by_email: Option<Customer>,
}

/// A customer.
#[derive(cynic::QueryFragment, Debug)]
pub struct Customer {
    /// Its id.
    pub id: cynic::Id,
}

/// What goes with the question.
#[derive(cynic::QueryVariables, Debug)]
pub struct ProductBySkuVariables {
    /// The SKU.
    pub sku: String,
}

/// Looks a product up.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "ProductBySkuVariables")]
pub struct ProductBySku {
    /// The product, if there is one.
    #[arguments(sku: $sku)]
    pub product_by_sku: Option<Product>,
}

/// A product.
#[derive(cynic::QueryFragment, Debug)]
pub struct Product {
    /// Its id.
    pub id: cynic::Id,
}
