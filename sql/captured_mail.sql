-- name: captured_mail_add
INSERT INTO captured_mail (at, sender, recipient, contact, campaign, message, subject, raw)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: captured_mail_newest
SELECT max (id) FROM captured_mail

-- name: captured_mail_prune
DELETE FROM captured_mail WHERE id <= $1

-- name: captured_mail_page
SELECT id, at, sender, recipient, contact, campaign, message, subject FROM captured_mail
WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: captured_mail_page_to
SELECT id, at, sender, recipient, contact, campaign, message, subject FROM captured_mail
WHERE id < $1 AND contact = $2 ORDER BY id DESC LIMIT $3

-- name: captured_mail_page_recipient
SELECT id, at, sender, recipient, contact, campaign, message, subject FROM captured_mail
WHERE id < $1 AND lower (recipient) = $2 ORDER BY id DESC LIMIT $3

-- name: captured_mail_get
SELECT id, at, sender, recipient, contact, campaign, message, subject, raw FROM captured_mail WHERE id = $1
