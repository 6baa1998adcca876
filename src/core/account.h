/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/clock.h"
#include "core/event.h"
#include "db/db.h"

#include <glib.h>

/* An account: a business with its database, settings and identity. Every core function takes it (or
 * a TpChange of it); nothing assumes that there is one per process. Thread-safe. */

typedef struct TpAccount TpAccount;

/* Opens the database (db/db.h), migrates it and, when it is new, makes what every account has: the
 * feed's head, the key of its public ids, its time zone (the system's) and currency. `clock` is
 * borrowed for the account's life. `url` NULL: the file tagpost.db in `data_folder`, which is made
 * (mode 0700) when missing. (transfer full) */
TpAccount *tp_account_open (const char *data_folder, const char *url, TpClock *clock,
                            GError **error);
void tp_account_free (TpAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpAccount, tp_account_free)

TpDb *tp_account_db (TpAccount *account);
const char *tp_account_data_folder (TpAccount *account);
gint64 tp_account_now (TpAccount *account); /* business time */

/* From the settings, as of the last load: by open, and by tp_account_reload when another process
 * changed them. */
GTimeZone *tp_account_zone (TpAccount *account); /* (transfer full) */
char *tp_account_currency (TpAccount *account);  /* "EUR" (transfer full) */
guint tp_account_currency_digits (TpAccount *account);
gboolean tp_account_reload (TpAccount *account, GError **error);

/* After a restore by another process everything may be another, the keys too: looks at the feed's
 * epoch (one small query) and loads all when it changed. The engine asks whenever something was
 * committed. *out_restored (may be NULL) tells. */
gboolean tp_account_refresh (TpAccount *account, gboolean *out_restored, GError **error);

/* Public ids (base/public_id.h) of numbered things. (transfer full) */
char *tp_account_public_id (TpAccount *account, TpThing thing, gint64 number);
gboolean tp_account_find_public_id (TpAccount *account, TpThing thing, const char *text,
                                    gint64 *out_number);

/* A keyed hash (HMAC-SHA256) for what this account gives out and must know again; `purpose` keeps
 * uses apart ("cursor"). */
void tp_account_mac (TpAccount *account, const char *purpose, const void *bytes, gsize length,
                     guint8 out_mac[32]);

/* Keyed hash of an address key, for what must be recognised after erasure. 32 bytes. (transfer
 * full) */
GBytes *tp_account_erasure_hash (TpAccount *account, const char *address_key);
