/* SPDX-License-Identifier: Apache-2.0 */
/* A stored condition names things by their public ids, which are random text of 26 characters: to
 * find its users is to look for that text. To add a kind of user: a line in sql/thing.sql and its
 * words in users[]. */
#include "core/thing.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "core/rule_event.h"

#include <string.h>

/* In JSON, and for people. */
static const struct {
  const char *name, *text;
} things[] = {
    [TP_THING_NONE] = {"none",          N_ ("thing")        },
    [TP_THING_CONTACT] = {"contact",       N_ ("contact")      },
    [TP_THING_TAG] = {"tag",           N_ ("tag")          },
    [TP_THING_LIST] = {"list",          N_ ("list")         },
    [TP_THING_SEGMENT] = {"segment",       N_ ("segment")      },
    [TP_THING_CAMPAIGN] = {"campaign",      N_ ("campaign")     },
    [TP_THING_PRODUCT] = {"product",       N_ ("product")      },
    [TP_THING_CATEGORY] = {"category",      N_ ("category")     },
    [TP_THING_PURCHASE] = {"purchase",      N_ ("purchase")     },
    [TP_THING_FIELD] = {"field",         N_ ("field")        },
    [TP_THING_RULE] = {"rule",          N_ ("rule")         },
    [TP_THING_IMPORT] = {"import",        N_ ("import")       },
    [TP_THING_USER] = {"user",          N_ ("user")         },
    [TP_THING_TOKEN] = {"token",         N_ ("token")        },
    [TP_THING_NOTE] = {"note",          N_ ("note")         },
    [TP_THING_PURPOSE] = {"purpose",       N_ ("purpose")      },
    [TP_THING_MESSAGE] = {"message",       N_ ("message")      },
    [TP_THING_REFUND] = {"refund",        N_ ("refund")       },
    [TP_THING_CAPTURED_MAIL] = {"captured_mail", N_ ("captured mail")},
    [TP_THING_FORM] = {"form",          N_ ("form")         },
    [TP_THING_LINK] = {"link",          N_ ("link")         },
    [TP_THING_AUTOMATION] = {"automation",    N_ ("automation")   },
    [TP_THING_REQUEST] = {"request",       N_ ("request")      },
};
G_STATIC_ASSERT (G_N_ELEMENTS (things) == TP_THINGS);

const char *
tp_thing_name (TpThing thing)
{
  return (guint)thing < TP_THINGS ? things[thing].name : "none";
}

const char *
tp_thing_text (TpThing thing)
{
  return (guint)thing < TP_THINGS ? _ (things[thing].text) : "";
}

static gboolean
is_control (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  gboolean turns_text = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR || turns_text;
}

/* Takes blanks off both ends, in place. */
static void
strip (char *text)
{
  char *start = text, *end = text + strlen (text);
  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start) {
    char *last = g_utf8_prev_char (end);
    if (!g_unichar_isspace (g_utf8_get_char (last)))
      break;
    end = last;
  }
  *end = '\0';
  memmove (text, start, (gsize)(end - start) + 1);
}

char *
tp_thing_clean_name (TpThing thing, const char *name, GError **error)
{
  if (!g_utf8_validate (name, -1, NULL)) {
    tp_error (error, TP_ERROR_INVALID, _ ("%s: the name is not valid UTF-8"),
              tp_thing_text (thing));
    return NULL;
  }
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (is_control (g_utf8_get_char (at))) {
      tp_error (error, TP_ERROR_INVALID, _ ("%s: the name has a control character"),
                tp_thing_text (thing));
      return NULL;
    }
  g_autofree char *clean = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
  strip (clean);
  glong length = g_utf8_strlen (clean, -1);
  if (length >= 1 && length <= TP_THING_NAME_MAX)
    return g_steal_pointer (&clean);
  tp_error (error, TP_ERROR_INVALID, _ ("%s: the name must have 1 to %d characters"),
            tp_thing_text (thing), TP_THING_NAME_MAX);
  return NULL;
}

void
tp_thing_event (TpChange *change, TpEventKind kind, TpThing thing, gint64 number)
{
  g_autofree char *data = g_strdup_printf ("{\"thing\":\"%s\"}", tp_thing_name (thing));
  tp_change_event (change, kind, 0, number, 0, data);
}

TpThing
tp_thing_of_event (const TpEvent *event)
{
  gboolean about = event->kind == TP_EVENT_THING_ADDED || event->kind == TP_EVENT_THING_CHANGED ||
                   event->kind == TP_EVENT_THING_ARCHIVED;
  if (!about || event->data == NULL)
    return TP_THING_NONE;
  g_autoptr (json_t) data = tp_json_parse (event->data, strlen (event->data), NULL);
  const char *name = json_string_value (json_object_get (data, "thing"));
  for (guint i = 1; name != NULL && i < TP_THINGS; i++)
    if (strcmp (things[i].name, name) == 0)
      return (TpThing)i;
  return TP_THING_NONE;
}

/* By the number in the first column of thing_users. */
static const char *const users[] = {N_ ("segment '%s'"), N_ ("campaign '%s'"), N_ ("rule %s")};
#define USER_RULE 2

/* The numbers of the rule events that may have such a target. */
static GArray *
events_about (TpThing thing)
{
  static const struct {
    TpThing thing;
    TpSegmentThing named;
  } same[] = {
      {TP_THING_TAG,      TP_SEGMENT_THING_TAG     },
      {TP_THING_LIST,     TP_SEGMENT_THING_LIST    },
      {TP_THING_SEGMENT,  TP_SEGMENT_THING_SEGMENT },
      {TP_THING_CAMPAIGN, TP_SEGMENT_THING_CAMPAIGN},
      {TP_THING_PRODUCT,  TP_SEGMENT_THING_PRODUCT },
      {TP_THING_CATEGORY, TP_SEGMENT_THING_CATEGORY},
      {TP_THING_FIELD,    TP_SEGMENT_THING_FIELD   },
  };
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    for (const TpRuleEventInfo *info = tp_rule_event_table (); info->when != TP_RULE_NEVER; info++)
      if (same[i].thing == thing && info->thing == same[i].named) {
        gint64 number = info->when;
        g_array_append_val (numbers, number);
      }
  return numbers;
}

static char *
user_text (TpAccount *account, TpRows *row)
{
  gint64 kind = tp_rows_int64 (row, 0);
  if (kind != USER_RULE)
    return g_strdup_printf (_ (users[kind]), tp_rows_text (row, 1));
  g_autofree char *id = tp_account_public_id (account, TP_THING_RULE, tp_rows_int64 (row, 2));
  return g_strdup_printf (_ (users[USER_RULE]), id);
}

gboolean
tp_thing_users (TpAccount *account, TpConn *conn, TpThing thing, gint64 number, char ***out_users,
                GError **error)
{
  g_autofree char *id = tp_account_public_id (account, thing, number);
  g_autoptr (GArray) events = events_about (thing);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_THING_USERS, &local, "siaiii", id, number,
                     (const gint64 *)(gpointer)events->data, (gsize)events->len,
                     thing == TP_THING_TAG ? number : (gint64)0,
                     thing == TP_THING_LIST ? number : (gint64)0, (gint64)TP_THING_USERS_MAX);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    g_autofree char *text = user_text (account, rows);
    g_strv_builder_add (builder, text);
  }
  if (!tp_rows_ended (&local, error))
    return FALSE;
  *out_users = g_strv_builder_end (builder);
  return TRUE;
}

gboolean
tp_thing_check_unused (TpAccount *account, TpConn *conn, TpThing thing, gint64 number,
                       GError **error)
{
  g_auto (GStrv) list = NULL;
  if (!tp_thing_users (account, conn, thing, number, &list, error))
    return FALSE;
  if (list[0] == NULL)
    return TRUE;
  g_autofree char *names = g_strjoinv (", ", list);
  return tp_error (error, TP_ERROR_CONFLICT, _ ("%s: it is used by %s"), tp_thing_text (thing),
                   names);
}
