/* SPDX-License-Identifier: Apache-2.0 */
/* An erasure is one change: the journal is written once the contact is locked, then every statement
 * of personal_tables[] runs over the contact and its aliases, then the events are blanked that
 * their history names. A command that shared the commit (db/db.h) may have added an event that was
 * not yet in the feed, so those are blanked once more after the commit.
 *
 * To declare personal data in a new table: a statement erase_<table> in sql/erase.sql and a row in
 * personal_tables[]; in an event's data: its row in event.c says so. */
#include "core/erase.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/contact.h"
#include "core/erase_journal.h"
#include "core/history.h"
#include "core/message.h"

#include <string.h>

#define EVENTS_PAGE 1000
#define KINDS_MAX 64

/* In this order: what is found by address goes before the addresses. */
static const TpSql personal_tables[] = {
    TP_SQL_ERASE_SUPPRESSION,   TP_SQL_ERASE_ADDRESS,       TP_SQL_ERASE_NOTE,
    TP_SQL_ERASE_CONSENT,       TP_SQL_ERASE_TAGS,          TP_SQL_ERASE_LISTS,
    TP_SQL_ERASE_CAPTURED_MAIL, TP_SQL_ERASE_IMPORT_BEFORE, TP_SQL_ERASE_DUPLICATE,
    TP_SQL_ERASE_PURCHASE,      TP_SQL_ERASE_IDEMPOTENCY,   TP_SQL_ERASE_CONTACT,
};

static gboolean
erase_tables (TpConn *conn, const GArray *numbers, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (personal_tables); i++)
    if (!tp_conn_run (conn, personal_tables[i], error, "a", numbers->data, (gsize)numbers->len))
      return FALSE;
  return TRUE;
}

/* The ledger's tables go by month, and it knows where a contact's rows are. Mails that were
 * captured meanwhile go too. */
static gboolean
erase_messages (TpConn *conn, const GArray *numbers, GError **error)
{
  for (guint i = 0; i < numbers->len; i++)
    if (!tp_message_erase (conn, g_array_index (numbers, gint64, i), error))
      return FALSE;
  return tp_conn_run (conn, TP_SQL_ERASE_CAPTURED_MAIL, error, "a", numbers->data,
                      (gsize)numbers->len);
}

/* The kinds of event whose data may be personal, ending with NONE. */
static void
personal_kinds (TpEventKind out_kinds[static KINDS_MAX])
{
  guint used = 0;
  for (int kind = 1; kind < 256; kind++) {
    const TpEventInfo *info = tp_event_info (kind);
    g_assert (used < KINDS_MAX - 1);
    if (info != NULL && info->personal)
      out_kinds[used++] = (TpEventKind)kind;
  }
  out_kinds[used] = TP_EVENT_NONE;
}

/* The positions of the contact's personal events, descending; those about a set hold nothing of
 * one member. */
static gboolean
collect_positions (TpConn *conn, gint64 contact, GArray *positions, GError **error)
{
  TpEventKind kinds[KINDS_MAX];
  personal_kinds (kinds);
  for (gint64 before = 0;;) {
    g_autoptr (GPtrArray) events =
        tp_history_read (conn, contact, before, kinds, EVENTS_PAGE, error);
    if (events == NULL)
      return FALSE;
    for (guint i = 0; i < events->len; i++) {
      const TpEvent *event = events->pdata[i];
      before = event->position;
      if (event->contact == contact && event->data != NULL)
        g_array_append_val (positions, event->position);
    }
    if (events->len < EVENTS_PAGE)
      return TRUE;
  }
}

typedef struct {
  gint64 month, first_position;
} Month;

static GArray *
read_months (TpConn *conn, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) months = g_array_new (FALSE, FALSE, sizeof (Month));
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FEED_MONTHS, &local, "");
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Month month = {tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1)};
    g_array_append_val (months, month);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&months) : NULL;
}

/* Positions are descending, so each month's are a run of them. */
static gboolean
blank_positions (TpConn *conn, const GArray *positions, GError **error)
{
  guint from = 0;
  g_autoptr (GArray) months = read_months (conn, error);
  if (months == NULL)
    return FALSE;
  for (guint m = months->len; m > 0 && from < positions->len; m--) {
    const Month *month = &g_array_index (months, Month, m - 1);
    guint to = from;
    while (to < positions->len && g_array_index (positions, gint64, to) >= month->first_position)
      to++;
    if (to > from && !tp_conn_run (conn, TP_SQL_ERASE_EVENTS, error, "Ma", (int)month->month,
                                   &g_array_index (positions, gint64, from), (gsize)(to - from)))
      return FALSE;
    from = to;
  }
  return TRUE;
}

static gboolean
erase_events (TpConn *conn, const GArray *numbers, GError **error)
{
  for (guint i = 0; i < numbers->len; i++) {
    g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (gint64));
    if (!collect_positions (conn, g_array_index (numbers, gint64, i), positions, error) ||
        !blank_positions (conn, positions, error))
      return FALSE;
  }
  return TRUE;
}

/* Adds the hashes of the contacts' addresses to the line, and to the table of the erased. */
static gboolean
keep_hashes (TpChange *change, const GArray *numbers, TpEraseLine *line, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_ERASE_ADDRESSES_OF, &local, "a",
                                           numbers->data, (gsize)numbers->len);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (line->hashes,
                     tp_erase_hash (tp_change_account (change), tp_rows_text (rows, 0)));
  g_clear_pointer (&rows, tp_rows_free);
  for (guint i = 0; local == NULL && i < line->hashes->len; i++)
    tp_conn_run (conn, TP_SQL_ERASED_ADD, &local, "si", line->hashes->pdata[i], line->at);
  return tp_rows_ended (&local, error);
}

/* The contact and its aliases, locked; fills in what the journal tells of it. (transfer full) */
static GArray *
lock_numbers (TpChange *change, gint64 contact, TpEraseLine *line, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_contact_resolve (conn, contact, &contact, error))
    return NULL;
  g_autoptr (GArray) numbers = tp_contact_aliases (conn, contact, error);
  if (numbers == NULL)
    return NULL;
  g_array_append_val (numbers, contact);
  g_autoptr (GPtrArray) locked =
      tp_contact_lock_many (change, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  if (locked == NULL)
    return NULL;
  line->contact = contact;
  for (guint i = 0; i < locked->len; i++) {
    const TpContact *found = locked->pdata[i];
    if (found->number == contact && found->state <= TP_CONTACT_ARCHIVED)
      line->created_at = found->created_at;
  }
  if (line->created_at != 0)
    return g_steal_pointer (&numbers);
  tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such contact"));
  return NULL;
}

/* Blanks what other commands added at the same time: events of the same commit, messages. */
static gboolean
erase_late_events (TpAccount *account, TpActor actor, const GArray *numbers, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, actor, NULL, error);
  return change != NULL && erase_events (tp_change_conn (change), numbers, error) &&
         erase_messages (tp_change_conn (change), numbers, error) &&
         tp_change_commit (&change, NULL, error);
}

static gboolean
erase (TpAccount *account, TpActor actor, const char *request, gint64 contact, gboolean again,
       gint64 *out_position, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpEraseLine) line = g_new0 (TpEraseLine, 1);
  g_autoptr (TpChange) change = tp_change_begin (account, actor, request, error);
  if (change == NULL)
    return FALSE;
  line->hashes = g_ptr_array_new_with_free_func (g_free);
  line->at = tp_change_now (change);
  g_autoptr (GArray) numbers = lock_numbers (change, contact, line, error);
  if (numbers == NULL || !keep_hashes (change, numbers, line, error) ||
      (!again && !tp_erase_journal_append (account, line, error)))
    return FALSE;
  tp_change_event (change, TP_EVENT_CONTACT_ERASED, line->contact, 0, 0, NULL);
  if (erase_tables (tp_change_conn (change), numbers, &local) &&
      erase_events (tp_change_conn (change), numbers, &local) &&
      tp_change_commit (&change, out_position, &local))
    return erase_late_events (account, actor, numbers, error);
  line->undone = TRUE;
  if (!again && tp_error_code (local) != TP_ERROR_UNCERTAIN)
    tp_erase_journal_append (account, line, NULL);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_contact_erase (TpAccount *account, TpActor actor, const char *request, gint64 contact,
                  gint64 *out_position, GError **error)
{
  return erase (account, actor, request, contact, FALSE, out_position, error);
}

gboolean
tp_contact_erase_again (TpAccount *account, TpActor actor, gint64 contact, GError **error)
{
  return erase (account, actor, NULL, contact, TRUE, NULL, error);
}

/* Which of the hashes are in the table. (transfer full) */
static GHashTable *
find_hashes (TpConn *conn, GPtrArray *hashes, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_ERASED_FIND_MANY, &local, "t", hashes->pdata, (gsize)hashes->len);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_hash_table_add (found, g_strdup (tp_rows_text (rows, 0)));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

gboolean
tp_erased_find_many (TpAccount *account, TpConn *conn, const char *const *keys, gsize length,
                     gboolean *out_erased, GError **error)
{
  gint64 any = 0;
  g_autoptr (GError) local = NULL;
  memset (out_erased, 0, length * sizeof *out_erased);
  if (!tp_conn_int64 (conn, TP_SQL_ERASED_ANY, &any, &local, "")) {
    gboolean none = local == NULL;
    if (!none)
      g_propagate_error (error, g_steal_pointer (&local));
    return none;
  }
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < length; i++)
    g_ptr_array_add (hashes, tp_erase_hash (account, keys[i]));
  g_autoptr (GHashTable) found = find_hashes (conn, hashes, error);
  if (found == NULL)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    out_erased[i] = g_hash_table_contains (found, hashes->pdata[i]);
  return TRUE;
}

gboolean
tp_erased_lift (TpChange *change, const char *key, GError **error)
{
  g_autofree char *hash = tp_erase_hash (tp_change_account (change), key);
  return tp_conn_run (tp_change_conn (change), TP_SQL_ERASED_REMOVE, error, "s", hash);
}
