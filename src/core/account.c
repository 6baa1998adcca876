/* SPDX-License-Identifier: Apache-2.0 */
/* What a new account gets is made in one transaction, so that processes that start together agree
 * on it. */
#include "core/account.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/public_id.h"
#include "base/secret.h"
#include "core/change_flush.h"
#include "core/feed.h"
#include "core/money.h"
#include "core/setting.h"
#include "db/migrate.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define SECRET_KEY_BYTES 32

struct TpAccount {
  TpDb *db;
  TpClock *clock; /* borrowed */
  char *data_folder;
  GMutex lock;        /* of what follows */
  GPtrArray *id_keys; /* of TpIdKey, the last one holds; earlier ones may still be in use */
  guint8 secret_key[SECRET_KEY_BYTES];
  gint64 epoch; /* of the feed, when the keys were loaded */
  GTimeZone *zone;
  char *currency;
};

static char *
random_hex (gsize bytes)
{
  guint8 buffer[SECRET_KEY_BYTES];
  g_assert (bytes <= sizeof buffer);
  tp_random_bytes (buffer, bytes);
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < bytes; i++)
    g_string_append_printf (text, "%02x", buffer[i]);
  return g_string_free (text, FALSE);
}

static gboolean
parse_hex (const char *text, guint8 *out_bytes, gsize length)
{
  if (text == NULL || strlen (text) != 2 * length)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isxdigit (text[2 * i]) || !g_ascii_isxdigit (text[2 * i + 1]))
      return FALSE;
    out_bytes[i] =
        (guint8)(g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
  }
  return TRUE;
}

static char *
system_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);
  g_autoptr (GTimeZone) known = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  return g_strdup (known != NULL ? name : "UTC");
}

/* Stores a setting unless it is there. */
static gboolean
make_setting (TpConn *conn, const char *name, const char *value, GError **error)
{
  return tp_conn_run (conn, TP_SQL_SETTING_MAKE, error, "ss", name, value);
}

static gboolean
make_settings (TpConn *conn, GError **error)
{
  g_autofree char *id_key = random_hex (TP_ID_KEY_BYTES);
  g_autofree char *secret_key = random_hex (SECRET_KEY_BYTES);
  g_autofree char *zone = system_zone ();
  return make_setting (conn, "id_key", id_key, error) &&
         make_setting (conn, "secret_key", secret_key, error) &&
         make_setting (conn, "time_zone", zone, error) &&
         make_setting (conn, "currency", "EUR", error) &&
         make_setting (conn, "fold_version", tp_fold_version (), error);
}

static gboolean
make_account (TpAccount *account, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_begin (account->db, NULL, error);
  return conn != NULL && make_settings (conn, error) &&
         tp_feed_init (conn, tp_account_now (account), error) && tp_db_commit (&conn, error);
}

static gboolean
load_keys (TpAccount *account, TpConn *conn, GError **error)
{
  guint8 bytes[TP_ID_KEY_BYTES], secret[SECRET_KEY_BYTES];
  TpFeedPoint head;
  if (!tp_feed_head (conn, &head, error))
    return FALSE;
  g_autofree char *id_key = tp_setting_get (conn, "id_key", error);
  g_autofree char *secret_key = id_key != NULL ? tp_setting_get (conn, "secret_key", error) : NULL;
  if (secret_key == NULL)
    return error == NULL || *error != NULL
               ? FALSE
               : tp_error (error, TP_ERROR_INTERNAL, "the account has no keys");
  if (!parse_hex (id_key, bytes, sizeof bytes) || !parse_hex (secret_key, secret, sizeof secret))
    return tp_error (error, TP_ERROR_INTERNAL, "the account's keys are damaged");
  g_mutex_lock (&account->lock);
  g_ptr_array_add (account->id_keys, tp_id_key_new (bytes));
  memcpy (account->secret_key, secret, sizeof secret);
  account->epoch = head.epoch;
  g_mutex_unlock (&account->lock);
  tp_secret_wipe (secret, sizeof secret);
  return TRUE;
}

static gboolean
load_settings (TpAccount *account, TpConn *conn, GError **error)
{
  g_autofree char *name = tp_setting_get (conn, "time_zone", error);
  g_autofree char *currency = name != NULL ? tp_setting_get (conn, "currency", error) : NULL;
  if (currency == NULL)
    return FALSE;
  GTimeZone *zone = g_time_zone_new_identifier (name);
  g_mutex_lock (&account->lock);
  g_clear_pointer (&account->zone, g_time_zone_unref);
  account->zone = zone != NULL ? zone : g_time_zone_new_utc ();
  g_free (account->currency);
  account->currency = g_steal_pointer (&currency);
  g_mutex_unlock (&account->lock);
  return TRUE;
}

gboolean
tp_account_reload (TpAccount *account, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (account->db, error);
  return conn != NULL && load_settings (account, conn, error);
}

gboolean
tp_account_refresh (TpAccount *account, gboolean *out_restored, GError **error)
{
  TpFeedPoint head;
  g_autoptr (TpConn) conn = tp_db_read (account->db, error);
  if (conn == NULL || !tp_feed_head (conn, &head, error))
    return FALSE;
  g_mutex_lock (&account->lock);
  gboolean restored = head.epoch != account->epoch;
  g_mutex_unlock (&account->lock);
  if (out_restored != NULL)
    *out_restored = restored;
  return !restored || (load_keys (account, conn, error) && load_settings (account, conn, error));
}

/* The newest schema and all that a new account has; nothing is written when that is there already.
 */
static gboolean
prepare (TpAccount *account, GError **error)
{
  if (!tp_db_migrate (account->db, tp_account_now (account), error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_db_read (account->db, error);
  char *key = NULL;
  g_autoptr (GError) local = NULL;
  if (conn == NULL)
    return FALSE;
  if (!tp_conn_text (conn, TP_SQL_SETTING_FIND, &key, &local, "s", "fold_version")) {
    g_clear_pointer (&conn, tp_conn_release);
    if (local != NULL || !make_account (account, error)) {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    conn = tp_db_read (account->db, error);
  }
  g_free (key);
  return conn != NULL && load_keys (account, conn, error) && load_settings (account, conn, error);
}

/* A file that lost all its content looks like a new one; what stands beside it tells. */
static gboolean
check_content (const char *folder, const char *file, GError **error)
{
  static const char *const traces[] = {"imports", "erased.journal"};
  GStatBuf status;
  if (g_stat (file, &status) != 0 || status.st_size > 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (traces); i++) {
    g_autofree char *trace = g_build_filename (folder, traces[i], NULL);
    if (g_file_test (trace, G_FILE_TEST_EXISTS))
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("'%s' has lost its content; remove it, then restore a backup with: "
                          "tagpost restore FILE"),
                       file);
  }
  return TRUE;
}

TpAccount *
tp_account_open (const char *data_folder, const char *url, TpClock *clock, GError **error)
{
  if (g_mkdir_with_parents (data_folder, 0700) != 0) {
    tp_error (error, TP_ERROR_INVALID, _ ("cannot make the data folder '%s': %s"), data_folder,
              g_strerror (errno));
    return NULL;
  }
  g_autofree char *file = url == NULL ? g_build_filename (data_folder, "tagpost.db", NULL) : NULL;
  if (file != NULL && !check_content (data_folder, file, error))
    return NULL;
  g_autoptr (TpAccount) account = g_new0 (TpAccount, 1);
  g_mutex_init (&account->lock);
  account->id_keys = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_id_key_free);
  account->clock = clock;
  account->data_folder = g_strdup (data_folder);
  account->db = tp_db_open (url != NULL ? url : file, error);
  if (account->db == NULL || !prepare (account, error))
    return NULL;
  tp_db_set_flush (account->db, tp_change_flush, account);
  return g_steal_pointer (&account);
}

void
tp_account_free (TpAccount *account)
{
  if (account == NULL)
    return;
  tp_db_free (account->db);
  g_ptr_array_unref (account->id_keys);
  tp_secret_wipe (account->secret_key, sizeof account->secret_key);
  g_mutex_clear (&account->lock);
  g_clear_pointer (&account->zone, g_time_zone_unref);
  g_free (account->currency);
  g_free (account->data_folder);
  g_free (account);
}

TpDb *
tp_account_db (TpAccount *account)
{
  return account->db;
}

const char *
tp_account_data_folder (TpAccount *account)
{
  return account->data_folder;
}

gint64
tp_account_now (TpAccount *account)
{
  return tp_clock_now (account->clock);
}

GTimeZone *
tp_account_zone (TpAccount *account)
{
  g_mutex_lock (&account->lock);
  GTimeZone *zone = g_time_zone_ref (account->zone);
  g_mutex_unlock (&account->lock);
  return zone;
}

char *
tp_account_currency (TpAccount *account)
{
  g_mutex_lock (&account->lock);
  char *currency = g_strdup (account->currency);
  g_mutex_unlock (&account->lock);
  return currency;
}

guint
tp_account_currency_digits (TpAccount *account)
{
  g_autofree char *currency = tp_account_currency (account);
  return (guint)MAX (0, tp_currency_digits (currency));
}

static const TpIdKey *
id_key (TpAccount *account)
{
  g_mutex_lock (&account->lock);
  const TpIdKey *key = account->id_keys->pdata[account->id_keys->len - 1];
  g_mutex_unlock (&account->lock);
  return key;
}

char *
tp_account_public_id (TpAccount *account, TpThing thing, gint64 number)
{
  return tp_public_id_format (id_key (account), (guint8)thing, number);
}

gboolean
tp_account_find_public_id (TpAccount *account, TpThing thing, const char *text, gint64 *out_number)
{
  return tp_public_id_parse (id_key (account), (guint8)thing, text, out_number);
}

void
tp_account_mac (TpAccount *account, const char *purpose, const void *bytes, gsize length,
                guint8 out_mac[TP_SHA256_BYTES])
{
  guint8 key[TP_SHA256_BYTES];
  g_autofree char *label = g_strdup_printf ("mac:%s", purpose);
  tp_hmac_sha256 (account->secret_key, SECRET_KEY_BYTES, label, strlen (label), key);
  tp_hmac_sha256 (key, sizeof key, bytes, length, out_mac);
  tp_secret_wipe (key, sizeof key);
}

GBytes *
tp_account_erasure_hash (TpAccount *account, const char *address_key)
{
  guint8 *mac = g_malloc (TP_SHA256_BYTES);
  g_autofree char *text = g_strdup_printf ("erased:%s", address_key);
  g_mutex_lock (&account->lock);
  tp_hmac_sha256 (account->secret_key, SECRET_KEY_BYTES, text, strlen (text), mac);
  g_mutex_unlock (&account->lock);
  return g_bytes_new_take (mac, TP_SHA256_BYTES);
}
