/* SPDX-License-Identifier: Apache-2.0 */
/* Random conditions on random businesses: the batches must say of every contact what plain
 * questions about that one contact say. The seed is printed; TP_FACTS_SEED repeats a run. */
#include "base/error.h"
#include "base/fold.h"
#include "base/json.h"
#include "base/time.h"
#include "core/audience.h"
#include "core/facts_value.h"
#include "core/history.h"
#include "core/names.h"
#include "core/segment.h"
#include "core/testing.h"
#include "segment/day.h"
#include "segment/format.h"
#include "segment/sample.h"

#include <string.h>

#define ROUNDS 150
#define TAGS 5
#define PRODUCTS 4

/* In two blocks. */
static const guint32 ranges[][2] = {
    {1,     30   },
    {65528, 65544}
};

static const char *const texts[] = {"anna", "Anna", "ÖZIL", "özil", "80331", "x", "de", "NL", NULL};

/* What plain questions are asked with. */
typedef struct {
  TpConn *conn;
  TpSegmentMoment moment;
  gint64 contact;
  GArray *live;      /* gint64 */
  GPtrArray *values; /* of the field asked for last */
} Plain;

static void
no_error (GError *error)
{
  g_assert_no_error (error);
}

static TpRows *
ask_row (Plain *plain, TpSql sql, gint64 contact, gint64 other)
{
  GError *error = NULL;
  TpRows *rows = tp_conn_query (plain->conn, sql, &error, other < 0 ? "i" : "ii", contact, other);
  no_error (error);
  if (tp_rows_next (rows, &error))
    return rows;
  no_error (error);
  tp_rows_free (rows);
  return NULL;
}

static TpSegmentThing
target_of (TpSegmentAction action)
{
  return action == TP_SEGMENT_SIGNED_UP ? TP_SEGMENT_THING_FORM : TP_SEGMENT_THING_CAMPAIGN;
}

static gint64
count_events (Plain *plain, const TpSegmentAct *act, TpWindow window, gint64 *out_last_at)
{
  static const TpEventKind kinds[TP_SEGMENT_ACTIONS] = {
      [TP_SEGMENT_RECEIVED] = TP_EVENT_MAIL_RECEIVED,
      [TP_SEGMENT_OPENED] = TP_EVENT_MAIL_OPENED,
      [TP_SEGMENT_CLICKED] = TP_EVENT_MAIL_CLICKED,
      [TP_SEGMENT_BOUNCED] = TP_EVENT_MAIL_BOUNCED,
      [TP_SEGMENT_CALLED] = TP_EVENT_CALLED,
      [TP_SEGMENT_SIGNED_UP] = TP_EVENT_SIGNED_UP,
      [TP_SEGMENT_DID] = TP_EVENT_DID,
  };
  GError *error = NULL;
  gint64 count = 0;
  const TpEventKind wanted[] = {kinds[act->action], TP_EVENT_NONE};
  gboolean is_mail = act->action <= TP_SEGMENT_BOUNCED;
  g_autoptr (GHashTable) mails = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) events =
      tp_history_read (plain->conn, plain->contact, 0, wanted, 100000, &error);
  no_error (error);
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    g_autofree char *name =
        g_strdup_printf ("{\"name\": \"%s\"}", act->event == NULL ? "" : act->event_key);
    if (event->at < window.from_at || event->at >= window.to_at ||
        (act->action == TP_SEGMENT_DID && g_strcmp0 (event->data, name) != 0) ||
        (act->target != TP_SEGMENT_THING_NONE &&
         (act->action == TP_SEGMENT_CALLED || act->target != target_of (act->action) ||
          act->target_id != event->target)))
      continue;
    *out_last_at = count == 0 ? event->at : MAX (*out_last_at, event->at);
    if (!is_mail || event->target == 0 ||
        g_hash_table_add (mails, g_memdup2 (&event->target, sizeof event->target)))
      count++;
  }
  return count;
}

/* Orders of a target: rows of items, summed up by order. */
static void
sum_items (Plain *plain, const TpSegmentAct *act, TpWindow window, gint64 *out_count,
           gint64 *out_minor)
{
  GError *error = NULL;
  gboolean is_product = act->target == TP_SEGMENT_THING_PRODUCT;
  gint64 last = 0;
  g_autoptr (TpRows) rows = tp_conn_query (
      plain->conn, TP_SQL_FACTS_TEST_ITEMS, &error, "iiiii", plain->contact, window.from_at,
      window.to_at, is_product ? act->target_id : -1, is_product ? (gint64)-1 : act->target_id);
  no_error (error);
  *out_count = *out_minor = 0;
  while (tp_rows_next (rows, &error)) {
    gint64 value = tp_rows_int64 (rows, 1), whole = tp_rows_int64 (rows, 2);
    gint64 all = tp_rows_int64 (rows, 3), up_to = tp_rows_int64 (rows, 4);
    gint64 before = up_to - tp_rows_int64 (rows, 5);
    *out_count += tp_rows_int64 (rows, 0) != last;
    last = tp_rows_int64 (rows, 0);
    *out_minor += value - (all > 0 ? whole * up_to / all - whole * before / all : 0);
  }
  no_error (error);
}

static gboolean
plain_occurrences (gpointer contact, const TpSegmentAct *act, TpWindow window, gint64 *out_count,
                   gint64 *out_minor, GError **error)
{
  Plain *plain = contact;
  gint64 last_at = 0;
  *out_minor = 0;
  if (act->action != TP_SEGMENT_BOUGHT && act->action != TP_SEGMENT_REFUNDED) {
    *out_count = count_events (plain, act, window, &last_at);
    return TRUE;
  }
  if (act->target != TP_SEGMENT_THING_NONE) {
    sum_items (plain, act, window, out_count, out_minor);
    return TRUE;
  }
  GError *local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (
      plain->conn,
      act->action == TP_SEGMENT_BOUGHT ? TP_SQL_FACTS_TEST_BOUGHT : TP_SQL_FACTS_TEST_REFUNDED,
      &local, "iii", plain->contact, window.from_at, window.to_at);
  no_error (local);
  g_assert_true (tp_rows_next (rows, &local));
  *out_count = tp_rows_int64 (rows, 0);
  *out_minor = tp_rows_int64 (rows, 1);
  return TRUE;
}

static void
take_lines (Plain *plain, const char *text, gboolean several)
{
  g_auto (GStrv) lines = g_strsplit (text, several ? "\n" : "\r", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      g_ptr_array_add (plain->values, g_strdup (*line));
}

static void
take_addresses (Plain *plain)
{
  GError *error = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (plain->conn, TP_SQL_FACTS_TEST_ADDRESSES, &error, "i", plain->contact);
  while (tp_rows_next (rows, &error))
    g_ptr_array_add (plain->values, g_strdup (tp_rows_text (rows, 0)));
  no_error (error);
}

/* The stored text of a custom field, or NULL. */
static char *
custom_text (TpRows *row, gint64 id)
{
  const char *text = tp_rows_text (row, 20);
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autoptr (json_t) custom = text == NULL ? NULL : tp_json_parse (text, strlen (text), NULL);
  return g_strdup (json_string_value (json_object_get (custom, key)));
}

static gboolean
plain_derived (Plain *plain, TpSegmentBuiltin builtin, TpSegmentFact *out_fact)
{
  TpWindow always = {G_MININT64, G_MAXINT64};
  TpSegmentAct act = {.action = TP_SEGMENT_OPENED};
  if (builtin == TP_SEGMENT_LAST_CLICK)
    act.action = TP_SEGMENT_CLICKED;
  if (builtin == TP_SEGMENT_LAST_OPEN || builtin == TP_SEGMENT_LAST_CLICK) {
    out_fact->n = count_events (plain, &act, always, &out_fact->number) > 0;
    return TRUE;
  }
  if (builtin != TP_SEGMENT_ORDERS && builtin != TP_SEGMENT_REVENUE &&
      builtin != TP_SEGMENT_LAST_PURCHASE)
    return FALSE;
  GError *error = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (plain->conn, TP_SQL_FACTS_TEST_BOUGHT, &error, "iii",
                                           plain->contact, G_MININT64, G_MAXINT64);
  g_assert_true (tp_rows_next (rows, &error));
  out_fact->n = builtin != TP_SEGMENT_LAST_PURCHASE || !tp_rows_is_null (rows, 2);
  out_fact->number = builtin == TP_SEGMENT_ORDERS    ? tp_rows_int64 (rows, 0) * TP_SEGMENT_SCALE
                     : builtin == TP_SEGMENT_REVENUE ? tp_rows_int64 (rows, 1)
                                                     : tp_rows_int64 (rows, 2);
  return TRUE;
}

static gboolean
plain_field (gpointer contact, const TpSegmentField *field, TpSegmentFact *out_fact, GError **error)
{
  static const guint columns[TP_SEGMENT_BUILTINS] = {
      [TP_SEGMENT_EMAIL] = 3, /* read apart */
      [TP_SEGMENT_BIRTH_DATE] = 2,   [TP_SEGMENT_FIRST_NAME] = 3, [TP_SEGMENT_LAST_NAME] = 4,
      [TP_SEGMENT_TITLE] = 5,        [TP_SEGMENT_SALUTATION] = 6, [TP_SEGMENT_GENDER] = 7,
      [TP_SEGMENT_COMPANY] = 8,      [TP_SEGMENT_LANGUAGE] = 9,   [TP_SEGMENT_TIME_ZONE] = 10,
      [TP_SEGMENT_PHONE] = 11,       [TP_SEGMENT_STREET] = 12,    [TP_SEGMENT_POSTCODE] = 13,
      [TP_SEGMENT_CITY] = 14,        [TP_SEGMENT_COUNTRY] = 15,   [TP_SEGMENT_STATUS] = 16,
      [TP_SEGMENT_LEAD_SOURCE] = 17, [TP_SEGMENT_OWNER] = 18,     [TP_SEGMENT_HOBBIES] = 19,
  };
  Plain *plain = contact;
  g_ptr_array_set_size (plain->values, 0);
  if (plain_derived (plain, field->builtin, out_fact))
    return TRUE;
  g_autoptr (TpRows) row = ask_row (plain, TP_SQL_FACTS_TEST_CONTACT, plain->contact, -1);
  if (field->builtin == TP_SEGMENT_CREATED || field->builtin == TP_SEGMENT_SCORE) {
    guint column = field->builtin == TP_SEGMENT_SCORE;
    out_fact->n = !tp_rows_is_null (row, column);
    out_fact->number = tp_rows_int64 (row, column) * (column == 1 ? TP_SEGMENT_SCALE : 1);
    return TRUE;
  }
  g_autofree char *text = field->builtin == TP_SEGMENT_CUSTOM
                              ? custom_text (row, field->id)
                              : g_strdup (tp_rows_text (row, columns[field->builtin]));
  gboolean is_text = field->type == TP_SEGMENT_TEXT || field->type == TP_SEGMENT_CHOICE ||
                     field->type == TP_SEGMENT_LINK;
  if (field->builtin == TP_SEGMENT_EMAIL)
    take_addresses (plain);
  else if (is_text && text != NULL)
    take_lines (plain, text, field->several);
  else if (!is_text && text != NULL && *text != '\0')
    tp_facts_value_read (field->type, text, plain->moment.currency_digits, out_fact);
  if (is_text) {
    out_fact->n = plain->values->len;
    out_fact->texts = (const char *const *)plain->values->pdata;
  }
  return TRUE;
}

static gboolean
plain_tag (gpointer contact, gint64 tag_id, gboolean *out_worn, gint64 *out_since_at,
           GError **error)
{
  Plain *plain = contact;
  g_autoptr (TpRows) row = ask_row (plain, TP_SQL_FACTS_TEST_TAG, plain->contact, tag_id);
  *out_worn = row != NULL;
  if (row != NULL)
    *out_since_at = tp_rows_int64 (row, 0);
  return TRUE;
}

static gboolean
plain_list (gpointer contact, gint64 list_id, gboolean *out_on, TpSegmentListState *out_state,
            GError **error)
{
  Plain *plain = contact;
  g_autoptr (TpRows) row = ask_row (plain, TP_SQL_FACTS_TEST_LIST, plain->contact, list_id);
  *out_on = row != NULL;
  if (row != NULL)
    *out_state = (TpSegmentListState)tp_rows_int64 (row, 0);
  return TRUE;
}

static gboolean
plain_permission (gpointer contact, TpSegmentPurpose purpose, TpSegmentPermission *out_state,
                  GError **error)
{
  Plain *plain = contact;
  g_autoptr (TpRows) row = ask_row (plain, TP_SQL_FACTS_TEST_PERMISSION, plain->contact, purpose);
  *out_state =
      row == NULL ? TP_SEGMENT_PERMISSION_UNKNOWN : (TpSegmentPermission)tp_rows_int64 (row, 0);
  return TRUE;
}

/* The ranked value of one contact; FALSE: none. */
static gboolean
ranked_value (Plain *plain, gint64 contact, const TpSegmentField *field, gint64 *out_value)
{
  TpSegmentFact fact = {0};
  TpSegmentField asked = *field, orders;
  gint64 self = plain->contact;
  plain->contact = contact;
  if (field->builtin == TP_SEGMENT_AGE)
    tp_segment_field_get (TP_SEGMENT_BIRTH_DATE, &asked);
  plain_field (plain, &asked, &fact, NULL);
  gboolean known = fact.n > 0;
  *out_value = fact.number;
  if (known && field->builtin == TP_SEGMENT_AGE)
    *out_value =
        tp_day_age ((gint32)fact.number, tp_day_of_time (plain->moment.now_at, plain->moment.zone));
  if (field->builtin == TP_SEGMENT_ORDERS || field->builtin == TP_SEGMENT_REVENUE) {
    tp_segment_field_get (TP_SEGMENT_ORDERS, &orders);
    plain_field (plain, &orders, &fact, NULL);
    known = fact.number > 0;
  }
  plain->contact = self;
  return known;
}

static gboolean
plain_rank (gpointer contact, const TpSegmentField *field, gboolean top, guint percent,
            gboolean *out_within, GError **error)
{
  Plain *plain = contact;
  gint64 own = 0, value = 0;
  guint all = 0, before = 0;
  gboolean known = ranked_value (plain, plain->contact, field, &own);
  for (guint i = 0; i < plain->live->len; i++) {
    gint64 other = g_array_index (plain->live, gint64, i);
    if (!ranked_value (plain, other, field, &value))
      continue;
    all++;
    before += value == own ? other < plain->contact : (value > own) == top;
  }
  *out_within = known && before < (all * percent + 99) / 100;
  return TRUE;
}

static const TpSegmentFacts plain_facts = {
    .field = plain_field,
    .tag = plain_tag,
    .list = plain_list,
    .permission = plain_permission,
    .occurrences = plain_occurrences,
    .rank = plain_rank,
};

/* The random business. */

static int
below (GRand *random, int n)
{
  return g_rand_int_range (random, 0, n);
}

static const char *
draw (GRand *random, const char *const *from)
{
  return from[below (random, (int)g_strv_length ((char **)from))];
}

static gint64
draw_time (GRand *random)
{
  return TP_TESTING_NOW - below (random, 900) * TP_DAY - below (random, 24) * TP_HOUR;
}

static void
add_contact (GString *sql, GRand *random, guint32 number)
{
  static const char *const names[] = {"'anna'", "'Anna'", "'ÖZIL'", "'x80331'", "NULL", "''", NULL};
  static const char *const lines[] = {"'anna'", "'80331\n\nx'", "'ÖZIL\nAnna'",
                                      "NULL",   "'DE'",         NULL};
  static const char *const states[] = {"'new'", "'active'", "'loyal'", "NULL", NULL};
  static const char *const days[] = {"'1990-06-20'", "'2000-02-29'", "'1955-12-31'", "NULL", NULL};
  static const char *const custom[] = {
      "NULL",
      "'{}'",
      "'{\"1\": \"3.5\", \"2\": \"10.00\", \"3\": \"M\", \"4\": \"yes\"}'",
      "'{\"1\": \"-7\", \"3\": \"S\\nL\", \"4\": \"no\", \"5\": \"2026-06-20\", \"6\": \"Anna\"}'",
      "'{\"1\": \"3.50001\", \"2\": \"0.05\", \"5\": \"2024-02-29\", \"6\": \"özil\"}'",
      NULL,
  };
  g_string_append_printf (
      sql,
      "INSERT INTO contact (id, state, created_at, changed_at, first_name, last_name, company,"
      " language, birth_date, postcode, city, country, status, hobbies, score, custom) VALUES"
      " (%u, %d, %" G_GINT64_FORMAT ", 0, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %d, %s);\n",
      number, below (random, 5) == 0, draw_time (random), draw (random, names),
      draw (random, names), draw (random, names), draw (random, names), draw (random, days),
      draw (random, lines), draw (random, lines), draw (random, lines), draw (random, states),
      draw (random, lines), below (random, 10), draw (random, custom));
  for (int i = 0; i < below (random, 3); i++)
    g_string_append_printf (sql,
                            "INSERT INTO address (key, contact, spelling, is_primary, added_at)"
                            " VALUES ('anna%d-%u@x.de', %u, %s, 0, 0);\n",
                            i, number, number, i == 0 ? "NULL" : "'Anna@X.de'");
  for (int tag = 1; tag <= TAGS; tag++)
    if (below (random, 3) == 0)
      g_string_append_printf (sql,
                              "INSERT INTO contact_tag (contact, tag, since, why) VALUES (%u, %d,"
                              " %" G_GINT64_FORMAT ", 0);\n",
                              number, 1000 + tag, draw_time (random));
  if (below (random, 2) == 0)
    g_string_append_printf (sql,
                            "INSERT INTO contact_list (contact, list, state, since, why) VALUES"
                            " (%u, 1, %d, 0, 0);\n",
                            number, below (random, 3));
  for (int purpose = 0; purpose < TP_SEGMENT_PURPOSES; purpose++)
    if (below (random, 3) == 0)
      g_string_append_printf (sql,
                              "INSERT INTO permission (contact, purpose, state, since) VALUES"
                              " (%u, %d, %d, 0);\n",
                              number, purpose, below (random, 3));
}

static void
add_refund (GString *sql, gint64 order, const char *line, gint64 amount, gint64 at)
{
  g_string_append_printf (sql,
                          "INSERT INTO refund (purchase, line, at, kind, amount, value) VALUES"
                          " (%" G_GINT64_FORMAT ", %s, %" G_GINT64_FORMAT ", 0, %" G_GINT64_FORMAT
                          ", %" G_GINT64_FORMAT ");\n",
                          order, line, at, amount, amount);
}

static void
add_order (GString *sql, GRand *random, guint32 contact, gint64 order)
{
  int items = 1 + below (random, 3);
  gint64 total = 0, at = draw_time (random);
  gint64 amounts[3];
  for (int i = 0; i < items; i++) {
    amounts[i] = below (random, 10000);
    total += amounts[i];
    g_string_append_printf (
        sql,
        "INSERT INTO purchase_item (purchase, line, line_key, product, quantity, amount, value)"
        " VALUES (%" G_GINT64_FORMAT ", %d, '%d', %d, 1, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
        ");\n",
        order, i + 1, i + 1, 1 + below (random, PRODUCTS), amounts[i], amounts[i]);
  }
  g_string_append_printf (
      sql,
      "INSERT INTO purchase (id, contact, source, order_key, at, currency, amount, value) VALUES"
      " (%" G_GINT64_FORMAT ", %u, 1, '%" G_GINT64_FORMAT "', %" G_GINT64_FORMAT
      ", 'EUR', %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ");\n",
      order, contact, order, at, total, total);
  int kind = below (random, 6);
  if (kind == 0)
    add_refund (sql, order, "NULL", total, at + TP_DAY);
  else if (kind == 1)
    add_refund (sql, order, "1", amounts[0], at + 2 * TP_DAY);
  else if (kind == 2)
    add_refund (sql, order, "1", amounts[0] / 3, at + TP_DAY);
  if (kind >= 2 && kind <= 3) {
    add_refund (sql, order, "NULL", total / 7, at + 3 * TP_DAY);
    add_refund (sql, order, "NULL", total / 5, at + 4 * TP_DAY);
  }
}

static void
add_events (TpAccount *account, GRand *random)
{
  static const TpEventKind kinds[] = {
      TP_EVENT_MAIL_RECEIVED, TP_EVENT_MAIL_OPENED, TP_EVENT_MAIL_CLICKED, TP_EVENT_MAIL_BOUNCED,
      TP_EVENT_CALLED,        TP_EVENT_SIGNED_UP,   TP_EVENT_DID,
  };
  static const char *const data[] = {"{\"name\": \"anna\"}", "{\"name\": \"x\"}", NULL};
  GError *error = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  for (int i = 0; i < 300; i++) {
    TpEventKind kind = kinds[below (random, G_N_ELEMENTS (kinds))];
    const guint32 *range = ranges[below (random, 2)];
    guint32 contact = (guint32)g_rand_int_range (random, (int)range[0], (int)range[1] + 1);
    const char *text = kind == TP_EVENT_DID ? draw (random, data) : NULL;
    if (below (random, 3) > 0) {
      tp_change_event_at (change, kind, draw_time (random), contact, below (random, 4), 0, text);
      continue;
    }
    TpIdSet *set = tp_id_set_new (TP_ID_BLOCK (contact));
    tp_id_set_add_range (set, contact, MIN (contact + 5, contact | 0xffff));
    tp_change_event_set (change, kind, draw_time (random), set, below (random, 4), text);
  }
  tp_change_commit (&change, NULL, &error);
  no_error (error);
}

static void
fill (TpAccount *account, GRand *random)
{
  gint64 order = 0;
  g_autoptr (GString) sql = g_string_new (
      "INSERT INTO field (id, name, name_key, type, several, anniversary, created_at) VALUES"
      " (1, 'size', 'size', 1, 0, 0, 0), (2, 'credit', 'credit', 2, 0, 0, 0),"
      " (3, 'sizes', 'sizes', 6, 1, 0, 0), (4, 'vip', 'vip', 5, 0, 0, 0),"
      " (5, 'wedding', 'wedding', 3, 0, 1, 0), (6, 'note', 'note', 0, 0, 0, 0);\n"
      "INSERT INTO product (id, name, name_key, category, created_at) VALUES (1, 'A', 'a', 1, 0),"
      " (2, 'B', 'b', 1, 0), (3, 'C', 'c', 2, 0), (4, 'D', 'd', NULL, 0);\n");
  for (gsize r = 0; r < G_N_ELEMENTS (ranges); r++)
    for (guint32 number = ranges[r][0]; number <= ranges[r][1]; number++) {
      add_contact (sql, random, number);
      for (int i = below (random, 5); i > 1; i--)
        add_order (sql, random, number, ++order);
    }
  tp_testing_script (account, sql->str);
  add_events (account, random);
}

static void
add_things (TpSegmentSampleThings *things)
{
  static const struct {
    TpSegmentThing thing;
    gint64 first, last;
  } ids[] = {
      {TP_SEGMENT_THING_TAG,      1001, 1000 + TAGS},
      {TP_SEGMENT_THING_LIST,     1,    2          },
      {TP_SEGMENT_THING_CAMPAIGN, 1,    3          },
      {TP_SEGMENT_THING_FORM,     1,    3          },
      {TP_SEGMENT_THING_PRODUCT,  1,    PRODUCTS   },
      {TP_SEGMENT_THING_CATEGORY, 1,    2          },
  };
  static const TpSegmentField fields[] = {
      {.id = 1,              .type = TP_SEGMENT_NUMBER},
      {.id = 2,              .type = TP_SEGMENT_MONEY },
      {.id = 3,              .type = TP_SEGMENT_CHOICE, .several = TRUE},
      {.id = 4,                    .type = TP_SEGMENT_YES_NO                                      },
      {.id = 5,                    .type = TP_SEGMENT_DATE, .anniversary = TRUE},
      {.id = 6, .type = TP_SEGMENT_TEXT                         },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    for (gint64 id = ids[i].first; id <= ids[i].last; id++)
      g_array_append_val (things->ids[ids[i].thing], id);
  g_array_append_vals (things->fields, fields, G_N_ELEMENTS (fields));
  things->texts = texts;
  things->rank = TRUE;
}

/* Whether some order is asked for by refunds of a product, which the plain side does not know. */
static void
look_for_refunds (const TpSegmentNode *condition, gpointer data)
{
  if (condition->kind == TP_SEGMENT_ACTION && condition->action.act.action == TP_SEGMENT_REFUNDED &&
      condition->action.act.target != TP_SEGMENT_THING_NONE)
    *(gboolean *)data = TRUE;
}

static void
compare (TpAccount *account, Plain *plain, TpSegment *segment, guint64 *matched)
{
  GError *error = NULL;
  TpIdSets *found = NULL;
  tp_audience_select (account, segment, &found, &error);
  no_error (error);
  g_autoptr (TpIdSets) matching = found;
  g_autoptr (TpSegmentEvaluator) evaluator =
      tp_segment_evaluator_new (segment, 0, &plain->moment, NULL, NULL, &error);
  no_error (error);
  for (guint i = 0; i < plain->live->len; i++) {
    gboolean want = FALSE;
    plain->contact = g_array_index (plain->live, gint64, i);
    tp_segment_evaluate (evaluator, &plain_facts, plain, &want, &error);
    no_error (error);
    *matched += want;
    if (want != tp_id_sets_contains (matching, (guint32)plain->contact)) {
      g_autoptr (TpNames) names = tp_names_new (account, plain->conn);
      g_autofree char *text = tp_segment_format (segment, tp_names_segment (names));
      g_test_message ("contact %d, want %d: %s", (int)plain->contact, want, text);
      g_assert_not_reached ();
    }
  }
  for (guint i = 0; i < tp_id_sets_length (matching); i++)
    g_assert_cmpuint (tp_id_set_count (tp_id_sets_nth (matching, i)), <=, plain->live->len);
}

static GArray *
load_live (TpConn *conn)
{
  GError *error = NULL;
  GArray *live = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FACTS_TEST_LIVE, &error, "");
  while (tp_rows_next (rows, &error)) {
    gint64 number = tp_rows_int64 (rows, 0);
    g_array_append_val (live, number);
  }
  no_error (error);
  return live;
}

static void
test_random (const char *url)
{
  const char *given = g_getenv ("TP_FACTS_SEED");
  guint32 seed = given == NULL ? g_random_int () : (guint32)g_ascii_strtoull (given, NULL, 10);
  g_test_message ("TP_FACTS_SEED=%u", seed);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  TpTestingAccount testing;
  TpSegmentSampleThings things;
  tp_testing_account_init (&testing, url);
  fill (testing.account, random);
  tp_segment_sample_things_init (&things);
  add_things (&things);
  g_autoptr (GTimeZone) zone = tp_account_zone (testing.account);
  things.today = tp_day_of_time (TP_TESTING_NOW, zone);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
  Plain plain = {
      .conn = conn,
      .moment = {TP_TESTING_NOW, zone, 2},
      .live = load_live (conn),
      .values = g_ptr_array_new_with_free_func (g_free)
  };
  guint64 matched = 0;
  guint rounds = tp_testing_is_long () ? 20 * ROUNDS : ROUNDS;
  for (guint i = 0; i < rounds; i++) {
    gboolean skipped = FALSE;
    g_autoptr (TpSegment) segment =
        tp_segment_sample (random, &things, 1 + (guint)below (random, 6));
    tp_segment_each (segment, look_for_refunds, &skipped);
    if (!skipped)
      compare (testing.account, &plain, segment, &matched);
  }
  g_assert_cmpuint (matched, >, 0);
  g_array_unref (plain.live);
  g_ptr_array_unref (plain.values);
  g_clear_pointer (&conn, tp_conn_release);
  tp_segment_sample_things_clear (&things);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/facts/random", test_random);
  return g_test_run ();
}
