/* SPDX-License-Identifier: Apache-2.0 */
/* A search goes over contacts and addresses in chunks and keeps, for each value that may betray a
 * duplicate, its hash and the contact's number. Sorted by hash, contacts with the same value stand
 * together. Where there are more values than TP_DUPLICATE_PASS, it goes over them several times,
 * each time for a part of the hashes. To add a reason: a number in the enum, a row in reasons[] and
 * a function that adds its values. */
#include "core/duplicate.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "core/contact.h"
#include "core/phone.h"
#include "mail/address_advice.h"

#include <string.h>

#define CHUNK 8192
#define VALUES_PER_CONTACT 3 /* for choosing the number of passes */

static const char *const reasons[] = {
    [TP_DUPLICATE_PHONE] = "phone",
    [TP_DUPLICATE_NAME] = "name",
    [TP_DUPLICATE_ADDRESS] = "address",
};

const char *
tp_duplicate_reason_name (TpDuplicateReason reason)
{
  return reason > 0 && (guint)reason < G_N_ELEMENTS (reasons) ? reasons[reason] : "unknown";
}

/* A value of a contact. Packed: millions of them are held. */
typedef struct {
  guint64 hash; /* its lowest bits are the reason's, so that reasons do not mix */
  guint32 number;
} __attribute__ ((packed)) Value;

typedef struct {
  const char *country;
  TpAddressAdviser *adviser;
  guint pass, passes;
  GArray *values; /* of Value */
  GArray *pairs;  /* of TpDuplicate */
} Search;

#define REASON_MASK 3

static void
add_value (Search *search, TpDuplicateReason reason, const char *text, gint64 number)
{
  guint8 digest[TP_SHA256_BYTES];
  Value value = {.number = (guint32)number};
  tp_sha256 (text, strlen (text), digest);
  memcpy (&value.hash, digest, sizeof value.hash);
  if (value.hash / (REASON_MASK + 1) % search->passes != search->pass)
    return;
  value.hash = (value.hash & ~(guint64)REASON_MASK) | reason;
  g_array_append_val (search->values, value);
}

static void
add_phones (Search *search, const char *phones, gint64 number)
{
  g_auto (GStrv) lines = g_strsplit (phones, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *key = tp_phone_key (*line, search->country);
    if (key != NULL)
      add_value (search, TP_DUPLICATE_PHONE, key, number);
  }
}

static void
add_name (Search *search, const char *first, const char *last, const char *postcodes, gint64 number)
{
  g_autofree char *postcode = g_strndup (postcodes, strcspn (postcodes, "\n"));
  g_autofree char *text = g_strdup_printf ("%s %s %s", first, last, postcode);
  g_autofree char *key = tp_fold (text);
  if (*postcode != '\0')
    add_value (search, TP_DUPLICATE_NAME, key, number);
}

/* The mailbox that was probably meant: without dots and what follows a plus, at the domain that is
 * likely meant. */
static void
add_address (Search *search, const char *key, gint64 number)
{
  g_autoptr (TpAddress) address = tp_address_parse (key, -1, NULL);
  if (address == NULL)
    return;
  TpAddressAdvice advice = tp_address_advise (search->adviser, address);
  const char *at = strrchr (*advice.suggestion != '\0' ? advice.suggestion : key, '@');
  const char *domain = strcmp (at, "@googlemail.com") == 0 ? "@gmail.com" : at;
  g_autoptr (GString) mailbox = g_string_new (NULL);
  for (const char *local = address->local; *local != '\0' && *local != '+'; local++)
    if (*local != '.')
      g_string_append_c (mailbox, g_ascii_tolower (*local));
  g_string_append (mailbox, domain);
  if (!advice.is_role)
    add_value (search, TP_DUPLICATE_ADDRESS, mailbox->str, number);
}

/* A chunk of contacts after *number, which moves on; *out_count: how many. */
static gboolean
add_contacts (Search *search, TpConn *conn, gint64 *number, guint *out_count, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_DUPLICATE_CONTACTS, &local, "ii", *number, (gint64)CHUNK);
  *out_count = 0;
  while (rows != NULL && tp_rows_next (rows, &local)) {
    *number = tp_rows_int64 (rows, 0);
    ++*out_count;
    const char *first = tp_rows_text (rows, 1), *last = tp_rows_text (rows, 2);
    const char *phones = tp_rows_text (rows, 3), *postcodes = tp_rows_text (rows, 4);
    if (phones != NULL)
      add_phones (search, phones, *number);
    if (first != NULL && last != NULL && postcodes != NULL)
      add_name (search, first, last, postcodes, *number);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
add_addresses (Search *search, TpConn *conn, gint64 after, gint64 last, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_DUPLICATE_ADDRESSES, &local, "ii", after, last);
  while (rows != NULL && tp_rows_next (rows, &local))
    add_address (search, tp_rows_text (rows, 1), tp_rows_int64 (rows, 0));
  return tp_rows_ended (&local, error);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const Value *one = a, *other = b;
  if (one->hash != other->hash)
    return one->hash < other->hash ? -1 : 1;
  return one->number < other->number ? -1 : one->number > other->number;
}

/* The pairs among the values from..to, which are equal. */
static void
add_pairs (Search *search, guint from, guint to)
{
  const Value *values = (const Value *)(gpointer)search->values->data;
  for (guint i = from; i < to && to - from <= TP_DUPLICATE_GROUP_MAX; i++)
    for (guint j = i + 1; j < to && search->pairs->len < TP_DUPLICATE_PAIRS_MAX; j++) {
      TpDuplicate pair = {values[i].number, values[j].number,
                          (TpDuplicateReason)(values[i].hash & REASON_MASK)};
      if (pair.one != pair.other)
        g_array_append_val (search->pairs, pair);
    }
}

static void
find_pairs (Search *search)
{
  const Value *values = (const Value *)(gpointer)search->values->data;
  g_array_sort (search->values, compare_values);
  for (guint from = 0, to; from < search->values->len; from = to) {
    for (to = from + 1; to < search->values->len && values[to].hash == values[from].hash;)
      to++;
    if (to - from > 1)
      add_pairs (search, from, to);
  }
}

static gboolean
run_pass (Search *search, TpAccount *account, GError **error)
{
  gint64 number = 0;
  g_array_set_size (search->values, 0);
  for (guint count = CHUNK; count == CHUNK;) {
    gint64 after = number;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !add_contacts (search, conn, &number, &count, error) ||
        !add_addresses (search, conn, after, number, error))
      return FALSE;
  }
  find_pairs (search);
  return TRUE;
}

static gboolean
count_passes (Search *search, TpAccount *account, GError **error)
{
  gint64 last = 0;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL || !tp_conn_int64 (conn, TP_SQL_DUPLICATE_LAST_CONTACT, &last, error, ""))
    return FALSE;
  search->passes = (guint)(last * VALUES_PER_CONTACT / TP_DUPLICATE_PASS) + 1;
  return TRUE;
}

static gboolean
save_chunk (TpConn *conn, const GArray *pairs, guint from, guint to, GError **error)
{
  if (!tp_conn_batch_begin (conn, TP_SQL_DUPLICATE_ADD, 0, error))
    return FALSE;
  for (guint i = from; i < to; i++) {
    const TpDuplicate *pair = &g_array_index (pairs, TpDuplicate, i);
    if (!tp_conn_batch_add (conn, error, "iii", pair->one, pair->other, (gint64)pair->reason))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

/* In place of what the last search found. */
static gboolean
save_pairs (TpAccount *account, const GArray *pairs, GError **error)
{
  g_autoptr (TpConn) clearing = tp_db_begin (tp_account_db (account), NULL, error);
  if (clearing == NULL || !tp_conn_run (clearing, TP_SQL_DUPLICATE_CLEAR, error, "") ||
      !tp_db_commit (&clearing, error))
    return FALSE;
  for (guint from = 0; from < pairs->len; from += CHUNK) {
    g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (account), NULL, error);
    if (conn == NULL || !save_chunk (conn, pairs, from, MIN (from + CHUNK, pairs->len), error) ||
        !tp_db_commit (&conn, error))
      return FALSE;
  }
  return TRUE;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const TpDuplicate *one = a, *other = b;
  if (one->one != other->one)
    return one->one < other->one ? -1 : 1;
  if (one->other != other->other)
    return one->other < other->other ? -1 : 1;
  return (int)one->reason - (int)other->reason;
}

/* In key order, each pair once, for its first reason. */
static void
sort_pairs (GArray *pairs)
{
  guint kept = 0;
  g_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++) {
    const TpDuplicate *pair = &g_array_index (pairs, TpDuplicate, i);
    const TpDuplicate *last = kept > 0 ? &g_array_index (pairs, TpDuplicate, kept - 1) : NULL;
    if (last == NULL || last->one != pair->one || last->other != pair->other)
      g_array_index (pairs, TpDuplicate, kept++) = *pair;
  }
  g_array_set_size (pairs, kept);
}

gboolean
tp_duplicate_search (TpAccount *account, const char *country, guint *out_pairs, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (TpDuplicate));
  g_autoptr (TpAddressAdviser) adviser = tp_address_adviser_new (NULL, error);
  Search search = {country, adviser, 0, 1, values, pairs};
  if (adviser == NULL || !count_passes (&search, account, error))
    return FALSE;
  for (; search.pass < search.passes; search.pass++)
    if (!run_pass (&search, account, error))
      return FALSE;
  sort_pairs (pairs);
  if (out_pairs != NULL)
    *out_pairs = pairs->len;
  return save_pairs (account, pairs, error);
}

GArray *
tp_duplicate_page (TpConn *conn, gint64 after_one, gint64 after_other, guint limit, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) page = g_array_new (FALSE, FALSE, sizeof (TpDuplicate));
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_DUPLICATE_PAGE, &local, "iii", after_one,
                                           after_other, (gint64)MIN (limit, TP_DUPLICATE_PAGE_MAX));
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpDuplicate pair = {tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1),
                        (TpDuplicateReason)tp_rows_int64 (rows, 2)};
    g_array_append_val (page, pair);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&page) : NULL;
}

gboolean
tp_duplicate_dismiss (TpChange *change, gint64 one, gint64 other, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_contact_resolve (conn, one, &one, error) ||
      !tp_contact_resolve (conn, other, &other, error))
    return FALSE;
  if (one == other)
    return tp_error (error, TP_ERROR_INVALID, _ ("a contact is no duplicate of itself"));
  return tp_conn_run (conn, TP_SQL_DUPLICATE_DISMISS, error, "iii", MIN (one, other),
                      MAX (one, other), tp_change_now (change));
}
