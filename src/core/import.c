/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/feed.h"
#include "core/lease.h"
#include "core/process_name.h"

#include <errno.h>
#include <unistd.h>

#define READ_BYTES (1024 * 1024)

const char *
tp_import_kind_name (TpImportKind kind)
{
  static const char *const names[] = {"contacts", "purchases", "blocked"};
  return (guint)kind < G_N_ELEMENTS (names) ? names[kind] : "unknown";
}

const char *
tp_import_state_name (TpImportState state)
{
  static const char *const names[] = {"running", "done", "undoing", "undone"};
  return (guint)state < G_N_ELEMENTS (names) ? names[state] : "unknown";
}

void
tp_import_free (TpImport *import)
{
  if (import == NULL)
    return;
  g_free (import->fingerprint);
  g_free (import->file_name);
  g_free (import->options);
  g_free (import->refused_file);
  g_free (import->notes);
  g_free (import->lease_holder);
  g_free (import);
}

char *
tp_import_fingerprint (int fd, const char *options, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  gssize length = 0;
  off_t offset = lseek (fd, 0, SEEK_SET);
  while (offset >= 0 &&
         ((length = read (fd, buffer, READ_BYTES)) > 0 || (length < 0 && errno == EINTR)))
    if (length > 0)
      g_checksum_update (checksum, buffer, length);
  if (offset < 0 || length < 0 || lseek (fd, 0, SEEK_SET) < 0) {
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot read the file: %s"), g_strerror (errno));
    return NULL;
  }
  g_checksum_update (checksum, (const guchar *)options, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static TpImport *
read_import (TpRows *rows)
{
  TpImport *import = g_new0 (TpImport, 1);
  import->id = tp_rows_int64 (rows, 0);
  import->kind = (TpImportKind)tp_rows_int64 (rows, 1);
  import->state = (TpImportState)tp_rows_int64 (rows, 2);
  import->fingerprint = g_strdup (tp_rows_text (rows, 3));
  import->file_name = g_strdup (tp_rows_text (rows, 4));
  import->options = g_strdup (tp_rows_text (rows, 5));
  import->rows = tp_rows_int64 (rows, 6);
  import->orders = tp_rows_int64 (rows, 7);
  import->added = tp_rows_int64 (rows, 8);
  import->updated = tp_rows_int64 (rows, 9);
  import->unchanged = tp_rows_int64 (rows, 10);
  import->refused = tp_rows_int64 (rows, 11);
  import->contacts_added = tp_rows_int64 (rows, 12);
  import->refused_file = g_strdup (tp_rows_text (rows, 13));
  import->refused_bytes = tp_rows_int64 (rows, 14);
  import->consent = tp_rows_int64 (rows, 15);
  import->undo_sequence = tp_rows_int64 (rows, 16);
  import->started_at = tp_rows_int64 (rows, 17);
  import->ended_at = tp_rows_int64 (rows, 18);
  import->actor = (TpActor){(TpActorKind)tp_rows_int64 (rows, 19), tp_rows_int64 (rows, 20)};
  import->notes = g_strdup (tp_rows_text (rows, 21));
  import->first_position = tp_rows_int64 (rows, 22);
  return import;
}

static char *
lease_name (const TpImport *import)
{
  return g_strdup_printf ("import %" G_GINT64_FORMAT, import->id);
}

static gboolean
renew_lease (TpConn *conn, TpImport *import, gboolean *out_taken, GError **error)
{
  g_autofree char *name = lease_name (import);
  return tp_lease_take (conn, name, import->lease_holder, TP_IMPORT_LEASE_SECONDS, out_taken,
                        error);
}

static gboolean
take_lease (TpConn *conn, TpImport *import, GError **error)
{
  gboolean taken = FALSE;
  if (import->lease_holder == NULL)
    import->lease_holder = tp_process_name_new ();
  if (!renew_lease (conn, import, &taken, error))
    return FALSE;
  return taken || tp_error (error, TP_ERROR_BUSY,
                            _ ("another process is working on this import; try again in a minute"));
}

/* The unfinished run with that fingerprint: NULL without an error when there is none. */
static TpImport *
find_unfinished (TpConn *conn, const char *fingerprint, GError **error)
{
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_IMPORT_FIND_UNFINISHED, error, "s", fingerprint);
  return rows != NULL && tp_rows_next (rows, error) ? read_import (rows) : NULL;
}

static TpImport *
add_import (TpChange *change, TpActor actor, TpImportKind kind, const char *fingerprint,
            const char *file_name, const char *options, GError **error)
{
  gint64 id = 0;
  const gint64 *actor_id = actor.id != 0 ? &actor.id : NULL;
  if (!tp_conn_int64 (tp_change_conn (change), TP_SQL_IMPORT_ADD, &id, error, "isssiiI",
                      (gint64)kind, fingerprint, file_name, options, tp_change_now (change),
                      (gint64)actor.kind, actor_id))
    return NULL;
  tp_change_event (change, TP_EVENT_IMPORT_BEGUN, 0, id, 0, NULL);
  return tp_import_get (tp_change_conn (change), id, error);
}

TpImport *
tp_import_begin (TpAccount *account, TpActor actor, TpImportKind kind, const char *fingerprint,
                 const char *file_name, const char *options, gboolean *out_resumed, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, actor, NULL, error);
  if (change == NULL)
    return NULL;
  g_autoptr (TpImport) import = find_unfinished (tp_change_conn (change), fingerprint, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  *out_resumed = import != NULL;
  if (import == NULL)
    import = add_import (change, actor, kind, fingerprint, file_name, options, error);
  if (import == NULL || !take_lease (tp_change_conn (change), import, error) ||
      !tp_change_commit (&change, NULL, error))
    return NULL;
  return g_steal_pointer (&import);
}

static gboolean
store (TpConn *conn, const TpImport *import, GError **error)
{
  const gint64 *consent = import->consent != 0 ? &import->consent : NULL;
  const gint64 *ended_at = import->ended_at != 0 ? &import->ended_at : NULL;
  return tp_conn_run (conn, TP_SQL_IMPORT_SAVE, error, "iiiiiiiiisiIiIsi", import->id,
                      (gint64)import->state, import->rows, import->orders, import->added,
                      import->updated, import->unchanged, import->refused, import->contacts_added,
                      import->refused_file, import->refused_bytes, consent, import->undo_sequence,
                      ended_at, import->notes, import->first_position);
}

gboolean
tp_import_save (TpChange *change, TpImport *import, GError **error)
{
  gboolean taken = FALSE;
  TpFeedPoint head;
  if (import->first_position == 0) {
    if (!tp_feed_head (tp_change_conn (change), &head, error))
      return FALSE;
    import->first_position = head.position + 1;
  }
  if (!renew_lease (tp_change_conn (change), import, &taken, error))
    return FALSE;
  if (!taken)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("another process has taken over this import"));
  return store (tp_change_conn (change), import, error);
}

gboolean
tp_import_end (TpChange *change, TpImport *import, TpImportState state, GError **error)
{
  g_autofree char *name = lease_name (import);
  import->state = state;
  import->ended_at = tp_change_now (change);
  if (!tp_import_save (change, import, error) ||
      !tp_lease_release (tp_change_conn (change), name, import->lease_holder, error))
    return FALSE;
  tp_change_event (change,
                   state == TP_IMPORT_UNDONE ? TP_EVENT_IMPORT_UNDONE : TP_EVENT_IMPORT_ENDED, 0,
                   import->id, import->rows, NULL);
  return TRUE;
}

gboolean
tp_import_take (TpAccount *account, TpImport *import, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (account), NULL, error);
  return conn != NULL && take_lease (conn, import, error) && tp_db_commit (&conn, error);
}

gboolean
tp_import_give (TpAccount *account, TpImport *import, GError **error)
{
  g_autofree char *name = lease_name (import);
  g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (account), NULL, error);
  return conn != NULL && tp_lease_release (conn, name, import->lease_holder, error) &&
         tp_db_commit (&conn, error);
}

char *
tp_import_label (TpAccount *account, const TpImport *import)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_IMPORT, import->id);
  return g_strconcat ("import ", id, NULL);
}

TpImport *
tp_import_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_IMPORT_GET, &local, "i", id);
  if (rows != NULL && tp_rows_next (rows, &local))
    return read_import (rows);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such import"));
  return NULL;
}

GPtrArray *
tp_import_page (TpConn *conn, gint64 before, guint limit, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) imports = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_import_free);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_IMPORT_PAGE, &local, "ii",
                                           before != 0 ? before : G_MAXINT64, (gint64)limit);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (imports, read_import (rows));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&imports) : NULL;
}
