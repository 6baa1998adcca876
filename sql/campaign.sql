-- name: campaign_add
INSERT INTO campaign (name, name_key, state, purpose, list, from_address, reply_to, subject, html, text, audience, excluded,
  prepared, prepared_contact, recipients, created_at, changed_at)
VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, $12, $12) RETURNING id

-- name: campaign_write
UPDATE campaign SET name = $2, name_key = $3, purpose = $4, list = $5, from_address = $6, reply_to = $7, subject = $8,
  html = $9, text = $10, audience = $11, excluded = $12, changed_at = $13
WHERE id = $1

-- name: campaign_get
SELECT id, name, state, purpose, list, from_address, reply_to, subject, html, text, audience, excluded, send_at, source,
  started_at, ended_at, start_position, prepared, prepared_contact, recipients, created_at, changed_at, archived_at
FROM campaign WHERE id = $1

-- name: campaign_find
SELECT id FROM campaign WHERE name_key = $1 AND archived_at IS NULL

-- name: campaign_page
SELECT id, name, state, purpose, list, from_address, reply_to, subject, NULL, NULL, audience, excluded, send_at, source,
  started_at, ended_at, start_position, prepared, prepared_contact, recipients, created_at, changed_at, archived_at
FROM campaign WHERE archived_at IS NULL AND id < $1 AND ($2 < 0 OR state = $2) ORDER BY id DESC LIMIT $3

-- name: campaign_lock [sqlite]
SELECT state FROM campaign WHERE id = $1 AND archived_at IS NULL

-- name: campaign_lock [postgresql]
SELECT state FROM campaign WHERE id = $1 AND archived_at IS NULL FOR UPDATE

-- A sender's look before it claims: pausing waits for the claims under way, and none comes after it.
-- name: campaign_state [sqlite]
SELECT state FROM campaign WHERE id = $1

-- name: campaign_state [postgresql]
SELECT state FROM campaign WHERE id = $1 FOR SHARE

-- name: campaign_set_state
UPDATE campaign SET state = $2, changed_at = $3 WHERE id = $1

-- name: campaign_schedule
UPDATE campaign SET state = $2, send_at = $3, changed_at = $4 WHERE id = $1

-- name: campaign_start
UPDATE campaign SET state = $2, source = $3, started_at = $4, start_position = $5, changed_at = $4 WHERE id = $1

-- name: campaign_advance
UPDATE campaign SET prepared = $2, prepared_contact = $3, recipients = $4 WHERE id = $1

-- name: campaign_end
UPDATE campaign SET state = CASE WHEN state = $2 THEN $3 ELSE state END, ended_at = $4, changed_at = $4
WHERE id = $1 AND ended_at IS NULL AND prepared = 2 AND state IN ($2, $5)
  AND NOT EXISTS (SELECT 1 FROM message_chunk c WHERE c.source = campaign.source AND c.next_at IS NOT NULL)

-- A cancelled campaign that never had a ledger ends as it is.
-- name: campaign_end_unprepared
UPDATE campaign SET ended_at = $2, changed_at = $2 WHERE id = $1 AND ended_at IS NULL

-- name: campaign_archive
UPDATE campaign SET archived_at = $2, changed_at = $2 WHERE id = $1

-- What the engine looks at: scheduled (1), sending (2), and cancelled (5) until its messages say so.
-- name: campaign_open
SELECT id, state, COALESCE (send_at, 0) FROM campaign
WHERE state IN (1, 2, 5) AND ended_at IS NULL AND archived_at IS NULL AND id > $1 ORDER BY id LIMIT $2

-- name: campaign_audience_add
INSERT INTO campaign_audience (campaign, condition, block, members) VALUES ($1, $2, $3, $4)
ON CONFLICT (campaign, condition, block) DO NOTHING

-- name: campaign_audience_blocks
SELECT block FROM campaign_audience WHERE campaign = $1 AND condition = -1 ORDER BY block

-- name: campaign_audience_next
SELECT block, members FROM campaign_audience WHERE campaign = $1 AND condition = -1 AND block >= $2 ORDER BY block LIMIT 1

-- What people did with a campaign, by month of events.
-- name: campaign_events
SELECT position, kind, contact, members FROM event_{month}
WHERE position BETWEEN $1 AND $2 AND ((kind IN (61, 62, 63, 64) AND target = $3) OR (kind IN (32, 41) AND actor = 7 AND actor_id = $3))
