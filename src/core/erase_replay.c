/* SPDX-License-Identifier: Apache-2.0 */
/* Who was erased is found again in two ways: by number and time of making, and by the hashes of
 * addresses, for which all addresses are gone through once. An address that was added after the
 * erasure is a person who signed up again. */
#include "base/error.h"
#include "core/contact.h"
#include "core/erase.h"
#include "core/erase_journal.h"

#include <string.h>

#define ADDRESSES_PAGE 8192

typedef struct {
  TpAccount *account;
  GHashTable *times;    /* hash → when it was erased last */
  GHashTable *contacts; /* set of numbers to erase */
} Replay;

static void
add_contact (Replay *replay, gint64 number)
{
  g_hash_table_add (replay->contacts, GSIZE_TO_POINTER ((gsize)number));
}

static void
add_hashes (Replay *replay, const TpEraseLine *line)
{
  for (guint i = 0; i < line->hashes->len; i++) {
    const char *hash = line->hashes->pdata[i];
    const gint64 *known = g_hash_table_lookup (replay->times, hash);
    if (known == NULL || *known < line->at)
      g_hash_table_replace (replay->times, g_strdup (hash), g_memdup2 (&line->at, sizeof line->at));
  }
}

/* By number and time of making. */
static gboolean
find_by_number (Replay *replay, TpConn *conn, const TpEraseLine *line, GError **error)
{
  gint64 number = line->contact;
  g_autoptr (GPtrArray) found = tp_contact_load_many (conn, &number, 1, error);
  if (found == NULL)
    return FALSE;
  if (found->len > 0) {
    const TpContact *contact = found->pdata[0];
    if (contact->state != TP_CONTACT_ERASED && contact->created_at == line->created_at)
      add_contact (replay, contact->number);
  }
  return TRUE;
}

/* One page of addresses after *key, which moves on; *out_count: how many. */
static gboolean
find_by_hash (Replay *replay, TpConn *conn, char **key, guint *out_count, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_ERASE_ADDRESS_PAGE, &local, "si", *key, (gint64)ADDRESSES_PAGE);
  *out_count = 0;
  while (rows != NULL && tp_rows_next (rows, &local)) {
    g_free (*key);
    *key = g_strdup (tp_rows_text (rows, 0));
    g_autofree char *hash = tp_erase_hash (replay->account, *key);
    const gint64 *at = g_hash_table_lookup (replay->times, hash);
    if (at != NULL && tp_rows_int64 (rows, 2) <= *at)
      add_contact (replay, tp_rows_int64 (rows, 1));
    ++*out_count;
  }
  return tp_rows_ended (&local, error);
}

static gboolean
find_contacts (Replay *replay, const GPtrArray *lines, GError **error)
{
  g_autofree char *key = g_strdup ("");
  guint count = lines->len > 0 ? ADDRESSES_PAGE : 0;
  for (guint i = 0; i < lines->len; i++) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (replay->account), error);
    if (conn == NULL || !find_by_number (replay, conn, lines->pdata[i], error))
      return FALSE;
    add_hashes (replay, lines->pdata[i]);
  }
  while (count == ADDRESSES_PAGE) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (replay->account), error);
    if (conn == NULL || !find_by_hash (replay, conn, &key, &count, error))
      return FALSE;
  }
  return TRUE;
}

/* The table of the erased is as old as the backup. */
static gboolean
keep_hashes (Replay *replay, TpActor actor, GError **error)
{
  GHashTableIter iter;
  gpointer hash, at;
  g_autoptr (TpChange) change = tp_change_begin (replay->account, actor, NULL, error);
  if (change == NULL || !tp_conn_batch_begin (tp_change_conn (change), TP_SQL_ERASED_ADD, 0, error))
    return FALSE;
  g_hash_table_iter_init (&iter, replay->times);
  while (g_hash_table_iter_next (&iter, &hash, &at))
    if (!tp_conn_batch_add (tp_change_conn (change), error, "si", hash, *(gint64 *)at))
      return FALSE;
  return tp_conn_batch_end (tp_change_conn (change), error) &&
         tp_change_commit (&change, NULL, error);
}

static gboolean
erase_contacts (Replay *replay, TpActor actor, guint *out_count, GError **error)
{
  GHashTableIter iter;
  gpointer number;
  g_hash_table_iter_init (&iter, replay->contacts);
  while (g_hash_table_iter_next (&iter, &number, NULL)) {
    g_autoptr (GError) local = NULL;
    gboolean erased =
        tp_contact_erase_again (replay->account, actor, (gint64)GPOINTER_TO_SIZE (number), &local);
    /* One that was merged into another of them is gone with it. */
    if (!erased && tp_error_code (local) != TP_ERROR_NOT_FOUND) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    *out_count += erased ? 1 : 0;
  }
  return TRUE;
}

gboolean
tp_erase_replay (TpAccount *account, TpActor actor, guint *out_count, GError **error)
{
  guint count = 0;
  g_autoptr (GHashTable) times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) contacts = g_hash_table_new (NULL, NULL);
  Replay replay = {account, times, contacts};
  g_autoptr (GPtrArray) lines = tp_erase_journal_read (account, error);
  if (lines == NULL || !find_contacts (&replay, lines, error) ||
      !keep_hashes (&replay, actor, error) || !erase_contacts (&replay, actor, &count, error))
    return FALSE;
  if (out_count != NULL)
    *out_count = count;
  return TRUE;
}
