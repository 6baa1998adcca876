/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"
#include "core/seed_person.h"

/* Makes a sample business of any size in an empty account: a roastery with customers in Germany,
 * the Netherlands and Belgium, who live in households, joined over three years, wear tags, are on
 * lists with permissions, bought and gave back over two years, and got campaigns that they opened,
 * clicked or that came back. All addresses and telephone numbers are nobody's.
 *
 * The same plan makes the same rows, whatever the chunk (but for what every account has of its own:
 * keys, nonces). The business is lived through period by period on the account's clock, by the
 * functions that everything else uses; memory does not grow with the number of contacts. */

typedef struct {
  TpSeedPlan plan;
  guint chunk; /* contacts in one change, at most TP_CONTACT_CHUNK; 0: that */
  /* After each change; may be NULL. FALSE: stop, what was made stays. */
  gboolean (*progress) (gint64 done, gint64 total, gpointer data);
  gpointer data;
} TpSeedOptions;

typedef struct {
  gint64 contacts, orders, refunds, messages, opened, clicked;
  gboolean stopped;
} TpSeedResult;

/* `clock` is the fixed clock that the account was opened with; it ends at plan.end. CONFLICT: there
 * are contacts. INVALID: a plan beyond the limits. */
gboolean tp_seed_run (TpAccount *account, TpClock *clock, const TpSeedOptions *options,
                      TpSeedResult *out_result, GError **error);
