-- Positions that one instance at a time may move: the sequencer's (the position that was given last, of all tenants'
-- events together), retention's (every event up to there may be gone), and one for each destination (every event up to
-- there has arrived, or is a dead letter). Whoever holds the lease moves it, and says the epoch under which it holds
-- it; each new holder begins a new epoch, so that one that was paused moves nothing any more.
CREATE TABLE leased_cursor (
    name         TEXT     NOT NULL,
    position     {bigint} NOT NULL,
    holder       {uuid},
    epoch        {bigint} NOT NULL DEFAULT 0,
    -- Milliseconds since 1970, by the database's own clock.
    leased_until {bigint} NOT NULL DEFAULT 0,
    CONSTRAINT pk_leased_cursor PRIMARY KEY (name),
    CONSTRAINT ck_leased_cursor_position CHECK (position >= 0)
) {strict};

INSERT INTO leased_cursor (name, position)
SELECT 'sequencer', position FROM sequencer
UNION ALL SELECT destination, position FROM relay_cursor
UNION ALL SELECT 'retention', 0;

DROP TABLE relay_cursor;
DROP TABLE sequencer;

-- What a destination has refused for good (DEAD), what waits behind that because it is of the same topic and order
-- (HELD), what is to be published out of turn (DUE), and what was given up (DROPPED).
CREATE TABLE dead_letter (
    destination   TEXT        NOT NULL,
    position      {bigint}    NOT NULL,
    tenant_id     {uuid}      NOT NULL,
    event_id      {uuid}      NOT NULL,
    aggregatetype TEXT        NOT NULL,
    aggregateid   TEXT        NOT NULL,
    state         TEXT        NOT NULL,
    reason        TEXT,
    attempts      {bigint}    NOT NULL,
    since         {timestamp} NOT NULL,
    changed_at    {timestamp} NOT NULL,
    CONSTRAINT pk_dead_letter PRIMARY KEY (destination, position),
    CONSTRAINT ck_dead_letter_state CHECK (state IN ('DEAD', 'HELD', 'DUE', 'DROPPED'))
) {strict};

CREATE INDEX ix_dead_letter_state ON dead_letter (destination, state, position);

-- The trace that the event belongs to, as W3C writes it in traceparent; none when nobody follows the request.
ALTER TABLE outbox ADD COLUMN traceparent TEXT;

-- sqlite: DELETE FROM sqlite_stat1 WHERE tbl IN ('sequencer', 'relay_cursor');
-- sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
-- sqlite:     ('leased_cursor', 'sqlite_autoindex_leased_cursor_1', '4 1'),
-- sqlite:     ('dead_letter', 'sqlite_autoindex_dead_letter_1', '1000 500 1'),
-- sqlite:     ('dead_letter', 'ix_dead_letter_state', '1000 500 100 1');
-- sqlite: ANALYZE sqlite_schema;
