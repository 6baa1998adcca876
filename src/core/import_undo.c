/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of import_before are gone through from the last to the first, and removed with what was
 * restored from them; the run's undo_sequence says how many are left. What is done is done by the
 * import as actor, so that a run that goes on does not take it for a touch of somebody else. */
#include "core/import_undo.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/import_restore.h"
#include "core/import_touched.h"

#include <string.h>

static void
read_counts (const TpImport *import, TpImportUndone *out_undone)
{
  g_autoptr (json_t) notes =
      import->notes != NULL ? tp_json_parse (import->notes, strlen (import->notes), NULL) : NULL;
  const json_t *undone = json_object_get (notes, "undone");
  out_undone->removed = json_integer_value (json_object_get (undone, "removed"));
  out_undone->restored = json_integer_value (json_object_get (undone, "restored"));
  out_undone->kept = json_integer_value (json_object_get (undone, "kept"));
  out_undone->released = json_integer_value (json_object_get (undone, "released"));
}

/* Keeps the counts with the run's notes. */
static void
write_counts (TpImport *import, const TpImportUndone *undone)
{
  g_autoptr (json_t) notes =
      import->notes != NULL ? tp_json_parse (import->notes, strlen (import->notes), NULL) : NULL;
  if (notes == NULL)
    notes = json_object ();
  json_object_set_new (notes, "undone",
                       json_pack ("{s:I, s:I, s:I, s:I}", "removed", (json_int_t)undone->removed,
                                  "restored", (json_int_t)undone->restored, "kept",
                                  (json_int_t)undone->kept, "released",
                                  (json_int_t)undone->released));
  g_free (import->notes);
  import->notes = tp_json_text (notes);
}

static gboolean
save (TpChange *change, TpImport *import, const TpImportUndone *undone, GError **error)
{
  write_counts (import, undone);
  import->state = TP_IMPORT_UNDOING;
  return tp_import_save (change, import, error);
}

static TpChange *
begin (TpAccount *account, const TpImport *import, GError **error)
{
  return tp_change_begin (account, (TpActor){TP_ACTOR_IMPORT, import->id}, NULL, error);
}

/* One chunk of rows; *out_more FALSE: there are none left. */
static gboolean
undo_rows (TpAccount *account, TpImport *import, const TpIdSets *touched, TpImportUndone *undone,
           gboolean *out_more, GError **error)
{
  g_autoptr (TpChange) change = begin (account, import, error);
  g_autoptr (GPtrArray) rows =
      change != NULL ? tp_import_restore_load (change, import, error) : NULL;
  if (rows == NULL)
    return FALSE;
  *out_more = rows->len > 0;
  if (!*out_more)
    return TRUE;
  if (!tp_import_restore (change, import, rows, touched, undone, error))
    return FALSE;
  import->undo_sequence = ((TpImportBefore *)rows->pdata[rows->len - 1])->sequence;
  return tp_conn_run (tp_change_conn (change), TP_SQL_IMPORT_BEFORE_REMOVE, error, "ii", import->id,
                      import->undo_sequence) &&
         save (change, import, undone, error) && tp_change_commit (&change, NULL, error);
}

static gboolean
release_addresses (TpAccount *account, TpImport *import, TpImportUndone *undone, gboolean *out_more,
                   GError **error)
{
  guint released = 0;
  g_autoptr (TpChange) change = begin (account, import, error);
  if (change == NULL || !tp_import_restore_release (change, import, &released, error))
    return FALSE;
  *out_more = released > 0;
  undone->released += released;
  return released == 0 ||
         (save (change, import, undone, error) && tp_change_commit (&change, NULL, error));
}

static gboolean
goes_on (const TpImport *import, gint64 total, const TpImportWatch *watch, GError **error)
{
  return watch == NULL || watch->progress == NULL ||
         watch->progress (total - import->undo_sequence, total, watch->data) ||
         tp_error (error, TP_ERROR_BUSY, _ ("stopped; the same command goes on from there"));
}

static gboolean
undo_all (TpAccount *account, TpActor actor, TpImport *import, const TpImportWatch *watch,
          TpImportUndone *undone, GError **error)
{
  gboolean more = TRUE;
  gint64 total = import->undo_sequence;
  g_autoptr (TpIdSets) touched = tp_import_touched (account, import, error);
  if (touched == NULL)
    return FALSE;
  while (more)
    if (!goes_on (import, total, watch, error) ||
        !undo_rows (account, import, touched, undone, &more, error))
      return FALSE;
  for (more = TRUE; more;)
    if (!goes_on (import, total, watch, error) ||
        !release_addresses (account, import, undone, &more, error))
      return FALSE;
  g_autoptr (TpChange) change = tp_change_begin (account, actor, NULL, error);
  write_counts (import, undone);
  return change != NULL && tp_import_end (change, import, TP_IMPORT_UNDONE, error) &&
         tp_change_commit (&change, NULL, error);
}

static TpImport *
find (TpAccount *account, gint64 id, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (TpImport) import = conn != NULL ? tp_import_get (conn, id, error) : NULL;
  if (import == NULL)
    return NULL;
  if (import->kind == TP_IMPORT_PURCHASES)
    tp_error (error, TP_ERROR_CONFLICT, _ ("that is no import of contacts"));
  else if (import->state == TP_IMPORT_UNDONE)
    tp_error (error, TP_ERROR_CONFLICT, _ ("this import is undone already"));
  else
    return g_steal_pointer (&import);
  return NULL;
}

gboolean
tp_import_contacts_undo (TpAccount *account, TpActor actor, gint64 id, const TpImportWatch *watch,
                         TpImportUndone *out_undone, GError **error)
{
  g_autoptr (TpImport) import = find (account, id, error);
  if (import == NULL || !tp_import_take (account, import, error))
    return FALSE;
  /* Once more: it may have gone on before the lease was had. */
  g_autofree char *holder = g_steal_pointer (&import->lease_holder);
  g_clear_pointer (&import, tp_import_free);
  import = find (account, id, error);
  if (import == NULL)
    return FALSE;
  import->lease_holder = g_steal_pointer (&holder);
  read_counts (import, out_undone);
  if (undo_all (account, actor, import, watch, out_undone, error))
    return TRUE;
  tp_import_give (account, import, NULL);
  return FALSE;
}
