-- The ledger. States: 0 due, 1 sending, 2 accepted, 3 retry, 4 failed, 5 uncertain, 6 skipped (core/message.h).

-- name: message_make_month [sqlite]
CREATE TABLE IF NOT EXISTS message_{month} (
  source BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  address TEXT,
  state SMALLINT NOT NULL,
  reason SMALLINT NOT NULL,
  tries SMALLINT NOT NULL,
  retry_at BIGINT,
  changed_at BIGINT NOT NULL,
  reply TEXT,
  PRIMARY KEY (source, sequence)
) WITHOUT ROWID

-- name: message_make_month [postgresql]
CREATE TABLE IF NOT EXISTS message_{month} PARTITION OF message (month DEFAULT {month}, PRIMARY KEY (source, sequence))
FOR VALUES IN ({month}) WITH (fillfactor = 70)

-- name: message_lock_months [sqlite]
SELECT 1

-- name: message_lock_months [postgresql]
SELECT pg_advisory_xact_lock (hashtext ('tagpost message ' || current_schema ()))

-- name: message_source_add
INSERT INTO message_source (kind, owner, month, nonce, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id

-- name: message_source_get
SELECT id, owner, month, nonce FROM message_source WHERE id = $1

-- name: message_add
INSERT INTO message_{month} (source, sequence, contact, address, state, reason, tries, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7)

-- name: message_chunk_add
INSERT INTO message_chunk (source, chunk, first_contact, last_contact, next_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (source, chunk) DO UPDATE SET last_contact = excluded.last_contact,
  next_at = COALESCE (message_chunk.next_at, excluded.next_at)

-- name: message_chunks_due
SELECT chunk FROM message_chunk WHERE source = $1 AND chunk > $2 AND next_at <= $3 ORDER BY chunk LIMIT $4

-- name: message_next_at
SELECT min (next_at) FROM message_chunk WHERE source = $1

-- name: message_chunk_settle
UPDATE message_chunk SET next_at = (
  SELECT min (CASE WHEN m.state = 3 THEN m.retry_at ELSE 0 END) FROM message_{month} m
  WHERE m.source = $1 AND m.sequence BETWEEN $3 AND $4 AND m.state IN (0, 1, 3))
WHERE source = $1 AND chunk = $2

-- name: message_read_due
SELECT sequence, contact, address, state, reason, tries, retry_at, changed_at, reply FROM message_{month}
WHERE source = $1 AND sequence BETWEEN $2 AND $3 AND (state = 0 OR (state = 3 AND retry_at <= $4)) ORDER BY sequence

-- name: message_page
SELECT sequence, contact, address, state, reason, tries, retry_at, changed_at, reply FROM message_{month}
WHERE source = $1 AND sequence > $2 AND sequence <= $3 AND ($4 < 0 OR state = $4) ORDER BY sequence LIMIT $5

-- name: message_find
SELECT m.sequence, m.contact, m.address, m.state, m.reason, m.tries, m.retry_at, m.changed_at, m.reply
FROM message_chunk c JOIN message_{month} m
  ON m.source = c.source AND m.sequence > c.chunk * 4096 AND m.sequence <= c.chunk * 4096 + 4096 AND m.contact = $2
WHERE c.source = $1 AND c.first_contact <= $2 AND c.last_contact >= $2

-- name: message_claim
UPDATE message_{month} SET state = 1, tries = tries + 1, retry_at = NULL, changed_at = $3
WHERE source = $1 AND sequence IN (SELECT value FROM int64s ($2)) AND (state = 0 OR (state = 3 AND retry_at <= $3))
RETURNING sequence

-- name: message_claim_accepted
UPDATE message_{month} SET state = 2, tries = tries + 1, retry_at = NULL, changed_at = $3
WHERE source = $1 AND sequence IN (SELECT value FROM int64s ($2)) AND (state = 0 OR (state = 3 AND retry_at <= $3))
RETURNING sequence

-- name: message_skip
UPDATE message_{month} SET state = 6, reason = $3, retry_at = NULL, changed_at = $4, reply = $5
WHERE source = $1 AND sequence IN (SELECT value FROM int64s ($2)) AND state IN (0, 3)

-- A late outcome settles an uncertain row too, but none that was tried again since.
-- name: message_settle
UPDATE message_{month} SET state = $4, retry_at = $5, reply = $6, changed_at = $7
WHERE source = $1 AND sequence = $2 AND tries = $3 AND state IN (1, 5)

-- name: message_settle_many
UPDATE message_{month} SET state = $4, retry_at = NULL, reply = $5, changed_at = $6
WHERE source = $1 AND sequence IN (SELECT value FROM int64s ($2)) AND tries = $3 AND state IN (1, 5)

-- name: message_recover
UPDATE message_{month} SET state = 5, changed_at = $4 WHERE source = $1 AND sequence BETWEEN $2 AND $3 AND state = 1

-- name: message_cancel
UPDATE message_{month} SET state = 6, reason = $4, retry_at = NULL, changed_at = $5
WHERE source = $1 AND sequence BETWEEN $2 AND $3 AND state IN (0, 3)

-- name: message_count
SELECT state, reason, COUNT (*) FROM message_{month} WHERE source = $1 AND sequence BETWEEN $2 AND $3 GROUP BY state, reason

-- Erasure: the address and what the server said of it go, the row stays.
-- name: message_sources_of_contact
SELECT DISTINCT c.source, s.month FROM message_chunk c JOIN message_source s ON s.id = c.source
WHERE c.first_contact <= $1 AND c.last_contact >= $1 AND c.source > $2 ORDER BY c.source LIMIT $3

-- name: message_erase
UPDATE message_{month} SET address = NULL, reply = NULL
WHERE source = $1 AND contact = $2 AND sequence IN (
  SELECT m.sequence FROM message_chunk c JOIN message_{month} m
    ON m.source = c.source AND m.sequence > c.chunk * 4096 AND m.sequence <= c.chunk * 4096 + 4096
  WHERE c.source = $1 AND c.first_contact <= $2 AND c.last_contact >= $2)
