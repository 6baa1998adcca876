-- Permissions by purpose. States: 0 confirmed, 1 unknown (or no row), 2 withdrawn.

-- $6 ($5): 1 when the person itself asks, or with new evidence; else withdrawn stays.
-- name: permission_set
INSERT INTO permission (contact, purpose, state, since, consent)
SELECT c.id, $2, $3, $4, $5 FROM int64s ($1) AS l JOIN contact c ON c.id = l.value
WHERE c.state IN (0, 1)
ON CONFLICT (contact, purpose) DO UPDATE
SET state = excluded.state, since = excluded.since, consent = excluded.consent
WHERE permission.state <> excluded.state AND (CAST ($6 AS BIGINT) = 1 OR permission.state <> 2)
RETURNING contact

-- name: permission_add_new
INSERT INTO permission (contact, purpose, state, since, consent) SELECT value, $2, $3, $4, $5 FROM int64s ($1)

-- name: permission_reset
UPDATE permission SET state = 1, since = $3, consent = $4
WHERE purpose = $2 AND contact IN (SELECT value FROM int64s ($1))
  AND state <> 1 AND (CAST ($5 AS BIGINT) = 1 OR state <> 2)
RETURNING contact

-- name: permission_of_contacts
SELECT p.contact, p.purpose, p.state, p.since, p.consent, c.basis
FROM permission p LEFT JOIN consent c ON c.id = p.consent
WHERE p.contact IN (SELECT value FROM int64s ($1)) ORDER BY p.contact, p.purpose

-- name: consent_add
INSERT INTO consent (at, kind, basis, actor, actor_id, contact, details)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id

-- name: consent_find
SELECT id, at, kind, basis, actor, actor_id, contact, details FROM consent WHERE id = $1
