-- Erasure: for each table with personal data one statement, listed in core/erase.c. $1: the contact's number, and those
-- of the contacts merged into it.

-- name: erase_suppression
DELETE FROM suppression WHERE key IN (SELECT key FROM address WHERE contact IN (SELECT value FROM int64s ($1)))

-- name: erase_address
DELETE FROM address WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_note
DELETE FROM note WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_consent
UPDATE consent SET details = NULL WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_tags
DELETE FROM contact_tag WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_lists
DELETE FROM contact_list WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_captured_mail
DELETE FROM captured_mail WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_import_before
DELETE FROM import_before WHERE contact IN (SELECT value FROM int64s ($1))

-- name: erase_duplicate
DELETE FROM duplicate WHERE one IN (SELECT value FROM int64s ($1)) OR other IN (SELECT value FROM int64s ($1))

-- name: erase_contact
UPDATE contact SET state = 2, merged_into = NULL, email = NULL, first_name = NULL, last_name = NULL, title = NULL,
  salutation = NULL, gender = NULL, company = NULL, language = NULL, time_zone = NULL, birth_date = NULL, phone = NULL,
  street = NULL, postcode = NULL, city = NULL, country = NULL, status = NULL, lead_source = NULL, owner = NULL,
  hobbies = NULL, score = NULL, custom = NULL
WHERE id IN (SELECT value FROM int64s ($1))

-- name: erase_events
UPDATE event_{month} SET data = NULL WHERE position IN (SELECT value FROM int64s ($1))

-- name: erase_addresses_of
SELECT key FROM address WHERE contact IN (SELECT value FROM int64s ($1)) ORDER BY key

-- name: erased_any
SELECT 1 FROM erased LIMIT 1

-- name: erased_add
INSERT INTO erased (hash, erased_at) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET erased_at = excluded.erased_at

-- name: erased_find_many
SELECT hash FROM erased WHERE hash IN (SELECT value FROM texts ($1))

-- name: erased_remove
DELETE FROM erased WHERE hash = $1

-- name: erase_address_page
SELECT key, contact, added_at FROM address WHERE key > $1 ORDER BY key LIMIT $2

-- name: erase_purchase
UPDATE purchase SET order_name = NULL WHERE contact IN (SELECT value FROM int64s ($1))

-- Kept answers may hold anyone: who repeats a request after this gets its status alone.
-- name: erase_idempotency
UPDATE idempotency SET body = NULL WHERE body IS NOT NULL AND EXISTS (SELECT value FROM int64s ($1))
