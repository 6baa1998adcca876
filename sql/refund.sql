-- Orders that are to be refunded, locked until the end of the change.
-- name: refund_lock [sqlite]
SELECT id, contact, amount, value FROM purchase WHERE id IN (SELECT value FROM int64s ($1)) ORDER BY id

-- name: refund_lock [postgresql]
SELECT id, contact, amount, value FROM purchase WHERE id IN (SELECT value FROM int64s ($1)) ORDER BY id FOR UPDATE

-- name: refund_items
SELECT purchase, line, product, amount, value FROM purchase_item WHERE purchase IN (SELECT value FROM int64s ($1))
ORDER BY purchase, line

-- name: refund_earlier
SELECT purchase, COALESCE (line, 0), amount, value, refund_key FROM refund
WHERE purchase IN (SELECT value FROM int64s ($1)) ORDER BY purchase, id

-- name: refund_add
INSERT INTO refund (purchase, line, refund_key, at, kind, quantity, amount, value, import)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: refund_newest
SELECT max (id) FROM refund WHERE purchase = $1
