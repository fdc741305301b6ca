//! The order of a list, and places in it.

use docket_rules::Value;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{DbErr, ModelTrait};

use super::sql::{Scope, no};
use super::{Field, Listing, Shape, TooMuch};
use crate::table::Governed;

/// How many columns a list may be sorted by.
const MOST_SORTS: usize = 5;

/// A column that rows are sorted by. Rows without a value stand at the end, whichever way it runs.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// The field.
    pub field: &'static Field,
    /// Whether the greatest stands first.
    pub descending: bool,
}

/// The order of a list: several columns, the last of them the id, so that no two rows stand at one place.
#[derive(Clone, Debug)]
pub struct Ordering {
    listing: &'static Listing,
    sorts: Vec<Sort>,
}

/// A place in a list: the values that its row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(pub Vec<Value>);

impl Ordering {
    /// The list's own order: by time.
    pub fn of(listing: &'static Listing) -> Self {
        Self { listing, sorts: by_id(listing, listing.newest_first).into_iter().collect() }
    }

    /// The order by these columns, then by id, the way that the last of them runs.
    pub fn by(listing: &'static Listing, sorts: Vec<Sort>) -> Result<Self, TooMuch> {
        if sorts.len() > MOST_SORTS {
            return Err(TooMuch(format!("A list may be sorted by {MOST_SORTS} fields.")));
        }
        let Some(last) = sorts.last().copied() else { return Ok(Self::of(listing)) };
        let mut all: Vec<Sort> = Vec::with_capacity(sorts.len() + 1);
        for sort in sorts.into_iter().chain(by_id(listing, last.descending)) {
            if !all.iter().any(|earlier| std::ptr::eq(earlier.field, sort.field)) {
                all.push(sort);
            }
        }
        // Nothing is sorted any further once the id has been.
        let end = all.iter().position(|sort| is_id(listing, sort.field)).map_or(all.len(), |at| at + 1);
        all.truncate(end);
        Ok(Self { listing, sorts: all })
    }

    /// What is listed.
    pub const fn listing(&self) -> &'static Listing {
        self.listing
    }

    /// The columns, the first that counts first.
    pub fn sorts(&self) -> &[Sort] {
        &self.sorts
    }

    /// The order in one line: places of lists with another are other places.
    pub fn signature(&self) -> String {
        let mut line = self.listing.name.to_owned();
        for sort in &self.sorts {
            line.push(if sort.descending { '-' } else { '+' });
            line.push_str(sort.field.name);
        }
        line
    }

    /// The place of a row.
    pub fn place<M>(&self, model: &M) -> Result<Place, DbErr>
    where
        M: ModelTrait,
        M::Entity: Listed,
    {
        self.sorts.iter().map(|sort| sort.field.value(model)).collect::<Result<_, _>>().map(Place)
    }

    /// Whether this is a place in this order, as far as one can tell without looking.
    pub fn admits(&self, place: &Place) -> bool {
        place.0.len() == self.sorts.len()
            && self.sorts.iter().zip(&place.0).all(|(sort, value)| match value {
                Value::Null => sort.field.nullable,
                value => sort.field.shape.kind().admits(value),
            })
    }

    /// What holds of the rows after a place, or before it.
    pub(super) fn beyond(&self, scope: &Scope, place: &Place, backward: bool) -> Expr {
        let steps: Vec<Step> = self
            .sorts
            .iter()
            .zip(&place.0)
            .map(|(sort, value)| Step {
                by: scope.of(sort.field),
                value: (!value.is_null()).then(|| scope.value(sort.field, value)),
                falls: sort.descending != backward,
                nullable: sort.field.nullable,
                backward,
            })
            .collect();
        let Some(first) = steps.first() else { return no() };
        if steps.iter().all(|step| step.falls == first.falls && !step.nullable) {
            // Both databases find the place of such a row in an index at once.
            let here = Expr::tuple(steps.iter().map(|step| step.by.clone()));
            let there = Expr::tuple(steps.iter().filter_map(|step| step.value.clone()));
            return if first.falls { here.lt(there) } else { here.gt(there) };
        }
        let bound = first.bound();
        let beyond = steps.iter().rev().fold(None, |deeper: Option<Expr>, step| {
            Some(match deeper {
                Some(deeper) => step.strictly().or(step.same().and(deeper)),
                None => step.strictly(),
            })
        });
        let beyond = beyond.unwrap_or_else(no);
        // The same again for the first column alone: an index begins there.
        if let Some(bound) = bound { bound.and(beyond) } else { beyond }
    }
}

/// An entity whose rows are listed.
#[expect(private_bounds, reason = "a seal: only the governed entities of this crate are listed")]
pub trait Listed: Governed {}

impl<E: Governed> Listed for E {}

fn by_id(listing: &'static Listing, descending: bool) -> Option<Sort> {
    listing.fields.iter().find(|field| is_id(listing, field)).map(|field| Sort { field, descending })
}

fn is_id(listing: &Listing, field: &Field) -> bool {
    field.shape == Shape::Id(listing.table)
}

/// One column of a place.
struct Step {
    by: Expr,
    value: Option<Expr>,
    /// Whether values get smaller the way that the page goes.
    falls: bool,
    nullable: bool,
    backward: bool,
}

impl Step {
    /// Rows whose value is further on.
    fn strictly(&self) -> Expr {
        match &self.value {
            // Rows without a value stand at the end.
            None if self.backward => self.by.clone().is_not_null(),
            None => no(),
            Some(value) => {
                let further =
                    if self.falls { self.by.clone().lt(value.clone()) } else { self.by.clone().gt(value.clone()) };
                if self.nullable && !self.backward { further.or(self.by.clone().is_null()) } else { further }
            }
        }
    }

    fn same(&self) -> Expr {
        self.value.as_ref().map_or_else(|| self.by.clone().is_null(), |value| self.by.clone().eq(value.clone()))
    }

    fn bound(&self) -> Option<Expr> {
        let value = self.value.clone().filter(|_| !self.nullable)?;
        Some(if self.falls { self.by.clone().lte(value) } else { self.by.clone().gte(value) })
    }
}
