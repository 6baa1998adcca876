-- For tests alone: one contact's facts one by one, as plainly as they can be asked for.

-- name: facts_test_contact
SELECT created_at, score, birth_date, first_name, last_name, title, salutation, gender, company, language, time_zone,
  phone, street, postcode, city, country, status, lead_source, owner, hobbies, custom
FROM contact WHERE id = $1

-- name: facts_test_addresses
SELECT COALESCE (spelling, key) FROM address WHERE contact = $1

-- name: facts_test_live
SELECT id FROM contact WHERE state = 0 ORDER BY id LIMIT 100000

-- name: facts_test_tag
SELECT since FROM contact_tag WHERE contact = $1 AND tag = $2

-- name: facts_test_list
SELECT state FROM contact_list WHERE contact = $1 AND list = $2

-- name: facts_test_permission
SELECT state FROM permission WHERE contact = $1 AND purpose = $2

-- Orders in a time that are not wholly refunded.
-- name: facts_test_bought
SELECT count (*), CAST (COALESCE (sum (value), 0) AS BIGINT), max (at) FROM (
  SELECT p.at,
    p.value - (SELECT CAST (COALESCE (sum (r.value), 0) AS BIGINT) FROM refund r WHERE r.purchase = p.id) AS value
  FROM purchase p WHERE p.contact = $1 AND p.at >= $2 AND p.at < $3
    AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) < p.amount) AS orders

-- Orders with refunds in a time.
-- name: facts_test_refunded
SELECT count (DISTINCT p.id), CAST (COALESCE (sum (r.value), 0) AS BIGINT)
FROM purchase p JOIN refund r ON r.purchase = p.id WHERE p.contact = $1 AND r.at >= $2 AND r.at < $3

-- Items of a product ($4) or category ($5), of orders in a time, that are not wholly refunded; and what refunds of the
-- whole order took from them is for the caller: the amounts that were left of all items and up to this one.
-- name: facts_test_items
SELECT p.id, i.value
    - (SELECT CAST (COALESCE (sum (r.value), 0) AS BIGINT) FROM refund r WHERE r.purchase = p.id AND r.line = i.line),
  (SELECT CAST (COALESCE (sum (r.value), 0) AS BIGINT) FROM refund r WHERE r.purchase = p.id AND r.line IS NULL),
  (SELECT CAST (COALESCE (sum (o.amount - (SELECT CAST (COALESCE (sum (r.amount), 0) AS BIGINT) FROM refund r
    WHERE r.purchase = p.id AND r.line = o.line)), 0) AS BIGINT) FROM purchase_item o WHERE o.purchase = p.id),
  (SELECT CAST (COALESCE (sum (o.amount - (SELECT CAST (COALESCE (sum (r.amount), 0) AS BIGINT) FROM refund r
    WHERE r.purchase = p.id AND r.line = o.line)), 0) AS BIGINT) FROM purchase_item o
    WHERE o.purchase = p.id AND o.line <= i.line),
  i.amount - (SELECT CAST (COALESCE (sum (r.amount), 0) AS BIGINT) FROM refund r WHERE r.purchase = p.id AND r.line = i.line)
FROM purchase p JOIN purchase_item i ON i.purchase = p.id LEFT JOIN product w ON w.id = i.product
WHERE p.contact = $1 AND p.at >= $2 AND p.at < $3 AND (i.product = $4 OR w.category = $5)
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id AND r.line = i.line), -1) < i.amount
  AND COALESCE ((SELECT sum (r.amount) FROM refund r WHERE r.purchase = p.id), -1) < p.amount
ORDER BY p.id, i.line
