-- Where orders come from.

-- name: purchase_source_find
SELECT id FROM source WHERE name_key = $1

-- name: purchase_source_add
INSERT INTO source (name, name_key, created_at) VALUES ($1, $2, $3) ON CONFLICT (name_key) DO NOTHING

-- name: purchase_source_count
SELECT count (*) FROM source

-- name: purchase_source_list
SELECT id, name, created_at FROM source ORDER BY name_key LIMIT $1

-- Whoever adds orders of a source waits here for the others who do.
-- name: purchase_source_lock [sqlite]
SELECT id FROM source WHERE id = $1

-- name: purchase_source_lock [postgresql]
SELECT id FROM source WHERE id = $1 FOR UPDATE

-- Orders. The keys are those of one source.

-- name: purchase_any
SELECT 1 FROM purchase LIMIT 1

-- name: purchase_find_keys
SELECT id, order_key, contact, at, currency, amount, value FROM purchase
WHERE source = $1 AND order_key IN (SELECT value FROM texts ($2))

-- name: purchase_item_keys
SELECT purchase, line, line_key FROM purchase_item WHERE purchase IN (SELECT value FROM int64s ($1))
ORDER BY purchase, line

-- name: purchase_add
INSERT INTO purchase (contact, source, order_key, order_name, at, currency, amount, value, import)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: purchase_item_add
INSERT INTO purchase_item (purchase, line, line_key, product, quantity, amount, value, import)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: purchase_set_sums
UPDATE purchase SET amount = $2, value = $3 WHERE id = $1

-- name: purchase_load
SELECT p.id, p.contact, p.source, s.name, p.order_key, p.order_name, p.at, p.currency, p.amount, p.value, p.import
FROM purchase p JOIN source s ON s.id = p.source WHERE p.id IN (SELECT value FROM int64s ($1)) ORDER BY p.id

-- name: purchase_load_items
SELECT i.purchase, i.line, i.line_key, i.product, w.name, i.quantity, i.amount, i.value
FROM purchase_item i LEFT JOIN product w ON w.id = i.product
WHERE i.purchase IN (SELECT value FROM int64s ($1)) ORDER BY i.purchase, i.line

-- name: purchase_load_refunds
SELECT id, purchase, line, refund_key, at, kind, quantity, amount, value, import FROM refund
WHERE purchase IN (SELECT value FROM int64s ($1)) ORDER BY purchase, at, id

-- name: purchase_page
SELECT id, at FROM purchase WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: purchase_page_of
SELECT id, at FROM purchase WHERE contact = $1 AND (at < $2 OR (at = $2 AND id < $3))
ORDER BY at DESC, id DESC LIMIT $4

-- name: purchase_totals
SELECT count (*), CAST (sum (o.value - o.refunded_value) AS BIGINT), min (o.at), max (o.at)
FROM (
  SELECT p.at, p.value, p.amount, COALESCE (CAST (sum (r.amount) AS BIGINT), 0) AS refunded,
    COALESCE (CAST (sum (r.value) AS BIGINT), 0) AS refunded_value, count (r.id) AS refunds
  FROM purchase p LEFT JOIN refund r ON r.purchase = p.id WHERE p.contact = $1 GROUP BY p.id, p.at, p.value, p.amount
) AS o WHERE o.refunds = 0 OR o.refunded < o.amount

-- Contacts that an import of purchases made; before is not used.
-- name: purchase_import_contact
INSERT INTO import_before (import, sequence, contact, before) VALUES ($1, $2, $3, '{}')
