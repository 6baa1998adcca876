/* SPDX-License-Identifier: Apache-2.0 */
#include "core/testing.h"

#include "core/setting.h"

const TpActor tp_testing_actor = {TP_ACTOR_COMMAND_LINE, 0};

void
tp_testing_account_init (TpTestingAccount *testing, const char *url)
{
  GError *error = NULL;
  testing->folder = tp_testing_make_folder ();
  testing->clock = tp_clock_new_fixed (TP_TESTING_NOW);
  testing->account = tp_account_open (testing->folder, url, testing->clock, &error);
  g_assert_no_error (error);
  TpChange *change = tp_change_begin (testing->account, tp_testing_actor, NULL, &error);
  tp_setting_set (change, "time_zone", "Europe/Berlin", &error);
  g_assert_no_error (error);
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tp_account_reload (testing->account, NULL));
}

void
tp_testing_account_clear (TpTestingAccount *testing)
{
  tp_account_free (testing->account);
  tp_clock_free (testing->clock);
  tp_testing_remove_folder (testing->folder);
  g_free (testing->folder);
}
