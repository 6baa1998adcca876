/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts are named by e-mail address or public id; fields are given as name=value, a field with
 * several values more than once. */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/commands.h"
#include "core/address_book.h"
#include "core/archive.h"
#include "core/contact_json.h"
#include "core/erase.h"
#include "core/merge.h"

#include <string.h>

/* The contact that an argument names. */
static gboolean
find_contact (TpCommandLine *line, guint argument, TpConn *conn, gint64 *out_number, GError **error)
{
  return tp_contact_find (tp_command_account (line, NULL), conn,
                          tp_command_argument (line, argument), out_number, error);
}

/* A change, and in it the contact of the first argument. (transfer full) */
static TpChange *
begin_for_contact (TpCommandLine *line, gint64 *out_number, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpChange) change =
      account != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  if (change == NULL || !find_contact (line, 0, tp_change_conn (change), out_number, error))
    return NULL;
  return g_steal_pointer (&change);
}

/* The answer of a command that changed one contact. */
static void
print_done (TpCommandLine *line, gint64 number, const char *words)
{
  g_autofree char *id =
      tp_account_public_id (tp_command_account (line, NULL), TP_THING_CONTACT, number);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", id));
  else
    tp_command_print (line, "%s: %s\n", id, words);
}

static char *
join_value (const json_t *value)
{
  GString *text = g_string_new (NULL);
  if (!json_is_array (value)) {
    g_autofree char *one = json_is_string (value) ? g_strdup (json_string_value (value))
                                                  : json_dumps (value, JSON_ENCODE_ANY);
    return g_string_free (g_string_append (text, one), FALSE);
  }
  for (gsize i = 0; i < json_array_size (value); i++) {
    g_autofree char *one = join_value (json_array_get (value, i));
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", one);
  }
  return g_string_free (text, FALSE);
}

/* A state in the reader's words, an amount with its currency, or the products of an order. */
static void
append_member (GString *text, const char *member, const json_t *value)
{
  const char *string = json_string_value (value);
  const char *amount = json_string_value (json_object_get (value, "amount"));
  if (string != NULL)
    g_string_append_printf (
        text, "  %s",
        g_str_equal (member, "state") || g_str_equal (member, "why") ? tp_text (string) : string);
  if (amount != NULL)
    g_string_append_printf (text, "  %s %s", amount,
                            json_string_value (json_object_get (value, "currency")));
  for (gsize i = 0; i < json_array_size (value); i++) {
    const char *product =
        json_string_value (json_object_get (json_array_get (value, i), "product"));
    g_string_append_printf (text, "%s%s", i == 0 ? "  " : ", ", product != NULL ? product : "");
  }
}

/* Members of each item, in one line: "Fair 2026  2026-01-31T…  import". */
static void
print_items (TpCommandLine *line, const json_t *contact, const char *part, const char *title,
             const char *const *members)
{
  const json_t *items = json_object_get (contact, part);
  if (json_array_size (items) > 0)
    tp_command_print (line, "\n%s\n", title);
  for (gsize i = 0; i < json_array_size (items); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (const char *const *member = members; *member != NULL; member++)
      append_member (text, *member, json_object_get (json_array_get (items, i), *member));
    tp_command_print (line, "%s\n", text->str);
  }
}

static void
print_contact (TpCommandLine *line, json_t *contact)
{
  static const char *const addresses[] = {"address", "suppressed", NULL};
  static const char *const tags[] = {"name", "since", "why", NULL};
  static const char *const lists[] = {"name", "state", "since", NULL};
  static const char *const permissions[] = {"purpose", "state", "basis", "since", NULL};
  static const char *const purchases[] = {"at", "order", "total", "items", "source", NULL};
  static const char *const events[] = {"at", "text", NULL};
  const char *name;
  json_t *value;
  const char *email = json_string_value (json_object_get (contact, "email"));
  tp_command_print (line, "%s  %s  (%s)\n", email != NULL ? email : _ ("no e-mail address"),
                    json_string_value (json_object_get (contact, "id")),
                    json_string_value (json_object_get (contact, "state")));
  json_object_foreach (json_object_get (contact, "fields"), name, value)
  {
    g_autofree char *text = join_value (value);
    tp_command_print (line, "  %s: %s\n", name, text);
  }
  print_items (line, contact, "addresses", _ ("Addresses"), addresses);
  print_items (line, contact, "tags", _ ("Tags"), tags);
  print_items (line, contact, "lists", _ ("Lists"), lists);
  print_items (line, contact, "permissions", _ ("Permissions"), permissions);
  print_items (line, contact, "purchases", _ ("Purchases"), purchases);
  print_items (line, contact, "events", _ ("History"), events);
}

static gboolean
show_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  if (conn == NULL || !find_contact (line, 0, conn, &number, error))
    return FALSE;
  g_autoptr (json_t) json = tp_contact_show_json (account, conn, number, error);
  if (json == NULL)
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, g_steal_pointer (&json));
  else
    print_contact (line, json);
  return TRUE;
}

/* A field named more than once gets all its values, one per line. */
static void
add_assignment (GArray *assignments, GPtrArray *texts, char *name, const char *value)
{
  g_ptr_array_add (texts, name);
  for (guint i = 0; i < assignments->len; i++) {
    TpContactAssignment *known = &g_array_index (assignments, TpContactAssignment, i);
    if (strcmp (known->field, name) == 0) {
      char *joined = g_strconcat (known->text, "\n", value, NULL);
      g_ptr_array_add (texts, joined);
      known->text = joined;
      return;
    }
  }
  TpContactAssignment assignment = {name, value};
  g_array_append_val (assignments, assignment);
}

/* name=value of every argument from the second on; `texts` keeps what they borrow. */
static gboolean
read_assignments (TpCommandLine *line, GArray *assignments, GPtrArray *texts, GError **error)
{
  for (guint i = 1; i < tp_command_arguments (line); i++) {
    const char *argument = tp_command_argument (line, i), *sign = strchr (argument, '=');
    if (sign == NULL || sign == argument)
      return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not of the form field=value"),
                       argument);
    add_assignment (assignments, texts, g_strndup (argument, (gsize)(sign - argument)), sign + 1);
  }
  return TRUE;
}

static gboolean
set_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  gboolean changed = FALSE;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) assignments = g_array_new (FALSE, FALSE, sizeof (TpContactAssignment));
  if (!read_assignments (line, assignments, texts, error))
    return FALSE;
  g_autoptr (TpChange) change = begin_for_contact (line, &number, error);
  if (change == NULL ||
      !tp_contact_set (change, number, (TpContactAssignment *)(gpointer)assignments->data,
                       assignments->len, &changed, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  print_done (line, number, changed ? _ ("changed") : _ ("nothing to change"));
  return TRUE;
}

static gboolean
add_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) assignments = g_array_new (FALSE, FALSE, sizeof (TpContactAssignment));
  if (account == NULL || !read_assignments (line, assignments, texts, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL ||
      !tp_contact_add (change, tp_command_argument (line, 0),
                       (TpContactAssignment *)(gpointer)assignments->data, assignments->len, FALSE,
                       &number, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  print_done (line, number, _ ("added"));
  return TRUE;
}

static gboolean
archive_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpChange) change = begin_for_contact (line, &number, error);
  if (change == NULL || !tp_contact_archive_one (change, number, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  print_done (line, number, _ ("archived"));
  return TRUE;
}

static gboolean
restore_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpChange) change = begin_for_contact (line, &number, error);
  if (change == NULL || !tp_contact_restore_one (change, number, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  print_done (line, number, _ ("restored"));
  return TRUE;
}

static gboolean
erase_contact (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  if (conn == NULL || !find_contact (line, 0, conn, &number, error))
    return FALSE;
  g_clear_pointer (&conn, tp_conn_release);
  if (!tp_contact_erase (account, tp_command_actor, NULL, number, NULL, error))
    return FALSE;
  print_done (line, number, _ ("erased"));
  return TRUE;
}

static gboolean
merge_contacts (TpCommandLine *line, GError **error)
{
  gint64 stays = 0, gone = 0;
  g_autoptr (TpChange) change = begin_for_contact (line, &stays, error);
  if (change == NULL || !find_contact (line, 1, tp_change_conn (change), &gone, error) ||
      !tp_contact_merge (change, stays, gone, error) || !tp_change_commit (&change, NULL, error))
    return FALSE;
  print_done (line, stays, _ ("merged"));
  return TRUE;
}

static gboolean
add_note (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  TpNoteKind kind = TP_NOTE_NOTE;
  const char *name = tp_command_option (line, "kind");
  if (name != NULL && !tp_note_kind_find (name, &kind))
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not note, call, meeting or letter"),
                     name);
  g_autoptr (TpChange) change = begin_for_contact (line, &number, error);
  if (change == NULL ||
      !tp_note_add (change, number, kind, 0, tp_command_argument (line, 1), NULL, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  print_done (line, number, _ ("note added"));
  return TRUE;
}

static const TpOption note_options[] = {
    {"kind", "KIND", FALSE, N_ ("note, call, meeting or letter")},
    {NULL},
};

const TpCommand tp_commands_contact[] = {
    {"contact show",                          "EMAIL", N_ ("show a contact with its history"), NULL, 1, 1, show_contact},
    {"contact add", "EMAIL [FIELD=VALUE]...", N_ ("add a contact"), NULL, 1,
     TP_COMMAND_ARGUMENTS_MAX, add_contact},
    {"contact set",                                      "EMAIL FIELD=VALUE...", N_ ("change fields of a contact"), NULL, 2,
     TP_COMMAND_ARGUMENTS_MAX, set_contact},
    {"contact note",                           "EMAIL TEXT", N_ ("write a note about a contact"), note_options, 2, 2,
     add_note},
    {"contact merge",                           "EMAIL EMAIL", N_ ("merge the second contact into the first"), NULL, 2, 2,
     merge_contacts},
    {"contact archive",                   "EMAIL", N_ ("put a contact aside: it gets no mail"), NULL, 1, 1,
     archive_contact},
    {"contact restore",                                      "EMAIL", N_ ("bring a contact back from the archive"), NULL, 1, 1,
     restore_contact},
    {"contact erase",                            "EMAIL", N_ ("erase a person for good"), NULL, 1, 1, erase_contact},
    {NULL                          },
};
