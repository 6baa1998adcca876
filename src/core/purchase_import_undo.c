/* SPDX-License-Identifier: Apache-2.0 */
/* In steps, each chunk by chunk with a change of its own: the orders that the run brought; the
 * items that it added to others' orders; the refunds that it brought; the contacts that it made.
 * What is done is gone, so a run of this that was broken off begins each step anew. Contacts come
 * last, since only the changes before tell which of them are left with nothing. */
#include "core/purchase_import.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/archive.h"

#define CHUNK TP_IMPORT_CHUNK_ROWS

/* What a chunk of a step found. */
typedef struct {
  gint64 order, number; /* the number of the line or refund */
  gint64 value;
  gint64 contact;
} Found;

typedef struct {
  TpAccount *account;
  TpActor actor;
  TpImport *import;
  const TpPurchaseImportOptions *options; /* may be NULL */
  gint64 done;
} Undoing;

typedef struct {
  /* The rows behind `last`, as Found. */
  gboolean (*find) (const Undoing *undoing, TpConn *conn, const Found *last, GArray *found,
                    GError **error);
  gboolean (*remove) (TpChange *change, const GArray *found, GError **error);
} Step;

static gboolean
take_rows (TpRows *rows, int order, int number, int value, int contact, GArray *found,
           GError **local, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  while (taken != NULL && tp_rows_next (taken, local)) {
    Found row = {tp_rows_int64 (taken, (guint)order), tp_rows_int64 (taken, (guint)number),
                 tp_rows_int64 (taken, (guint)value), tp_rows_int64 (taken, (guint)contact)};
    g_array_append_val (found, row);
  }
  if (*local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

static gboolean
find_orders (const Undoing *undoing, TpConn *conn, const Found *last, GArray *found, GError **error)
{
  GError *local = NULL;
  return take_rows (tp_conn_query (conn, TP_SQL_PURCHASE_UNDO_ORDERS, &local, "iii",
                                   undoing->import->id, last->order, (gint64)CHUNK),
                    0, 0, 2, 1, found, &local, error);
}

static gboolean
find_items (const Undoing *undoing, TpConn *conn, const Found *last, GArray *found, GError **error)
{
  GError *local = NULL;
  return take_rows (tp_conn_query (conn, TP_SQL_PURCHASE_UNDO_ITEMS, &local, "iiii",
                                   undoing->import->id, last->order, last->number, (gint64)CHUNK),
                    0, 1, 2, 3, found, &local, error);
}

static gboolean
find_refunds (const Undoing *undoing, TpConn *conn, const Found *last, GArray *found,
              GError **error)
{
  GError *local = NULL;
  return take_rows (tp_conn_query (conn, TP_SQL_PURCHASE_UNDO_REFUNDS, &local, "iii",
                                   undoing->import->id, last->number, (gint64)CHUNK),
                    0, 1, 2, 3, found, &local, error);
}

/* The orders' numbers, or the others. (transfer full) */
static GArray *
numbers_of (const GArray *found, gboolean orders)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < found->len; i++) {
    const Found *row = &g_array_index (found, Found, i);
    g_array_append_val (numbers, *(orders ? &row->order : &row->number));
  }
  return numbers;
}

static gboolean
run_on (TpChange *change, TpSql sql, const GArray *numbers, GError **error)
{
  return tp_conn_run (tp_change_conn (change), sql, error, "a",
                      (const gint64 *)(gpointer)numbers->data, (gsize)numbers->len);
}

static void
add_events (TpChange *change, TpEventKind kind, const GArray *found)
{
  for (guint i = 0; i < found->len; i++) {
    const Found *row = &g_array_index (found, Found, i);
    tp_change_event (change, kind, row->contact, row->order, row->value, NULL);
  }
}

static gboolean
remove_orders (TpChange *change, const GArray *found, GError **error)
{
  g_autoptr (GArray) orders = numbers_of (found, TRUE);
  add_events (change, TP_EVENT_PURCHASE_REMOVED, found);
  return run_on (change, TP_SQL_PURCHASE_DELETE_REFUNDS_OF, orders, error) &&
         run_on (change, TP_SQL_PURCHASE_DELETE_ITEMS_OF, orders, error) &&
         run_on (change, TP_SQL_PURCHASE_DELETE, orders, error);
}

/* Runs a statement on each item: its order and its line. */
static gboolean
run_on_lines (TpChange *change, TpSql sql, const GArray *found, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_batch_begin (conn, sql, 0, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++) {
    const Found *row = &g_array_index (found, Found, i);
    if (!tp_conn_batch_add (conn, error, "ii", row->order, row->number))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

static gboolean
remove_items (TpChange *change, const GArray *found, GError **error)
{
  g_autoptr (GArray) orders = numbers_of (found, TRUE);
  add_events (change, TP_EVENT_PURCHASE_REMOVED, found);
  return run_on_lines (change, TP_SQL_PURCHASE_DELETE_LINE_REFUNDS, found, error) &&
         run_on_lines (change, TP_SQL_PURCHASE_DELETE_ITEM, found, error) &&
         run_on (change, TP_SQL_PURCHASE_SUM_UP, orders, error) &&
         run_on (change, TP_SQL_PURCHASE_DROP_EXCESS, orders, error);
}

/* What was given back counts as bought again. */
static gboolean
remove_refunds (TpChange *change, const GArray *found, GError **error)
{
  g_autoptr (GArray) refunds = numbers_of (found, FALSE);
  add_events (change, TP_EVENT_PURCHASED, found);
  return run_on (change, TP_SQL_PURCHASE_DELETE_REFUNDS, refunds, error);
}

static gboolean
find_contacts (const Undoing *undoing, TpConn *conn, const Found *last, GArray *found,
               GError **error)
{
  GError *local = NULL;
  return take_rows (tp_conn_query (conn, TP_SQL_PURCHASE_UNDO_CONTACTS, &local, "iii",
                                   undoing->import->id, last->number, (gint64)CHUNK),
                    1, 0, 1, 1, found, &local, error);
}

/* Archives the untouched ones, block by block. */
static gboolean
remove_contacts (TpChange *change, const GArray *found, GError **error)
{
  GError *local = NULL;
  g_autoptr (GArray) contacts = numbers_of (found, TRUE);
  g_autoptr (GArray) untouched = g_array_new (FALSE, FALSE, sizeof (Found));
  if (!take_rows (tp_conn_query (tp_change_conn (change), TP_SQL_PURCHASE_UNDO_UNTOUCHED, &local,
                                 "a", (const gint64 *)(gpointer)contacts->data,
                                 (gsize)contacts->len),
                  0, 0, 0, 0, untouched, &local, error))
    return FALSE;
  for (guint i = 0; i < untouched->len;) {
    guint32 first = (guint32)g_array_index (untouched, Found, i).contact;
    g_autoptr (TpIdSet) set = tp_id_set_new (TP_ID_BLOCK (first));
    for (; i < untouched->len; i++) {
      guint32 number = (guint32)g_array_index (untouched, Found, i).contact;
      if (TP_ID_BLOCK (number) != TP_ID_BLOCK (first))
        break;
      tp_id_set_add (set, number);
    }
    if (!tp_contact_archive (change, set, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static const Step steps[] = {
    {find_orders,   remove_orders  },
    {find_items,    remove_items   },
    {find_refunds,  remove_refunds },
    {find_contacts, remove_contacts},
};

/* One chunk: *out_more tells whether there may be another, *last where this one ended. */
static gboolean
run_chunk (Undoing *undoing, const Step *step, Found *last, gboolean *out_more, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (TpChange) change = tp_change_begin (undoing->account, undoing->actor, NULL, error);
  if (change == NULL || !step->find (undoing, tp_change_conn (change), last, found, error))
    return FALSE;
  *out_more = found->len == CHUNK;
  if (found->len == 0)
    return TRUE;
  *last = g_array_index (found, Found, found->len - 1);
  undoing->done += found->len;
  return step->remove (change, found, error) && tp_import_save (change, undoing->import, error) &&
         tp_change_commit (&change, NULL, error);
}

static gboolean
run_steps (Undoing *undoing, GError **error)
{
  const TpPurchaseImportOptions *options = undoing->options;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    Found last = {0};
    for (gboolean more = TRUE; more;) {
      if (!run_chunk (undoing, &steps[i], &last, &more, error))
        return FALSE;
      if (options != NULL && options->progress != NULL &&
          !options->progress (undoing->done, 0, options->data))
        return tp_error (error, TP_ERROR_BUSY, _ ("stopped; undoing it again goes on from here"));
    }
  }
  return TRUE;
}

static gboolean
check_state (const TpImport *import, GError **error)
{
  if (import->kind != TP_IMPORT_PURCHASES)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("this is no import of purchases"));
  if (import->state == TP_IMPORT_UNDONE)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("this import was undone already"));
  return TRUE;
}

/* From here on it is being undone, whatever it was doing before. */
static gboolean
mark_undoing (Undoing *undoing, GError **error)
{
  undoing->import->state = TP_IMPORT_UNDOING;
  g_autoptr (TpChange) change = tp_change_begin (undoing->account, undoing->actor, NULL, error);
  return change != NULL && tp_import_save (change, undoing->import, error) &&
         tp_change_commit (&change, NULL, error);
}

static gboolean
finish (Undoing *undoing, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (undoing->account, undoing->actor, NULL, error);
  return change != NULL && tp_import_end (change, undoing->import, TP_IMPORT_UNDONE, error) &&
         tp_change_commit (&change, NULL, error);
}

TpImport *
tp_purchase_import_undo (TpAccount *account, TpActor actor, gint64 id,
                         const TpPurchaseImportOptions *options, GError **error)
{
  g_autoptr (TpImport) import = NULL;
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    import = conn != NULL ? tp_import_get (conn, id, error) : NULL;
  }
  if (import == NULL || !check_state (import, error) || !tp_import_take (account, import, error))
    return NULL;
  Undoing undoing = {account, actor, import, options, 0};
  if (mark_undoing (&undoing, error) && run_steps (&undoing, error) && finish (&undoing, error))
    return g_steal_pointer (&import);
  tp_import_give (account, import, NULL);
  return NULL;
}
