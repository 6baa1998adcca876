/* SPDX-License-Identifier: Apache-2.0 */
/* To add an event: a number in TpRuleWhen, a row in table[], a case in rule_event_test.c, a line in
 * docs/rules.md, and where its past is a state, a row in rule_past.c.
 *
 * The words are read up to the first quote, # or the end, blanks made one and letters lower case;
 * what a row takes is read after them. */
#include "core/rule_event.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/format.h"
#include "segment/nearest.h"

#include <string.h>

#define NOTHING TP_RULE_TAKES_NOTHING, TP_SEGMENT_THING_NONE
#define THING(name) TP_RULE_TAKES_THING, TP_SEGMENT_THING_##name
static const TpRuleEventInfo table[] = {
    {TP_RULE_BOUGHT,                   "bought",             NOTHING,                  {TP_EVENT_PURCHASED}                                        },
    {TP_RULE_BOUGHT_PRODUCT,           "bought product",     THING (PRODUCT),          {TP_EVENT_PURCHASED}                                        },
    {TP_RULE_BOUGHT_CATEGORY,          "bought category",    THING (CATEGORY),         {TP_EVENT_PURCHASED}                                        },
    {TP_RULE_REFUNDED,                 "refunded",           NOTHING,                  {TP_EVENT_REFUNDED, TP_EVENT_CHARGED_BACK}                  },
    {TP_RULE_REFUNDED_PRODUCT,
     "refunded product",                                     THING (PRODUCT),
     {TP_EVENT_REFUNDED, TP_EVENT_CHARGED_BACK}                                                                                                    },
    {TP_RULE_REFUNDED_CATEGORY,
     "refunded category",                                    THING (CATEGORY),
     {TP_EVENT_REFUNDED, TP_EVENT_CHARGED_BACK}                                                                                                    },
    {TP_RULE_CHARGED_BACK,             "charged back",       NOTHING,                  {TP_EVENT_CHARGED_BACK}                                     },
    {TP_RULE_JOINED_LIST,              "joined list",        THING (LIST),             {TP_EVENT_LIST_CONFIRMED}                                   },
    {TP_RULE_ADDED_TO_LIST,            "added to list",      THING (LIST),             {TP_EVENT_LIST_UNCONFIRMED}                                 },
    {TP_RULE_LEFT_LIST,
     "left list",                                            THING (LIST),
     {TP_EVENT_LIST_UNSUBSCRIBED, TP_EVENT_LIST_REMOVED}                                                                                           },
    {TP_RULE_TAG_SET,                  "tag set",            THING (TAG),              {TP_EVENT_TAG_SET}                                          },
    {TP_RULE_TAG_REMOVED,              "tag removed",        THING (TAG),              {TP_EVENT_TAG_REMOVED}                                      },
    {TP_RULE_FIELD_CHANGED,
     "field changed",                                        TP_RULE_TAKES_FIELD,
     TP_SEGMENT_THING_FIELD,                                                                                                                         {TP_EVENT_CONTACT_CHANGED}},
    {TP_RULE_CONTACT_ADDED,                                "contact added",                                NOTHING,          {TP_EVENT_CONTACT_ADDED}                               },
    {TP_RULE_MAIL_RECEIVED,                                "mail received",                                NOTHING,          {TP_EVENT_MAIL_RECEIVED}},
    {TP_RULE_RECEIVED_CAMPAIGN,                                "received campaign",                            THING (CAMPAIGN),  {TP_EVENT_MAIL_RECEIVED}                  },
    {TP_RULE_MAIL_OPENED,                                "mail opened",                                  NOTHING,              {TP_EVENT_MAIL_OPENED}               },
    {TP_RULE_OPENED_CAMPAIGN,                                "opened campaign",                              THING (CAMPAIGN),      {TP_EVENT_MAIL_OPENED}     },
    {TP_RULE_MAIL_CLICKED,                                "mail clicked",                                 NOTHING,            {TP_EVENT_MAIL_CLICKED}                           },
    {TP_RULE_CLICKED_CAMPAIGN,                                "clicked campaign",                             THING (CAMPAIGN),    {TP_EVENT_MAIL_CLICKED}},
    {TP_RULE_MAIL_BOUNCED,                                "mail bounced",                                 NOTHING,            {TP_EVENT_MAIL_BOUNCED}                                        },
    {TP_RULE_BOUNCED_CAMPAIGN,                                "bounced campaign",                             THING (CAMPAIGN),    {TP_EVENT_MAIL_BOUNCED}},
    {TP_RULE_COMPLAINED,                                "complained",                                   NOTHING,                {TP_EVENT_MAIL_COMPLAINED}                                                       },
    {TP_RULE_PERMISSION_CONFIRMED,
     "permission confirmed",                         TP_RULE_TAKES_PURPOSE,
     TP_SEGMENT_THING_NONE,                                                                          {TP_EVENT_PERMISSION_CONFIRMED}},
    {TP_RULE_PERMISSION_WITHDRAWN,
     "permission withdrawn",                     TP_RULE_TAKES_PURPOSE,
     TP_SEGMENT_THING_NONE,                                                                                                                         {TP_EVENT_PERMISSION_WITHDRAWN}},
    {TP_RULE_CALLED,            "called", NOTHING,                         {TP_EVENT_CALLED}},
    {TP_RULE_SIGNED_UP,                         "signed up",                            NOTHING,                            {TP_EVENT_SIGNED_UP}                                                                                                                        },
    {TP_RULE_SIGNED_UP_FORM,                         "signed up form",THING (FORM),{TP_EVENT_SIGNED_UP}},
    {TP_RULE_DID,                    "did",                       TP_RULE_TAKES_NAME,                                                     TP_SEGMENT_THING_NONE,                                                                                                                                                                                              {TP_EVENT_DID}},
    {TP_RULE_SEGMENT_ENTERED,              "segment entered",THING (SEGMENT),{TP_EVENT_SEGMENT_ENTERED}},
    {TP_RULE_SEGMENT_LEFT,  "segment left",                 THING (SEGMENT),                                                                   {TP_EVENT_SEGMENT_LEFT}                                                                                                                                                                                                                                                                                                                   },
    {TP_RULE_NEVER,                 NULL,      NOTHING,{TP_EVENT_NONE}},
};

const TpRuleEventInfo *
tp_rule_event_table (void)
{
  return table;
}

const TpRuleEventInfo *
tp_rule_event_info (int when)
{
  for (const TpRuleEventInfo *info = table; info->when != TP_RULE_NEVER; info++)
    if ((int)info->when == when)
      return info;
  return NULL;
}

gboolean
tp_rule_event_has_kind (const TpRuleEventInfo *info, int kind)
{
  for (gsize i = 0; i < TP_RULE_EVENT_KINDS && info->kinds[i] != TP_EVENT_NONE; i++)
    if ((int)info->kinds[i] == kind)
      return TRUE;
  return FALSE;
}

void
tp_rule_event_clear (TpRuleEvent *event)
{
  g_clear_pointer (&event->name, g_free);
}

/* A text being read. */
typedef struct {
  const char *text, *at;
  const TpSegmentNames *names;
  GError **error;
} Reader;

static guint
position (const Reader *reader)
{
  return (guint)g_utf8_strlen (reader->text, reader->at - reader->text) + 1;
}

static void
skip_blanks (Reader *reader)
{
  while (*reader->at != '\0' && g_unichar_isspace (g_utf8_get_char (reader->at)))
    reader->at = g_utf8_next_char (reader->at);
}

static gboolean
expected (const Reader *reader, const char *what)
{
  return tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: %s is expected"),
                   position (reader), what);
}

/* Up to the quote, # or end: lower case, one blank between words. (transfer full) */
static char *
read_words (Reader *reader)
{
  GString *words = g_string_new (NULL);
  skip_blanks (reader);
  while (*reader->at != '\0' && *reader->at != '"' && *reader->at != '#') {
    gunichar c = g_utf8_get_char (reader->at);
    if (!g_unichar_isspace (c))
      g_string_append_unichar (words, g_unichar_tolower (c));
    else if (words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
    reader->at = g_utf8_next_char (reader->at);
  }
  while (words->len > 0 && words->str[words->len - 1] == ' ')
    g_string_truncate (words, words->len - 1);
  return g_string_free (words, FALSE);
}

static const TpRuleEventInfo *
find_row (Reader *reader, guint start, const char *words)
{
  g_autoptr (TpNearest) nearest = tp_nearest_new (words);
  for (const TpRuleEventInfo *info = table; info->when != TP_RULE_NEVER; info++) {
    if (strcmp (info->words, words) == 0)
      return info;
    tp_nearest_offer (nearest, info->words);
  }
  const char *best = tp_nearest_best (nearest);
  if (*words == '\0')
    tp_error (reader->error, TP_ERROR_INVALID,
              _ ("position %u: an event is expected, such as 'bought', 'joined list \"...\"' or "
                 "'tag set \"...\"'"),
              start);
  else if (best != NULL)
    tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: no event '%s'; did you mean '%s'?"),
              start, words, best);
  else
    tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: no event '%s'"), start, words);
  return NULL;
}

/* TEXT after its opening quote. (transfer full) */
static char *
read_text (Reader *reader)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *start = reader->at++;
  for (; *reader->at != '"'; reader->at++) {
    if (*reader->at == '\\' && (reader->at[1] == '"' || reader->at[1] == '\\'))
      reader->at++;
    if (*reader->at == '\0') {
      reader->at = start;
      expected (reader, _ ("a closing quote for the text that begins here"));
      return NULL;
    }
    g_string_append_c (text, *reader->at);
  }
  reader->at++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
offer_name (const char *name, gpointer data)
{
  tp_nearest_offer (data, name);
  return TRUE;
}

static gboolean
unknown_name (const Reader *reader, guint start, TpSegmentThing thing, const char *name)
{
  g_autoptr (TpNearest) nearest = tp_nearest_new (name);
  if (reader->names->each != NULL)
    reader->names->each (reader->names->data, thing, offer_name, nearest);
  for (int i = 1; thing == TP_SEGMENT_THING_FIELD && i < TP_SEGMENT_BUILTINS; i++)
    tp_nearest_offer (nearest, tp_segment_field_name ((TpSegmentBuiltin)i));
  const char *best = tp_nearest_best (nearest), *kind = tp_segment_thing_name (thing);
  if (best != NULL)
    return tp_error (reader->error, TP_ERROR_INVALID,
                     _ ("position %u: no %s '%s'; did you mean '%s'?"), start, kind, name, best);
  return tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: no %s '%s'"), start, kind,
                   name);
}

/* # and a public id. */
static gboolean
read_public_id (Reader *reader, TpSegmentThing thing, gint64 *out_id)
{
  guint start = position (reader);
  const char *from = ++reader->at;
  while (g_ascii_isalnum (*reader->at) || *reader->at == '-' || *reader->at == '_')
    reader->at++;
  g_autofree char *id = g_strndup (from, (gsize)(reader->at - from));
  if (strlen (id) <= TP_SEGMENT_PUBLIC_ID_MAX &&
      reader->names->find_public (reader->names->data, thing, id, out_id))
    return TRUE;
  return tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: no %s '#%s'"), start,
                   tp_segment_thing_name (thing), id);
}

static gboolean
find_builtin (const Reader *reader, guint start, const char *name, gint64 *out_target,
              gboolean *out_found)
{
  TpSegmentField field;
  *out_found = tp_segment_field_find (name, &field);
  if (!*out_found)
    return TRUE;
  if (field.derived)
    return tp_error (reader->error, TP_ERROR_INVALID,
                     _ ("position %u: '%s' follows from other facts, nobody changes it"), start,
                     name);
  *out_target = -(gint64)field.builtin;
  return TRUE;
}

static gboolean
resolve (const Reader *reader, guint start, const TpRuleEventInfo *info, const char *text,
         gint64 *out_target)
{
  TpSegmentPurpose purpose;
  gboolean found = FALSE;
  if (info->takes == TP_RULE_TAKES_PURPOSE) {
    if (!tp_segment_purpose_find (text, &purpose))
      return tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: no purpose '%s'"), start,
                       text);
    *out_target = (gint64)purpose + 1;
    return TRUE;
  }
  if (info->takes == TP_RULE_TAKES_FIELD && !find_builtin (reader, start, text, out_target, &found))
    return FALSE;
  return found || reader->names->find (reader->names->data, info->thing, text, out_target) ||
         unknown_name (reader, start, info->thing, text);
}

static const char *
what_is_taken (const TpRuleEventInfo *info)
{
  switch (info->takes) {
  case TP_RULE_TAKES_PURPOSE:
    return _ ("a purpose in double quotes");
  case TP_RULE_TAKES_NAME:
    return _ ("the name of an own event in double quotes");
  default:
    return _ ("a name in double quotes, or # and an id,");
  }
}

static gboolean
read_target (Reader *reader, const TpRuleEventInfo *info, TpRuleEvent *event)
{
  guint start = position (reader);
  gboolean by_id = info->takes == TP_RULE_TAKES_THING || info->takes == TP_RULE_TAKES_FIELD;
  if (*reader->at == '#' && by_id)
    return read_public_id (reader, info->thing, &event->target);
  if (*reader->at != '"')
    return expected (reader, what_is_taken (info));
  g_autofree char *text = read_text (reader);
  if (text == NULL)
    return FALSE;
  if (info->takes != TP_RULE_TAKES_NAME)
    return resolve (reader, start, info, text, &event->target);
  if (*text == '\0')
    return tp_error (reader->error, TP_ERROR_INVALID, _ ("position %u: the name is empty"), start);
  event->name = g_steal_pointer (&text);
  return TRUE;
}

gboolean
tp_rule_event_parse (const char *text, const TpSegmentNames *names, TpRuleEvent *out_event,
                     GError **error)
{
  Reader reader = {text, text, names, error};
  *out_event = (TpRuleEvent){0};
  if (strlen (text) > TP_RULE_EVENT_TEXT_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the event is longer than %d bytes"),
                     TP_RULE_EVENT_TEXT_MAX);
  if (!g_utf8_validate (text, -1, NULL))
    return tp_error (error, TP_ERROR_INVALID, _ ("the event is not valid UTF-8"));
  skip_blanks (&reader);
  guint start = position (&reader);
  g_autofree char *words = read_words (&reader);
  const TpRuleEventInfo *info = find_row (&reader, start, words);
  if (info == NULL)
    return FALSE;
  TpRuleEvent event = {.when = info->when};
  if (info->takes != TP_RULE_TAKES_NOTHING && !read_target (&reader, info, &event))
    return FALSE;
  skip_blanks (&reader);
  if (*reader.at != '\0') {
    tp_rule_event_clear (&event);
    return expected (&reader, _ ("nothing more"));
  }
  *out_event = event;
  return TRUE;
}

static void
append_thing (GString *out, TpSegmentThing thing, gint64 id, const TpSegmentNames *names)
{
  g_autofree char *name = names->name (names->data, thing, id);
  if (name != NULL) {
    tp_segment_append_quoted (out, name);
    return;
  }
  g_autofree char *public_id = names->public_id (names->data, thing, id);
  g_string_append_printf (out, "#%s", public_id);
}

char *
tp_rule_event_format (const TpRuleEvent *event, const TpSegmentNames *names)
{
  const TpRuleEventInfo *info = tp_rule_event_info ((int)event->when);
  g_assert (info != NULL);
  GString *out = g_string_new (info->words);
  if (info->takes != TP_RULE_TAKES_NOTHING)
    g_string_append_c (out, ' ');
  if (info->takes == TP_RULE_TAKES_NAME)
    tp_segment_append_quoted (out, event->name);
  else if (info->takes == TP_RULE_TAKES_PURPOSE)
    tp_segment_append_quoted (out, tp_segment_purpose_name ((TpSegmentPurpose)(event->target - 1)));
  else if (info->takes == TP_RULE_TAKES_FIELD && event->target < 0)
    tp_segment_append_quoted (out, tp_segment_field_name ((TpSegmentBuiltin)-event->target));
  else if (info->takes != TP_RULE_TAKES_NOTHING)
    append_thing (out, info->thing, event->target, names);
  return g_string_free (out, FALSE);
}
