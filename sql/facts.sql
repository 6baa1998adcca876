-- What the reference evaluation reads: contacts numbered $1 to $2, which lie in one block of 65,536.

-- name: facts_last
SELECT max (id) FROM contact

-- name: facts_live
SELECT id FROM contact WHERE id BETWEEN $1 AND $2 AND state = 0 ORDER BY id

-- The n-th column only where bit n of $3 says so (facts_batch.c has the table).
-- name: facts_contacts
SELECT id, created_at, score,
  CASE WHEN (CAST ($3 AS BIGINT) & 1) <> 0 THEN birth_date END,
  CASE WHEN (CAST ($3 AS BIGINT) & 2) <> 0 THEN first_name END,
  CASE WHEN (CAST ($3 AS BIGINT) & 4) <> 0 THEN last_name END,
  CASE WHEN (CAST ($3 AS BIGINT) & 8) <> 0 THEN title END,
  CASE WHEN (CAST ($3 AS BIGINT) & 16) <> 0 THEN salutation END,
  CASE WHEN (CAST ($3 AS BIGINT) & 32) <> 0 THEN gender END,
  CASE WHEN (CAST ($3 AS BIGINT) & 64) <> 0 THEN company END,
  CASE WHEN (CAST ($3 AS BIGINT) & 128) <> 0 THEN language END,
  CASE WHEN (CAST ($3 AS BIGINT) & 256) <> 0 THEN time_zone END,
  CASE WHEN (CAST ($3 AS BIGINT) & 512) <> 0 THEN phone END,
  CASE WHEN (CAST ($3 AS BIGINT) & 1024) <> 0 THEN street END,
  CASE WHEN (CAST ($3 AS BIGINT) & 2048) <> 0 THEN postcode END,
  CASE WHEN (CAST ($3 AS BIGINT) & 4096) <> 0 THEN city END,
  CASE WHEN (CAST ($3 AS BIGINT) & 8192) <> 0 THEN country END,
  CASE WHEN (CAST ($3 AS BIGINT) & 16384) <> 0 THEN status END,
  CASE WHEN (CAST ($3 AS BIGINT) & 32768) <> 0 THEN lead_source END,
  CASE WHEN (CAST ($3 AS BIGINT) & 65536) <> 0 THEN owner END,
  CASE WHEN (CAST ($3 AS BIGINT) & 131072) <> 0 THEN hobbies END,
  CASE WHEN (CAST ($3 AS BIGINT) & 262144) <> 0 THEN custom END
FROM contact WHERE id BETWEEN $1 AND $2 AND state = 0 ORDER BY id

-- name: facts_addresses
SELECT contact, COALESCE (spelling, key) FROM address WHERE contact BETWEEN $1 AND $2 ORDER BY contact, is_primary DESC, key

-- name: facts_tags
SELECT contact, tag, since FROM contact_tag
WHERE contact BETWEEN $1 AND $2 AND tag IN (SELECT value FROM int64s ($3)) ORDER BY contact

-- name: facts_lists
SELECT contact, list, state FROM contact_list
WHERE contact BETWEEN $1 AND $2 AND list IN (SELECT value FROM int64s ($3)) ORDER BY contact

-- name: facts_permissions
SELECT contact, purpose, state FROM permission WHERE contact BETWEEN $1 AND $2 ORDER BY contact

-- Orders of a time out of the index alone; then what belongs to them, by their ids in ascending order.
-- name: facts_orders
SELECT contact, id, at, amount, value FROM purchase
WHERE contact BETWEEN $1 AND $2 AND at >= $3 AND at < $4 ORDER BY contact

-- name: facts_items
SELECT i.purchase, i.line, i.product, COALESCE (w.category, 0), i.amount, i.value
FROM purchase_item i LEFT JOIN product w ON w.id = i.product
WHERE i.purchase IN (SELECT value FROM int64s ($1)) ORDER BY i.purchase, i.line

-- name: facts_refunds
SELECT purchase, line, at, amount, value FROM refund
WHERE purchase IN (SELECT value FROM int64s ($1)) ORDER BY purchase, id

-- Numbers that live on in these contacts, whose history counts for them.
-- name: facts_aliases
SELECT id, merged_into FROM contact WHERE merged_into BETWEEN $1 AND $2 AND state = 3 ORDER BY id
