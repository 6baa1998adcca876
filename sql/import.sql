-- name: import_add
INSERT INTO import (kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged,
  refused, contacts_added, refused_bytes, undo_sequence, first_position, started_at, actor, actor_id)
VALUES ($1, 0, $2, $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $5, $6, $7) RETURNING id

-- name: import_get
SELECT id, kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged, refused,
  contacts_added, refused_file, refused_bytes, consent, undo_sequence, started_at, ended_at, actor, actor_id,
  notes, first_position
FROM import WHERE id = $1

-- name: import_find_unfinished
SELECT id, kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged, refused,
  contacts_added, refused_file, refused_bytes, consent, undo_sequence, started_at, ended_at, actor, actor_id,
  notes, first_position
FROM import WHERE fingerprint = $1 AND state = 0 ORDER BY id DESC LIMIT 1

-- name: import_page
SELECT id, kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged, refused,
  contacts_added, refused_file, refused_bytes, consent, undo_sequence, started_at, ended_at, actor, actor_id,
  notes, first_position
FROM import WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: import_save
UPDATE import SET state = $2, rows_done = $3, orders = $4, added = $5, updated = $6, unchanged = $7, refused = $8,
  contacts_added = $9, refused_file = $10, refused_bytes = $11, consent = $12, undo_sequence = $13, ended_at = $14,
  notes = $15, first_position = $16
WHERE id = $1

-- name: import_before_add
INSERT INTO import_before (import, sequence, contact, before) VALUES ($1, $2, $3, $4)

-- name: import_before_page
SELECT sequence, contact, before FROM import_before WHERE import = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3

-- name: import_before_remove
DELETE FROM import_before WHERE import = $1 AND sequence >= $2

-- name: import_live_between
SELECT id FROM contact WHERE id BETWEEN $1 AND $2 AND state IN (0, 1) ORDER BY id

-- name: import_remove_contacts
UPDATE contact SET state = 2, email = NULL, first_name = NULL, last_name = NULL, title = NULL, salutation = NULL,
  gender = NULL, company = NULL, language = NULL, time_zone = NULL, birth_date = NULL, phone = NULL, street = NULL,
  postcode = NULL, city = NULL, country = NULL, status = NULL, lead_source = NULL, owner = NULL, hobbies = NULL,
  score = NULL, custom = NULL
WHERE id IN (SELECT value FROM int64s ($1))

-- name: import_remove_addresses
DELETE FROM address WHERE contact IN (SELECT value FROM int64s ($1))

-- name: import_remove_tags
DELETE FROM contact_tag WHERE contact IN (SELECT value FROM int64s ($1))

-- name: import_remove_lists
DELETE FROM contact_list WHERE contact IN (SELECT value FROM int64s ($1))

-- name: import_remove_permissions
DELETE FROM permission WHERE contact IN (SELECT value FROM int64s ($1))

-- name: import_restore_list
UPDATE contact_list SET state = $3, since = $4 WHERE contact = $1 AND list = $2

-- name: import_unlist
DELETE FROM contact_list WHERE contact = $1 AND list = $2

-- name: import_restore_permission
UPDATE permission SET state = $3, since = $4, consent = $5 WHERE contact = $1 AND purpose = $2

-- name: import_remove_permission
DELETE FROM permission WHERE contact = $1 AND purpose = $2

-- name: import_release
DELETE FROM suppression
WHERE key IN (SELECT key FROM suppression WHERE key > $2 AND detail = $1 ORDER BY key LIMIT $3) AND detail = $1
RETURNING key

-- name: import_unfinished
SELECT id FROM import WHERE state IN (0, 2) ORDER BY id LIMIT $1
