/* SPDX-License-Identifier: Apache-2.0 */
#include "core/testing.h"

#include "base/time.h"
#include "core/setting.h"
#include "db/conn.h"

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

static gboolean
replace_day (const GMatchInfo *match, GString *out, gpointer data)
{
  g_autofree char *days = g_match_info_fetch (match, 1);
  g_string_append_printf (out, "%" G_GINT64_FORMAT,
                          TP_TESTING_NOW + g_ascii_strtoll (days, NULL, 10) * TP_DAY);
  return FALSE;
}

void
tp_testing_script (TpAccount *account, const char *sql)
{
  GError *error = NULL;
  g_autoptr (GRegex) days = g_regex_new ("\\{N([-+]\\d+)?\\}", 0, 0, NULL);
  g_autofree char *script = g_regex_replace_eval (days, sql, -1, 0, 0, replace_day, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (account), NULL, &error);
  g_assert_no_error (error);
  conn->backend->script (conn->handle, script, &error);
  g_assert_no_error (error);
  tp_db_commit (&conn, &error);
  g_assert_no_error (error);
}
