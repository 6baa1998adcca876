/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contact_testing.h"

#include "base/error.h"

TpChange *
tp_testing_begin (TpTestingAccount *testing)
{
  GError *error = NULL;
  TpChange *change = tp_change_begin (testing->account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

void
tp_testing_commit (TpChange *change)
{
  GError *error = NULL;
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
}

gint64
tp_testing_add_contact (TpTestingAccount *testing, const char *email, const char *field,
                        const char *text)
{
  GError *error = NULL;
  gint64 number = 0;
  TpContactAssignment assignment = {field, text};
  TpChange *change = tp_testing_begin (testing);
  tp_contact_add (change, email, &assignment, field != NULL ? 1 : 0, FALSE, &number, &error);
  g_assert_no_error (error);
  tp_testing_commit (change);
  return number;
}

void
tp_testing_set_field (TpTestingAccount *testing, gint64 contact, const char *field,
                      const char *text)
{
  GError *error = NULL;
  TpContactAssignment assignment = {field, text};
  TpChange *change = tp_testing_begin (testing);
  tp_contact_set (change, contact, &assignment, 1, NULL, &error);
  g_assert_no_error (error);
  tp_testing_commit (change);
}

TpContact *
tp_testing_load_contact (TpTestingAccount *testing, gint64 contact)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  TpContact *loaded = tp_contact_load (conn, contact, &error);
  g_assert_no_error (error);
  return loaded;
}

gint64
tp_testing_find_contact (TpTestingAccount *testing, const char *id_or_email)
{
  gint64 number = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), NULL);
  if (tp_contact_find (testing->account, conn, id_or_email, &number, &error))
    return number;
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  return 0;
}
