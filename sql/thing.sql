-- Who uses a thing ($1: its public id, $2: its number, $3: the rule events that may be about it, $4: the number when it
-- is a tag, $5: when it is a list): 0 segments, 1 campaigns that have not begun, 2 rules.

-- name: thing_users
SELECT 0 AS kind, name, id FROM segment WHERE archived_at IS NULL AND tree LIKE '%' || $1 || '%'
UNION ALL
SELECT 1, name, id FROM campaign
WHERE archived_at IS NULL AND started_at IS NULL
  AND (audience LIKE '%' || $1 || '%' OR excluded LIKE '%' || $1 || '%' OR list = $5)
UNION ALL
SELECT 2, '', id FROM tag_rule
WHERE active = 1
  AND (condition LIKE '%' || $1 || '%' OR (target = $2 AND event IN (SELECT value FROM int64s ($3)))
       OR EXISTS (SELECT 1 FROM tag_rule_action a WHERE a.rule = tag_rule.id AND a.tag = $4))
ORDER BY kind, id LIMIT $6
