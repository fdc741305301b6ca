-- The first schema. How it becomes SQLite's and PostgreSQL's: see schema.rs.
--
-- Money is a scaled integer with 4 decimals (1 = 0.0001), quantity one with 3: exact sums and checks
-- on both databases. Every row belongs to a tenant: keys and foreign keys open with tenant_id.
--
-- Constraints: pk_, fk_, uq_ and ix_ with the table and what they are about; ck_ keeps a type, rule_
-- is a declared business rule, frozen here under the rule's name.
--
-- A column `name_key` holds the text of `name` with its case folded: what people search and sort by.

CREATE TABLE tenant (
    tenant_id  {uuid}      NOT NULL,
    id         {uuid}      NOT NULL,
    name       TEXT        NOT NULL,
    currency   TEXT        NOT NULL,
    minor_unit {bigint}    NOT NULL,
    version    {bigint}    NOT NULL,
    created_at {timestamp} NOT NULL,
    CONSTRAINT pk_tenant PRIMARY KEY (tenant_id, id),
    -- A tenant belongs to itself, so that it is found like every other row.
    CONSTRAINT ck_tenant_id CHECK (tenant_id = id),
    CONSTRAINT ck_tenant_currency CHECK (length(currency) = 3),
    CONSTRAINT rule_minor_unit_not_negative CHECK (minor_unit >= 0),
    CONSTRAINT rule_minor_unit_at_most_4 CHECK (minor_unit <= 4)
) {strict};

CREATE TABLE customer (
    tenant_id    {uuid}      NOT NULL,
    id           {uuid}      NOT NULL,
    name         TEXT        NOT NULL,
    name_key     {folded}    NOT NULL,
    email        TEXT,
    email_key    {folded},
    credit_limit {bigint}    NOT NULL,
    currency     TEXT        NOT NULL,
    minor_unit   {bigint}    NOT NULL,
    balance      {bigint}    NOT NULL,
    open_orders  {bigint}    NOT NULL,
    archived_at  {timestamp},
    version      {bigint}    NOT NULL,
    created_at   {timestamp} NOT NULL,
    CONSTRAINT pk_customer PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_customer_tenant_id FOREIGN KEY (tenant_id, tenant_id)
        REFERENCES tenant (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT rule_credit_limit_not_negative CHECK (credit_limit >= 0),
    CONSTRAINT rule_credit_limit_in_range CHECK (credit_limit <= 9000000000000000),
    CONSTRAINT rule_balance_not_negative CHECK (balance >= 0)
) {strict};

-- Each order updates its customer's balance, which no index reads: with room on the page the new
-- version of the row stays there and no index is written.
-- postgres: ALTER TABLE customer SET (fillfactor = 50);

CREATE UNIQUE INDEX uq_customer_email_key ON customer (tenant_id, email_key)
    WHERE archived_at IS NULL AND email_key IS NOT NULL;

CREATE TABLE product (
    tenant_id   {uuid}      NOT NULL,
    id          {uuid}      NOT NULL,
    sku         TEXT        NOT NULL,
    sku_key     {folded}    NOT NULL,
    name        TEXT        NOT NULL,
    name_key    {folded}    NOT NULL,
    unit_price  {bigint}    NOT NULL,
    available   {bool}      NOT NULL,
    archived_at {timestamp},
    version     {bigint}    NOT NULL,
    created_at  {timestamp} NOT NULL,
    CONSTRAINT pk_product PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_product_tenant_id FOREIGN KEY (tenant_id, tenant_id)
        REFERENCES tenant (tenant_id, id) ON DELETE RESTRICT,
    -- sqlite: CONSTRAINT ck_product_available CHECK (available IN (0, 1)),
    CONSTRAINT rule_price_not_negative CHECK (unit_price >= 0),
    CONSTRAINT rule_price_in_range CHECK (unit_price <= 9999999999999)
) {strict};

CREATE UNIQUE INDEX uq_product_sku_key ON product (tenant_id, sku_key) WHERE archived_at IS NULL;

CREATE TABLE orders (
    tenant_id              {uuid}      NOT NULL,
    id                     {uuid}      NOT NULL,
    number                 {bigint}    NOT NULL,
    customer_id            {uuid}      NOT NULL,
    status                 TEXT        NOT NULL,
    status_before_shipping TEXT,
    order_date             {date}      NOT NULL,
    external_reference     TEXT,
    external_reference_key {folded},
    notes                  TEXT        NOT NULL,
    notes_key              {folded}    NOT NULL,
    date_shipped           {timestamp},
    first_settled_at       {timestamp},
    currency               TEXT        NOT NULL,
    minor_unit             {bigint}    NOT NULL,
    amount_total           {bigint}    NOT NULL,
    item_count             {bigint}    NOT NULL,
    event_counter          {bigint}    NOT NULL,
    version                {bigint}    NOT NULL,
    created_at             {timestamp} NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_orders_number UNIQUE (tenant_id, number),
    CONSTRAINT fk_orders_customer_id FOREIGN KEY (tenant_id, customer_id)
        REFERENCES customer (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT ck_orders_status
        CHECK (status IN ('OPEN', 'PAID', 'SHIPPED', 'COMPLETE', 'CANCELLED', 'REFUNDED')),
    CONSTRAINT ck_orders_status_before_shipping CHECK (status_before_shipping IN ('OPEN', 'PAID')),
    CONSTRAINT rule_order_keeps_an_item CHECK (item_count >= 1),
    CONSTRAINT rule_shipped_has_a_date
        CHECK ((status NOT IN ('SHIPPED', 'COMPLETE')) OR (date_shipped IS NOT NULL)),
    CONSTRAINT rule_unshipped_has_no_date
        CHECK ((status NOT IN ('OPEN', 'PAID', 'CANCELLED')) OR (date_shipped IS NULL)),
    CONSTRAINT rule_settled_has_a_date
        CHECK ((status NOT IN ('PAID', 'SHIPPED', 'COMPLETE')) OR (first_settled_at IS NOT NULL))
) {strict};

-- postgres: ALTER TABLE orders SET (fillfactor = 90);

CREATE UNIQUE INDEX uq_orders_external_reference ON orders (tenant_id, external_reference)
    WHERE external_reference IS NOT NULL;
-- The pages of a customer's orders, and what they come to; also what an explained balance is made of, and whether a
-- customer may be deleted.
CREATE INDEX ix_orders_customer_id ON orders (tenant_id, customer_id, id, amount_total);
-- The pages of orders by status, their counts, and what they come to.
CREATE INDEX ix_orders_status ON orders (tenant_id, status, id, amount_total);

CREATE TABLE item (
    tenant_id  {uuid}      NOT NULL,
    id         {uuid}      NOT NULL,
    order_id   {uuid}      NOT NULL,
    product_id {uuid}      NOT NULL,
    quantity   {bigint}    NOT NULL,
    unit_price {bigint}    NOT NULL,
    minor_unit {bigint}    NOT NULL,
    amount     {bigint}    NOT NULL,
    version    {bigint}    NOT NULL,
    created_at {timestamp} NOT NULL,
    CONSTRAINT pk_item PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_item_order_id FOREIGN KEY (tenant_id, order_id)
        REFERENCES orders (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT fk_item_product_id FOREIGN KEY (tenant_id, product_id)
        REFERENCES product (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT rule_quantity_positive CHECK (quantity > 0),
    CONSTRAINT rule_quantity_in_range CHECK (quantity <= 1000000000),
    CONSTRAINT rule_amount_in_range CHECK (amount <= 9000000000000000)
) {strict};

CREATE INDEX ix_item_order_id ON item (tenant_id, order_id);
-- Whether a product may be deleted, and which orders use it.
CREATE INDEX ix_item_product_id ON item (tenant_id, product_id);

-- What lists are filtered and sorted by, each with the id that breaks ties. Those with amount_total at their end, as
-- the two above, give the totals of orders without a look at the rows. Case is folded in the keys. A customer's balance
-- has no index: it would be written with every order, and customers are few enough to be sorted.
CREATE INDEX ix_orders_order_date ON orders (tenant_id, order_date, id, amount_total);
CREATE INDEX ix_orders_amount_total ON orders (tenant_id, amount_total, id);
CREATE INDEX ix_orders_date_shipped ON orders (tenant_id, date_shipped, id, amount_total)
    WHERE date_shipped IS NOT NULL;
CREATE INDEX ix_orders_external_reference_key ON orders (tenant_id, external_reference_key, id)
    WHERE external_reference_key IS NOT NULL;
CREATE INDEX ix_customer_name_key ON customer (tenant_id, name_key, id);
CREATE INDEX ix_product_name_key ON product (tenant_id, name_key, id);

-- No foreign key to the order: its history outlives it.
CREATE TABLE order_history (
    tenant_id {uuid}      NOT NULL,
    id        {uuid}      NOT NULL,
    order_id  {uuid}      NOT NULL,
    version   {bigint}    NOT NULL,
    at        {timestamp} NOT NULL,
    actor     TEXT        NOT NULL,
    command   TEXT        NOT NULL,
    reason    TEXT,
    changes   {json}      NOT NULL,
    CONSTRAINT pk_order_history PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_order_history_version UNIQUE (tenant_id, order_id, version)
) {strict};

-- The column names are those that Debezium's outbox event router reads. sequence counts the events of
-- one aggregate; position is given after the commit, and orders all events.
CREATE TABLE outbox (
    tenant_id     {uuid}      NOT NULL,
    id            {uuid}      NOT NULL,
    aggregatetype TEXT        NOT NULL,
    aggregateid   TEXT        NOT NULL,
    sequence      {bigint}    NOT NULL,
    type          TEXT        NOT NULL,
    payload       {json}      NOT NULL,
    actor         TEXT        NOT NULL,
    occurred_at   {timestamp} NOT NULL,
    position      {bigint},
    CONSTRAINT pk_outbox PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_outbox_sequence UNIQUE (tenant_id, aggregateid, sequence)
) {strict};

-- What each destination and each subscription has yet to see.
CREATE UNIQUE INDEX uq_outbox_position ON outbox (position) WHERE position IS NOT NULL;
-- What the sequencer has yet to place, about in the order of time (ids are UUIDv7).
CREATE INDEX ix_outbox_unplaced ON outbox (id) WHERE position IS NULL;

-- The position that was given last, of all tenants' events together: one row.
CREATE TABLE sequencer (
    id       INTEGER  NOT NULL,
    position {bigint} NOT NULL,
    CONSTRAINT pk_sequencer PRIMARY KEY (id),
    CONSTRAINT ck_sequencer_id CHECK (id = 1)
) {strict};

INSERT INTO sequencer (id, position) VALUES (1, 0);

-- How far each destination has been published to: every event up to its position has arrived there.
CREATE TABLE relay_cursor (
    destination TEXT        NOT NULL,
    position    {bigint}    NOT NULL,
    moved_at    {timestamp} NOT NULL,
    CONSTRAINT pk_relay_cursor PRIMARY KEY (destination)
) {strict};

-- What the rules refused lately; the rows that were refused may not exist. Old entries are pruned.
CREATE TABLE refusal (
    tenant_id   {uuid}      NOT NULL,
    id          {uuid}      NOT NULL,
    at          {timestamp} NOT NULL,
    actor       TEXT        NOT NULL,
    command     TEXT        NOT NULL,
    rule        TEXT        NOT NULL,
    entity      TEXT        NOT NULL,
    row_id      {uuid}      NOT NULL,
    customer_id {uuid},
    message     TEXT        NOT NULL,
    facts       {json}      NOT NULL,
    CONSTRAINT pk_refusal PRIMARY KEY (tenant_id, id)
) {strict};

-- What became of a keyed request: the same answer for a day, however often it is asked.
CREATE TABLE idempotency (
    tenant_id    {uuid}      NOT NULL,
    actor        TEXT        NOT NULL,
    key          TEXT        NOT NULL,
    request_hash TEXT        NOT NULL,
    outcome      {json}      NOT NULL,
    created_at   {timestamp} NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (tenant_id, actor, key)
) {strict};

-- What has expired.
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at);

-- Order numbers are handed out from here in blocks.
CREATE TABLE number_block (
    tenant_id {uuid}   NOT NULL,
    next      {bigint} NOT NULL,
    CONSTRAINT pk_number_block PRIMARY KEY (tenant_id),
    CONSTRAINT fk_number_block_tenant_id FOREIGN KEY (tenant_id, tenant_id)
        REFERENCES tenant (tenant_id, id) ON DELETE RESTRICT
) {strict};

-- The rule set that the stored data follows: one row.
CREATE TABLE rule_set (
    id          INTEGER     NOT NULL,
    fingerprint TEXT        NOT NULL,
    stored_at   {timestamp} NOT NULL,
    CONSTRAINT pk_rule_set PRIMARY KEY (id),
    CONSTRAINT ck_rule_set_id CHECK (id = 1)
) {strict};

-- SQLite chooses indexes by these figures: rows, and rows for each value of the index's columns from the left. Without
-- any it takes one tenant for a few rows, and walks through all items to find those of an order. They are about a
-- million orders of one tenant and not counted, so that a plan is the same on the first day and later. (PostgreSQL
-- counts by itself.) A later migration that adds an index adds its figures.
-- sqlite: ANALYZE sequencer;
-- sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
-- sqlite:     ('customer', 'sqlite_autoindex_customer_1', '10000 10000 1'),
-- sqlite:     ('customer', 'uq_customer_email_key', '10000 10000 1'),
-- sqlite:     ('customer', 'ix_customer_name_key', '10000 10000 1 1'),
-- sqlite:     ('product', 'sqlite_autoindex_product_1', '2000 2000 1'),
-- sqlite:     ('product', 'uq_product_sku_key', '2000 2000 1'),
-- sqlite:     ('product', 'ix_product_name_key', '2000 2000 1 1'),
-- sqlite:     ('orders', 'sqlite_autoindex_orders_1', '1000000 1000000 1'),
-- sqlite:     ('orders', 'sqlite_autoindex_orders_2', '1000000 1000000 1'),
-- sqlite:     ('orders', 'uq_orders_external_reference', '300000 300000 1'),
-- sqlite:     ('orders', 'ix_orders_customer_id', '1000000 1000000 100 1 1'),
-- sqlite:     ('orders', 'ix_orders_status', '1000000 1000000 200000 1 1'),
-- sqlite:     ('orders', 'ix_orders_order_date', '1000000 1000000 1000 1 1'),
-- sqlite:     ('orders', 'ix_orders_amount_total', '1000000 1000000 20 1'),
-- sqlite:     ('orders', 'ix_orders_date_shipped', '900000 900000 1 1 1'),
-- sqlite:     ('orders', 'ix_orders_external_reference_key', '300000 300000 1 1'),
-- sqlite:     ('item', 'sqlite_autoindex_item_1', '3000000 3000000 1'),
-- sqlite:     ('item', 'ix_item_order_id', '3000000 3000000 3'),
-- sqlite:     ('item', 'ix_item_product_id', '3000000 3000000 1500'),
-- sqlite:     ('order_history', 'sqlite_autoindex_order_history_1', '2000000 2000000 1'),
-- sqlite:     ('order_history', 'sqlite_autoindex_order_history_2', '2000000 2000000 2 1'),
-- sqlite:     ('outbox', 'sqlite_autoindex_outbox_1', '3000000 3000000 1'),
-- sqlite:     ('outbox', 'sqlite_autoindex_outbox_2', '3000000 3000000 3 1'),
-- sqlite:     ('outbox', 'uq_outbox_position', '3000000 1'),
-- sqlite:     ('outbox', 'ix_outbox_unplaced', '100 1'),
-- sqlite:     ('refusal', 'sqlite_autoindex_refusal_1', '10000 10000 1'),
-- sqlite:     ('idempotency', 'sqlite_autoindex_idempotency_1', '100000 100000 1000 1'),
-- sqlite:     ('idempotency', 'ix_idempotency_created_at', '100000 1');
-- This connection reads them now, every other one when it meets the new schema.
-- sqlite: ANALYZE sqlite_schema;

-- For people who read SQL. SQLite has no exact decimals, so there the amounts are text.
CREATE VIEW orders_view AS
SELECT
    tenant.name       AS tenant_name,
    orders.number     AS order_number,
    customer.name     AS customer_name,
    orders.status,
    orders.order_date,
    orders.date_shipped,
    -- sqlite: printf('%s%d.%04d', CASE WHEN orders.amount_total < 0 THEN '-' ELSE '' END,
    -- sqlite:     abs(orders.amount_total / 10000), abs(orders.amount_total % 10000)) AS amount_total,
    -- postgres: (orders.amount_total::numeric / 10000)::numeric(19, 4) AS amount_total,
    -- sqlite: printf('%s%d.%04d', CASE WHEN customer.balance < 0 THEN '-' ELSE '' END,
    -- sqlite:     abs(customer.balance / 10000), abs(customer.balance % 10000)) AS customer_balance,
    -- postgres: (customer.balance::numeric / 10000)::numeric(19, 4) AS customer_balance,
    orders.currency,
    orders.notes
FROM orders
JOIN customer ON customer.tenant_id = orders.tenant_id AND customer.id = orders.customer_id
JOIN tenant ON tenant.tenant_id = orders.tenant_id AND tenant.id = orders.tenant_id;
