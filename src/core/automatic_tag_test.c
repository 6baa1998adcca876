/* SPDX-License-Identifier: Apache-2.0 */
#include "core/automatic_tag.h"

#include "core/list.h"
#include "core/setting.h"
#include "core/tag_set.h"
#include "core/tag_testing.h"
#include "core/testing.h"
#include "core/thing.h"

static gint64
make_list (TpAccount *account, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_list_find_or_make (change, name, &id, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return id;
}

static void
set (TpAccount *account, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_setting_set (change, name, value, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

static void
join (TpAccount *account, gint64 list, guint32 first, guint32 last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpIdSet) contacts = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_list_put (change, list, contacts, TP_SEGMENT_LIST_CONFIRMED, TP_LIST_BY_IMPORT, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

/* The number of the tag of that name, 0: there is none. */
static gint64
find (TpAccount *account, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_autoptr (TpTag) tag = tp_tag_find (conn, name, &error);
  g_assert_no_error (error);
  return tag != NULL ? tag->id : 0;
}

static void
test_by_setting (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 20, 0);
  gint64 list = make_list (testing.account, "L");
  join (testing.account, list, 1, 3);
  g_assert_cmpint (find (testing.account, "Joined L"), ==, 0);
  set (testing.account, "automatic_tags", "bought, joined");
  join (testing.account, list, 1, 10);
  tp_tag_testing_assert_worn (testing.account, find (testing.account, "Joined L"), 4, 10);
  tp_testing_account_clear (&testing);
}

static void
test_names (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 20, 0);
  set (testing.account, "automatic_tags", "joined");
  gint64 manual = tp_tag_testing_make (testing.account, "joined TAKEN");
  tp_tag_testing_set (testing.account, manual, 20, 20);
  gint64 taken = make_list (testing.account, "Taken");
  gint64 list = make_list (testing.account, "One");
  join (testing.account, taken, 1, 2);
  join (testing.account, list, 1, 2);
  /* the manual tag is taken over as it is */
  g_assert_cmpint (find (testing.account, "Joined Taken"), ==, manual);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (TpTag) over = tp_tag_get (conn, manual, &error);
  g_assert_cmpstr (over->name, ==, "joined TAKEN");
  g_assert_cmpint (over->origin, ==, TP_TAG_JOINED);
  g_assert_cmpint (over->origin_id, ==, taken);
  g_clear_pointer (&conn, tp_conn_release);
  /* the tag follows the list's name until somebody names it */
  gint64 one = find (testing.account, "Joined One");
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_list_change (change, list, "Two", NULL, &error));
  g_assert_true (tp_list_change (change, taken, "Other", NULL, &error));
  tp_tag_testing_commit (&change);
  g_assert_cmpint (find (testing.account, "Joined Two"), ==, one);
  g_assert_cmpint (find (testing.account, "joined taken"), ==, manual);
  change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_change (change, one, "My own", NULL, &error));
  g_assert_true (tp_list_change (change, list, "Three", NULL, &error));
  tp_tag_testing_commit (&change);
  g_assert_cmpint (find (testing.account, "My own"), ==, one);
  /* an archived one stays away */
  change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_archive (change, one, &error));
  tp_tag_testing_commit (&change);
  join (testing.account, list, 3, 4);
  g_assert_cmpint (find (testing.account, "Joined Three"), ==, 0);
  tp_tag_testing_assert_worn (testing.account, one, 1, 2);
  tp_testing_account_clear (&testing);
}

/* Two things of one name, one of them archived: their tags are apart; long names fit. */
static void
test_same_and_long_names (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  g_autofree char *longest = g_strnfill (TP_THING_NAME_MAX, 'x');
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 20, 0);
  set (testing.account, "automatic_tags", "joined");
  gint64 first = make_list (testing.account, "Same");
  join (testing.account, first, 1, 2);
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_list_archive (change, first, &error));
  tp_tag_testing_commit (&change);
  gint64 second = make_list (testing.account, "Same");
  join (testing.account, second, 3, 4);
  tp_tag_testing_assert_worn (testing.account, find (testing.account, "Joined Same"), 1, 2);
  tp_tag_testing_assert_worn (testing.account, find (testing.account, "Joined Same (2)"), 3, 4);
  gint64 named_long = make_list (testing.account, longest);
  join (testing.account, named_long, 1, 1);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) worn = tp_tag_of_contacts (conn, (const gint64[]){1}, 1, &error);
  g_assert_cmpuint (worn->len, ==, 2);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/automatic_tag/by setting", test_by_setting);
  tp_testing_add ("/automatic_tag/names", test_names);
  tp_testing_add ("/automatic_tag/same and long names", test_same_and_long_names);
  return g_test_run ();
}
