/* SPDX-License-Identifier: Apache-2.0 */
/* A domain is an entry whose key begins with "*@", so finding an address looks for two keys. The
 * reasons that the statement suppression_set keeps are those that a person asked for: complaint and
 * unsubscribed. To add a reason: a number in the enum and a row in reasons[]. */
#include "core/suppression.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/idsets.h"
#include "base/json.h"
#include "core/address_book.h"
#include "mail/address.h"
#include "mail/domain.h"

#include <string.h>

static const char *const reasons[TP_SUPPRESSION_REASONS] = {
    [TP_SUPPRESSION_HARD_BOUNCE] = "hard_bounce", [TP_SUPPRESSION_SOFT_BOUNCES] = "soft_bounces",
    [TP_SUPPRESSION_COMPLAINT] = "complaint",     [TP_SUPPRESSION_UNSUBSCRIBED] = "unsubscribed",
    [TP_SUPPRESSION_MANUAL] = "manual",           [TP_SUPPRESSION_INVALID] = "invalid",
    [TP_SUPPRESSION_CLEANED] = "cleaned",
};

const char *
tp_suppression_reason_name (TpSuppressionReason reason)
{
  return reason > 0 && (guint)reason < TP_SUPPRESSION_REASONS ? reasons[reason] : "unknown";
}

gboolean
tp_suppression_reason_find (const char *name, TpSuppressionReason *out_reason)
{
  for (guint i = 1; i < TP_SUPPRESSION_REASONS; i++)
    if (strcmp (reasons[i], name) == 0) {
      *out_reason = i;
      return TRUE;
    }
  return FALSE;
}

void
tp_suppression_free (TpSuppression *suppression)
{
  if (suppression == NULL)
    return;
  g_free (suppression->key);
  g_free (suppression->detail);
  g_free (suppression);
}

char *
tp_suppression_key (const char *text, GError **error)
{
  if (g_str_has_prefix (text, "*@")) {
    g_autofree char *domain = tp_domain_parse (text + 2, -1, error);
    return domain != NULL ? g_strconcat ("*@", domain, NULL) : NULL;
  }
  g_autoptr (TpAddress) address = tp_address_parse (text, -1, error);
  return address != NULL ? g_strdup (address->key) : NULL;
}

/* The key of the address' domain; keys hold the domain in A-labels, lower case. (transfer full) */
static char *
domain_key (const char *key)
{
  const char *at = strrchr (key, '@');
  return at != NULL ? g_strconcat ("*", at, NULL) : NULL;
}

/* At most TP_SUPPRESSION_DETAIL_MAX characters of valid text. (transfer full) */
static char *
clean_detail (const char *detail)
{
  if (detail == NULL || *detail == '\0')
    return NULL;
  g_autofree char *valid = g_utf8_make_valid (detail, -1);
  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), TP_SUPPRESSION_DETAIL_MAX));
}

static void
add_event (TpChange *change, TpEventKind kind, gint64 contact, const char *key,
           TpSuppressionReason reason)
{
  g_autoptr (json_t) data = json_object ();
  json_object_set_new (data, "address", json_string (key));
  if (reason != 0)
    json_object_set_new (data, "reason", json_string (tp_suppression_reason_name (reason)));
  g_autofree char *text = tp_json_text (data);
  tp_change_event (change, kind, contact, 0, 0, text);
}

gboolean
tp_suppression_set (TpChange *change, const char *key, TpSuppressionReason reason,
                    const char *detail, GError **error)
{
  gint64 contact = 0;
  TpConn *conn = tp_change_conn (change);
  g_autofree char *cut = clean_detail (detail);
  if (!tp_conn_run (conn, TP_SQL_SUPPRESSION_SET, error, "sisi", key, (gint64)reason, cut,
                    tp_change_now (change)))
    return FALSE;
  if (tp_conn_changes (conn) == 0)
    return TRUE;
  if (!tp_address_book_find (conn, key, &contact, error))
    return FALSE;
  add_event (change, TP_EVENT_ADDRESS_SUPPRESSED, contact, key, reason);
  return TRUE;
}

/* Writes them and returns the keys that are new. (transfer full) */
static GPtrArray *
add_rows (TpChange *change, const char *const *keys, gsize length, TpSuppressionReason reason,
          const char *detail, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cut = clean_detail (detail);
  g_autoptr (TpRows) rows =
      tp_conn_query (tp_change_conn (change), TP_SQL_SUPPRESSION_ADD_MANY, &local, "tisi", keys,
                     length, (gint64)reason, cut, tp_change_now (change));
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (added, g_strdup (tp_rows_text (rows, 0)));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&added) : NULL;
}

/* One event per block of contacts, and one about nobody when there are addresses of no contact. */
static void
add_set_events (TpChange *change, const gint64 *contacts, gsize length, TpSuppressionReason reason)
{
  gint64 nobodys = 0;
  g_autoptr (TpIdSets) sets = tp_id_sets_new ();
  g_autofree char *data =
      g_strdup_printf ("{\"reason\":\"%s\"}", tp_suppression_reason_name (reason));
  for (gsize i = 0; i < length; i++)
    if (contacts[i] != 0)
      tp_id_sets_add (sets, (guint32)contacts[i]);
    else
      nobodys++;
  for (guint i = 0; i < tp_id_sets_length (sets); i++)
    tp_change_event_set (change, TP_EVENT_ADDRESS_SUPPRESSED, tp_change_now (change),
                         tp_id_set_copy (tp_id_sets_nth (sets, i)), 0, data);
  if (nobodys > 0)
    tp_change_event (change, TP_EVENT_ADDRESS_SUPPRESSED, 0, 0, nobodys, data);
}

gboolean
tp_suppression_set_many (TpChange *change, const char *const *keys, gsize length,
                         TpSuppressionReason reason, const char *detail, guint *out_added,
                         GError **error)
{
  g_assert (length <= TP_SUPPRESSION_CHUNK);
  g_autoptr (GPtrArray) added = add_rows (change, keys, length, reason, detail, error);
  if (added == NULL)
    return FALSE;
  if (out_added != NULL)
    *out_added = added->len;
  g_autofree gint64 *contacts = g_new0 (gint64, added->len);
  if (!tp_address_book_find_many (tp_change_conn (change),
                                  (const char *const *)(gpointer)added->pdata, added->len, contacts,
                                  error))
    return FALSE;
  add_set_events (change, contacts, added->len, reason);
  return TRUE;
}

gboolean
tp_suppression_release (TpChange *change, const char *key, GError **error)
{
  gint64 contact = 0;
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_run (conn, TP_SQL_SUPPRESSION_RELEASE, error, "s", key))
    return FALSE;
  if (tp_conn_changes (conn) == 0)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("'%s' is not blocked"), key);
  if (!tp_address_book_find (conn, key, &contact, error))
    return FALSE;
  add_event (change, TP_EVENT_ADDRESS_RELEASED, contact, key, 0);
  return TRUE;
}

/* All rows; takes `rows`, which may be NULL when *error is set. (transfer full) */
static GPtrArray *
take_rows (TpRows *taken, GError **error)
{
  g_autoptr (TpRows) rows = taken;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_suppression_free);
  if (rows == NULL)
    return NULL;
  while (tp_rows_next (rows, &local)) {
    TpSuppression *suppression = g_new0 (TpSuppression, 1);
    suppression->key = g_strdup (tp_rows_text (rows, 0));
    suppression->reason = (TpSuppressionReason)tp_rows_int64 (rows, 1);
    suppression->detail = g_strdup (tp_rows_text (rows, 2));
    suppression->since = tp_rows_int64 (rows, 3);
    g_ptr_array_add (found, suppression);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

static GPtrArray *
find_rows (TpConn *conn, const char *const *keys, gsize length, GError **error)
{
  return take_rows (tp_conn_query (conn, TP_SQL_SUPPRESSION_FIND_MANY, error, "t", keys, length),
                    error);
}

TpSuppression *
tp_suppression_find (TpConn *conn, const char *key, GError **error)
{
  g_autofree char *domain = domain_key (key);
  const char *const keys[] = {key, domain};
  g_autoptr (GPtrArray) found = find_rows (conn, keys, domain != NULL ? 2 : 1, error);
  if (found == NULL || found->len == 0)
    return NULL;
  /* The address' own entry tells more than its domain's. */
  guint own = 0;
  while (own < found->len - 1 && strcmp (((TpSuppression *)found->pdata[own])->key, key) != 0)
    own++;
  return g_ptr_array_steal_index (found, own);
}

gboolean
tp_suppression_find_many (TpConn *conn, const char *const *keys, gsize length, guint8 *out_reasons,
                          GError **error)
{
  g_autoptr (GHashTable) domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  g_assert (length <= TP_ID_BLOCK_SIZE);
  for (gsize i = 0; i < length; i++) {
    g_autofree char *domain = domain_key (keys[i]);
    g_ptr_array_add (wanted, (gpointer)keys[i]);
    if (domain != NULL && !g_hash_table_contains (domains, domain)) {
      g_ptr_array_add (wanted, domain);
      g_hash_table_add (domains, g_steal_pointer (&domain));
    }
  }
  g_autoptr (GPtrArray) found =
      find_rows (conn, (const char *const *)(gpointer)wanted->pdata, wanted->len, error);
  if (found == NULL)
    return FALSE;
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < found->len; i++)
    g_hash_table_insert (by_key, ((TpSuppression *)found->pdata[i])->key, found->pdata[i]);
  for (gsize i = 0; i < length; i++) {
    g_autofree char *domain = domain_key (keys[i]);
    const TpSuppression *entry = g_hash_table_lookup (by_key, keys[i]);
    if (entry == NULL && domain != NULL)
      entry = g_hash_table_lookup (by_key, domain);
    out_reasons[i] = entry != NULL ? (guint8)entry->reason : 0;
  }
  return TRUE;
}

GPtrArray *
tp_suppression_page (TpConn *conn, TpSuppressionReason reason, const char *after, guint limit,
                     GError **error)
{
  gint64 rows = MIN (limit, TP_SUPPRESSION_PAGE_MAX);
  const char *from = after != NULL ? after : "";
  return take_rows (reason == 0
                        ? tp_conn_query (conn, TP_SQL_SUPPRESSION_PAGE, error, "si", from, rows)
                        : tp_conn_query (conn, TP_SQL_SUPPRESSION_PAGE_OF_REASON, error, "sii",
                                         from, rows, (gint64)reason),
                    error);
}
