-- Contacts. The columns of a whole row stand in the order of contact_row.c.

-- name: contact_load
SELECT id, state, merged_into, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom
FROM contact WHERE id = $1

-- name: contact_load_many
SELECT id, state, merged_into, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom
FROM contact WHERE id IN (SELECT value FROM int64s ($1)) ORDER BY id

-- name: contact_lock_many [sqlite]
SELECT id, state, merged_into, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom
FROM contact WHERE id IN (SELECT value FROM int64s ($1)) ORDER BY id

-- name: contact_lock_many [postgresql]
SELECT id, state, merged_into, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom
FROM contact WHERE id IN (SELECT value FROM int64s ($1)) ORDER BY id FOR UPDATE

-- name: contact_page_live
SELECT id, state, merged_into, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom
FROM contact WHERE id < $1 AND state = 0 ORDER BY id DESC LIMIT $2

-- name: contact_page_of_state
SELECT id, state, merged_into, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom
FROM contact WHERE id < $1 AND state <> 0 AND state = $3 ORDER BY id DESC LIMIT $2

-- name: contact_state
SELECT state, merged_into FROM contact WHERE id = $1

-- name: contact_aliases
SELECT id FROM contact WHERE merged_into = $1 ORDER BY id LIMIT $2

-- name: contact_take_numbers [sqlite]
UPDATE contact_number SET next = next + $1 RETURNING next - $1

-- name: contact_take_numbers [postgresql]
SELECT take_contact_numbers ($1)

-- name: contact_add
INSERT INTO contact (id, state, created_at, changed_at, email, first_name, last_name, title, salutation, gender, company, language, time_zone, birth_date, phone, street,
  postcode, city, country, status, lead_source, owner, hobbies,
  score, custom)
VALUES ($1, 0, $2, $3,
  $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)

-- name: contact_update
UPDATE contact SET changed_at = $2, first_name = $3, last_name = $4, title = $5, salutation = $6, gender = $7, company = $8, language = $9,
  time_zone = $10, birth_date = $11, phone = $12, street = $13, postcode = $14, city = $15, country = $16,
  status = $17, lead_source = $18, owner = $19, hobbies = $20, custom = $21
WHERE id = $1

-- name: contact_set_email
UPDATE contact SET email = $2, changed_at = $3 WHERE id = $1

-- name: contact_set_state
UPDATE contact SET state = $3, changed_at = $4
WHERE id IN (SELECT value FROM int64s ($1)) AND state = $2
RETURNING id
