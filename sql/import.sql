-- name: import_add
INSERT INTO import (kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged,
  refused, contacts_added, refused_bytes, undo_sequence, started_at, actor, actor_id)
VALUES ($1, 0, $2, $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, $5, $6, $7) RETURNING id

-- name: import_get
SELECT id, kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged, refused,
  contacts_added, refused_file, refused_bytes, consent, undo_sequence, started_at, ended_at, actor, actor_id,
  notes
FROM import WHERE id = $1

-- name: import_find_unfinished
SELECT id, kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged, refused,
  contacts_added, refused_file, refused_bytes, consent, undo_sequence, started_at, ended_at, actor, actor_id,
  notes
FROM import WHERE fingerprint = $1 AND state = 0 ORDER BY id DESC LIMIT 1

-- name: import_page
SELECT id, kind, state, fingerprint, file_name, options, rows_done, orders, added, updated, unchanged, refused,
  contacts_added, refused_file, refused_bytes, consent, undo_sequence, started_at, ended_at, actor, actor_id,
  notes
FROM import WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: import_save
UPDATE import SET state = $2, rows_done = $3, orders = $4, added = $5, updated = $6, unchanged = $7, refused = $8,
  contacts_added = $9, refused_file = $10, refused_bytes = $11, consent = $12, undo_sequence = $13, ended_at = $14,
  notes = $15
WHERE id = $1

-- name: import_before_add
INSERT INTO import_before (import, sequence, contact, before) VALUES ($1, $2, $3, $4)
