/* SPDX-License-Identifier: Apache-2.0 */
#include "core/permission.h"

#include "base/error.h"
#include "base/time.h"
#include "core/consent.h"
#include "core/tag_testing.h"
#include "core/testing.h"

#include <string.h>

#define CONFIRMED TP_SEGMENT_PERMISSION_CONFIRMED
#define UNKNOWN TP_SEGMENT_PERMISSION_UNKNOWN
#define WITHDRAWN TP_SEGMENT_PERMISSION_WITHDRAWN

static guint
set_state (TpAccount *account, guint32 first, guint32 last, int state, gint64 consent,
           TpPermissionAuthority authority)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpIdSet) changed = NULL, set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_permission_set (change, TP_SEGMENT_PURPOSE_OFFERS, (TpSegmentPermission)state, set, consent,
                     authority, &changed, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return tp_id_set_count (changed);
}

static void
test_transitions (const char *url)
{
  static const struct {
    int from, to;
    TpPermissionAuthority authority;
    gboolean want_change;
  } cases[] = {
      {-1,        CONFIRMED, TP_PERMISSION_BY_IMPORT, TRUE },
      {-1,        WITHDRAWN, TP_PERMISSION_BY_IMPORT, TRUE },
      {-1,        UNKNOWN,   TP_PERMISSION_BY_IMPORT, FALSE},
      {CONFIRMED, CONFIRMED, TP_PERMISSION_BY_IMPORT, FALSE},
      {CONFIRMED, WITHDRAWN, TP_PERMISSION_BY_IMPORT, TRUE },
      {CONFIRMED, UNKNOWN,   TP_PERMISSION_BY_IMPORT, TRUE },
      {WITHDRAWN, CONFIRMED, TP_PERMISSION_BY_IMPORT, FALSE},
      {WITHDRAWN, UNKNOWN,   TP_PERMISSION_BY_IMPORT, FALSE},
      {WITHDRAWN, CONFIRMED, TP_PERMISSION_BY_PERSON, TRUE },
      {WITHDRAWN, UNKNOWN,   TP_PERMISSION_BY_PERSON, TRUE },
      {UNKNOWN,   CONFIRMED, TP_PERMISSION_BY_IMPORT, TRUE },
      {UNKNOWN,   UNKNOWN,   TP_PERMISSION_BY_PERSON, FALSE},
  };
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 100, 0);
  for (guint32 i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 contact = i + 1;
    g_test_message ("case %u", i);
    tp_clock_set (testing.clock, TP_TESTING_NOW);
    if (cases[i].from == UNKNOWN)
      set_state (testing.account, i + 1, i + 1, CONFIRMED, 0, TP_PERMISSION_BY_PERSON);
    if (cases[i].from >= 0)
      set_state (testing.account, i + 1, i + 1, cases[i].from, 0, TP_PERMISSION_BY_PERSON);
    tp_clock_set (testing.clock, TP_TESTING_NOW + TP_DAY);
    gint64 before = tp_tag_testing_head (testing.account);
    g_assert_cmpuint (set_state (testing.account, i + 1, i + 1, cases[i].to, 0, cases[i].authority),
                      ==, cases[i].want_change ? 1 : 0);
    g_assert_cmpint (tp_tag_testing_head (testing.account) - before, ==,
                     cases[i].want_change ? 1 : 0);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (GPtrArray) rows = tp_permission_of_contacts (conn, &contact, 1, &error);
    if (rows->len == 0) {
      g_assert_cmpint (cases[i].from, ==, -1);
      continue;
    }
    const TpPermissionRow *row = rows->pdata[0];
    g_assert_cmpint (row->state, ==, cases[i].want_change ? cases[i].to : cases[i].from);
    g_assert_cmpint (row->since, ==, TP_TESTING_NOW + (cases[i].want_change ? TP_DAY : 0));
  }
  tp_testing_account_clear (&testing);
}

static void
test_consent (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 consent = 0, refused = 0, contact = 5;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 10, 0);
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_consent_add (change, TP_CONSENT_DOUBLE_OPT_IN, "form 'Shop'", 5,
                                 "{\"wording\":\"Yes, write to me\"}", &consent, &error));
  tp_tag_testing_commit (&change);
  set_state (testing.account, 5, 5, CONFIRMED, consent, TP_PERMISSION_BY_PERSON);
  set_state (testing.account, 5, 5, CONFIRMED, 0, TP_PERMISSION_BY_IMPORT); /* keeps the first */
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) rows = tp_permission_of_contacts (conn, &contact, 1, &error);
  const TpPermissionRow *row = rows->pdata[0];
  g_assert_cmpint (row->consent, ==, consent);
  g_assert_cmpstr (row->basis, ==, "form 'Shop'");
  g_autoptr (TpConsent) kept = tp_consent_find (conn, consent, &error);
  g_assert_cmpint (kept->kind, ==, TP_CONSENT_DOUBLE_OPT_IN);
  g_assert_cmpint (kept->contact, ==, 5);
  g_assert_cmpint (kept->at, ==, TP_TESTING_NOW);
  g_assert_cmpstr (kept->details, ==, "{\"wording\":\"Yes, write to me\"}");
  g_assert_null (tp_consent_find (conn, 999, &error));
  g_assert_no_error (error);
  g_clear_pointer (&conn, tp_conn_release);

  static const struct {
    const char *basis, *details;
  } bad[] = {
      {"",     NULL },
      {"  ",   NULL },
      {"x",    "[1]"},
      {"x",    "{"  },
      {"\xff", NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) local = NULL;
    g_autoptr (TpChange) other = tp_tag_testing_begin (testing.account);
    g_assert_false (tp_consent_add (other, TP_CONSENT_STATED, bad[i].basis, 0, bad[i].details,
                                    &refused, &local));
    g_assert_error (local, TP_ERROR, TP_ERROR_INVALID);
  }
  TpConsentKind kind = TP_CONSENT_STATED;
  g_assert_true (tp_consent_kind_find ("spoken", &kind));
  g_assert_cmpint (kind, ==, TP_CONSENT_SPOKEN);
  g_assert_false (tp_consent_kind_find ("Spoken", &kind));
  tp_testing_account_clear (&testing);
}

static void
test_erased_left_out (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 10, 0);
  tp_tag_testing_set_state (testing.account, 4, 5, 2);
  tp_tag_testing_set_state (testing.account, 6, 6, 3);
  g_assert_cmpuint (set_state (testing.account, 1, 20, CONFIRMED, 0, TP_PERMISSION_BY_IMPORT), ==,
                    7);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/permission/transitions", test_transitions);
  tp_testing_add ("/permission/consent", test_consent);
  tp_testing_add ("/permission/erased ones are left out", test_erased_left_out);
  return g_test_run ();
}
