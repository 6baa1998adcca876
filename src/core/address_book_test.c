/* SPDX-License-Identifier: Apache-2.0 */
#include "core/address_book.h"

#include "base/error.h"
#include "core/contact_testing.h"
#include "core/note.h"
#include "core/suppression.h"

#include <string.h>

/* The addresses as "chosen other other". */
static char *
show (TpTestingAccount *testing, gint64 contact)
{
  GError *error = NULL;
  GString *text = g_string_new (NULL);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  g_autoptr (GPtrArray) entries = tp_address_book_list (conn, contact, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++) {
    const TpAddressEntry *entry = entries->pdata[i];
    g_assert_true (entry->chosen == (i == 0));
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", entry->spelling);
  }
  return g_string_free (text, FALSE);
}

#define DONE -1

typedef enum { ADD, ADD_AND_CHOOSE, REMOVE, CHOOSE } Act;

static const struct {
  Act act;
  const char *address;
  const char *want;       /* all addresses afterwards */
  const char *want_event; /* "" for none */
  int want_code;          /* DONE: none */
} steps[] = {
    {ADD,            "Second@x.de", "One@x.de Second@x.de",            "address_added",   DONE              },
    {ADD,            "SECOND@x.de", "One@x.de Second@x.de",            "",                DONE              },
    {ADD,            "other@x.de",  "One@x.de Second@x.de",            "",                TP_ERROR_CONFLICT },
    {ADD,            "nobody",      "One@x.de Second@x.de",            "",                TP_ERROR_INVALID  },
    {CHOOSE,         "third@x.de",  "One@x.de Second@x.de",            "",                TP_ERROR_NOT_FOUND},
    {CHOOSE,         "second@x.de", "Second@x.de One@x.de",            "address_chosen",  DONE              },
    {CHOOSE,         "second@x.de", "Second@x.de One@x.de",            "",                DONE              },
    {ADD_AND_CHOOSE, "third@x.de",  "third@x.de One@x.de Second@x.de",
     "address_added address_chosen",                                                      DONE              },
    {ADD_AND_CHOOSE, "Third@X.de",  "Third@X.de One@x.de Second@x.de", "address_chosen",  DONE              },
    {REMOVE,         "third@x.de",  "One@x.de Second@x.de",            "address_removed", DONE              },
    {REMOVE,         "third@x.de",  "One@x.de Second@x.de",            "",                TP_ERROR_NOT_FOUND},
    {REMOVE,         "second@x.de", "One@x.de",                        "address_removed", DONE              },
    {REMOVE,         "one@x.de",    "",                                "address_removed", DONE              },
    {ADD,            "new@x.de",    "new@x.de",                        "address_added",   DONE              },
};

static gboolean
do_step (TpChange *change, gint64 contact, Act act, const char *address, GError **error)
{
  switch (act) {
  case ADD:
    return tp_address_book_add (change, contact, address, FALSE, error);
  case ADD_AND_CHOOSE:
    return tp_address_book_add (change, contact, address, TRUE, error);
  case REMOVE:
    return tp_address_book_remove (change, contact, address, error);
  case CHOOSE:
    return tp_address_book_choose (change, contact, address, error);
  }
  return FALSE;
}

static char *
name_events (TpChange *change)
{
  GString *text = g_string_new (NULL);
  const GPtrArray *events = tp_change_events (change);
  for (guint i = 0; i < events->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            tp_event_info (((TpEvent *)events->pdata[i])->kind)->name);
  return g_string_free (text, FALSE);
}

static void
test_steps (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  gint64 contact = tp_testing_add_contact (&testing, "One@x.de", NULL, NULL);
  tp_testing_add_contact (&testing, "other@x.de", NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpChange) change = tp_testing_begin (&testing);
    g_test_message ("%u: %s", i, steps[i].address);
    gboolean done = do_step (change, contact, steps[i].act, steps[i].address, &error);
    g_assert_true (done == (steps[i].want_code == DONE));
    if (!done)
      g_assert_error (error, TP_ERROR, steps[i].want_code);
    g_autofree char *events = name_events (change);
    g_assert_cmpstr (events, ==, steps[i].want_event);
    if (done)
      tp_testing_commit (g_steal_pointer (&change));
    g_clear_pointer (&change, tp_change_free);
    g_autofree char *all = show (&testing, contact);
    g_assert_cmpstr (all, ==, steps[i].want);
    g_autoptr (TpContact) row = tp_testing_load_contact (&testing, contact);
    g_autofree char *chosen = g_strndup (all, strcspn (all, " "));
    g_assert_cmpstr (row->values[TP_SEGMENT_EMAIL] != NULL ? row->values[TP_SEGMENT_EMAIL] : "", ==,
                     chosen);
  }
  tp_testing_account_clear (&testing);
}

static void
test_limit (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 contact = tp_testing_add_contact (&testing, NULL, NULL, NULL);
  TpChange *change = tp_testing_begin (&testing);
  for (guint i = 0; i <= TP_ADDRESS_BOOK_MAX; i++) {
    g_autofree char *address = g_strdup_printf ("a%u@x.de", i);
    g_assert_true (tp_address_book_add (change, contact, address, FALSE, &error) ==
                   (i < TP_ADDRESS_BOOK_MAX));
  }
  g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
  tp_testing_commit (change);
  tp_testing_account_clear (&testing);
}

static const struct {
  const char *text;
  const char *want; /* NULL: refused */
} suppression_keys[] = {
    {"Anna@X.de",     "anna@x.de"         },
    {"*@Example.COM", "*@example.com"     },
    {"*@straße.de",  "*@xn--strae-oqa.de"},
    {"*@",            NULL                },
    {"*@localhost",   NULL                },
    {"anna",          NULL                },
    {"*@x.de\r\n",    NULL                },
};

static void
test_suppression_keys (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suppression_keys); i++) {
    g_autofree char *key = tp_suppression_key (suppression_keys[i].text, NULL);
    g_assert_cmpstr (key, ==, suppression_keys[i].want);
  }
}

static guint8
find_reason (TpTestingAccount *testing, const char *key)
{
  GError *error = NULL;
  guint8 reason = 99;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  g_assert_true (tp_suppression_find_many (conn, &key, 1, &reason, &error));
  g_autoptr (TpSuppression) one = tp_suppression_find (conn, key, &error);
  g_assert_cmpint (one != NULL ? (int)one->reason : 0, ==, reason);
  return reason;
}

static void
test_suppression (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 contact = tp_testing_add_contact (&testing, "Anna@x.de", NULL, NULL);
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_suppression_set (change, "anna@x.de", TP_SUPPRESSION_HARD_BOUNCE,
                                     "550 5.1.1 \xff unknown", &error));
  const TpEvent *event = tp_change_events (change)->pdata[0];
  g_assert_cmpint (event->contact, ==, contact);
  g_assert_cmpstr (event->data, ==, "{\"address\":\"anna@x.de\",\"reason\":\"hard_bounce\"}");
  g_assert_true (
      tp_suppression_set (change, "*@blocked.example", TP_SUPPRESSION_MANUAL, NULL, &error));
  tp_testing_commit (change);
  g_assert_cmpint (find_reason (&testing, "anna@x.de"), ==, TP_SUPPRESSION_HARD_BOUNCE);
  g_assert_cmpint (find_reason (&testing, "any@blocked.example"), ==, TP_SUPPRESSION_MANUAL);
  g_assert_cmpint (find_reason (&testing, "any@sub.blocked.example"), ==, 0);
  g_assert_cmpint (find_reason (&testing, "bea@x.de"), ==, 0);
  /* What a person asked for is not weakened by a bounce. */
  change = tp_testing_begin (&testing);
  g_assert_true (tp_suppression_set (change, "anna@x.de", TP_SUPPRESSION_COMPLAINT, NULL, &error));
  g_assert_true (
      tp_suppression_set (change, "anna@x.de", TP_SUPPRESSION_HARD_BOUNCE, NULL, &error));
  g_assert_cmpuint (tp_change_events (change)->len, ==, 1);
  tp_testing_commit (change);
  g_assert_cmpint (find_reason (&testing, "anna@x.de"), ==, TP_SUPPRESSION_COMPLAINT);
  change = tp_testing_begin (&testing);
  g_assert_true (tp_suppression_release (change, "anna@x.de", &error));
  g_assert_false (tp_suppression_release (change, "anna@x.de", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  tp_testing_commit (change);
  g_assert_cmpint (find_reason (&testing, "anna@x.de"), ==, 0);
  tp_testing_account_clear (&testing);
}

static void
test_suppression_of_many (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  guint added = 0;
  tp_testing_account_init (&testing, url);
  tp_testing_add_contact (&testing, "a1@x.de", NULL, NULL);
  tp_testing_add_contact (&testing, "a2@x.de", NULL, NULL);
  const char *const keys[] = {"a1@x.de", "a2@x.de", "a3@x.de", "a1@x.de"};
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_suppression_set_many (change, keys, 4, TP_SUPPRESSION_CLEANED, "other program",
                                          &added, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 3);
  const GPtrArray *events = tp_change_events (change);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpuint (tp_id_set_count (((TpEvent *)events->pdata[0])->members), ==, 2);
  g_assert_cmpint (((TpEvent *)events->pdata[1])->amount, ==, 1);
  tp_testing_commit (change);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) page = tp_suppression_page (conn, 0, "a1@x.de", 10, &error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpstr (((TpSuppression *)page->pdata[0])->key, ==, "a2@x.de");
  g_assert_cmpstr (((TpSuppression *)page->pdata[0])->detail, ==, "other program");
  g_autoptr (GPtrArray) none =
      tp_suppression_page (conn, TP_SUPPRESSION_COMPLAINT, NULL, 10, &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

static void
test_notes (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 first = 0, second = 0;
  tp_testing_account_init (&testing, url);
  gint64 contact = tp_testing_add_contact (&testing, "a@x.de", NULL, NULL);
  gint64 other = tp_testing_add_contact (&testing, "b@x.de", NULL, NULL);
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (
      tp_note_add (change, contact, TP_NOTE_CALL, 0, "\n wants\na catalogue ", &first, &error));
  g_assert_true (tp_note_add (change, contact, TP_NOTE_LETTER, TP_TESTING_NOW - 5000, "sent",
                              &second, &error));
  const GPtrArray *events = tp_change_events (change);
  g_assert_cmpint (((TpEvent *)events->pdata[0])->kind, ==, TP_EVENT_CALLED);
  g_assert_cmpint (((TpEvent *)events->pdata[1])->kind, ==, TP_EVENT_NOTE_ADDED);
  g_assert_cmpint (((TpEvent *)events->pdata[1])->at, ==, TP_TESTING_NOW - 5000);
  g_assert_false (tp_note_add (change, contact, TP_NOTE_NOTE, 0, " \n", NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (
      tp_note_add (change, contact, TP_NOTE_NOTE, TP_TESTING_NOW + 1, "x", NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (tp_note_remove (change, other, first, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  tp_testing_commit (change);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
  g_autoptr (GPtrArray) page = tp_note_page (conn, contact, 0, 10, NULL);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpstr (((TpNote *)page->pdata[1])->text, ==, "wants\na catalogue");
  g_autoptr (GPtrArray) rest = tp_note_page (conn, contact, second, 10, NULL);
  g_assert_cmpuint (rest->len, ==, 1);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suppression/keys", test_suppression_keys);
  tp_testing_add ("/address book/steps", test_steps);
  tp_testing_add ("/address book/limit", test_limit);
  tp_testing_add ("/suppression/set and release", test_suppression);
  tp_testing_add ("/suppression/many", test_suppression_of_many);
  tp_testing_add ("/note/add, remove and page", test_notes);
  return g_test_run ();
}
