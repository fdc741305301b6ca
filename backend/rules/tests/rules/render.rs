//! The same rules as SQL, on stored units. That the SQL gives what the planner gives is shown where there is a
//! database; here stand the forms it takes.

use docket_rules::node::{Arith, Compare, Node};
use docket_rules::render::Dialect;
use docket_rules::rule::Body;
use docket_rules::schema::{ColumnRef, Relation, Role, Schema, Table, TableId};
use docket_rules::{Decimal, Kind, Rule, RuleSet, Value};

use crate::desk;
use crate::shelf::{at, boxed, column, compare, load, nullable, or, over};

/// The drift query of the desk's rule for this column.
fn drift(name: &str, dialect: Dialect) -> Option<String> {
    let set = desk::rules();
    let rule = set.rules().iter().find(|rule| rule.name == name).expect("a rule of this name");
    set.drift(rule, dialect)
}

#[test]
fn a_sum_adds_the_children_that_count() {
    let expected = "SELECT t.tenant_id, t.id, t.balance AS stored, COALESCE(g.total, 0) AS computed \
        FROM customer t \
        LEFT JOIN (SELECT c.tenant_id, c.customer_id AS parent, SUM(c.amount_total) * 1 AS total \
        FROM orders c NOT INDEXED WHERE (c.date_shipped IS NULL) AND (c.status NOT IN ('CANCELLED')) \
        GROUP BY c.tenant_id, c.customer_id) g ON g.tenant_id = t.tenant_id AND g.parent = t.id \
        WHERE t.balance IS DISTINCT FROM COALESCE(g.total, 0)";
    assert_eq!(drift("customer.balance", Dialect::Sqlite).as_deref(), Some(expected));
    let cast = expected.replace("SUM(c.amount_total) * 1", "CAST(SUM(c.amount_total) * 1 AS bigint)");
    let cast = cast.replace(" NOT INDEXED", "");
    assert_eq!(drift("customer.balance", Dialect::Postgres), Some(cast));
}

#[test]
fn a_count_counts_them() {
    let expected = "SELECT t.tenant_id, t.id, t.item_count AS stored, COALESCE(g.total, 0) AS computed \
        FROM orders t \
        LEFT JOIN (SELECT c.tenant_id, c.order_id AS parent, COUNT(*) AS total FROM item c \
        GROUP BY c.tenant_id, c.order_id) g ON g.tenant_id = t.tenant_id AND g.parent = t.id \
        WHERE t.item_count IS DISTINCT FROM COALESCE(g.total, 0)";
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        assert_eq!(drift("orders.item_count", dialect).as_deref(), Some(expected));
    }
}

#[test]
fn rounding_by_a_column_takes_its_step_from_a_case() {
    let product = "(t.quantity * t.unit_price)";
    let step = "(CASE t.minor_unit WHEN 0 THEN 10000000 WHEN 1 THEN 1000000 WHEN 2 THEN 100000 \
        WHEN 3 THEN 10000 WHEN 4 THEN 1000 WHEN 5 THEN 100 WHEN 6 THEN 10 ELSE 1 END)";
    let amount = format!(
        "((CASE WHEN {product} < 0 THEN -1 ELSE 1 END * ((ABS({product}) + {step} / 2) / {step}) * {step}) / 1000)"
    );
    let expected = format!(
        "SELECT t.tenant_id, t.id, t.amount AS stored, {amount} AS computed FROM item t \
         WHERE t.amount IS DISTINCT FROM {amount}"
    );
    assert_eq!(drift("item.amount", Dialect::Sqlite), Some(expected));
}

#[test]
fn copies_and_rules_that_derive_nothing_have_no_drift() {
    for name in ["item.unit_price", "credit_limit", "order_moves", "order_shipped"] {
        assert_eq!(drift(name, Dialect::Sqlite), None, "{name}");
    }
}

#[test]
fn only_checks_become_checks() {
    let checks: Vec<_> = desk::rules().checks();
    let shown: Vec<_> = checks.iter().map(|check| (check.table, &*check.name, &*check.sql)).collect();
    assert_eq!(shown, [("item", "rule_quantity_is_positive", "quantity > 0")]);
}

const PRICE: ColumnRef = at(1, 2);
const MAYBE: ColumnRef = at(1, 3);
const FLAG: ColumnRef = at(1, 4);
const TEXT: ColumnRef = at(1, 5);
const AMOUNT: ColumnRef = at(1, 6);
const RATE: ColumnRef = at(0, 1);

/// A row with a price of two decimals, an amount of four, and a parent that may be null.
fn schema() -> Schema {
    let id = || column("id", Kind::Uuid, Role::Key);
    let parent = vec![id(), column("rate", Kind::Dec(2), Role::Authored)];
    let row = vec![
        id(),
        nullable(column("parent_id", Kind::Uuid, Role::Authored)),
        column("price", Kind::Dec(2), Role::Authored),
        nullable(column("maybe", Kind::Int, Role::Authored)),
        column("flag", Kind::Bool, Role::Authored),
        column("text", Kind::Text, Role::Authored),
        column("amount", Kind::Dec(4), Role::Derived),
    ];
    let relation = Relation { name: "owner", column: 1, parent: TableId(0), part_of: false };
    Schema {
        tables: vec![
            Table { name: "parent", columns: parent, relations: vec![] },
            Table { name: "line", columns: row, relations: vec![relation] },
        ],
    }
}

fn formula(value: Node) -> RuleSet {
    let rule = Rule::new("", Body::Formula { target: AMOUNT, value });
    load(schema(), vec![rule]).expect("a sound formula")
}

/// How the value of a formula is rendered.
fn computed(value: Node) -> String {
    let set = formula(value);
    let sql = set.drift(&set.rules()[0], Dialect::Sqlite).expect("a formula");
    sql.split("stored, ").nth(1).and_then(|rest| rest.split(" AS computed").next()).expect("a value").to_owned()
}

/// How a condition is rendered as a CHECK.
fn check(holds: Node) -> String {
    let derived = Rule::new("", Body::Formula { target: AMOUNT, value: Node::Col(PRICE) });
    let check = Rule::new("law", Body::Constraint { table: TableId(1), holds, as_check: true });
    let set = load(schema(), vec![derived, check]).expect("a sound check");
    set.checks().remove(0).sql
}

fn int(whole: i64) -> Node {
    Node::Lit(Value::Int(whole))
}

fn dec(units: i128, scale: u8) -> Node {
    Node::Lit(Value::Dec(Decimal::new(units, scale)))
}

fn arith(how: Arith, a: Node, b: Node) -> Node {
    Node::Arith(how, boxed(a), boxed(b))
}

#[test]
fn numbers_meet_at_the_larger_scale() {
    let price = || Node::Col(PRICE);
    assert_eq!(computed(price()), "(t.price * 100)");
    assert_eq!(computed(arith(Arith::Mul, price(), price())), "(t.price * t.price)");
    assert_eq!(computed(arith(Arith::Add, price(), int(-3))), "((t.price + (-3 * 100)) * 100)");
    assert_eq!(computed(arith(Arith::Sub, price(), dec(5, 4))), "((t.price * 100) - 5)");
    assert_eq!(check(compare(Compare::Le, price(), dec(12_345, 4))), "(price * 100) <= 12345");
}

#[test]
fn rounding_is_half_away_from_zero_on_units() {
    let thousandth = arith(Arith::Mul, Node::Col(PRICE), dec(5, 3));
    let rounded = Node::Round(boxed(thousandth), boxed(int(2)));
    let units = "(t.price * 5)";
    let expected =
        format!("((CASE WHEN {units} < 0 THEN -1 ELSE 1 END * ((ABS({units}) + 1000 / 2) / 1000) * 1000) / 10)");
    assert_eq!(computed(rounded), expected);
}

#[test]
fn null_is_what_the_rule_says_it_means() {
    let maybe = or(Node::Col(MAYBE), dec(150, 2));
    assert_eq!(computed(maybe), "(COALESCE((t.maybe * 100), 150) * 100)");
    let rate = or(Node::Via(over(1, 0), RATE), int(1));
    assert_eq!(computed(rate), "(COALESCE(p_owner.rate, (1 * 100)) * 100)");
    assert_eq!(check(Node::IsNull(boxed(Node::Col(MAYBE)))), "maybe IS NULL");
    assert_eq!(check(Node::Not(boxed(Node::IsNull(boxed(Node::Col(MAYBE)))))), "maybe IS NOT NULL");
}

#[test]
fn a_parent_is_joined_once() {
    let rate = || or(Node::Via(over(1, 0), RATE), int(1));
    let set = formula(arith(Arith::Add, rate(), rate()));
    let sql = set.drift(&set.rules()[0], Dialect::Postgres).expect("a formula");
    let join = " LEFT JOIN parent p_owner ON p_owner.tenant_id = t.tenant_id AND p_owner.id = t.parent_id";
    assert_eq!(sql.matches(join).count(), 1, "{sql}");
    assert_eq!(sql.matches("JOIN").count(), 1, "{sql}");
}

#[test]
fn a_case_gives_all_its_arms_one_scale() {
    let value = Node::Case(vec![(Node::Col(FLAG), Node::Col(PRICE))], boxed(int(0)));
    assert_eq!(computed(value), "((CASE WHEN t.flag THEN t.price ELSE (0 * 100) END) * 100)");
}

#[test]
fn conditions_nest_without_losing_their_order() {
    let positive = || compare(Compare::Gt, Node::Col(PRICE), int(0));
    let named = Node::OneOf(boxed(Node::Col(TEXT)), vec![Value::Text("a".into()), Value::Text("it's".into())]);
    let either = Node::Any(vec![positive(), named.clone()]);
    assert_eq!(
        check(Node::All(vec![Node::Not(boxed(either)), Node::Col(FLAG)])),
        "(NOT ((price > (0 * 100)) OR (text IN ('a', 'it''s')))) AND (flag)"
    );
    assert_eq!(check(Node::Not(boxed(named))), "text NOT IN ('a', 'it''s')");
    let told = compare(Compare::Eq, Node::Col(FLAG), Node::Lit(Value::Bool(true)));
    assert_eq!(check(told), "flag = TRUE");
    assert_eq!(check(Node::All(vec![positive(), Node::All(vec![])])), "(price > (0 * 100)) AND (1 = 1)");
    assert_eq!(check(Node::All(vec![positive(), Node::Any(vec![])])), "(price > (0 * 100)) AND (1 = 0)");
}

/// Regression: the constants took the scale of a column, calculated numbers lost theirs.
#[test]
fn numbers_in_a_list_meet_at_the_larger_scale() {
    let list = |of| Node::OneOf(boxed(of), vec![Value::Int(3), Value::Dec(Decimal::new(12_345, 4))]);
    assert_eq!(check(list(Node::Col(PRICE))), "(price * 100) IN ((3 * 10000), 12345)");
    let double = arith(Arith::Mul, Node::Col(PRICE), int(2));
    assert_eq!(check(list(double)), "((price * 2) * 100) IN ((3 * 10000), 12345)");
    let whole = Node::OneOf(boxed(or(Node::Col(MAYBE), int(0))), vec![Value::Int(3)]);
    assert_eq!(check(Node::Not(boxed(whole))), "COALESCE(maybe, 0) NOT IN (3)");
}
