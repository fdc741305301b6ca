//! Filters and searches as SQL: values are always bound, names always come from the schema.

use docket_rules::Value;
use docket_rules::schema::{ColumnRef, RelationRef, Role, TableId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoIden, LikeExpr, Query, SelectStatement, TableRef};
use sea_orm::{ConnectionTrait, DbBackend};

use super::field::{Source, key_of};
use super::{Compare, Field, Filter, Link, Listing, Search, Searched, Test};
use crate::id::TenantId;
use crate::rules::rule_set;
use crate::snapshot::Snapshot;
use crate::text;
use crate::unit::stored;

/// What LIKE takes literally after this sign.
const ESCAPE: char = '!';

/// A table as a statement sees it.
pub(super) struct Scope {
    table: TableId,
    alias: String,
    depth: usize,
    tenant: TenantId,
    backend: DbBackend,
}

/// What never holds.
pub(super) fn no() -> Expr {
    Expr::val(1).eq(0)
}

fn all(of: impl Iterator<Item = Expr>) -> Expr {
    of.reduce(ExprTrait::and).unwrap_or_else(|| Expr::val(1).eq(1))
}

fn any(of: impl Iterator<Item = Expr>) -> Expr {
    of.reduce(ExprTrait::or).unwrap_or_else(no)
}

impl Scope {
    /// The table that is listed, under its own name.
    pub(super) fn root(listing: &Listing, snapshot: &Snapshot) -> Self {
        let alias = rule_set().schema().table(listing.table).name.to_owned();
        let backend = snapshot.connection().get_database_backend();
        Self { table: listing.table, alias, depth: 0, tenant: snapshot.tenant(), backend }
    }

    fn within(&self, table: TableId) -> Self {
        let depth = self.depth + 1;
        Self { table, alias: format!("t{depth}"), depth, ..*self }
    }

    /// The table, to select from.
    pub(super) fn table(&self) -> TableRef {
        let name = Alias::new(rule_set().schema().table(self.table).name);
        TableRef::Table(name.into(), (self.depth > 0).then(|| Alias::new(&self.alias).into_iden()))
    }

    fn column(&self, name: &str) -> Expr {
        Expr::col((Alias::new(&self.alias), Alias::new(name)))
    }

    fn at(&self, at: ColumnRef) -> Expr {
        self.column(rule_set().schema().column(at).name)
    }

    fn id(&self) -> Expr {
        let table = rule_set().schema().table(self.table);
        self.column(table.role(Role::Key).map_or("id", |at| table.columns[usize::from(at)].name))
    }

    /// The row is the tenant's.
    pub(super) fn tenant_is(&self) -> Expr {
        self.column("tenant_id").eq(self.tenant.0)
    }

    /// What a field is compared and sorted by.
    pub(super) fn of(&self, field: &Field) -> Expr {
        match field.compared() {
            Source::Column(at) => self.at(at),
            Source::Computed(sql, _) => sql(&self.alias),
        }
    }

    /// What a field shows.
    pub(super) fn shown(&self, field: &Field) -> Expr {
        match field.source {
            Source::Column(at) => self.at(at),
            Source::Computed(sql, _) => sql(&self.alias),
        }
    }

    /// The table that a link leads to, and what joins one of its rows to one of these.
    pub(super) fn join(&self, link: &Link) -> (Self, Expr) {
        let there = Self { alias: link.name.to_owned(), ..self.within(link.target.table) };
        let same = self.foreign_key(link.relation).eq(there.id()).and(there.tenant_is());
        (there, same)
    }

    /// A value that a field is compared with.
    #[expect(clippy::unused_self, reason = "reads beside `of`")]
    pub(super) fn value(&self, field: &Field, value: &Value) -> Expr {
        let folded = match value {
            Value::Text(said) if field.is_folded() => Value::Text(text::fold(said).into()),
            value => value.clone(),
        };
        Expr::val(stored::to_sea(&field.spec(), &folded))
    }

    /// The rows for which a filter holds.
    pub(super) fn filter(&self, filter: &Filter) -> Expr {
        match filter {
            Filter::All(inner) => all(inner.iter().map(|filter| self.filter(filter))),
            Filter::Any(inner) => any(inner.iter().map(|filter| self.filter(filter))),
            Filter::Not(inner) => match &**inner {
                Filter::Through(link, inner) if link.is_many => self.exists(link, inner).not(),
                inner => self.filter(inner).not(),
            },
            Filter::Field(field, test) => self.test(field, test),
            Filter::Through(link, inner) => self.through(link, inner),
        }
    }

    /// Never null, so that `not` turns it around.
    fn test(&self, field: &Field, test: &Test) -> Expr {
        let by = self.of(field);
        let there = |holds: Expr| if field.nullable { by.clone().is_not_null().and(holds) } else { holds };
        match test {
            Test::IsNull(true) => by.is_null(),
            Test::IsNull(false) => by.is_not_null(),
            Test::In(values) if values.is_empty() => no(),
            Test::In(values) => there(by.clone().is_in(values.iter().map(|value| self.value(field, value)))),
            Test::Contains(part) => there(contains(by.clone(), &text::caseless(part))),
            Test::StartsWith(start) => {
                let start = text::caseless(start);
                let begins = by.clone().gte(start.clone());
                there(if let Some(end) = after_all(&start) { begins.and(by.clone().lt(end)) } else { begins })
            }
            Test::Is(compare, value) => {
                let value = self.value(field, value);
                match compare {
                    Compare::Eq => there(by.clone().eq(value)),
                    Compare::Ne if field.nullable => by.clone().is_null().or(by.ne(value)),
                    Compare::Ne => by.ne(value),
                    Compare::Lt => there(by.clone().lt(value)),
                    Compare::Lte => there(by.clone().lte(value)),
                    Compare::Gt => there(by.clone().gt(value)),
                    Compare::Gte => there(by.clone().gte(value)),
                }
            }
        }
    }

    /// Rows at the other end. By IN, either table may be read first, and SQLite reads the other one once.
    fn through(&self, link: &Link, filter: &Filter) -> Expr {
        if link.is_many && self.backend != DbBackend::Sqlite {
            return self.exists(link, filter);
        }
        let there = self.within(link.target.table);
        let (here, wanted) = if link.is_many {
            (self.id(), there.foreign_key(link.relation))
        } else {
            (self.foreign_key(link.relation), there.id())
        };
        here.in_subquery(there.rows(wanted, there.filter(filter)))
    }

    /// The same by EXISTS: PostgreSQL reads a list that does not fit in its memory again for each row, and where rows
    /// must not be there, both databases stop at the first.
    fn exists(&self, link: &Link, filter: &Filter) -> Expr {
        let there = self.within(link.target.table);
        let ours = there.foreign_key(link.relation).eq(self.id());
        Expr::exists(there.rows(Expr::val(1), ours.and(there.filter(filter))))
    }

    fn foreign_key(&self, relation: RelationRef) -> Expr {
        self.at(rule_set().schema().foreign_key(relation))
    }

    fn rows(&self, wanted: Expr, holds: Expr) -> SelectStatement {
        Query::select().expr(wanted).from(self.table()).and_where(self.tenant_is()).and_where(holds).take()
    }

    /// The rows that a search finds: each word at one of the places that the list is searched by.
    pub(super) fn search(&self, listing: &Listing, search: &Search) -> Expr {
        let word = |word: &String| any(listing.search.iter().filter_map(|place| self.finds(*place, word)));
        all(search.words().iter().map(word))
    }

    fn finds(&self, place: Searched, word: &str) -> Option<Expr> {
        match place {
            Searched::Number(at) => {
                word.trim_start_matches('#').parse::<i64>().ok().map(|number| self.at(at).eq(number))
            }
            Searched::Text(at) => {
                let key = key_of(at);
                let found = contains(self.at(key), word);
                let nullable = rule_set().schema().column(key).nullable;
                Some(if nullable { self.at(key).is_not_null().and(found) } else { found })
            }
            Searched::Through(relation, at) => {
                let there = self.within(rule_set().schema().relation(relation).parent);
                let found = there.rows(there.id(), contains(there.at(key_of(at)), word));
                Some(self.foreign_key(relation).in_subquery(found))
            }
        }
    }
}

fn contains(by: Expr, part: &str) -> Expr {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for letter in part.chars() {
        if matches!(letter, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(letter);
    }
    pattern.push('%');
    by.like(LikeExpr::new(pattern).escape(ESCAPE))
}

/// The least text that is greater than all that begin with `start`: both databases compare byte by byte.
fn after_all(start: &str) -> Option<String> {
    let mut letters: Vec<char> = start.chars().collect();
    while let Some(last) = letters.pop() {
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::after_all;

    #[test]
    fn what_begins_alike_ends_before_the_next_text() {
        for (start, end) in [("ab", Some("ac")), ("a\u{10ffff}", Some("b")), ("\u{d7ff}", Some("\u{e000}")), ("", None)]
        {
            assert_eq!(after_all(start).as_deref(), end);
        }
    }
}
