-- What foreign keys would see to, and what should not be left lying (core/doctor.c).

-- name: doctor_addresses
SELECT count (*) FROM address a WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = a.contact AND c.state IN (0, 1))

-- name: doctor_primary
SELECT count (*) FROM contact c WHERE c.state IN (0, 1) AND c.email IS NOT NULL
  AND (SELECT count (*) FROM address a WHERE a.contact = c.id AND a.is_primary = 1) <> 1

-- name: doctor_tags
SELECT count (*) FROM contact_tag t WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = t.contact)
  OR NOT EXISTS (SELECT 1 FROM tag g WHERE g.id = t.tag)

-- name: doctor_lists
SELECT count (*) FROM contact_list l WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = l.contact)
  OR NOT EXISTS (SELECT 1 FROM list g WHERE g.id = l.list)

-- name: doctor_permissions
SELECT count (*) FROM permission p WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = p.contact)
  OR (p.consent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consent e WHERE e.id = p.consent))

-- name: doctor_purchases
SELECT count (*) FROM purchase p WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = p.contact)

-- name: doctor_items
SELECT count (*) FROM purchase_item i WHERE NOT EXISTS (SELECT 1 FROM purchase p WHERE p.id = i.purchase)
  OR NOT EXISTS (SELECT 1 FROM product d WHERE d.id = i.product)

-- name: doctor_refunds
SELECT count (*) FROM refund r WHERE NOT EXISTS (SELECT 1 FROM purchase p WHERE p.id = r.purchase)

-- name: doctor_merged
SELECT count (*) FROM contact c WHERE c.state = 3
  AND NOT EXISTS (SELECT 1 FROM contact d WHERE d.id = c.merged_into AND d.state <> 3)

-- name: doctor_users
SELECT count (*) FROM app_user WHERE archived_at IS NULL

-- name: doctor_imports
SELECT count (*) FROM import WHERE state IN (0, 2)
