-- Automatic tags, and the items of orders for rules. An item is wholly refunded when the refunds of its line, or those
-- of the order, are at least its (the order's) amount.

-- name: sold_items
SELECT p.contact, i.product, COALESCE (w.category, 0), 0
FROM int64s ($1) AS l JOIN purchase p ON p.id = l.value JOIN purchase_item i ON i.purchase = p.id
LEFT JOIN product w ON w.id = i.product

-- name: sold_items_refunded
SELECT p.contact, i.product, COALESCE (w.category, 0),
  CASE WHEN COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id AND r.line = i.line), -1) >= i.amount
         OR COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) >= p.amount
       THEN 1 ELSE 0 END
FROM int64s ($1) AS l JOIN purchase p ON p.id = l.value JOIN purchase_item i ON i.purchase = p.id
LEFT JOIN product w ON w.id = i.product
WHERE EXISTS (SELECT 1 FROM refund r WHERE r.purchase = p.id AND (r.line = i.line OR r.line IS NULL))

-- name: automatic_unbought
SELECT w.contact, w.tag FROM contact_tag w JOIN tag t ON t.id = w.tag
WHERE w.contact IN (SELECT value FROM int64s ($1)) AND t.origin = $2 AND w.why = $3
  AND NOT EXISTS (
    SELECT 1 FROM purchase p JOIN purchase_item i ON i.purchase = p.id
    WHERE p.contact = w.contact AND i.product = t.origin_id
      AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id AND r.line = i.line), -1) < i.amount
      AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) < p.amount)

-- name: automatic_tags
SELECT origin_id, id, archived_at FROM tag WHERE origin = $1 AND origin_id IN (SELECT value FROM int64s ($2))

-- name: automatic_named
SELECT id, origin, name FROM tag WHERE origin IN (SELECT value FROM int64s ($1)) AND origin_id = $2
  AND named = 0 AND archived_at IS NULL

-- name: automatic_take_over
UPDATE tag SET origin = $2, origin_id = $3, named = 1 WHERE id = $1 AND origin = 0

-- name: automatic_products
SELECT id, name FROM product WHERE id IN (SELECT value FROM int64s ($1))

-- name: automatic_campaigns
SELECT id, name FROM campaign WHERE id IN (SELECT value FROM int64s ($1))

-- name: automatic_lists
SELECT id, name FROM list WHERE id IN (SELECT value FROM int64s ($1))
