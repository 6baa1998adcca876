-- name: duplicate_contacts
SELECT id, first_name, last_name, phone, postcode FROM contact WHERE id > $1 AND state = 0 ORDER BY id LIMIT $2

-- name: duplicate_addresses
SELECT a.contact, a.key FROM address a JOIN contact c ON c.id = a.contact AND c.state = 0
WHERE a.contact > $1 AND a.contact <= $2

-- name: duplicate_last_contact
SELECT COALESCE (max (id), 0) FROM contact

-- name: duplicate_clear
DELETE FROM duplicate

-- name: duplicate_add
INSERT INTO duplicate (one, other, reason) VALUES ($1, $2, $3) ON CONFLICT (one, other) DO NOTHING

-- name: duplicate_page
SELECT d.one, d.other, d.reason FROM duplicate d
JOIN contact a ON a.id = d.one AND a.state = 0
JOIN contact b ON b.id = d.other AND b.state = 0
WHERE (d.one, d.other) > ($1, $2)
  AND NOT EXISTS (SELECT 1 FROM duplicate_dismissed n WHERE n.one = d.one AND n.other = d.other)
ORDER BY d.one, d.other LIMIT $3

-- name: duplicate_dismiss
INSERT INTO duplicate_dismissed (one, other, at) VALUES ($1, $2, $3) ON CONFLICT (one, other) DO NOTHING
