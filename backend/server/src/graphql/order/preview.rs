//! Looking ahead: what taking or repricing an order would give. Nothing is stored.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use docket_domain::id::{ItemId, OrderId, ProductId};
use docket_domain::order::preview::{OrderPreview as Planned, PreviewCustomer, PreviewItem, Price};
use docket_domain::{Failure, Fault};

use super::Order;
use super::input::CreateOrderInput;
use crate::graphql::customer::Customer;
use crate::graphql::error::ApiError;
use crate::graphql::id;
use crate::graphql::mutate::Input;
use crate::graphql::product::Product;
use crate::graphql::scalar::Decimal;
use crate::graphql::user_error::{UserError, told};
use crate::graphql::view::View;

/// Queries that look ahead.
#[derive(Default)]
pub struct OrderPreviews;

#[Object]
impl OrderPreviews {
    /// What `createOrder` would give with this input now; nothing is stored.
    #[graphql(complexity = "20 + 10 * child_complexity")]
    async fn preview_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: CreateOrderInput,
    ) -> Result<OrderPreview, ApiError> {
        let view = View::of(ctx);
        let create = match input.command() {
            Ok(create) => create,
            Err(refusal) => return Ok(OrderPreview::refused(view, UserError::from(*refusal))),
        };
        let planned = planned(view.docket().preview_order(view.actor(), &create).await)?;
        let items = planned.items.iter().map(|item| OrderPreviewItem { view: view.clone(), row: *item }).collect();
        Ok(OrderPreview { items, ahead: Ahead::new(view, planned) })
    }

    /// What `repriceOrder` would change now: the prices of today beside those that the items have. Null when there is no
    /// such order; nothing is stored.
    #[graphql(complexity = "20 + 10 * child_complexity")]
    async fn repricing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order's id.")] id: ID,
    ) -> Result<Option<Repricing>, ApiError> {
        let view = View::of(ctx);
        let Some(id) = id::seen::<OrderId>(&id) else { return Ok(None) };
        let Some(order) = Order::load(view.clone(), id).await? else { return Ok(None) };
        let planned = planned(view.docket().preview_repricing(view.actor(), id).await)?;
        let item = |row: &PreviewItem| row.before.map(|before| RepricingItem { view: view.clone(), row: *row, before });
        let items = planned.items.iter().filter_map(item).collect();
        Ok(Some(Repricing { order, items, ahead: Ahead::new(view, planned) }))
    }
}

/// A preview carries its refusals; only a fault is none.
fn planned(outcome: Result<Planned, Failure>) -> Result<Planned, ApiError> {
    outcome.map_err(|failure| match failure {
        Failure::Fault(fault) => fault.into(),
        Failure::Refused(_) | Failure::Key(_) => Fault::Internal("a preview was refused").into(),
    })
}

/// What both kinds of preview end with.
struct Ahead {
    view: Arc<View>,
    amount_before: Option<Decimal>,
    amount_total: Option<Decimal>,
    customer: Option<PreviewCustomer>,
    user_errors: Vec<UserError>,
}

impl Ahead {
    fn new(view: &Arc<View>, planned: Planned) -> Self {
        Self {
            view: view.clone(),
            amount_before: planned.amount_before.map(Into::into),
            amount_total: planned.amount_total.map(Into::into),
            customer: planned.customer,
            user_errors: told(planned.refusals),
        }
    }

    async fn customer(&self) -> Result<Option<Customer>, ApiError> {
        let Some(customer) = self.customer else { return Ok(None) };
        Customer::load(self.view.clone(), customer.id).await
    }
}

/// What an order would be.
pub(super) struct OrderPreview {
    items: Vec<OrderPreviewItem>,
    ahead: Ahead,
}

impl OrderPreview {
    fn refused(view: &Arc<View>, why: UserError) -> Self {
        let (view, user_errors) = (view.clone(), vec![why]);
        let ahead = Ahead { view, amount_before: None, amount_total: None, customer: None, user_errors };
        Self { items: Vec::new(), ahead }
    }
}

#[Object]
impl OrderPreview {
    /// Its items, in the order of the input; those that cannot be calculated are left out.
    async fn items(&self) -> &[OrderPreviewItem] {
        &self.items
    }

    /// The sum of its items' amounts; null when it cannot be calculated.
    async fn amount_total(&self) -> Option<Decimal> {
        self.ahead.amount_total
    }

    /// Who orders, as the customer is now.
    async fn customer(&self) -> Result<Option<Customer>, ApiError> {
        self.ahead.customer().await
    }

    /// What the customer would owe.
    async fn balance_after(&self) -> Option<Decimal> {
        self.ahead.customer.map(|customer| customer.balance.into())
    }

    /// How much more the customer could order then; negative when the order would be refused for it.
    async fn available_credit_after(&self) -> Option<Decimal> {
        self.ahead.customer.map(|customer| customer.available_credit.into())
    }

    /// Why it would be refused; empty when it would not.
    async fn user_errors(&self) -> &[UserError] {
        &self.ahead.user_errors
    }
}

/// An item that would be ordered.
pub(super) struct OrderPreviewItem {
    view: Arc<View>,
    row: PreviewItem,
}

#[Object]
impl OrderPreviewItem {
    /// What would be ordered.
    async fn product(&self) -> Result<Option<Product>, ApiError> {
        product(&self.view, self.row.product).await
    }

    /// How much of it.
    async fn quantity(&self) -> Decimal {
        self.row.quantity.into()
    }

    /// The product's price now.
    async fn unit_price(&self) -> Decimal {
        self.row.price.unit_price.into()
    }

    /// Quantity × unit price, rounded to the currency's decimals.
    async fn amount(&self) -> Decimal {
        self.row.price.amount.into()
    }
}

/// What today's prices would change.
pub(super) struct Repricing {
    order: Order,
    items: Vec<RepricingItem>,
    ahead: Ahead,
}

#[Object]
impl Repricing {
    /// The order as it is now.
    async fn order(&self) -> &Order {
        &self.order
    }

    /// Its items, with the prices they have and the prices of today; empty when the order is not open.
    async fn items(&self) -> &[RepricingItem] {
        &self.items
    }

    /// What the order comes to now.
    async fn old_amount_total(&self) -> Option<Decimal> {
        self.ahead.amount_before
    }

    /// What it would come to.
    async fn new_amount_total(&self) -> Option<Decimal> {
        self.ahead.amount_total
    }

    /// What the customer would owe.
    async fn balance_after(&self) -> Option<Decimal> {
        self.ahead.customer.map(|customer| customer.balance.into())
    }

    /// How much more the customer could order then; negative when the change would be refused for it.
    async fn available_credit_after(&self) -> Option<Decimal> {
        self.ahead.customer.map(|customer| customer.available_credit.into())
    }

    /// Why it would be refused; empty when it would not.
    async fn user_errors(&self) -> &[UserError] {
        &self.ahead.user_errors
    }
}

/// An item at its price and at today's.
pub(super) struct RepricingItem {
    view: Arc<View>,
    row: PreviewItem,
    before: Price,
}

#[Object]
impl RepricingItem {
    /// The item's id.
    async fn item_id(&self) -> ID {
        let id: ItemId = self.row.id;
        id.to_string().into()
    }

    /// What is ordered.
    async fn product(&self) -> Result<Option<Product>, ApiError> {
        product(&self.view, self.row.product).await
    }

    /// How much of it.
    async fn quantity(&self) -> Decimal {
        self.row.quantity.into()
    }

    /// The price that the item has.
    async fn old_unit_price(&self) -> Decimal {
        self.before.unit_price.into()
    }

    /// The product's price now.
    async fn new_unit_price(&self) -> Decimal {
        self.row.price.unit_price.into()
    }

    /// What the item comes to.
    async fn old_amount(&self) -> Decimal {
        self.before.amount.into()
    }

    /// What it would come to.
    async fn new_amount(&self) -> Decimal {
        self.row.price.amount.into()
    }
}

async fn product(view: &Arc<View>, id: ProductId) -> Result<Option<Product>, ApiError> {
    Product::load(view.clone(), id).await
}
