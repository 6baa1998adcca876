/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_testing.h"

#include "core/address_book.h"
#include "core/contact.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/suppression.h"
#include "core/tag_set.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

int
tp_import_testing_file (const char *bytes, gssize length)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("import-XXXXXX", &path, NULL);
  gsize size = length >= 0 ? (gsize)length : strlen (bytes);
  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);
  for (gsize done = 0; done < size;) {
    gssize written = write (fd, bytes + done, size - done);
    g_assert_cmpint (written, >, 0);
    done += (gsize)written;
  }
  return fd;
}

TpImport *
tp_import_testing_run (TpAccount *account, const char *file_name, const char *text,
                       const TpImportOptions *options, gboolean rehearse)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpImportOptions) none = tp_import_options_new ();
  const TpImportOptions *used = options != NULL ? options : none;
  int fd = tp_import_testing_file (text, -1);
  TpImport *import =
      rehearse ? tp_import_contacts_rehearse (account, fd, file_name, used, NULL, &error)
               : tp_import_contacts (account, tp_testing_actor, fd, file_name, used, NULL, &error);
  close (fd);
  g_assert_no_error (error);
  g_assert_cmpint (import->rows, ==,
                   import->added + import->updated + import->unchanged + import->refused);
  return import;
}

char *
tp_import_testing_counts (const TpImport *import)
{
  return g_strdup_printf ("%d/%d/%d/%d/%d", (int)import->rows, (int)import->added,
                          (int)import->updated, (int)import->unchanged, (int)import->refused);
}

static void
append (GString *text, const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 && text->str[text->len - 1] != '|' ? "," : "",
                          part);
}

static void
append_tags (GString *text, TpConn *conn, gint64 contact)
{
  g_autoptr (GPtrArray) worn = tp_tag_of_contacts (conn, &contact, 1, NULL);
  for (guint i = 0; i < worn->len; i++)
    append (text, ((TpWornTag *)worn->pdata[i])->name);
}

static void
append_lists (GString *text, TpConn *conn, gint64 contact)
{
  g_autoptr (GPtrArray) members = tp_list_of_contacts (conn, &contact, 1, NULL);
  for (guint i = 0; i < members->len; i++) {
    TpListMember *member = members->pdata[i];
    g_autofree char *part =
        g_strconcat (member->name, "=", tp_segment_list_state_name (member->state), NULL);
    append (text, part);
  }
}

static void
append_permissions (GString *text, TpConn *conn, gint64 contact)
{
  g_autoptr (GPtrArray) rows = tp_permission_of_contacts (conn, &contact, 1, NULL);
  for (guint i = 0; i < rows->len; i++) {
    TpPermissionRow *row = rows->pdata[i];
    g_autofree char *part = g_strconcat (tp_segment_purpose_name (row->purpose), "=",
                                         tp_segment_permission_name (row->state), NULL);
    append (text, part);
  }
}

static void
append_blocked (GString *text, TpConn *conn, const char *email)
{
  g_autofree char *key = tp_suppression_key (email, NULL);
  g_autoptr (TpSuppression) blocked = tp_suppression_find (conn, key, NULL);
  if (blocked != NULL)
    append (text, tp_suppression_reason_name (blocked->reason));
}

char *
tp_import_testing_contact (TpAccount *account, const char *email, const char *names)
{
  gint64 number;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), NULL);
  g_autoptr (TpFields) fields = tp_fields_load (account, conn, NULL);
  g_auto (GStrv) wanted = g_strsplit (names, ",", -1);
  if (!tp_contact_find (account, conn, email, &number, NULL))
    return g_strdup ("-");
  g_autoptr (TpContact) contact = tp_contact_load (conn, number, NULL);
  for (guint i = 0; wanted[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (text, '|');
    if (strcmp (wanted[i], "tags") == 0)
      append_tags (text, conn, number);
    else if (strcmp (wanted[i], "lists") == 0)
      append_lists (text, conn, number);
    else if (strcmp (wanted[i], "permissions") == 0)
      append_permissions (text, conn, number);
    else if (strcmp (wanted[i], "blocked") == 0)
      append_blocked (text, conn, email);
    else if (tp_contact_value (contact, tp_fields_find (fields, wanted[i])) != NULL)
      g_string_append (text, tp_contact_value (contact, tp_fields_find (fields, wanted[i])));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
