/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contact.h"

#include "base/error.h"
#include "core/address_book.h"
#include "core/archive.h"
#include "core/contact_testing.h"
#include "core/erase.h"
#include "core/history.h"

#include <string.h>

#define THREADS 6

static gint64
find (TpTestingAccount *testing, const char *text, int want_code)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), NULL);
  gboolean found = tp_contact_find (testing->account, conn, text, &number, &error);
  g_assert_true (found == (want_code < 0));
  if (!found)
    g_assert_error (error, TP_ERROR, want_code);
  return number;
}

static const struct {
  const char *field, *text, *want_stored;
} assignments[] = {
    {"first_name", "  Anna\t Maria ",            "Anna Maria"                },
    {"last_name",  "{{ 7 | times: 7 }}<script>", "{{ 7 | times: 7 }}<script>"},
    {"gender",     "Frau",                       "female"                    },
    {"postcode",   "1067",                       "01067"                     },
    {"country",    "Deutschland",                "DE"                        },
    {"birth_date", "1.2.1970",                   "1970-02-01"                },
    {"hobbies",    "chess\nclimbing\nchess",     "chess\nclimbing"           },
    {"language",   "Deutsch",                    "de"                        },
    {"status",     "Loyal",                      "loyal"                     },
};

static void
test_add_and_set (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  gint64 number = 0;
  TpContactAssignment asked[G_N_ELEMENTS (assignments)];
  tp_testing_account_init (&testing, url);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    asked[i] = (TpContactAssignment){assignments[i].field, assignments[i].text};
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_contact_add (change, "Anna@Example.COM", asked, G_N_ELEMENTS (asked), FALSE,
                                 &number, &error));
  tp_testing_commit (change);
  g_autoptr (TpContact) contact = tp_testing_load_contact (&testing, number);
  g_assert_cmpstr (contact->values[TP_SEGMENT_EMAIL], ==, "Anna@Example.COM");
  for (guint i = 0; i < G_N_ELEMENTS (assignments); i++) {
    TpSegmentField field;
    tp_segment_field_find (assignments[i].field, &field);
    g_assert_cmpstr (contact->values[field.builtin], ==, assignments[i].want_stored);
  }
  change = tp_testing_begin (&testing);
  g_assert_true (tp_contact_set (change, number, asked, G_N_ELEMENTS (asked), &changed, &error));
  g_assert_false (changed);
  g_assert_cmpuint (tp_change_events (change)->len, ==, 0);
  const TpContactAssignment two[] = {
      {"City",       "Köln"},
      {"first_name", ""     }
  };
  g_assert_true (tp_contact_set (change, number, two, 2, &changed, &error));
  g_assert_true (changed);
  const TpEvent *event = tp_change_events (change)->pdata[0];
  g_assert_cmpint (event->kind, ==, TP_EVENT_CONTACT_CHANGED);
  g_assert_cmpint (event->contact, ==, number);
  g_assert_cmpstr (event->data, ==, "{\"fields\":[\"first_name\",\"city\"]}");
  tp_testing_commit (change);
  g_autoptr (TpContact) after = tp_testing_load_contact (&testing, number);
  g_assert_null (after->values[TP_SEGMENT_FIRST_NAME]);
  g_assert_cmpstr (after->values[TP_SEGMENT_CITY], ==, "Köln");
  g_assert_cmpstr (after->values[TP_SEGMENT_POSTCODE], ==, "01067");
  tp_testing_account_clear (&testing);
}

static const struct {
  const char *name, *email, *field, *text;
  int want_code;
} refused[] = {
    {"no address",              "anna",              "city",       "Bonn",       TP_ERROR_INVALID  },
    {"line feed in an address", "a\r\nBcc: x@y.de",  "city",       "Bonn",       TP_ERROR_INVALID  },
    {"encoded line feed",       "a%0d%0a@y.de",      "city",       "Bonn",       TP_ERROR_INVALID  },
    {"leading hyphen",          "-a@y.de",           "city",       "Bonn",       TP_ERROR_INVALID  },
    {"address literal",         "a@[127.0.0.1]",     "city",       "Bonn",       TP_ERROR_INVALID  },
    {"taken",                   "TAKEN@example.com", "city",       "Bonn",       TP_ERROR_CONFLICT },
    {"unknown field",           "new@example.com",   "shoe",       "42",         TP_ERROR_NOT_FOUND},
    {"derived field",           "new@example.com",   "age",        "42",         TP_ERROR_INVALID  },
    {"no country",              "new@example.com",   "country",    "Atlantis",   TP_ERROR_INVALID  },
    {"overlong UTF-8",          "new@example.com",   "city",       "\xc0\xaf",   TP_ERROR_INVALID  },
    {"control character",       "new@example.com",   "city",       "a\x1b[31m",  TP_ERROR_INVALID  },
    {"born tomorrow",           "new@example.com",   "birth_date", "2026-06-16", TP_ERROR_INVALID  },
    {"no such day",             "new@example.com",   "birth_date", "31.02.1980", TP_ERROR_INVALID  },
};

static void
test_refused (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  gint64 taken = tp_testing_add_contact (&testing, "taken@example.com", NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    gint64 number = 0;
    TpContactAssignment assignment = {refused[i].field, refused[i].text};
    g_autoptr (TpChange) change = tp_testing_begin (&testing);
    g_test_message ("%s", refused[i].name);
    g_assert_false (
        tp_contact_add (change, refused[i].email, &assignment, 1, FALSE, &number, &error));
    g_assert_error (error, TP_ERROR, refused[i].want_code);
    if (refused[i].want_code == TP_ERROR_CONFLICT) {
      g_autofree char *id = tp_account_public_id (testing.account, TP_THING_CONTACT, taken);
      g_assert_nonnull (strstr (error->message, id));
    }
  }
  find (&testing, "new@example.com", TP_ERROR_NOT_FOUND);
  tp_testing_account_clear (&testing);
}

static void
test_long_names (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  GString *name = g_string_new (NULL);
  for (int i = 0; i < 5000; i++)
    g_string_append (name, "ñ");
  gint64 number = tp_testing_add_contact (&testing, NULL, "last_name", name->str);
  g_autoptr (TpContact) contact = tp_testing_load_contact (&testing, number);
  g_assert_cmpstr (contact->values[TP_SEGMENT_LAST_NAME], ==, name->str);
  g_assert_null (contact->values[TP_SEGMENT_EMAIL]);
  g_string_free (name, TRUE);
  tp_testing_account_clear (&testing);
}

static void
test_find (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  gint64 number = tp_testing_add_contact (&testing, "Anna@X.de", NULL, NULL);
  g_autofree char *id = tp_account_public_id (testing.account, TP_THING_CONTACT, number);
  g_autofree char *tag_id = tp_account_public_id (testing.account, TP_THING_TAG, number);
  g_autofree char *gone = tp_account_public_id (testing.account, TP_THING_CONTACT, number + 1);
  g_assert_cmpint (find (&testing, "anna@x.DE", -1), ==, number);
  g_assert_cmpint (find (&testing, id, -1), ==, number);
  find (&testing, tag_id, TP_ERROR_NOT_FOUND);
  find (&testing, gone, TP_ERROR_NOT_FOUND);
  find (&testing, "1", TP_ERROR_NOT_FOUND);
  find (&testing, "an.na@x.de", TP_ERROR_NOT_FOUND);
  find (&testing, "anna@", TP_ERROR_INVALID);
  tp_testing_account_clear (&testing);
}

/* The address as another row of a file may spell it: any letter in either case. */
static char *
spell (guint variant)
{
  char *text = g_strdup ("abcdefghijklmn@example.com");
  for (guint bit = 0; bit < 14; bit++)
    if (variant >> bit & 1)
      text[bit] = g_ascii_toupper (text[bit]);
  return text;
}

static void
test_one_address_in_variants (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  g_autofree gint64 *owners = g_new0 (gint64, 10000);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  tp_testing_account_init (&testing, url);
  gint64 number = tp_testing_add_contact (&testing, "Abcdefghijklmn@example.com", NULL, NULL);
  for (guint i = 0; i < 10000; i++) {
    g_autofree char *text = spell (i);
    g_autoptr (TpAddress) address = tp_address_parse (text, -1, &error);
    g_assert_no_error (error);
    g_ptr_array_add (keys, g_strdup (address->key));
  }
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_assert_true (tp_address_book_find_many (conn, (const char *const *)(gpointer)keys->pdata,
                                            keys->len, owners, &error));
  for (guint i = 0; i < 10000; i++)
    g_assert_cmpint (owners[i], ==, number);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

static TpContact *
make (guint i)
{
  TpContact *contact = tp_contact_new ();
  contact->email_key = g_strdup_printf ("user%05u@example.com", i);
  contact->values[TP_SEGMENT_EMAIL] = g_strdup_printf ("User%05u@example.com", i);
  contact->values[TP_SEGMENT_CITY] = g_strdup (i % 2 == 0 ? "Bonn" : "Ulm");
  return contact;
}

static GPtrArray *
make_many (guint from, guint to)
{
  GPtrArray *contacts = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_contact_free);
  for (guint i = from; i < to; i++)
    g_ptr_array_add (contacts, make (i));
  return contacts;
}

static TpContact *const *
items (GPtrArray *contacts)
{
  return (TpContact *const *)(gpointer)contacts->pdata;
}

static void
assert_events (TpChange *change, TpEventKind kind, guint want_events, guint want_members)
{
  guint events = 0, members = 0;
  const GPtrArray *all = tp_change_events (change);
  for (guint i = 0; i < all->len; i++) {
    const TpEvent *event = all->pdata[i];
    if (event->kind != (int)kind)
      continue;
    events++;
    members += event->members != NULL ? tp_id_set_count (event->members) : 1;
  }
  g_assert_cmpuint (events, ==, want_events);
  g_assert_cmpuint (members, ==, want_members);
}

static void
test_many (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  tp_testing_account_init (&testing, url);
  TpChange *change = tp_testing_begin (&testing);
  g_autoptr (GPtrArray) contacts = make_many (0, 5000);
  g_assert_true (tp_contact_add_many (change, items (contacts), 5000, &error));
  assert_events (change, TP_EVENT_CONTACT_ADDED, 1, 5000);
  tp_testing_commit (change);
  gint64 first = items (contacts)[0]->number;
  for (guint i = 0; i < 5000; i++)
    g_assert_cmpint (items (contacts)[i]->number, ==, first + i);
  /* Some are known, some are new. */
  change = tp_testing_begin (&testing);
  g_autoptr (GPtrArray) again = make_many (4990, 5010);
  g_assert_true (tp_contact_add_many (change, items (again), 20, &error));
  for (guint i = 0; i < 20; i++) {
    g_assert_cmpint (items (again)[i]->existed, ==, i < 10);
    if (i < 10)
      g_assert_cmpint (items (again)[i]->number, ==, first + 4990 + i);
  }
  assert_events (change, TP_EVENT_CONTACT_ADDED, 1, 10);
  tp_testing_commit (change);
  g_assert_cmpint (find (&testing, "USER05009@example.com", -1), ==, items (again)[19]->number);
  tp_testing_account_clear (&testing);
}

static void
test_update_many (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  gint64 numbers[100];
  tp_testing_account_init (&testing, url);
  TpChange *change = tp_testing_begin (&testing);
  g_autoptr (GPtrArray) contacts = make_many (0, 100);
  g_assert_true (tp_contact_add_many (change, items (contacts), 100, &error));
  tp_testing_commit (change);
  for (guint i = 0; i < 100; i++)
    numbers[i] = items (contacts)[99 - i]->number;
  change = tp_testing_begin (&testing);
  TpFieldSpec spec = {.name = "Shoe size", .type = TP_SEGMENT_NUMBER};
  gint64 id = 0;
  g_assert_true (tp_field_add (change, &spec, &id, &error));
  g_autoptr (TpFields) fields = tp_fields_load (testing.account, tp_change_conn (change), &error);
  const TpField *city = tp_fields_find (fields, "city"),
                *shoe = tp_fields_find (fields, "SHOE size");
  g_assert_nonnull (shoe);
  g_autoptr (GPtrArray) locked = tp_contact_lock_many (change, numbers, 100, &error);
  g_assert_cmpuint (locked->len, ==, 100);
  for (guint i = 0; i < 100; i++) {
    tp_contact_put (items (locked)[i], city, "Bonn"); /* half of them are there already */
    if (i < 10)
      tp_contact_put (items (locked)[i], shoe, "42.5");
  }
  g_assert_true (tp_contact_update_many (change, items (locked), 100, &error));
  assert_events (change, TP_EVENT_CONTACT_CHANGED, 3, 55);
  g_assert_false (tp_contact_is_changed (items (locked)[0]));
  tp_testing_commit (change);
  g_autoptr (TpContact) contact = tp_testing_load_contact (&testing, numbers[98]);
  g_assert_cmpstr (tp_contact_value (contact, city), ==, "Bonn");
  g_assert_cmpstr (tp_contact_value (contact, shoe), ==, "42.5");
  g_assert_true (tp_contact_put (contact, shoe, NULL));
  g_assert_null (tp_contact_value (contact, shoe));
  tp_testing_account_clear (&testing);
}

typedef struct {
  TpTestingAccount *testing;
  guint from, to;
  gint added, existed, conflicts, others;
  gboolean down;
} Racer;

static gpointer
race_one (gpointer data)
{
  Racer *racer = data;
  g_autoptr (GError) error = NULL;
  gint64 number = 0;
  TpChange *change = tp_testing_begin (racer->testing);
  if (tp_contact_add (change, "race@example.com", NULL, 0, FALSE, &number, &error) &&
      tp_change_commit (&change, NULL, &error))
    racer->added++;
  else if (tp_error_code (error) == TP_ERROR_CONFLICT)
    racer->conflicts++;
  else
    racer->others++;
  tp_change_free (change);
  return NULL;
}

static gpointer
race_many (gpointer data)
{
  Racer *racer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = make_many (racer->from, racer->to);
  for (guint i = 0; racer->down && i < contacts->len / 2; i++) {
    gpointer other = contacts->pdata[contacts->len - 1 - i];
    contacts->pdata[contacts->len - 1 - i] = contacts->pdata[i];
    contacts->pdata[i] = other;
  }
  TpChange *change = tp_testing_begin (racer->testing);
  if (!tp_contact_add_many (change, items (contacts), contacts->len, &error) ||
      !tp_change_commit (&change, NULL, &error)) {
    g_test_message ("%s", error->message);
    racer->others++;
  } else {
    for (guint i = 0; i < contacts->len; i++)
      items (contacts)[i]->existed ? racer->existed++ : racer->added++;
  }
  tp_change_free (change);
  return NULL;
}

static void
run_race (Racer *racers, GThreadFunc func)
{
  GThread *threads[THREADS];
  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("race", func, &racers[i]);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_races (const char *url)
{
  TpTestingAccount testing;
  Racer one[THREADS] = {0}, many[THREADS] = {0};
  gint added = 0, conflicts = 0, added_many = 0, existed = 0;
  tp_testing_account_init (&testing, url);
  for (guint i = 0; i < THREADS; i++) {
    one[i].testing = many[i].testing = &testing;
    many[i].from = 50 * i;
    many[i].to = 50 * i + 300;
    many[i].down = i % 2 == 1;
  }
  run_race (one, race_one);
  run_race (many, race_many);
  for (guint i = 0; i < THREADS; i++) {
    added += one[i].added;
    conflicts += one[i].conflicts;
    added_many += many[i].added;
    existed += many[i].existed;
    g_assert_cmpint (one[i].others + many[i].others, ==, 0);
  }
  g_assert_cmpint (added, ==, 1);
  g_assert_cmpint (conflicts, ==, THREADS - 1);
  g_assert_cmpint (added_many, ==, 50 * (THREADS - 1) + 300);
  g_assert_cmpint (existed, ==, THREADS * 300 - added_many);
  tp_testing_account_clear (&testing);
}

static void
assert_page (TpTestingAccount *testing, TpContactState state, gint64 before, guint limit,
             guint want_length, gint64 want_first)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  g_autoptr (GPtrArray) page = tp_contact_page (conn, state, before, limit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, want_length);
  if (want_length > 0)
    g_assert_cmpint (items (page)[0]->number, ==, want_first);
}

static void
test_pages_and_archive (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  guint count = 0;
  tp_testing_account_init (&testing, url);
  TpChange *change = tp_testing_begin (&testing);
  g_autoptr (GPtrArray) contacts = make_many (0, 30);
  g_assert_true (tp_contact_add_many (change, items (contacts), 30, &error));
  tp_testing_commit (change);
  gint64 first = items (contacts)[0]->number;
  g_autoptr (TpIdSet) set = tp_id_set_new (0);
  tp_id_set_add_range (set, (guint32)first, (guint32)first + 9);
  change = tp_testing_begin (&testing);
  g_assert_true (tp_contact_archive (change, set, &count, &error));
  g_assert_cmpuint (count, ==, 10);
  g_assert_true (tp_contact_archive (change, set, &count, &error));
  g_assert_cmpuint (count, ==, 0);
  assert_events (change, TP_EVENT_CONTACT_ARCHIVED, 1, 10);
  tp_testing_commit (change);
  assert_page (&testing, TP_CONTACT_LIVE, 0, 8, 8, first + 29);
  assert_page (&testing, TP_CONTACT_LIVE, first + 12, 8, 2, first + 11);
  assert_page (&testing, TP_CONTACT_ARCHIVED, 0, 8, 8, first + 9);
  assert_page (&testing, TP_CONTACT_ARCHIVED, first + 1, 8, 1, first);
  assert_page (&testing, TP_CONTACT_ERASED, 0, 8, 0, 0);
  change = tp_testing_begin (&testing);
  g_assert_true (tp_contact_restore_one (change, first, &error));
  assert_events (change, TP_EVENT_CONTACT_RESTORED, 1, 1);
  tp_testing_commit (change);
  g_assert_cmpint (find (&testing, "user00001@example.com", -1), ==, first + 1);
  assert_page (&testing, TP_CONTACT_ARCHIVED, 0, 100, 9, first + 9);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/contact/add and set", test_add_and_set);
  tp_testing_add ("/contact/refused", test_refused);
  tp_testing_add ("/contact/long names", test_long_names);
  tp_testing_add ("/contact/find", test_find);
  tp_testing_add ("/contact/one address in 10,000 variants", test_one_address_in_variants);
  tp_testing_add ("/contact/many at once", test_many);
  tp_testing_add ("/contact/update many", test_update_many);
  tp_testing_add ("/contact/races", test_races);
  tp_testing_add ("/contact/pages and archive", test_pages_and_archive);
  return g_test_run ();
}
