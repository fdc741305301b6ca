//! Which orders, and in which order: what people choose, and what the API is asked.

use serde_json::json;

use super::super::scalar::{Date, DateTime, Decimal};
use super::super::schema;
use super::{Ask, OrderStatus};

/// Which orders; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Those that stand at one of these.
    pub(crate) status: Vec<OrderStatus>,
    /// Those whose number, reference, notes or customer's name says these words.
    pub(crate) search: Option<String>,
    /// Those whose customer's name contains this.
    pub(crate) customer: Option<String>,
    /// Those ordered on this day or later.
    pub(crate) since: Option<String>,
    /// Those ordered on this day or earlier.
    pub(crate) until: Option<String>,
    /// Those that come to this or more.
    pub(crate) at_least: Option<String>,
    /// Those that come to this or less.
    pub(crate) at_most: Option<String>,
    /// Those that have shipped, or have not.
    pub(crate) shipped: Option<bool>,
    /// Those that shipped on this day, in UTC.
    pub(crate) shipped_on: Option<String>,
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    /// Which.
    pub(crate) by: SortBy,
    /// Whether the greatest comes first.
    pub(crate) descending: bool,
}

/// What orders can be sorted by.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "OrderOrderField", non_exhaustive)]
pub(crate) enum SortBy {
    /// The number.
    Number,
    /// Where it stands.
    Status,
    /// How many items it has.
    ItemCount,
    /// The day it was ordered.
    OrderDate,
    /// When it shipped.
    DateShipped,
    /// What it comes to.
    AmountTotal,
    /// Nothing that people choose.
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
enum SortDirection {
    Asc,
    Desc,
}

#[derive(cynic::InputObject, Clone, Debug)]
pub(super) struct OrderOrderBy {
    field: SortBy,
    direction: SortDirection,
}

impl From<Sort> for OrderOrderBy {
    fn from(sort: Sort) -> Self {
        Self { field: sort.by, direction: if sort.descending { SortDirection::Desc } else { SortDirection::Asc } }
    }
}

#[derive(cynic::InputObject, Clone, Debug, Default)]
pub(super) struct OrderWhere {
    #[cynic(skip_serializing_if = "Option::is_none")]
    status: Option<OrderStatusFilter>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerWhere>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    order_date: Option<DateFilter>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    amount_total: Option<DecimalFilter>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    date_shipped: Option<DateTimeFilter>,
}

#[derive(cynic::InputObject, Clone, Debug)]
struct OrderStatusFilter {
    #[cynic(rename = "in")]
    one_of: Option<Vec<OrderStatus>>,
}

#[derive(cynic::InputObject, Clone, Debug)]
struct CustomerWhere {
    name: Option<StringFilter>,
}

#[derive(cynic::InputObject, Clone, Debug)]
struct StringFilter {
    contains: Option<String>,
}

#[derive(cynic::InputObject, Clone, Debug)]
struct DateFilter {
    #[cynic(skip_serializing_if = "Option::is_none")]
    gte: Option<Date>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    lte: Option<Date>,
}

#[derive(cynic::InputObject, Clone, Debug)]
struct DecimalFilter {
    #[cynic(skip_serializing_if = "Option::is_none")]
    gte: Option<Decimal>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    lte: Option<Decimal>,
}

#[derive(cynic::InputObject, Clone, Debug)]
struct DateTimeFilter {
    #[cynic(skip_serializing_if = "Option::is_none")]
    is_null: Option<bool>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    gte: Option<DateTime>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    lte: Option<DateTime>,
}

impl Filter {
    /// The words to search for.
    pub(super) fn words(&self) -> Option<String> {
        self.search.clone()
    }

    /// The conditions, if there are any.
    pub(super) fn to_where(&self) -> Option<OrderWhere> {
        let Self { status, search: _, customer, since, until, at_least, at_most, shipped, shipped_on } = self.clone();
        let no_status = status.is_empty();
        let filter = OrderWhere {
            status: (!no_status).then_some(OrderStatusFilter { one_of: Some(status) }),
            customer: customer.map(|name| CustomerWhere { name: Some(StringFilter { contains: Some(name) }) }),
            order_date: (since.is_some() || until.is_some())
                .then(|| DateFilter { gte: since.map(Date), lte: until.map(Date) }),
            amount_total: (at_least.is_some() || at_most.is_some())
                .then(|| DecimalFilter { gte: at_least.map(Decimal), lte: at_most.map(Decimal) }),
            date_shipped: (shipped.is_some() || shipped_on.is_some()).then(|| DateTimeFilter {
                is_null: shipped.map(|shipped| !shipped),
                gte: shipped_on.as_ref().map(|day| DateTime(format!("{day}T00:00:00Z"))),
                lte: shipped_on.map(|day| DateTime(format!("{day}T23:59:59.999999Z"))),
            }),
        };
        (*self != Self { search: self.search.clone(), ..Self::default() }).then_some(filter)
    }
}

/// The parameters of the address where all orders that are asked for can be had as CSV, with these columns.
pub(crate) fn export_address(ask: &Ask, columns: &[&str]) -> Vec<(&'static str, String)> {
    let filter = ask.filter.to_where().and_then(|filter| serde_json::to_string(&filter).ok());
    let order = ask.sort.map(|sort| json!([OrderOrderBy::from(sort)]).to_string());
    [
        ("where", filter),
        ("orderBy", order),
        ("search", ask.filter.words()),
        ("columns", Some(columns.join(",")).filter(|columns| !columns.is_empty())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Ask, OrderStatus};
    use super::{Filter, export_address};

    #[test]
    fn an_export_asks_what_the_list_asks() {
        let filter = Filter {
            status: vec![OrderStatus::Paid],
            at_least: Some("300".to_owned()),
            shipped: Some(false),
            ..Filter::default()
        };
        let ask = Ask { filter, ..Ask::default() };
        let parameters = export_address(&ask, &["number", "amountTotal"]);
        assert_eq!(
            parameters,
            [
                (
                    "where",
                    r#"{"status":{"in":["PAID"]},"amountTotal":{"gte":"300"},"dateShipped":{"isNull":true}}"#
                        .to_owned()
                ),
                ("columns", "number,amountTotal".to_owned()),
            ]
        );
    }
}
