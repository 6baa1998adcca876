-- Tag rules.

-- name: rule_add
INSERT INTO tag_rule (event, target, target_name, condition, ends_after, active, created_at)
VALUES ($1, $2, $3, $4, $5, 1, $6) RETURNING id

-- name: rule_add_action
INSERT INTO tag_rule_action (rule, tag, removes) VALUES ($1, $2, $3)

-- name: rule_remove
UPDATE tag_rule SET active = 0 WHERE id = $1 AND active = 1 RETURNING id

-- name: rule_count
SELECT count(*) FROM tag_rule WHERE active = 1

-- name: rule_get
SELECT id, event, target, target_name, condition, ends_after, created_at FROM tag_rule WHERE id = $1

-- name: rule_list
SELECT id, event, target, target_name, condition, ends_after, created_at FROM tag_rule
WHERE active = 1 ORDER BY id LIMIT $1

-- name: rule_waiting
SELECT id, event, target, target_name, condition, ends_after, created_at FROM tag_rule
WHERE active = 1 AND event IN (SELECT value FROM int64s ($1)) ORDER BY id

-- name: rule_actions
SELECT a.rule, a.tag, a.removes FROM tag_rule_action a JOIN tag t ON t.id = a.tag
WHERE a.rule IN (SELECT value FROM int64s ($1)) AND t.archived_at IS NULL ORDER BY a.rule, a.tag

-- name: rule_open_tags
SELECT id FROM tag WHERE id IN (SELECT value FROM int64s ($1)) AND archived_at IS NULL

-- Who it happened to before, in a block of contacts ($1 to $2).

-- name: rule_past_bought
SELECT DISTINCT p.contact FROM purchase p JOIN purchase_item i ON i.purchase = p.id
WHERE p.contact BETWEEN $1 AND $2
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id AND r.line = i.line), -1) < i.amount
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) < p.amount

-- name: rule_past_bought_product
SELECT DISTINCT p.contact FROM purchase p JOIN purchase_item i ON i.purchase = p.id
WHERE p.contact BETWEEN $1 AND $2 AND i.product = $3
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id AND r.line = i.line), -1) < i.amount
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) < p.amount

-- name: rule_past_bought_category
SELECT DISTINCT p.contact FROM purchase p JOIN purchase_item i ON i.purchase = p.id JOIN product w ON w.id = i.product
WHERE p.contact BETWEEN $1 AND $2 AND w.category = $3
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id AND r.line = i.line), -1) < i.amount
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) < p.amount

-- name: rule_past_refunded
SELECT DISTINCT p.contact FROM purchase p JOIN refund r ON r.purchase = p.id WHERE p.contact BETWEEN $1 AND $2

-- name: rule_past_charged_back
SELECT DISTINCT p.contact FROM purchase p JOIN refund r ON r.purchase = p.id
WHERE p.contact BETWEEN $1 AND $2 AND r.kind = 1

-- name: rule_past_refunded_product
SELECT DISTINCT p.contact
FROM purchase p JOIN purchase_item i ON i.purchase = p.id
JOIN refund r ON r.purchase = p.id AND (r.line = i.line OR r.line IS NULL)
WHERE p.contact BETWEEN $1 AND $2 AND i.product = $3

-- name: rule_past_refunded_category
SELECT DISTINCT p.contact
FROM purchase p JOIN purchase_item i ON i.purchase = p.id JOIN product w ON w.id = i.product
JOIN refund r ON r.purchase = p.id AND (r.line = i.line OR r.line IS NULL)
WHERE p.contact BETWEEN $1 AND $2 AND w.category = $3

-- name: rule_past_joined
SELECT contact FROM contact_list WHERE contact BETWEEN $1 AND $2 AND list = $3 AND state = 0

-- name: rule_past_added
SELECT contact FROM contact_list WHERE contact BETWEEN $1 AND $2 AND list = $3 AND state = 1

-- name: rule_past_left
SELECT contact FROM contact_list WHERE contact BETWEEN $1 AND $2 AND list = $3 AND state = 2

-- name: rule_past_worn
SELECT contact FROM contact_tag WHERE contact BETWEEN $1 AND $2 AND tag = $3

-- name: rule_past_confirmed
SELECT contact FROM permission WHERE contact BETWEEN $1 AND $2 AND purpose = $3 - 1 AND state = 0

-- name: rule_past_withdrawn
SELECT contact FROM permission WHERE contact BETWEEN $1 AND $2 AND purpose = $3 - 1 AND state = 2

-- name: rule_past_everyone
SELECT id FROM contact WHERE id BETWEEN $1 AND $2 AND state IN (0, 1)

-- name: rule_past_next
SELECT min (id) FROM contact WHERE id >= $1
