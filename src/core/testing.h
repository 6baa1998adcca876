/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "db/testing.h"

/* For tests alone: an account on an empty database, with a fixed clock at 2026-06-15T10:00:00Z and
 * the zone Europe/Berlin. Use it in a tp_testing_add test, which brings the URL. */

typedef struct {
  TpClock *clock;
  TpAccount *account;
  char *folder;
} TpTestingAccount;

void tp_testing_account_init (TpTestingAccount *testing, const char *url);
void tp_testing_account_clear (TpTestingAccount *testing);

#define TP_TESTING_NOW G_GINT64_CONSTANT (1781517600000)
extern const TpActor tp_testing_actor;

/* Runs statements without parameters, parted by semicolons and the same for both engines: rows that
 * no function makes. {N} stands for TP_TESTING_NOW, {N-3} for three days before, {N+1} for one
 * after. */
void tp_testing_script (TpAccount *account, const char *sql);
