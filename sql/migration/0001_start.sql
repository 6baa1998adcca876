-- oldest program: 1
--
-- The first schema. Times are milliseconds since 1970 (UTC), dates text "2026-01-31", money int64 in minor units of a
-- currency, flags 0 or 1, `*_key` the folded form that is compared by byte. Enumerations are numbers whose meaning
-- stands in src/core (event.h, contact.h, list.h, permission.h). Hot tables are clustered by their key and have no
-- other index unless a question needs one. There are no foreign keys: `tagpost doctor` checks what they would.

--[postgresql] CREATE FUNCTION int64s (list BIGINT[]) RETURNS TABLE (value BIGINT) LANGUAGE sql IMMUTABLE ROWS 100 AS 'SELECT unnest (list)';
--[postgresql] CREATE FUNCTION texts (list TEXT[]) RETURNS TABLE (value TEXT) LANGUAGE sql IMMUTABLE ROWS 100 AS 'SELECT unnest (list)';

-- The feed: one row that every writer takes last, events by month, followers with cursors. feed_month says at which
-- position a month's table begins; tables event_202601 and so on are made when their month begins.
CREATE TABLE feed_head (
  id INTEGER NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  month INTEGER NOT NULL
);
CREATE TABLE feed_month (
  month INTEGER NOT NULL PRIMARY KEY,
  first_position BIGINT NOT NULL
);
CREATE TABLE follower (
  name TEXT NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL,
  position BIGINT NOT NULL
);
--[postgresql] CREATE TABLE event (
--[postgresql]   position BIGINT NOT NULL, month INTEGER NOT NULL, at BIGINT NOT NULL, kind SMALLINT NOT NULL, contact BIGINT,
--[postgresql]   members BYTEA, target BIGINT, amount BIGINT, actor SMALLINT NOT NULL, actor_id BIGINT, request TEXT, data TEXT
--[postgresql] ) PARTITION BY LIST (month);
-- The history of a contact: the positions of the events about it, or about a set in its block of 65,536 contacts (then
-- the subject is -1 - block). Filled by a follower; what is newer than its cursor is scanned.
CREATE TABLE history (
  subject BIGINT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (subject, position)
) @rowless@;

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);

-- Contacts. state: 0 live, 1 archived, 2 erased, 3 merged into another. A field with several values holds one per line.
CREATE TABLE contact (
  id @number@ NOT NULL PRIMARY KEY,
  state SMALLINT NOT NULL,
  merged_into BIGINT,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  email TEXT,
  first_name TEXT,
  last_name TEXT,
  title TEXT,
  salutation TEXT,
  gender TEXT,
  company TEXT,
  language TEXT,
  time_zone TEXT,
  birth_date TEXT,
  phone TEXT,
  street TEXT,
  postcode TEXT,
  city TEXT,
  country TEXT,
  status TEXT,
  lead_source TEXT,
  owner TEXT,
  hobbies TEXT,
  score BIGINT,
  custom TEXT
);
-- Contact numbers are never used twice; a chunk of an import takes its numbers at once.
--[sqlite] CREATE TABLE contact_number (next BIGINT NOT NULL);
--[sqlite] INSERT INTO contact_number (next) VALUES (1);
--[postgresql] CREATE SEQUENCE contact_sequence MINVALUE 1;
--[postgresql] CREATE FUNCTION take_contact_numbers (wanted BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS '
--[postgresql] DECLARE
--[postgresql]   first BIGINT;
--[postgresql]   name BIGINT := hashtext (''contact numbers '' || current_schema ());
--[postgresql] BEGIN
--[postgresql]   PERFORM pg_advisory_lock (name);
--[postgresql]   first := nextval (''contact_sequence'');
--[postgresql]   PERFORM setval (''contact_sequence'', first + wanted - 1);
--[postgresql]   PERFORM pg_advisory_unlock (name);
--[postgresql]   RETURN first;
--[postgresql] END';
-- Who was merged into whom; who is archived, erased or merged.
CREATE INDEX contact_alias ON contact (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX contact_by_state ON contact (state, id) WHERE state <> 0;
-- E-mail addresses: key is the folded form, spelling the one given when it differs.
CREATE TABLE address (
  key TEXT NOT NULL PRIMARY KEY,
  contact BIGINT NOT NULL,
  spelling TEXT,
  is_primary SMALLINT NOT NULL,
  added_at BIGINT NOT NULL
) @rowless@;
CREATE INDEX address_by_contact ON address (contact);
CREATE TABLE suppression (
  key TEXT NOT NULL PRIMARY KEY,
  reason SMALLINT NOT NULL,
  detail TEXT,
  since BIGINT NOT NULL
) @rowless@;
-- Keyed hashes of erased addresses, so that an import does not bring the person back.
CREATE TABLE erased (
  hash TEXT NOT NULL PRIMARY KEY,
  erased_at BIGINT NOT NULL
) @rowless@;
CREATE TABLE field (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  type SMALLINT NOT NULL,
  several SMALLINT NOT NULL,
  anniversary SMALLINT NOT NULL,
  choices TEXT,
  created_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX field_name ON field (name_key) WHERE archived_at IS NULL;
CREATE TABLE note (
  id @serial@,
  contact BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  text TEXT NOT NULL,
  author BIGINT
);
CREATE INDEX note_by_contact ON note (contact);
-- Pairs that may be one person, as the last search found them, and pairs that are not (one < other).
CREATE TABLE duplicate (
  one BIGINT NOT NULL,
  other BIGINT NOT NULL,
  reason SMALLINT NOT NULL,
  PRIMARY KEY (one, other)
) @rowless@;
CREATE INDEX duplicate_by_other ON duplicate (other);
CREATE TABLE duplicate_dismissed (
  one BIGINT NOT NULL,
  other BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (one, other)
) @rowless@;

-- Tags. origin: how the tag itself came to be (0 made by a person, else the kind of automatic tag) and about what;
-- named: 1 when a person gave the name, which then does not follow the product.
-- why and why_id of a contact's tag: who set it (an actor, see event.h). Tags that end have an entry in the index.
CREATE TABLE tag (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  origin SMALLINT NOT NULL,
  origin_id BIGINT,
  named SMALLINT NOT NULL,
  description TEXT,
  created_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX tag_name ON tag (name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX tag_origin ON tag (origin, origin_id) WHERE origin <> 0;
CREATE TABLE contact_tag (
  contact BIGINT NOT NULL,
  tag BIGINT NOT NULL,
  since BIGINT NOT NULL,
  why SMALLINT NOT NULL,
  why_id BIGINT,
  ends_at BIGINT,
  PRIMARY KEY (contact, tag)
) @rowless@;
CREATE INDEX contact_tag_ends ON contact_tag (ends_at) WHERE ends_at IS NOT NULL;
CREATE TABLE tag_rule (
  id @serial@,
  event SMALLINT NOT NULL,
  target BIGINT,
  target_name TEXT,
  condition TEXT,
  ends_after TEXT,
  active SMALLINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE tag_rule_action (
  rule BIGINT NOT NULL,
  tag BIGINT NOT NULL,
  removes SMALLINT NOT NULL,
  PRIMARY KEY (rule, tag)
) @rowless@;

-- Lists, permissions and the evidence behind them.
CREATE TABLE list (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT,
  created_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX list_name ON list (name_key) WHERE archived_at IS NULL;
CREATE TABLE contact_list (
  contact BIGINT NOT NULL,
  list BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  since BIGINT NOT NULL,
  why SMALLINT NOT NULL,
  why_id BIGINT,
  PRIMARY KEY (contact, list)
) @rowless@;
CREATE TABLE consent (
  id @serial@,
  at BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  basis TEXT NOT NULL,
  actor SMALLINT NOT NULL,
  actor_id BIGINT,
  contact BIGINT,
  details TEXT
);
CREATE INDEX consent_by_contact ON consent (contact) WHERE contact IS NOT NULL;
CREATE TABLE permission (
  contact BIGINT NOT NULL,
  purpose SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  since BIGINT NOT NULL,
  consent BIGINT,
  PRIMARY KEY (contact, purpose)
) @rowless@;

-- Sales. An order's value is in the account's currency; amounts are in the order's. An order from a file has the key
-- of its order id or of its row's content and occurrence (hashed); order_name is personal. Quantities are thousandths.
CREATE TABLE category (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX category_name ON category (name_key) WHERE archived_at IS NULL;
CREATE TABLE product (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  category BIGINT,
  created_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX product_name ON product (name_key) WHERE archived_at IS NULL;
CREATE TABLE source (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);
CREATE TABLE exchange_rate (
  currency TEXT NOT NULL,
  since TEXT NOT NULL,
  rate TEXT NOT NULL,
  PRIMARY KEY (currency, since)
) @rowless@;
CREATE TABLE purchase (
  id @serial@,
  contact BIGINT NOT NULL,
  source BIGINT NOT NULL,
  order_key TEXT NOT NULL,
  order_name TEXT,
  at BIGINT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  value BIGINT NOT NULL,
  import BIGINT
);
CREATE UNIQUE INDEX purchase_order ON purchase (source, order_key);
-- Holds what segments ask of all orders, so that they don't visit the table.
CREATE INDEX purchase_by_contact ON purchase (contact, at, amount, value);
CREATE TABLE purchase_item (
  purchase BIGINT NOT NULL,
  line INTEGER NOT NULL,
  line_key TEXT NOT NULL,
  product BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  value BIGINT NOT NULL,
  import BIGINT,
  PRIMARY KEY (purchase, line)
) @rowless@;
-- A refund of a whole order has no line. kind: 0 refund, 1 chargeback.
CREATE TABLE refund (
  id @serial@,
  purchase BIGINT NOT NULL,
  line INTEGER,
  refund_key TEXT,
  at BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  quantity BIGINT,
  amount BIGINT NOT NULL,
  value BIGINT NOT NULL,
  import BIGINT
);
CREATE INDEX refund_by_purchase ON refund (purchase);
CREATE UNIQUE INDEX refund_once ON refund (purchase, refund_key) WHERE refund_key IS NOT NULL;

-- Imports: what was asked, how far it is (row, committed with the rows' effects), what it made of them; and what stood
-- before, so that it can be undone.
CREATE TABLE import (
  id @serial@,
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  fingerprint TEXT NOT NULL,
  file_name TEXT NOT NULL,
  options TEXT NOT NULL,
  rows_done BIGINT NOT NULL,
  orders BIGINT NOT NULL,
  added BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  contacts_added BIGINT NOT NULL,
  refused_file TEXT,
  refused_bytes BIGINT NOT NULL,
  undo_sequence BIGINT NOT NULL,
  first_position BIGINT NOT NULL,
  consent BIGINT,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  actor SMALLINT NOT NULL,
  actor_id BIGINT,
  notes TEXT
);
CREATE INDEX import_fingerprint ON import (fingerprint);
CREATE TABLE import_before (
  import BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  before TEXT NOT NULL,
  PRIMARY KEY (import, sequence)
) @rowless@;
CREATE INDEX import_before_by_contact ON import_before (contact);

-- Segments: the tree keeps ids (JSON).
CREATE TABLE segment (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  tree TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX segment_name ON segment (name_key) WHERE archived_at IS NULL;

-- Campaigns and the message ledger. Tables message_202601 and so on hold the rows of the sources begun in that month,
-- keyed (source, sequence), in contact order. prepared: 1 once the audience is stored, 2 once the ledger is made;
-- prepared_contact: the last contact that has its row. nonce keeps Message-IDs apart when numbers come again after a
-- restore. A chunk is 4096 rows: next_at is when one of them is to be tried (0: at once; NULL: all are settled).
CREATE TABLE campaign (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  state SMALLINT NOT NULL,
  purpose SMALLINT NOT NULL,
  list BIGINT,
  from_address TEXT NOT NULL,
  reply_to TEXT,
  subject TEXT NOT NULL,
  html TEXT,
  text TEXT,
  audience TEXT NOT NULL,
  excluded TEXT,
  send_at BIGINT,
  source BIGINT,
  started_at BIGINT,
  ended_at BIGINT,
  start_position BIGINT,
  prepared SMALLINT NOT NULL,
  prepared_contact BIGINT NOT NULL,
  recipients BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX campaign_name ON campaign (name_key) WHERE archived_at IS NULL;
CREATE INDEX campaign_open ON campaign (state) WHERE ended_at IS NULL AND archived_at IS NULL;
-- Where messages come from: a campaign (kind 0), a day of an automation step, a day of mails by API.
CREATE TABLE message_source (
  id @serial@,
  kind SMALLINT NOT NULL,
  owner BIGINT NOT NULL,
  month INTEGER NOT NULL,
  nonce BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
--[postgresql] CREATE TABLE message (
--[postgresql]   month INTEGER NOT NULL, source BIGINT NOT NULL, sequence BIGINT NOT NULL, contact BIGINT NOT NULL, address TEXT,
--[postgresql]   state SMALLINT NOT NULL, reason SMALLINT NOT NULL, tries SMALLINT NOT NULL, retry_at BIGINT, changed_at BIGINT NOT NULL,
--[postgresql]   reply TEXT
--[postgresql] ) PARTITION BY LIST (month);
CREATE TABLE message_chunk (
  source BIGINT NOT NULL,
  chunk BIGINT NOT NULL,
  first_contact BIGINT NOT NULL,
  last_contact BIGINT NOT NULL,
  next_at BIGINT,
  PRIMARY KEY (source, chunk)
) @rowless@;
-- One bitmap per condition of a campaign's audience at its start, by block of contacts.
CREATE TABLE campaign_audience (
  campaign BIGINT NOT NULL,
  condition INTEGER NOT NULL,
  block BIGINT NOT NULL,
  members @bytes@ NOT NULL,
  PRIMARY KEY (campaign, condition, block)
) @rowless@;
CREATE TABLE captured_mail (
  id @serial@,
  at BIGINT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  contact BIGINT,
  campaign BIGINT,
  message BIGINT,
  subject TEXT NOT NULL,
  raw @bytes@ NOT NULL
);
CREATE INDEX captured_mail_by_contact ON captured_mail (contact) WHERE contact IS NOT NULL;

-- Users, sessions, tokens; answers that a repeated request gets again.
CREATE TABLE app_user (
  id @serial@,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT,
  role SMALLINT NOT NULL,
  password TEXT NOT NULL,
  language TEXT,
  created_at BIGINT NOT NULL,
  password_changed_at BIGINT NOT NULL,
  archived_at BIGINT
);
CREATE UNIQUE INDEX app_user_email ON app_user (email_key) WHERE archived_at IS NULL;
CREATE TABLE session (
  hash @bytes@ NOT NULL PRIMARY KEY,
  app_user BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
) @rowless@;
CREATE INDEX session_by_user ON session (app_user);
CREATE TABLE token (
  id @serial@,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  hash @bytes@ NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  app_user BIGINT,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  archived_at BIGINT
);
CREATE UNIQUE INDEX token_name ON token (name_key) WHERE archived_at IS NULL;
CREATE TABLE idempotency (
  key TEXT NOT NULL,
  principal TEXT NOT NULL,
  request_hash @bytes@ NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT,
  body @bytes@,
  at BIGINT NOT NULL,
  PRIMARY KEY (principal, key)
) @rowless@;
CREATE INDEX idempotency_age ON idempotency (at);
