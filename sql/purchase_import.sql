-- Undoing an import of purchases ($1 of the first of each pair), a chunk at a time.

-- name: purchase_undo_orders
SELECT id, contact, value FROM purchase WHERE import = $1 AND id > $2 ORDER BY id LIMIT $3

-- name: purchase_undo_items
SELECT i.purchase, i.line, i.value, p.contact FROM purchase_item i JOIN purchase p ON p.id = i.purchase
WHERE i.import = $1 AND (i.purchase > $2 OR (i.purchase = $2 AND i.line > $3)) ORDER BY i.purchase, i.line LIMIT $4

-- name: purchase_undo_refunds
SELECT r.purchase, r.id, r.value, p.contact FROM refund r JOIN purchase p ON p.id = r.purchase
WHERE r.import = $1 AND r.id > $2 ORDER BY r.id LIMIT $3

-- name: purchase_delete_refunds_of
DELETE FROM refund WHERE purchase IN (SELECT value FROM int64s ($1))

-- name: purchase_delete_items_of
DELETE FROM purchase_item WHERE purchase IN (SELECT value FROM int64s ($1))

-- name: purchase_delete
DELETE FROM purchase WHERE id IN (SELECT value FROM int64s ($1))

-- name: purchase_delete_line_refunds
DELETE FROM refund WHERE purchase = $1 AND line = $2

-- name: purchase_delete_item
DELETE FROM purchase_item WHERE purchase = $1 AND line = $2

-- name: purchase_delete_refunds
DELETE FROM refund WHERE id IN (SELECT value FROM int64s ($1))

-- name: purchase_sum_up
UPDATE purchase SET
  amount = COALESCE ((SELECT CAST (sum (i.amount) AS BIGINT) FROM purchase_item i WHERE i.purchase = purchase.id), 0),
  value = COALESCE ((SELECT CAST (sum (i.value) AS BIGINT) FROM purchase_item i WHERE i.purchase = purchase.id), 0)
WHERE id IN (SELECT value FROM int64s ($1))

-- Refunds of orders as a whole that are more than what is left of them.
-- name: purchase_drop_excess
DELETE FROM refund WHERE line IS NULL AND purchase IN (
  SELECT p.id FROM purchase p JOIN refund r ON r.purchase = p.id
  WHERE p.id IN (SELECT value FROM int64s ($1)) GROUP BY p.id, p.amount HAVING sum (r.amount) > p.amount
)

-- name: purchase_undo_contacts
SELECT sequence, contact FROM import_before WHERE import = $1 AND sequence > $2 ORDER BY sequence LIMIT $3

-- Those of them that nothing else touched.
-- name: purchase_undo_untouched
SELECT c.id FROM contact c
WHERE c.id IN (SELECT value FROM int64s ($1)) AND c.state = 0 AND c.changed_at = c.created_at
  AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.contact = c.id)
  AND NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.contact = c.id)
  AND NOT EXISTS (SELECT 1 FROM contact_list l WHERE l.contact = c.id)
  AND NOT EXISTS (SELECT 1 FROM permission m WHERE m.contact = c.id)
  AND NOT EXISTS (SELECT 1 FROM note n WHERE n.contact = c.id)
ORDER BY c.id

-- Those of these contacts ($1) that were archived when an import of purchases (kind 1) was undone (state 3).
-- name: purchase_import_undone
SELECT DISTINCT c.id FROM contact c JOIN import_before b ON b.contact = c.id JOIN import m ON m.id = b.import
WHERE c.id IN (SELECT value FROM int64s ($1)) AND c.state = 1 AND m.kind = 1 AND m.state = 3 ORDER BY c.id
