//! Explanations as the API shows them.

use async_graphql::connection::CursorType;
use async_graphql::{Enum, ID, Object, SimpleObject, Union};
use docket_domain::explain::{self, MOST_TERMS, Question, Unexplained, explained_fields};
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId, RowId, show};
use docket_rules::declare::TableType;
use docket_rules::images::Key;
use docket_rules::schema::TableId;

use super::object::Rule;
use crate::graphql::connection::Cursor;
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// What a value that is to be explained belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum ExplainableEntity {
    /// A customer.
    Customer,
    /// A product.
    Product,
    /// An order.
    Order,
    /// An order's item.
    Item,
}

impl ExplainableEntity {
    fn table(self) -> TableId {
        match self {
            Self::Customer => <CustomerId as RowId>::Table::ID,
            Self::Product => <ProductId as RowId>::Table::ID,
            Self::Order => <OrderId as RowId>::Table::ID,
            Self::Item => <ItemId as RowId>::Table::ID,
        }
    }

    fn key(self, id: &ID) -> Option<Key> {
        match self {
            Self::Customer => id.parse::<CustomerId>().ok().map(RowId::key),
            Self::Product => id.parse::<ProductId>().ok().map(RowId::key),
            Self::Order => id.parse::<OrderId>().ok().map(RowId::key),
            Self::Item => id.parse::<ItemId>().ok().map(RowId::key),
        }
    }
}

/// Why a value is what it is, or why there is nothing to explain.
#[derive(Union)]
pub(super) enum ExplainResult {
    /// A value that a rule fills.
    Explained(Explanation),
    /// Nothing that a rule fills.
    NotExplained(NotExplained),
}

/// Why there is nothing to explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum NotExplainedCode {
    /// There is no such row.
    NotFound,
    /// There is no such field.
    UnknownField,
    /// People set the field: no rule fills it.
    NoRule,
}

/// There is nothing to explain.
#[derive(SimpleObject)]
pub(super) struct NotExplained {
    /// Why.
    code: NotExplainedCode,
    /// Why, in a sentence.
    message: String,
    /// The fields of this entity that rules fill.
    explained_fields: Vec<String>,
}

/// A stored value and what it was made from.
pub(super) struct Explanation(explain::Explanation);

#[Object]
impl Explanation {
    /// The row that it stands in.
    async fn id(&self) -> ID {
        show(self.0.key).into()
    }

    /// What people call the row, such as `order 1042`.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// The field; null for a row that is only counted.
    async fn field(&self) -> Option<String> {
        self.0.column.map(|_| self.0.field())
    }

    /// What is stored, as text. A row that is only counted has 1.
    async fn value(&self) -> String {
        self.0.shown()
    }

    /// The rule that fills the field; null when people set it.
    async fn rule(&self) -> Option<Rule> {
        self.0.rule.map(Rule::from)
    }

    /// The value and its terms in one line: `balance 235 = order 1001: 55 + order 1002: 180`.
    async fn text(&self) -> String {
        self.0.text()
    }

    /// What it was made from, by age: of the value that was asked for up to 50 terms, of those below it up to 10. Four
    /// levels are explained.
    async fn terms(&self) -> Vec<Self> {
        self.0.terms.iter().cloned().map(Self).collect()
    }

    /// The terms that are not listed, added up; null when all are.
    async fn rest(&self) -> Option<ExplanationRest> {
        let rest = self.0.rest.as_ref()?;
        let last = self.0.terms.last().filter(|_| rest.follows);
        Some(ExplanationRest {
            count: rest.count,
            value: explain::show(None, &rest.value),
            text: rest.text(),
            end_cursor: last.map(|term| Cursor(term.key.id).encode_cursor()),
        })
    }
}

/// Terms that are not listed one by one.
#[derive(SimpleObject)]
pub(super) struct ExplanationRest {
    /// How many.
    count: u64,
    /// What they add up to.
    value: String,
    /// Both in words: `1,204 more: 88300.5`.
    text: String,
    /// Pass it as `after` to see the terms that follow the last one listed; null when none follows.
    end_cursor: Option<String>,
}

/// Explains a value of the view's tenant.
pub(super) async fn explain(
    view: &View,
    entity: ExplainableEntity,
    id: &ID,
    field: String,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ExplainResult, ApiError> {
    let first = first.map_or(Some(MOST_TERMS), |first| usize::try_from(first).ok());
    let Some(first) = first.filter(|first| (1..=MOST_TERMS).contains(first)) else {
        return Err(ApiError::bad_input(format!("`first` must be from 1 to {MOST_TERMS}.")));
    };
    let after = after.map(|after| Cursor::read(&after)).transpose()?.map(|Cursor(id)| id);
    let Some(key) = entity.key(id) else { return Ok(nothing(entity, &Unexplained::NoRow)) };
    let question = Question { key, field, first, after };
    Ok(match explain::explain(view.snapshot().await?, &question).await? {
        Ok(explanation) => ExplainResult::Explained(Explanation(explanation)),
        Err(why) => nothing(entity, &why),
    })
}

fn nothing(entity: ExplainableEntity, why: &Unexplained) -> ExplainResult {
    let explained_fields = explained_fields(entity.table());
    let fields = match explained_fields.as_slice() {
        [] => "none of its fields is filled by a rule".to_owned(),
        fields => format!("rules fill {}", fields.join(", ")),
    };
    let (code, message) = match why {
        Unexplained::NoRow => (NotExplainedCode::NotFound, "There is no such row, or no longer.".to_owned()),
        Unexplained::NoColumn => (NotExplainedCode::UnknownField, format!("There is no such field: {fields}.")),
        Unexplained::NoRule => (NotExplainedCode::NoRule, format!("People set this field: {fields}.")),
    };
    ExplainResult::NotExplained(NotExplained { code, message, explained_fields })
}
