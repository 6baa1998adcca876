/* SPDX-License-Identifier: Apache-2.0 */
#include "core/segment.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/table.h"
#include "cmd/commands.h"
#include "core/audience.h"
#include "core/audience_json.h"
#include "core/contact.h"

#define LIMIT_DEFAULT 50

/* The condition that an argument gives. (transfer full) */
static TpSegment *
parse_argument (TpCommandLine *line, guint i, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  if (conn == NULL)
    return NULL;
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  return tp_names_parse (names, tp_command_argument (line, i), NULL, error);
}

static gboolean
read_purpose (TpCommandLine *line, TpSegmentPurpose *out_purpose, GError **error)
{
  const char *name = tp_command_option (line, "purpose");
  *out_purpose = TP_SEGMENT_PURPOSE_OFFERS;
  return name == NULL || tp_segment_purpose_find (name, out_purpose) ||
         tp_error (error, TP_ERROR_INVALID, _ ("there is no purpose '%s'"), name);
}

static gboolean
count_segment (TpCommandLine *line, GError **error)
{
  TpSegmentPurpose purpose;
  TpAudienceCount count;
  g_autoptr (TpSegment) segment = parse_argument (line, 0, error);
  if (segment == NULL || !read_purpose (line, &purpose, error) ||
      !tp_audience_count (tp_command_account (line, error), segment, purpose, &count, error))
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, tp_audience_count_json (&count));
  else if (count.count == 1)
    tp_command_print (line, count.mailable == 1 ? _ ("1 contact, who can be mailed\n")
                                                : _ ("1 contact, who cannot be mailed\n"));
  else
    tp_command_print (line, _ ("%lu contacts, of whom %lu can be mailed\n"), (gulong)count.count,
                      (gulong)count.mailable);
  return TRUE;
}

static const char *
text_of (const json_t *object, const char *name)
{
  return json_string_value (json_object_get (object, name));
}

static void
print_contacts (TpCommandLine *line, const json_t *contacts, const char *next)
{
  const TpTableColumn columns[] = {
      {_ ("e-mail"),     FALSE},
      {_ ("first name"), FALSE},
      {_ ("last name"),  FALSE},
      {_ ("id"),         FALSE},
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (gsize i = 0; i < json_array_size (contacts); i++) {
    const json_t *contact = json_array_get (contacts, i);
    const char *const cells[] = {text_of (contact, "email"), text_of (contact, "first_name"),
                                 text_of (contact, "last_name"), text_of (contact, "id")};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
  if (next != NULL)
    tp_command_note (line, _ ("there are more: --after %s"), next);
}

/* The cursor is the public id of the last contact shown. */
static gboolean
read_after (TpCommandLine *line, TpAccount *account, guint32 *out_after, GError **error)
{
  gint64 number = 0;
  const char *after = tp_command_option (line, "after");
  if (after != NULL && !tp_account_find_public_id (account, TP_THING_CONTACT, after, &number))
    return tp_error (error, TP_ERROR_INVALID, _ ("--after: '%s' is not the cursor of a list"),
                     after);
  *out_after = (guint32)number;
  return TRUE;
}

static gboolean
list_contacts (TpCommandLine *line, GError **error)
{
  gint64 limit = LIMIT_DEFAULT;
  guint32 after = 0;
  g_auto (TpAudiencePage) page = {0};
  g_autoptr (TpSegment) segment = parse_argument (line, 0, error);
  TpAccount *account = tp_command_account (line, error);
  if (segment == NULL ||
      !tp_command_number (line, "limit", 1, TP_AUDIENCE_PAGE_MAX, &limit, error) ||
      !read_after (line, account, &after, error) ||
      !tp_audience_page (account, segment, after, (guint)limit, &page, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (json_t) contacts =
      conn == NULL ? NULL : tp_audience_contacts_json (account, conn, page.contacts, error);
  if (contacts == NULL)
    return FALSE;
  g_autofree char *next =
      page.next == 0 ? NULL : tp_account_public_id (account, TP_THING_CONTACT, page.next);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:O, s:s?}", "contacts", contacts, "next", next));
  else
    print_contacts (line, contacts, next);
  return TRUE;
}

static void
print_reasons (TpCommandLine *line, const GPtrArray *reasons, gboolean matches)
{
  const TpTableColumn columns[] = {
      {"",                 FALSE},
      {_ ("condition"),    FALSE},
      {_ ("this contact"), FALSE},
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < reasons->len; i++) {
    const TpSegmentReason *reason = reasons->pdata[i];
    const char *const cells[] = {reason->matches ? _ ("yes") : _ ("no"), reason->condition,
                                 reason->value};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s\n\n%s",
                    matches ? _ ("the contact is in the segment")
                            : _ ("the contact is not in the segment"),
                    text);
}

static gboolean
find_contact (TpAccount *account, const char *name, gint64 *out_number, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  return conn != NULL && tp_contact_find (account, conn, name, out_number, error);
}

static gboolean
explain_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  gboolean matches = FALSE;
  const char *contact = tp_command_option (line, "contact");
  if (contact == NULL)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("--contact is needed: an e-mail address or an id"));
  g_autoptr (TpSegment) segment = parse_argument (line, 0, error);
  TpAccount *account = tp_command_account (line, error);
  if (segment == NULL || !find_contact (account, contact, &number, error))
    return FALSE;
  g_autoptr (GPtrArray) reasons =
      tp_audience_explain (account, segment, (guint32)number, &matches, error);
  if (reasons == NULL)
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, tp_audience_reasons_json (reasons, matches));
  else
    print_reasons (line, reasons, matches);
  return TRUE;
}

/* By public id, or by name. (transfer full) */
static TpSavedSegment *
find_saved (TpAccount *account, TpConn *conn, TpNames *names, const char *text, GError **error)
{
  gint64 id = 0;
  if (tp_account_find_public_id (account, TP_THING_SEGMENT, text, &id))
    return tp_saved_segment_get (names, conn, id, error);
  return tp_saved_segment_get_by_name (names, conn, text, error);
}

/* The number of the segment in use that has the name; 0: none. */
static gboolean
find_name (TpAccount *account, TpConn *conn, const char *name, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  g_autoptr (TpSavedSegment) saved = tp_saved_segment_get_by_name (names, conn, name, &local);
  *out_id = saved == NULL ? 0 : saved->id;
  if (saved != NULL || g_error_matches (local, TP_ERROR, TP_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
save_segment (TpCommandLine *line, GError **error)
{
  gint64 id = 0;
  const char *name = tp_command_argument (line, 0);
  g_autoptr (TpSegment) segment = parse_argument (line, 1, error);
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpChange) change =
      segment != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  if (change == NULL || !find_name (account, tp_change_conn (change), name, &id, error))
    return FALSE;
  gboolean is_new = id == 0;
  if (!(is_new ? tp_saved_segment_add (change, name, segment, &id, error)
               : tp_saved_segment_set (change, id, NULL, segment, error)) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  g_autofree char *public_id = tp_account_public_id (account, TP_THING_SEGMENT, id);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", public_id));
  else
    tp_command_print (line, is_new ? _ ("segment '%s' saved\n") : _ ("segment '%s' changed\n"),
                      name);
  return TRUE;
}

static gboolean
remove_segment (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpChange) change =
      account != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  if (change == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (account, tp_change_conn (change));
  g_autoptr (TpSavedSegment) saved =
      find_saved (account, tp_change_conn (change), names, tp_command_argument (line, 0), error);
  if (saved == NULL || !tp_saved_segment_archive (change, saved->id, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  g_autofree char *public_id = tp_account_public_id (account, TP_THING_SEGMENT, saved->id);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", public_id));
  else
    tp_command_print (line, _ ("segment '%s' archived\n"), saved->name);
  return TRUE;
}

static json_t *
saved_json (TpAccount *account, TpNames *names, const TpSavedSegment *saved, GError **error)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_SEGMENT, saved->id);
  g_autofree char *text = tp_names_format (names, saved->segment, error);
  return text == NULL ? NULL
                      : json_pack ("{s:s, s:s, s:s}", "id", id, "name", saved->name, "text", text);
}

/* All that are in use, page by page. */
static json_t *
all_saved (TpAccount *account, TpConn *conn, TpNames *names, GError **error)
{
  g_autoptr (json_t) list = json_array ();
  g_autofree char *after = NULL;
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) page =
        tp_saved_segment_page (names, conn, after, TP_SAVED_SEGMENT_PAGE_MAX, error);
    if (page == NULL)
      return NULL;
    for (guint i = 0; i < page->len; i++) {
      const TpSavedSegment *saved = page->pdata[i];
      json_t *json = saved_json (account, names, saved, error);
      if (json == NULL)
        return NULL;
      json_array_append_new (list, json);
      g_free (after);
      after = g_strdup (saved->name);
    }
    more = page->len == TP_SAVED_SEGMENT_PAGE_MAX;
  }
  return g_steal_pointer (&list);
}

static void
print_all (TpCommandLine *line, const json_t *list)
{
  const TpTableColumn columns[] = {
      {_ ("name"),      FALSE},
      {_ ("condition"), FALSE},
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (gsize i = 0; i < json_array_size (list); i++) {
    const json_t *saved = json_array_get (list, i);
    const char *const cells[] = {text_of (saved, "name"), text_of (saved, "text")};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
}

static gboolean
show_segment (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  const char *name = tp_command_argument (line, 0);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  g_autoptr (TpSavedSegment) saved =
      name == NULL ? NULL : find_saved (account, conn, names, name, error);
  if (name != NULL && saved == NULL)
    return FALSE;
  g_autoptr (json_t) json = saved != NULL ? saved_json (account, names, saved, error)
                                          : all_saved (account, conn, names, error);
  if (json == NULL)
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, saved != NULL ? json_incref (json)
                                               : json_pack ("{s:O}", "segments", json));
  else if (saved != NULL)
    tp_command_print (line, "%s\n", text_of (json, "text"));
  else
    print_all (line, json);
  return TRUE;
}

static const TpOption count_options[] = {
    {"purpose", N_ ("PURPOSE"), FALSE,
     N_ ("what the mail is for: newsletter, offers, service or internal")},
    {NULL   },
};
static const TpOption list_options[] = {
    {"limit", "N", FALSE, N_ ("how many at most; 50 unless given")},
    {"after",  N_ ("CURSOR"), FALSE, N_ ("the page after that one")},
    {NULL      },
};
static const TpOption explain_options[] = {
    {"contact", N_ ("EMAIL"), FALSE, N_ ("whom to explain: an e-mail address or an id")},
    {NULL   },
};

const TpCommand tp_commands_segment[] = {
    {"segment count",                             "EXPR", N_ ("how many contacts a condition means"), count_options, 1, 1,
     count_segment},
    {"segment list", "EXPR", N_ ("the contacts that a condition means"), list_options, 1, 1,
     list_contacts},
    {"segment explain",                                          "EXPR --contact EMAIL", N_ ("why a contact meets a condition or not"),
     explain_options, 1, 1, explain_contact},
    {"segment save",                               "NAME EXPR", N_ ("keep a condition under a name"), NULL, 2, 2, save_segment},
    {"segment show",                              "[NAME|ID]", N_ ("a saved condition, or all of them"), NULL, 0, 1,
     show_segment},
    {"segment remove", "NAME|ID", N_ ("archive a saved condition"), NULL, 1, 1, remove_segment},
    {NULL                                         },
};
