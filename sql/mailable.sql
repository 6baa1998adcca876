-- Who may be mailed (core/mailable.h gives the reasons' numbers). Permission and list have the same numbers for the same:
-- 0 confirmed, 1 not confirmed, 2 taken back. The part of a key after its last @ is what rtrim leaves nothing of.

-- name: mailable_set
SELECT contact, reason FROM (
  SELECT l.value AS contact, CASE
    WHEN c.id IS NULL OR c.state = 2 THEN 4
    WHEN c.state = 3 THEN 6
    WHEN c.state = 1 THEN 5
    WHEN a.key IS NULL THEN 7
    WHEN EXISTS (SELECT 1 FROM suppression s WHERE s.key = a.key) THEN 3
    WHEN EXISTS (SELECT 1 FROM suppression s
                 WHERE s.key = '*@' || substr (a.key, length (rtrim (a.key, replace (a.key, '@', ''))) + 1)) THEN 3
    WHEN CASE WHEN $3 = 0 THEN p.state ELSE m.state END = 2 THEN 2
    WHEN $4 = 0 OR CASE WHEN $3 = 0 THEN p.state ELSE m.state END = 0 THEN 0
    ELSE 1 END AS reason
  FROM int64s ($1) AS l
  LEFT JOIN contact c ON c.id = l.value
  LEFT JOIN address a ON a.contact = c.id AND a.is_primary = 1
  LEFT JOIN permission p ON p.contact = c.id AND p.purpose = $2
  LEFT JOIN contact_list m ON m.contact = c.id AND m.list = $3
) AS judged WHERE reason <> 0

-- name: mailable_contacts
SELECT c.id, c.state, CASE WHEN $3 = 0 THEN p.state ELSE m.state END, a.key
FROM int64s ($1) AS l
JOIN contact c ON c.id = l.value
LEFT JOIN address a ON a.contact = c.id AND a.is_primary = 1
LEFT JOIN permission p ON p.contact = c.id AND p.purpose = $2
LEFT JOIN contact_list m ON m.contact = c.id AND m.list = $3

-- name: mailable_owners
SELECT key, contact FROM address WHERE key IN (SELECT value FROM texts ($1))

-- name: mailable_suppressed
SELECT key FROM suppression WHERE key IN (SELECT value FROM texts ($1))

-- name: mailable_test_address
INSERT INTO address (key, contact, is_primary, added_at) VALUES ($1, $2, $3, 0)

-- name: mailable_test_suppress
INSERT INTO suppression (key, reason, since) VALUES ($1, 1, 0)
