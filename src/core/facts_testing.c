/* SPDX-License-Identifier: Apache-2.0 */
#include "core/facts_testing.h"

#include "base/time.h"

static const char rows[] =
    "INSERT INTO field (id, name, name_key, type, several, anniversary, choices, created_at) VALUES"
    " (1, 'Shoe size', 'shoe size', 1, 0, 0, NULL, {N}), (2, 'credit', 'credit', 2, 0, 0, NULL, "
    "{N}),"
    " (3, 'Colours', 'colours', 6, 1, 0, 'red\ngreen\nblue', {N}),"
    " (4, 'wedding', 'wedding', 3, 0, 1, NULL, {N}), (5, 'vip', 'vip', 5, 0, 0, NULL, {N}),"
    " (6, 'site', 'site', 7, 0, 0, NULL, {N}), (7, 'contract', 'contract', 3, 0, 0, NULL, {N}),"
    " (8, 'notes', 'notes', 0, 0, 0, NULL, {N});"
    "INSERT INTO contact (id, state, merged_into, created_at, changed_at, email, first_name,"
    " last_name, language, birth_date, postcode, city, country, status, hobbies, score, custom)"
    " VALUES"
    " (1, 0, NULL, {N-100}, {N}, 'Anna@X.de', 'Anna', 'Berg', 'nl', '1990-06-20', '80331',"
    "  'München', 'DE', 'loyal', 'Chess\nSkiing', 10, '{\"1\": \"38.5\", \"2\": \"12.50\","
    "  \"3\": \"red\\nblue\", \"4\": \"2015-06-18\", \"5\": \"yes\", \"6\": \"https://a.example/\","
    "  \"7\": \"2026-07-01\", \"99\": \"of no field\"}'),"
    " (2, 0, NULL, {N-50}, {N}, 'bob@x.de', 'Bob', 'ÖZIL', 'de', '1981-06-15', '01067\n\n80999',"
    "  'Dresden\n\nMünchen', 'DE', 'new', NULL, 20,"
    "  '{\"1\": \"44.123456\", \"5\": \"no\", \"7\": \"soon\"}'),"
    " (3, 0, NULL, {N-1}, {N}, 'c@y.example', NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
    "  NULL, NULL),"
    " (4, 0, NULL, {N-9}, {N}, NULL, NULL, NULL, NULL, '2000-02-29', NULL, NULL, 'NL', NULL, "
    "'Golf',"
    "  NULL, '[]'),"
    " (5, 1, NULL, {N-9}, {N}, 'e@x.de', 'Anna', NULL, NULL, NULL, NULL, NULL, NULL, 'loyal', NULL,"
    "  99, NULL),"
    " (6, 2, NULL, {N-9}, {N}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
    "  NULL),"
    " (7, 3, 3, {N-9}, {N}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
    "NULL),"
    " (65537, 0, NULL, {N-500}, {N}, 'far@x.de', 'Zoé', NULL, NULL, NULL, NULL, NULL, NULL, 'lost',"
    "  NULL, NULL, NULL);"
    "INSERT INTO address (key, contact, spelling, is_primary, added_at) VALUES"
    " ('anna@x.de', 1, 'Anna@X.de', 1, {N}), ('anna2@work.example', 1, NULL, 0, {N}),"
    " ('bob@x.de', 2, NULL, 1, {N}), ('c@y.example', 3, NULL, 1, {N}), ('e@x.de', 5, NULL, 1, {N}),"
    " ('far@x.de', 65537, NULL, 1, {N});"
    "INSERT INTO tag (id, name, name_key, origin, named, created_at) VALUES"
    " (1001, 'Bought A', 'bought a', 0, 0, {N}), (1002, 'Bought B', 'bought b', 0, 0, {N}),"
    " (1003, 'Fair 2026', 'fair 2026', 0, 0, {N}), (1004, 'Nobody', 'nobody', 0, 0, {N});"
    "INSERT INTO contact_tag (contact, tag, since, why) VALUES"
    " (1, 1001, {N-40}, 1), (2, 1001, {N-10}, 1), (2, 1002, {N-5}, 1), (5, 1001, {N}, 1), (65537, "
    "1001, {N-400}, "
    "1),"
    /* 2026-03-01 00:00 in Berlin */
    " (3, 1003, 1772319600000, 1);"
    "INSERT INTO list (id, name, name_key, created_at) VALUES (1, 'Newsletter', 'newsletter', {N});"
    "INSERT INTO contact_list (contact, list, state, since, why) VALUES"
    " (1, 1, 0, {N}, 1), (2, 1, 1, {N}, 1), (3, 1, 2, {N}, 1), (5, 1, 0, {N}, 1);"
    "INSERT INTO permission (contact, purpose, state, since) VALUES"
    " (1, 1, 0, {N}), (2, 1, 2, {N}), (2, 0, 0, {N}), (5, 1, 0, {N});"
    "INSERT INTO category (id, name, name_key, created_at) VALUES (1, 'Courses', 'courses', {N});"
    "INSERT INTO product (id, name, name_key, category, created_at) VALUES"
    " (1, 'A', 'a', 1, {N}), (2, 'B', 'b', NULL, {N});"
    /* 2: wholly refunded as an order (3), and its item B (4); 3: an order lowered as a whole (6);
     * 65537: paid in another currency and wholly refunded at another rate */
    "INSERT INTO purchase (id, contact, source, order_key, at, currency, amount, value) VALUES"
    " (1, 1, 1, '1', {N-30}, 'EUR', 10000, 10000), (2, 1, 1, '2', {N-3}, 'EUR', 5000, 5000),"
    " (3, 2, 1, '3', {N-10}, 'EUR', 2000, 2000), (4, 2, 1, '4', {N-20}, 'EUR', 9000, 9000),"
    " (5, 3, 1, '5', {N-400}, 'EUR', 1000, 1000), (6, 3, 1, '6', {N-5}, 'EUR', 3000, 3000),"
    " (7, 65537, 1, '7', {N-9}, 'USD', 1100, 1000), (8, 5, 1, '8', {N-9}, 'EUR', 100, 100);"
    "INSERT INTO purchase_item (purchase, line, line_key, product, quantity, amount, value) VALUES"
    " (1, 1, '1', 1, 1, 6000, 6000), (1, 2, '2', 2, 1, 4000, 4000), (2, 1, '1', 1, 1, 5000, 5000),"
    " (3, 1, '1', 2, 1, 2000, 2000), (4, 1, '1', 1, 1, 6000, 6000), (4, 2, '2', 2, 1, 3000, 3000),"
    " (5, 1, '1', 1, 1, 1000, 1000), (6, 1, '1', 1, 1, 2000, 2000), (6, 2, '2', 2, 1, 1000, 1000),"
    " (7, 1, '1', 1, 1, 1100, 1000), (8, 1, '1', 1, 1, 100, 100);"
    "INSERT INTO refund (id, purchase, line, at, kind, amount, value) VALUES"
    " (1, 3, NULL, {N-2}, 0, 2000, 2000), (2, 4, 2, {N-1}, 1, 3000, 3000),"
    " (3, 6, NULL, {N-4}, 0, 600, 600), (4, 7, NULL, {N-1}, 0, 1100, 990);"
    "INSERT INTO campaign (id, name, name_key, state, purpose, from_address, subject, audience,"
    " prepared, prepared_contact, recipients, created_at, changed_at) VALUES"
    " (1, 'May', 'may', 0, 1, 'a@x.de', 's', '', 0, 0, 0, {N}, {N}),"
    " (2, 'June', 'june', 0, 1, 'a@x.de', 's', '', 0, 0, 0, {N}, {N});";

static void
add_set (TpChange *change, TpEventKind kind, int days, guint32 first, guint32 last, gint64 target)
{
  TpIdSet *set = tp_id_set_new (TP_ID_BLOCK (first));
  tp_id_set_add_range (set, first, last);
  tp_change_event_set (change, kind, TP_TESTING_NOW - days * TP_DAY, set, target, NULL);
}

static void
add_event (TpChange *change, TpEventKind kind, int days, gint64 contact, gint64 target,
           const char *data)
{
  tp_change_event_at (change, kind, TP_TESTING_NOW - days * TP_DAY, contact, target, 0, data);
}

static void
add_events (TpChange *change)
{
  add_set (change, TP_EVENT_MAIL_RECEIVED, 20, 1, 3, 1);
  add_set (change, TP_EVENT_MAIL_RECEIVED, 2, 1, 1, 2);
  add_set (change, TP_EVENT_MAIL_RECEIVED, 2, 65537, 65538, 2);
  add_event (change, TP_EVENT_MAIL_RECEIVED, 1, 4, 0, NULL);
  add_event (change, TP_EVENT_MAIL_RECEIVED, 1, 4, 0, NULL);
  add_event (change, TP_EVENT_MAIL_OPENED, 19, 1, 1, NULL);
  add_event (change, TP_EVENT_MAIL_OPENED, 18, 1, 1, NULL);
  add_event (change, TP_EVENT_MAIL_OPENED, 19, 2, 1, NULL);
  add_event (change, TP_EVENT_MAIL_OPENED, 1, 1, 2, NULL);
  add_event (change, TP_EVENT_MAIL_OPENED, 19, 7, 1, NULL); /* merged into 3 since */
  add_event (change, TP_EVENT_MAIL_OPENED, 19, 5, 1, NULL);
  add_event (change, TP_EVENT_MAIL_CLICKED, 18, 1, 1, NULL);
  add_event (change, TP_EVENT_MAIL_BOUNCED, 2, 65537, 2, NULL);
  add_event (change, TP_EVENT_DID, 7, 2, 0, "{\"name\": \"Webinar\"}");
  add_event (change, TP_EVENT_DID, 6, 2, 0, "{\"name\": \"WEBINAR\"}");
  add_event (change, TP_EVENT_DID, 6, 3, 0, "{\"name\": \"Workshop\"}");
  add_event (change, TP_EVENT_DID, 6, 3, 0, NULL);
  add_event (change, TP_EVENT_CALLED, 2, 1, 5, NULL);
  add_event (change, TP_EVENT_SIGNED_UP, 3, 3, 4, NULL);
}

void
tp_facts_testing_fill (TpAccount *account)
{
  GError *error = NULL;
  tp_testing_script (account, rows);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  add_events (change);
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
}
