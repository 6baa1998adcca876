/* SPDX-License-Identifier: Apache-2.0 */
#include "core/segment.h"

#include "base/error.h"
#include "core/audience.h"
#include "core/facts_testing.h"

static TpSegment *
try_parse (TpAccount *account, const char *text, TpSegmentFault *out_fault, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), NULL);
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  return tp_names_parse (names, text, out_fault, error);
}

/* 0: refused with *error. */
static gint64
add (TpAccount *account, const char *name, const char *text, GError **error)
{
  gint64 id = 0;
  g_autoptr (TpSegment) segment = try_parse (account, text, NULL, error);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, NULL);
  if (segment == NULL || !tp_saved_segment_add (change, name, segment, &id, error) ||
      !tp_change_commit (&change, NULL, error))
    return 0;
  return id;
}

static gboolean
set (TpAccount *account, gint64 id, const char *name, const char *text, GError **error)
{
  g_autoptr (TpSegment) segment = text == NULL ? NULL : try_parse (account, text, NULL, error);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, NULL);
  return (text == NULL || segment != NULL) &&
         tp_saved_segment_set (change, id, name, segment, error) &&
         tp_change_commit (&change, NULL, error);
}

static gboolean
archive (TpAccount *account, gint64 id, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, NULL);
  return tp_saved_segment_archive (change, id, error) && tp_change_commit (&change, NULL, error);
}

/* Name and text as they stand now. */
static void
assert_saved (TpAccount *account, gint64 id, const char *want_name, const char *want_text)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  g_autoptr (TpSavedSegment) saved = tp_saved_segment_get (names, conn, id, &error);
  g_assert_no_error (error);
  g_autofree char *text = tp_names_format (names, saved->segment, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (saved->name, ==, want_name);
  g_assert_cmpstr (text, ==, want_text);
}

static void
test_life (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  tp_testing_account_init (&testing, url);
  TpAccount *account = testing.account;
  tp_facts_testing_fill (account);
  gint64 buyers = add (account, " Käufer ", "bought product \"A\" and TAG \"bought b\"", &error);
  g_assert_no_error (error);
  assert_saved (account, buyers, "Käufer", "bought product \"A\" and tag \"Bought B\"");
  gint64 few = add (account, "Few", "segment \"KÄUFER\" and age > 3", &error);
  g_assert_no_error (error);

  tp_testing_script (account, "UPDATE tag SET name = 'Has B', name_key = 'has b' WHERE id = 1002");
  g_assert_true (set (account, buyers, "Buyers", NULL, &error));
  assert_saved (account, buyers, "Buyers", "bought product \"A\" and tag \"Has B\"");
  assert_saved (account, few, "Few", "segment \"Buyers\" and age > 3");
  g_assert_true (set (account, few, NULL, "not segment \"Buyers\"", &error));
  assert_saved (account, few, "Few", "not segment \"Buyers\"");

  g_assert_false (archive (account, buyers, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_assert_nonnull (g_strstr_len (error->message, -1, "Few"));
  g_clear_error (&error);
  g_assert_true (archive (account, few, &error));
  g_assert_true (archive (account, buyers, &error));
  g_assert_false (archive (account, buyers, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (add (account, "buyers", "everyone", &error), !=, 0); /* the name is free again */
  tp_testing_account_clear (&testing);
}

static void
test_refused (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  TpAccount *account = testing.account;
  gint64 one = add (account, "One", "everyone", &error);
  gint64 two = add (account, "Two", "segment \"One\"", &error);
  gint64 three = add (account, "Three", "not segment \"Two\"", &error);
  g_assert_no_error (error);
  g_autofree char *long_name = g_strnfill (300, 'x');
  const struct {
    gint64 id; /* 0: a new one */
    const char *name, *text;
    TpErrorCode want;
  } cases[] = {
      {0,     "ONE",     "everyone",          TP_ERROR_CONFLICT },
      {0,     "",        "everyone",          TP_ERROR_INVALID  },
      {0,     " \t",     "everyone",          TP_ERROR_INVALID  },
      {0,     long_name, "everyone",          TP_ERROR_INVALID  },
      {two,   "one",     NULL,                TP_ERROR_CONFLICT },
      {one,   NULL,      "segment \"One\"",   TP_ERROR_INVALID  },
      {one,   NULL,      "segment \"Three\"", TP_ERROR_INVALID  },
      {99,    "Other",   NULL,                TP_ERROR_NOT_FOUND},
      {three, NULL,      "segment \"Four\"",  TP_ERROR_INVALID  },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean done = cases[i].id == 0
                        ? add (account, cases[i].name, cases[i].text, &error) != 0
                        : set (account, cases[i].id, cases[i].name, cases[i].text, &error);
    g_assert_false (done);
    g_assert_error (error, TP_ERROR, (int)cases[i].want);
    g_clear_error (&error);
  }
  tp_testing_account_clear (&testing);
}

static void
test_faults (const char *url)
{
  static const struct {
    const char *text;
    guint want_position;
    const char *want_hint;
  } cases[] = {
      {"tag \"Bougt A\"",      5,  "Bought A" },
      {"age > 3 and tagg",     13, ""         },
      {"bought product \"C\"", 16, ""         },
      {"field \"Shoe\" = 3",   7,  "Shoe size"},
      {"form \"x\"",           1,  ""         },
      {"signed up form \"x\"", 16, ""         },
      {"tag \"A",              5,  ""         },
      {"",                     1,  ""         },
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_facts_testing_fill (testing.account);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpSegmentFault fault = {0};
    g_autoptr (GError) error = NULL;
    g_assert_null (try_parse (testing.account, cases[i].text, &fault, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_assert_cmpuint (fault.position, ==, cases[i].want_position);
    g_assert_nonnull (g_strstr_len (error->message, -1, cases[i].want_hint));
  }
  tp_testing_account_clear (&testing);
}

static void
test_pages (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  tp_testing_account_init (&testing, url);
  for (int i = 0; i < 25; i++) {
    g_autofree char *name = g_strdup_printf ("%s %02d", i % 2 == 0 ? "Even" : "odd", i);
    add (testing.account, name, "everyone", &error);
    g_assert_no_error (error);
  }
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (TpNames) names = tp_names_new (testing.account, conn);
  g_autofree char *after = NULL;
  guint seen = 0;
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) page = tp_saved_segment_page (names, conn, after, 7, &error);
    g_assert_no_error (error);
    more = page->len == 7;
    for (guint i = 0; i < page->len; i++, seen++) {
      const TpSavedSegment *saved = page->pdata[i];
      g_assert_true (after == NULL || g_ascii_strcasecmp (after, saved->name) < 0);
      g_free (after);
      after = g_strdup (saved->name);
    }
  }
  g_assert_cmpuint (seen, ==, 25);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/segment/life", test_life);
  tp_testing_add ("/segment/refused", test_refused);
  tp_testing_add ("/segment/faults", test_faults);
  tp_testing_add ("/segment/pages", test_pages);
  return g_test_run ();
}
