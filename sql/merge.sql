-- Merging: $1 stays, $2 goes. Enumerations: list states and permissions of segment/words.h (0 confirmed, 2 unsubscribed
-- or withdrawn).

-- name: merge_tags
INSERT INTO contact_tag (contact, tag, since, why, why_id, ends_at)
SELECT $1, tag, since, why, why_id, ends_at FROM contact_tag WHERE contact = $2
ON CONFLICT (contact, tag) DO UPDATE SET
  why = CASE WHEN excluded.since < contact_tag.since THEN excluded.why ELSE contact_tag.why END,
  why_id = CASE WHEN excluded.since < contact_tag.since THEN excluded.why_id ELSE contact_tag.why_id END,
  since = CASE WHEN excluded.since < contact_tag.since THEN excluded.since ELSE contact_tag.since END,
  ends_at = CASE WHEN excluded.ends_at IS NULL OR contact_tag.ends_at IS NULL THEN NULL
    WHEN excluded.ends_at > contact_tag.ends_at THEN excluded.ends_at ELSE contact_tag.ends_at END

-- name: merge_tags_remove
DELETE FROM contact_tag WHERE contact = $1

-- name: merge_lists
INSERT INTO contact_list (contact, list, state, since, why, why_id)
SELECT $1, list, state, since, why, why_id FROM contact_list WHERE contact = $2
ON CONFLICT (contact, list) DO UPDATE SET
  state = excluded.state, since = excluded.since, why = excluded.why, why_id = excluded.why_id
WHERE contact_list.state <> 2 AND excluded.state <> 1 AND contact_list.state <> excluded.state

-- name: merge_lists_remove
DELETE FROM contact_list WHERE contact = $1

-- name: merge_permissions
INSERT INTO permission (contact, purpose, state, since, consent)
SELECT $1, purpose, state, since, consent FROM permission WHERE contact = $2
ON CONFLICT (contact, purpose) DO UPDATE SET
  state = excluded.state, since = excluded.since, consent = excluded.consent
WHERE permission.state <> 2 AND excluded.state <> 1 AND permission.state <> excluded.state

-- name: merge_permissions_remove
DELETE FROM permission WHERE contact = $1

-- name: merge_purchases
UPDATE purchase SET contact = $1 WHERE contact = $2

-- name: merge_notes
UPDATE note SET contact = $1 WHERE contact = $2

-- name: merge_consents
UPDATE consent SET contact = $1 WHERE contact = $2

-- name: merge_captured_mails
UPDATE captured_mail SET contact = $1 WHERE contact = $2

-- name: merge_addresses
UPDATE address SET contact = $1, is_primary = 0 WHERE contact = $2

-- name: merge_aliases
UPDATE contact SET merged_into = $1 WHERE merged_into = $2

-- name: merge_gone
UPDATE contact SET state = 3, merged_into = $1, changed_at = $3 WHERE id = $2

-- name: merge_stays
UPDATE contact SET created_at = CASE WHEN $2 < created_at THEN $2 ELSE created_at END, score = COALESCE (score, $3)
WHERE id = $1

-- name: merge_duplicates
DELETE FROM duplicate WHERE one = $1 OR other = $1
