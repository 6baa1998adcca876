/* SPDX-License-Identifier: Apache-2.0 */
/* To name another kind of thing: a query in sql/event_text.sql and a row in named[]. What an
 * event's data adds to its text is in details[], by kind. */
#include "core/event_text.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/time.h"
#include "core/money.h"
#include "segment/words.h"

#include <string.h>

static const struct {
  TpThing thing;
  TpSql sql;
} named[] = {
    {TP_THING_TAG,      TP_SQL_EVENT_TEXT_TAGS     },
    {TP_THING_LIST,     TP_SQL_EVENT_TEXT_LISTS    },
    {TP_THING_SEGMENT,  TP_SQL_EVENT_TEXT_SEGMENTS },
    {TP_THING_CAMPAIGN, TP_SQL_EVENT_TEXT_CAMPAIGNS},
};

struct TpEventTexts {
  TpFields *fields;
  char *currency;
  GHashTable *names[G_N_ELEMENTS (named)]; /* number → name */
};

static const char *
name_of_thing (const TpEventTexts *texts, TpThing thing, gint64 number)
{
  const char *name = NULL;
  if (thing == TP_THING_PURPOSE)
    return number >= 0 && number < TP_SEGMENT_PURPOSES
               ? tp_segment_purpose_name ((TpSegmentPurpose)number)
               : "";
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i].thing == thing)
      name = g_hash_table_lookup (texts->names[i], GSIZE_TO_POINTER ((gsize)number));
  return name != NULL ? name : "";
}

static gboolean
load_names (TpEventTexts *texts, guint row, TpConn *conn, const GPtrArray *events, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    const TpEventInfo *info = tp_event_info (event->kind);
    if (info != NULL && info->target == named[row].thing && event->target != 0)
      g_array_append_val (numbers, event->target);
  }
  if (numbers->len == 0)
    return TRUE;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, named[row].sql, &local, "a", numbers->data, (gsize)numbers->len);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_hash_table_replace (texts->names[row], GSIZE_TO_POINTER ((gsize)tp_rows_int64 (rows, 0)),
                          g_strdup (tp_rows_text (rows, 1)));
  return tp_rows_ended (&local, error);
}

TpEventTexts *
tp_event_texts_load (TpAccount *account, TpConn *conn, const GPtrArray *events, GError **error)
{
  g_autoptr (TpEventTexts) texts = g_new0 (TpEventTexts, 1);
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    texts->names[i] = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  texts->currency = tp_account_currency (account);
  texts->fields = tp_fields_load (account, conn, error);
  if (texts->fields == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (!load_names (texts, i, conn, events, error))
      return NULL;
  return g_steal_pointer (&texts);
}

void
tp_event_texts_free (TpEventTexts *texts)
{
  if (texts == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    g_clear_pointer (&texts->names[i], g_hash_table_unref);
  tp_fields_unref (texts->fields);
  g_free (texts->currency);
  g_free (texts);
}

/* The names of changed fields. */
static void
add_fields (const TpEventTexts *texts, const TpEvent *event, const json_t *data, GString *text)
{
  const json_t *names = json_object_get (data, "fields");
  for (gsize i = 0; i < json_array_size (names); i++) {
    const char *name = json_string_value (json_array_get (names, i));
    const TpField *field = name != NULL ? tp_fields_find (texts->fields, name) : NULL;
    if (name != NULL)
      g_string_append_printf (text, "%s%s", i == 0 ? ": " : ", ",
                              field != NULL ? field->name : name);
  }
}

static void
add_text_member (const json_t *data, const char *member, GString *text)
{
  const char *value = json_string_value (json_object_get (data, member));
  if (value != NULL)
    g_string_append_printf (text, ": %s", value);
}

static void
add_address (const TpEventTexts *texts, const TpEvent *event, const json_t *data, GString *text)
{
  add_text_member (data, "address", text);
}

static void
add_link (const TpEventTexts *texts, const TpEvent *event, const json_t *data, GString *text)
{
  add_text_member (data, "link", text);
}

static void
add_name (const TpEventTexts *texts, const TpEvent *event, const json_t *data, GString *text)
{
  add_text_member (data, "name", text);
}

static void
add_amount (const TpEventTexts *texts, const TpEvent *event, const json_t *data, GString *text)
{
  g_autofree char *amount = tp_money_format (event->amount, texts->currency);
  g_string_append_printf (text, ": %s %s", amount, texts->currency);
}

static const struct {
  TpEventKind kind;
  void (*add) (const TpEventTexts *texts, const TpEvent *event, const json_t *data, GString *text);
} details[] = {
    {TP_EVENT_CONTACT_CHANGED,    add_fields },
    {TP_EVENT_ADDRESS_ADDED,      add_address},
    {TP_EVENT_ADDRESS_REMOVED,    add_address},
    {TP_EVENT_ADDRESS_CHOSEN,     add_address},
    {TP_EVENT_ADDRESS_SUPPRESSED, add_address},
    {TP_EVENT_ADDRESS_RELEASED,   add_address},
    {TP_EVENT_PURCHASED,          add_amount },
    {TP_EVENT_REFUNDED,           add_amount },
    {TP_EVENT_CHARGED_BACK,       add_amount },
    {TP_EVENT_MAIL_CLICKED,       add_link   },
    {TP_EVENT_DID,                add_name   },
};

char *
tp_event_text (const TpEventTexts *texts, const TpEvent *event)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const TpEventInfo *info = tp_event_info (event->kind);
  if (info == NULL)
    return g_strdup_printf (_ ("something of kind %d"), event->kind);
  const char *words = tp_text (info->text);
  const char *mark = strstr (words, "%s");
  if (mark != NULL) {
    g_string_append_len (text, words, mark - words);
    g_string_append (text, name_of_thing (texts, info->target, event->target));
    words = mark + strlen ("%s");
  }
  g_string_append (text, words);
  g_autoptr (json_t) data =
      event->data != NULL ? tp_json_parse (event->data, strlen (event->data), NULL) : NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    if ((int)details[i].kind == event->kind)
      details[i].add (texts, event, data, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

json_t *
tp_event_to_json (const TpEventTexts *texts, const TpEvent *event)
{
  const TpEventInfo *info = tp_event_info (event->kind);
  g_autofree char *text = tp_event_text (texts, event);
  g_autofree char *at = tp_time_format_rfc3339 (event->at);
  json_t *data =
      event->data != NULL ? tp_json_parse (event->data, strlen (event->data), NULL) : NULL;
  return json_pack ("{s:s, s:s, s:s, s:s, s:I, s:o}", "at", at, "kind",
                    info != NULL ? info->name : "unknown", "text", text, "by",
                    tp_actor_name (event->actor.kind), "position", (json_int_t)event->position,
                    "data", data != NULL ? data : json_null ());
}
