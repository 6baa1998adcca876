-- Names of things for the segment language: a present name to its id, an id to its present name, and the present names
-- for suggestions. An archived thing has a row and no name.

-- name: names_find_tag
SELECT id FROM tag WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_tag
SELECT CASE WHEN archived_at IS NULL THEN name END FROM tag WHERE id = $1

-- name: names_each_tag
SELECT name FROM tag WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_find_list
SELECT id FROM list WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_list
SELECT CASE WHEN archived_at IS NULL THEN name END FROM list WHERE id = $1

-- name: names_each_list
SELECT name FROM list WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_find_segment
SELECT id FROM segment WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_segment
SELECT CASE WHEN archived_at IS NULL THEN name END FROM segment WHERE id = $1

-- name: names_each_segment
SELECT name FROM segment WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_find_campaign
SELECT id FROM campaign WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_campaign
SELECT CASE WHEN archived_at IS NULL THEN name END FROM campaign WHERE id = $1

-- name: names_each_campaign
SELECT name FROM campaign WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_find_product
SELECT id FROM product WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_product
SELECT CASE WHEN archived_at IS NULL THEN name END FROM product WHERE id = $1

-- name: names_each_product
SELECT name FROM product WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_find_category
SELECT id FROM category WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_category
SELECT CASE WHEN archived_at IS NULL THEN name END FROM category WHERE id = $1

-- name: names_each_category
SELECT name FROM category WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_find_field
SELECT id FROM field WHERE name_key = $1 AND archived_at IS NULL

-- name: names_get_field
SELECT CASE WHEN archived_at IS NULL THEN name END FROM field WHERE id = $1

-- name: names_each_field
SELECT name FROM field WHERE archived_at IS NULL AND name_key > $1 ORDER BY name_key LIMIT $2

-- name: names_field
SELECT type, several, anniversary, choices FROM field WHERE id = $1
