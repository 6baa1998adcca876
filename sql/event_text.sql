-- Names of the things that events are about, archived or not.

-- name: event_text_tags
SELECT id, name FROM tag WHERE id IN (SELECT value FROM int64s ($1))

-- name: event_text_lists
SELECT id, name FROM list WHERE id IN (SELECT value FROM int64s ($1))

-- name: event_text_segments
SELECT id, name FROM segment WHERE id IN (SELECT value FROM int64s ($1))

-- name: event_text_campaigns
SELECT id, name FROM campaign WHERE id IN (SELECT value FROM int64s ($1))
