/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tag.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/progress.h"
#include "base/table.h"
#include "cmd/commands.h"
#include "core/audience.h"
#include "core/automatic_tag.h"
#include "core/names.h"
#include "core/rule.h"
#include "core/tag_set.h"

#include <unistd.h>

/* The contacts of --where. */
static gboolean
select_contacts (TpCommandLine *line, TpIdSets **out_contacts, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  const char *where = tp_command_option (line, "where");
  g_autoptr (TpSegment) segment = NULL;
  if (account == NULL)
    return FALSE;
  if (where == NULL)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("--where is needed; everyone is --where everyone"));
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL)
      return FALSE;
    g_autoptr (TpNames) names = tp_names_new (account, conn);
    segment = tp_names_parse (names, where, NULL, error);
  }
  return segment != NULL && tp_audience_select (account, segment, out_contacts, error);
}

/* "3 of 5". (transfer full) */
static char *
format_counts (guint64 part, guint64 whole)
{
  g_autofree char *one = g_strdup_printf ("%" G_GUINT64_FORMAT, part);
  g_autofree char *other = g_strdup_printf ("%" G_GUINT64_FORMAT, whole);
  return g_strdup_printf (_ ("%s of %s"), one, other);
}

static gboolean
show_progress (guint64 done, guint64 total, gpointer data)
{
  tp_progress_update (data, (gint64)done);
  return !tp_command_is_stopping ();
}

static void
answer (TpCommandLine *line, gint64 tag, const TpTagBulkResult *result, gboolean removed)
{
  g_autofree char *id = tp_account_public_id (tp_command_account (line, NULL), TP_THING_TAG, tag);
  g_autofree char *counts = format_counts (result->changed, result->contacts);
  if (result->stopped)
    tp_command_set_status (line, TP_EXIT_PARTLY);
  if (tp_command_is_json (line))
    tp_command_print_json (
        line, json_pack ("{s:s, s:I, s:I, s:b}", "id", id, "contacts", (json_int_t)result->contacts,
                         "changed", (json_int_t)result->changed, "stopped", result->stopped));
  else if (removed)
    tp_command_print (line, _ ("removed from %s contacts\n"), counts);
  else
    tp_command_print (line, _ ("newly set on %s contacts\n"), counts);
}

/* When tags set now end, by --for; 0: never. */
static gboolean
read_end (TpCommandLine *line, TpAccount *account, gint64 *out_ends_at, GError **error)
{
  const char *lasts = tp_command_option (line, "for");
  g_autoptr (TpRule) rule = tp_rule_new ();
  g_autoptr (GTimeZone) zone = tp_account_zone (account);
  if (lasts != NULL && !tp_rule_parse_span (lasts, &rule->lasts, error))
    return FALSE;
  *out_ends_at = tp_rule_ends_at (rule, tp_account_now (account), zone);
  return TRUE;
}

static gboolean
find_or_make (TpAccount *account, const char *name, gint64 *out_tag, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  return change != NULL && tp_tag_find_or_make (change, name, out_tag, error) &&
         tp_change_commit (&change, NULL, error);
}

/* Sets the tag on them, or removes it (ends_at -1), and shows how far it is. */
static gboolean
do_all (TpAccount *account, gint64 tag, const TpIdSets *contacts, gint64 ends_at,
        TpTagBulkResult *out_result, GError **error)
{
  g_autoptr (TpProgress) progress =
      tp_progress_new (STDERR_FILENO, ends_at < 0 ? _ ("removing") : _ ("setting"),
                       (gint64)tp_id_sets_count (contacts));
  const TpTagBulk bulk = {.actor = tp_command_actor, .progress = show_progress, .data = progress};
  gboolean ok = ends_at < 0
                    ? tp_tag_remove_all (account, tag, contacts, &bulk, out_result, error)
                    : tp_tag_set_all (account, tag, contacts, ends_at, &bulk, out_result, error);
  tp_progress_finish (progress);
  return ok;
}

static gboolean
add_tag (TpCommandLine *line, GError **error)
{
  g_autoptr (TpIdSets) contacts = NULL;
  gint64 tag = 0, ends_at = 0;
  TpTagBulkResult result;
  if (!select_contacts (line, &contacts, error))
    return FALSE;
  TpAccount *account = tp_command_account (line, error);
  if (!read_end (line, account, &ends_at, error) ||
      !find_or_make (account, tp_command_argument (line, 0), &tag, error) ||
      !do_all (account, tag, contacts, ends_at, &result, error))
    return FALSE;
  answer (line, tag, &result, FALSE);
  return TRUE;
}

static gboolean
find_tag (TpAccount *account, const char *name, gint64 *out_tag, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (TpTag) tag = conn != NULL ? tp_tag_find (conn, name, &local) : NULL;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (conn != NULL && tag == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no tag '%s'"), name);
  *out_tag = tag != NULL ? tag->id : 0;
  return tag != NULL;
}

static gboolean
remove_tag (TpCommandLine *line, GError **error)
{
  g_autoptr (TpIdSets) contacts = NULL;
  gint64 tag = 0;
  TpTagBulkResult result;
  if (!select_contacts (line, &contacts, error))
    return FALSE;
  TpAccount *account = tp_command_account (line, error);
  if (!find_tag (account, tp_command_argument (line, 0), &tag, error) ||
      !do_all (account, tag, contacts, -1, &result, error))
    return FALSE;
  answer (line, tag, &result, TRUE);
  return TRUE;
}

/* All tags that are not archived, of TpTag. */
static GPtrArray *
load_tags (TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_tag_free);
  g_autofree char *after = g_strdup ("");
  while (after != NULL) {
    char *next = NULL;
    g_autoptr (GPtrArray) page = tp_tag_page (conn, after, TP_TAG_PAGE_MAX, &next, error);
    g_free (after);
    after = next;
    if (page == NULL)
      return NULL;
    g_ptr_array_extend_and_steal (tags, g_steal_pointer (&page));
  }
  return g_steal_pointer (&tags);
}

static void
print_json (TpCommandLine *line, const GPtrArray *tags, const gint64 *counts)
{
  json_t *list = json_array ();
  for (guint i = 0; i < tags->len; i++) {
    const TpTag *tag = tags->pdata[i];
    g_autofree char *id =
        tp_account_public_id (tp_command_account (line, NULL), TP_THING_TAG, tag->id);
    json_array_append_new (list, json_pack ("{s:s, s:s, s:s?, s:I}", "id", id, "name", tag->name,
                                            "automatic", tp_automatic_tag_name (tag->origin),
                                            "contacts", (json_int_t)counts[i]));
  }
  tp_command_print_json (line, json_pack ("{s:o}", "tags", list));
}

static void
print_table (TpCommandLine *line, const GPtrArray *tags, const gint64 *counts)
{
  const TpTableColumn columns[] = {
      {_ ("tag"),      FALSE},
      {_ ("contacts"), TRUE },
      {_ ("set by"),   FALSE}
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < tags->len; i++) {
    const TpTag *tag = tags->pdata[i];
    g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, counts[i]);
    const char *const cells[] = {tag->name, count,
                                 tag->origin != TP_TAG_MANUAL ? _ ("itself") : NULL};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
}

static gboolean
list_tags (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  g_autoptr (GPtrArray) tags = conn != NULL ? load_tags (conn, error) : NULL;
  if (tags == NULL)
    return FALSE;
  g_autofree gint64 *ids = g_new0 (gint64, tags->len + 1);
  g_autofree gint64 *counts = g_new0 (gint64, tags->len + 1);
  for (guint i = 0; i < tags->len; i++)
    ids[i] = ((TpTag *)tags->pdata[i])->id;
  if (tags->len > 0 && !tp_tag_count (conn, ids, tags->len, counts, error))
    return FALSE;
  if (tp_command_is_json (line))
    print_json (line, tags, counts);
  else
    print_table (line, tags, counts);
  return TRUE;
}

static const TpOption add_options[] = {
    {"where", N_ ("EXPR"), FALSE, N_ ("the contacts, by a condition")},
    {"for",  N_ ("TIME"), FALSE, N_ ("take the tag off again after that time")},
    {NULL      },
};
static const TpOption remove_options[] = {
    {"where", N_ ("EXPR"), FALSE, N_ ("the contacts, by a condition")},
    {NULL },
};

const TpCommand tp_commands_tag[] = {
    {"tag add",                                      "NAME --where EXPR [--for \"30 days\"]",
     N_ ("set a tag, which is made when it is new"), add_options, 1, 1, add_tag},
    {"tag remove", "NAME --where EXPR", N_ ("take a tag off"), remove_options, 1, 1, remove_tag},
    {"tag list",                                             "", N_ ("the tags, and how many contacts wear them"), NULL, 0, 0, list_tags},
    {NULL                                      },
};
