/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mailable.h"

#include "base/error.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/tag_testing.h"
#include "core/testing.h"

#define NEWSLETTER TP_SEGMENT_PURPOSE_NEWSLETTER
#define OFFERS TP_SEGMENT_PURPOSE_OFFERS
#define SERVICE TP_SEGMENT_PURPOSE_SERVICE

static void
run (TpAccount *account, TpSql sql, const char *text, gint64 contact, gboolean chosen)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  if (sql == TP_SQL_MAILABLE_TEST_ADDRESS)
    tp_conn_run (tp_change_conn (change), sql, &error, "sii", text, contact, (gint64)chosen);
  else
    tp_conn_run (tp_change_conn (change), sql, &error, "s", text);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

static void
permit (TpAccount *account, guint32 first, guint32 last, TpSegmentPurpose purpose,
        TpSegmentPermission state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpIdSet) set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_permission_set (change, purpose, state, set, 0, TP_PERMISSION_BY_PERSON, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

static gint64
enlist (TpAccount *account, guint32 first, guint32 last, TpSegmentListState state)
{
  g_autoptr (GError) error = NULL;
  gint64 list = 0;
  g_autoptr (TpIdSet) set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_list_find_or_make (change, "L", &list, &error);
  tp_list_put (change, list, set, state, TP_LIST_BY_PERSON, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return list;
}

/* A contact for each way not to be mailable. */
static gint64
fill (TpAccount *account)
{
  tp_tag_testing_contacts (account, 1, 20, 0);
  for (gint64 i = 1; i <= 20; i++) {
    g_autofree char *key = g_strdup_printf ("c%d@example.com", (int)i);
    if (i != 6)
      run (account, TP_SQL_MAILABLE_TEST_ADDRESS, i == 8 ? "\"a@b\"@blocked.example" : key, i,
           TRUE);
  }
  run (account, TP_SQL_MAILABLE_TEST_ADDRESS, "second@example.com", 2, FALSE);
  run (account, TP_SQL_MAILABLE_TEST_SUPPRESS, "c7@example.com", 0, FALSE);
  run (account, TP_SQL_MAILABLE_TEST_SUPPRESS, "*@blocked.example", 0, FALSE);
  run (account, TP_SQL_MAILABLE_TEST_SUPPRESS, "second@example.com", 0, FALSE);
  permit (account, 1, 10, OFFERS, TP_SEGMENT_PERMISSION_CONFIRMED);
  permit (account, 11, 12, OFFERS, TP_SEGMENT_PERMISSION_WITHDRAWN);
  permit (account, 11, 11, SERVICE, TP_SEGMENT_PERMISSION_WITHDRAWN);
  enlist (account, 10, 13, TP_SEGMENT_LIST_CONFIRMED);
  enlist (account, 14, 14, TP_SEGMENT_LIST_UNCONFIRMED);
  gint64 list = enlist (account, 15, 15, TP_SEGMENT_LIST_UNSUBSCRIBED);
  tp_tag_testing_set_state (account, 3, 3, 1);
  tp_tag_testing_set_state (account, 4, 4, 2);
  tp_tag_testing_set_state (account, 5, 5, 3);
  return list;
}

static TpMailable
check_one (TpConn *conn, TpSegmentPurpose purpose, gint64 list, gint64 contact, const char *address)
{
  g_autoptr (GError) error = NULL;
  TpMailableCheck check = {contact, address, TP_MAILABLE_CANCELLED};
  tp_mailable_check (conn, purpose, list, &check, 1, &error);
  g_assert_no_error (error);
  return check.mailable;
}

static void
test_reasons (const char *url)
{
  static const struct {
    gint64 contact;
    const char *address;
    TpSegmentPurpose purpose;
    gboolean on_list;
    TpMailable want_reason;
  } cases[] = {
      {1,  NULL,                 OFFERS,     FALSE, TP_MAILABLE              },
      {1,  "c1@example.com",     OFFERS,     FALSE, TP_MAILABLE              },
      {1,  "c2@example.com",     OFFERS,     FALSE, TP_MAILABLE_NO_ADDRESS   },
      {1,  "gone@example.com",   OFFERS,     FALSE, TP_MAILABLE_NO_ADDRESS   },
      {2,  "second@example.com", OFFERS,     FALSE, TP_MAILABLE_SUPPRESSED   },
      {2,  NULL,                 OFFERS,     FALSE, TP_MAILABLE              },
      {1,  NULL,                 NEWSLETTER, FALSE, TP_MAILABLE_NO_PERMISSION},
      {3,  NULL,                 OFFERS,     FALSE, TP_MAILABLE_ARCHIVED     },
      {4,  NULL,                 OFFERS,     FALSE, TP_MAILABLE_ERASED       },
      {5,  NULL,                 OFFERS,     FALSE, TP_MAILABLE_MERGED       },
      {6,  NULL,                 OFFERS,     FALSE, TP_MAILABLE_NO_ADDRESS   },
      {7,  NULL,                 OFFERS,     FALSE, TP_MAILABLE_SUPPRESSED   },
      {8,  NULL,                 OFFERS,     FALSE, TP_MAILABLE_SUPPRESSED   },
      {11, NULL,                 OFFERS,     FALSE, TP_MAILABLE_UNSUBSCRIBED },
      {13, NULL,                 OFFERS,     FALSE, TP_MAILABLE_NO_PERMISSION},
      {13, NULL,                 OFFERS,     TRUE,  TP_MAILABLE              },
      {12, NULL,                 OFFERS,     TRUE,  TP_MAILABLE              },
      {9,  NULL,                 OFFERS,     TRUE,  TP_MAILABLE_NO_PERMISSION},
      {14, NULL,                 OFFERS,     TRUE,  TP_MAILABLE_NO_PERMISSION},
      {15, NULL,                 OFFERS,     TRUE,  TP_MAILABLE_UNSUBSCRIBED },
      {16, NULL,                 SERVICE,    FALSE, TP_MAILABLE              },
      {12, NULL,                 SERVICE,    FALSE, TP_MAILABLE              },
      {11, NULL,                 SERVICE,    FALSE, TP_MAILABLE_UNSUBSCRIBED },
      {16, NULL,                 SERVICE,    TRUE,  TP_MAILABLE_NO_PERMISSION},
      {99, NULL,                 SERVICE,    FALSE, TP_MAILABLE_ERASED       },
  };
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 list = fill (testing.account);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %d", (int)i);
    g_assert_cmpint (check_one (conn, cases[i].purpose, cases[i].on_list ? list : 0,
                                cases[i].contact, cases[i].address),
                     ==, cases[i].want_reason);
  }
  TpMailableCheck check = {1, NULL, TP_MAILABLE};
  g_assert_false (tp_mailable_check (conn, TP_SEGMENT_PURPOSE_PHONE, 0, &check, 1, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

/* The set form gives for each contact what the form for one gives. */
static void
test_sets_agree (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 list = fill (testing.account);
  g_autoptr (TpIdSet) everyone = tp_tag_testing_range (1, 25);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  for (int purpose = 0; purpose <= TP_SEGMENT_PURPOSE_INTERNAL; purpose++)
    for (int on_list = 0; on_list < 2; on_list++) {
      guint64 counts[TP_MAILABLES] = {0}, want_counts[TP_MAILABLES] = {0};
      g_autoptr (TpIdSet) mailable = tp_mailable_set (conn, (TpSegmentPurpose)purpose,
                                                      on_list ? list : 0, everyone, counts, &error);
      g_assert_no_error (error);
      for (guint32 contact = 1; contact <= 25; contact++) {
        TpMailable want =
            check_one (conn, (TpSegmentPurpose)purpose, on_list ? list : 0, contact, NULL);
        want_counts[want]++;
        g_assert_cmpint (tp_id_set_contains (mailable, contact), ==, want == TP_MAILABLE);
      }
      g_assert_cmpmem (counts, sizeof counts, want_counts, sizeof want_counts);
    }
  g_assert_cmpstr (tp_mailable_name (TP_MAILABLE_NO_PERMISSION), ==, "no_permission");
  g_assert_null (tp_mailable_set (conn, TP_SEGMENT_PURPOSE_POST, 0, everyone, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/mailable/reasons", test_reasons);
  tp_testing_add ("/mailable/sets agree", test_sets_agree);
  return g_test_run ();
}
