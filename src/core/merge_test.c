/* SPDX-License-Identifier: Apache-2.0 */
#include "core/merge.h"

#include "base/error.h"
#include "core/address_book.h"
#include "core/contact_testing.h"
#include "core/duplicate.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/tag.h"
#include "core/tag_set.h"

static TpIdSet *
set_of (gint64 contact)
{
  TpIdSet *set = tp_id_set_new (TP_ID_BLOCK (contact));
  tp_id_set_add (set, (guint32)contact);
  return set;
}

static const struct {
  const char *field, *stays, *gone, *want;
} fields[] = {
    {"first_name", "Anna",      "Anne",         "Anna"               },
    {"last_name",  NULL,        "Schmidt",      "Schmidt"            },
    {"hobbies",    "chess\ngo", "go\nclimbing", "chess\ngo\nclimbing"},
    {"phone",      NULL,        "030 12345",    "030 12345"          },
    {"city",       "Bonn",      "Ulm\nKiel",    "Bonn\nUlm\nKiel"    },
    {"street",     NULL,        "Weg 1\nWeg 2", "\nWeg 1\nWeg 2"     },
    {"postcode",   "53111",     NULL,           "53111"              },
    {"status",     "loyal",     "lost",         "loyal"              },
};

static void
test_fields (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 gone = tp_testing_add_contact (&testing, "gone@x.de", NULL, NULL);
  tp_clock_set (testing.clock, TP_TESTING_NOW + 1000);
  gint64 stays = tp_testing_add_contact (&testing, "stays@x.de", NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    tp_testing_set_field (&testing, stays, fields[i].field, fields[i].stays);
    tp_testing_set_field (&testing, gone, fields[i].field, fields[i].gone);
  }
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_contact_merge (change, stays, gone, &error));
  tp_testing_commit (change);
  g_autoptr (TpContact) survivor = tp_testing_load_contact (&testing, stays);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    TpSegmentField field;
    g_assert_true (tp_segment_field_find (fields[i].field, &field));
    g_assert_cmpstr (survivor->values[field.builtin], ==, fields[i].want);
  }
  g_assert_cmpint (survivor->created_at, ==, TP_TESTING_NOW);
  g_assert_cmpstr (survivor->values[TP_SEGMENT_EMAIL], ==, "stays@x.de");
  tp_testing_account_clear (&testing);
}

static void
put (TpTestingAccount *testing, gint64 contact, gint64 tag, gint64 list, TpSegmentListState state,
     TpSegmentPermission permission)
{
  GError *error = NULL;
  g_autoptr (TpIdSet) set = set_of (contact);
  TpChange *change = tp_testing_begin (testing);
  tp_tag_set (change, tag, set, 0, NULL, &error);
  g_assert_no_error (error);
  tp_list_put (change, list, set, state, TP_LIST_BY_PERSON, NULL, &error);
  g_assert_no_error (error);
  tp_permission_set (change, TP_SEGMENT_PURPOSE_OFFERS, permission, set, 0, TP_PERMISSION_BY_PERSON,
                     NULL, &error);
  g_assert_no_error (error);
  tp_testing_commit (change);
}

/* For both ways round. */
static const struct {
  TpSegmentListState stays_list, gone_list, want_list;
  TpSegmentPermission stays_permission, gone_permission, want_permission;
} states[] = {
    {TP_SEGMENT_LIST_CONFIRMED,    TP_SEGMENT_LIST_UNSUBSCRIBED, TP_SEGMENT_LIST_UNSUBSCRIBED,
     TP_SEGMENT_PERMISSION_CONFIRMED, TP_SEGMENT_PERMISSION_WITHDRAWN,
     TP_SEGMENT_PERMISSION_WITHDRAWN},
    {TP_SEGMENT_LIST_UNSUBSCRIBED, TP_SEGMENT_LIST_CONFIRMED,    TP_SEGMENT_LIST_UNSUBSCRIBED,
     TP_SEGMENT_PERMISSION_WITHDRAWN, TP_SEGMENT_PERMISSION_CONFIRMED,
     TP_SEGMENT_PERMISSION_WITHDRAWN},
    {TP_SEGMENT_LIST_UNCONFIRMED,  TP_SEGMENT_LIST_CONFIRMED,    TP_SEGMENT_LIST_CONFIRMED,
     TP_SEGMENT_PERMISSION_UNKNOWN,   TP_SEGMENT_PERMISSION_CONFIRMED,
     TP_SEGMENT_PERMISSION_CONFIRMED},
    {TP_SEGMENT_LIST_CONFIRMED,    TP_SEGMENT_LIST_UNCONFIRMED,  TP_SEGMENT_LIST_CONFIRMED,
     TP_SEGMENT_PERMISSION_CONFIRMED, TP_SEGMENT_PERMISSION_UNKNOWN,
     TP_SEGMENT_PERMISSION_CONFIRMED},
};

static void
assert_states (TpTestingAccount *testing, gint64 contact, guint i)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  g_autoptr (GPtrArray) lists = tp_list_of_contacts (conn, &contact, 1, &error);
  g_autoptr (GPtrArray) permissions = tp_permission_of_contacts (conn, &contact, 1, &error);
  g_autoptr (GPtrArray) tags = tp_tag_of_contacts (conn, &contact, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lists->len, ==, 1);
  g_assert_cmpint (((TpListMember *)lists->pdata[0])->state, ==, states[i].want_list);
  g_assert_cmpuint (permissions->len, ==, 1);
  g_assert_cmpint (((TpPermissionRow *)permissions->pdata[0])->state, ==,
                   states[i].want_permission);
  g_assert_cmpuint (tags->len, ==, 1);
  g_assert_cmpint (((TpWornTag *)tags->pdata[0])->since, ==, TP_TESTING_NOW);
}

static void
test_states (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  gint64 tag = 0, list = 0;
  tp_testing_account_init (&testing, url);
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_tag_find_or_make (change, "Fair", &tag, &error));
  g_assert_true (tp_list_make (change, "Newsletter", NULL, &list, &error));
  tp_testing_commit (change);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    tp_clock_set (testing.clock, TP_TESTING_NOW);
    gint64 gone = tp_testing_add_contact (&testing, NULL, NULL, NULL);
    gint64 stays = tp_testing_add_contact (&testing, NULL, NULL, NULL);
    put (&testing, gone, tag, list, states[i].gone_list, states[i].gone_permission);
    tp_clock_set (testing.clock, TP_TESTING_NOW + 1000);
    put (&testing, stays, tag, list, states[i].stays_list, states[i].stays_permission);
    change = tp_testing_begin (&testing);
    g_assert_true (tp_contact_merge (change, stays, gone, &error));
    tp_testing_commit (change);
    g_test_message ("case %u", i);
    assert_states (&testing, stays, i);
  }
  tp_testing_account_clear (&testing);
}

static void
test_aliases (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 first = tp_testing_add_contact (&testing, "first@x.de", NULL, NULL);
  gint64 second = tp_testing_add_contact (&testing, "second@x.de", NULL, NULL);
  gint64 third = tp_testing_add_contact (&testing, NULL, NULL, NULL);
  g_autofree char *first_id = tp_account_public_id (testing.account, TP_THING_CONTACT, first);
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_contact_merge (change, second, first, &error));
  g_assert_true (tp_contact_merge (change, third, second, &error));
  g_assert_false (tp_contact_merge (change, third, first, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_error (&error);
  tp_testing_commit (change);
  g_assert_cmpint (tp_testing_find_contact (&testing, first_id), ==, third);
  g_assert_cmpint (tp_testing_find_contact (&testing, "FIRST@x.de"), ==, third);
  g_autoptr (TpContact) survivor = tp_testing_load_contact (&testing, third);
  g_assert_cmpstr (survivor->values[TP_SEGMENT_EMAIL], ==, "second@x.de");
  tp_testing_set_field (&testing, first, "city", "Bonn");
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) all = tp_contact_history (conn, third, 0, NULL, 100, &error);
  guint added = 0;
  for (guint i = 0; i < all->len; i++) {
    const TpEvent *event = all->pdata[i];
    added += event->kind == TP_EVENT_CONTACT_ADDED;
    if (i > 0)
      g_assert_cmpint (event->position, <, ((TpEvent *)all->pdata[i - 1])->position);
  }
  g_assert_cmpuint (added, ==, 3);
  g_assert_cmpint (((TpEvent *)all->pdata[0])->kind, ==, TP_EVENT_CONTACT_CHANGED);
  g_assert_cmpint (((TpEvent *)all->pdata[0])->contact, ==, third);
  g_autoptr (GPtrArray) page =
      tp_contact_history (conn, third, ((TpEvent *)all->pdata[1])->position, NULL, 2, &error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpint (((TpEvent *)page->pdata[0])->position, ==, ((TpEvent *)all->pdata[2])->position);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

/* Pairs of contacts, by one field or address each. */
static const struct {
  const char *email, *other_email;
  const char *field, *value, *other_value;
  TpDuplicateReason want; /* 0: no pair */
} suspects[] = {
    {NULL,                   NULL,                           "phone", "030 1234567", "+49 (0)30 123-4567", TP_DUPLICATE_PHONE  },
    {NULL,                   NULL,                           "phone", "030 7777777", "030 8888888",        0                   },
    {"anna.berg@gmail.com",  "annaberg+shop@googlemail.com", NULL,    NULL,          NULL,                 TP_DUPLICATE_ADDRESS},
    {"carl.maier@firma.de",  "carlmaier@firma.de",           NULL,    NULL,          NULL,                 TP_DUPLICATE_ADDRESS},
    {"dora.klein@gmail.com", "dora.klein@gmial.com",         NULL,    NULL,          NULL,                 TP_DUPLICATE_ADDRESS},
    {"emil@a.example.com",   "emil@b.example.com",           NULL,    NULL,          NULL,                 0                   },
    {"info@firma.de",        "info+x@firma.de",              NULL,    NULL,          NULL,                 0                   },
};

static GArray *
find_pairs (TpTestingAccount *testing, gint64 after_one, gint64 after_other)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  GArray *page = tp_duplicate_page (conn, after_one, after_other, 100, &error);
  g_assert_no_error (error);
  return page;
}

static void
test_duplicates (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  guint found = 0, wanted = 0, seen = 0;
  tp_testing_account_init (&testing, url);
  TpDuplicate pairs[G_N_ELEMENTS (suspects)];
  for (guint i = 0; i < G_N_ELEMENTS (suspects); i++) {
    pairs[i].one =
        tp_testing_add_contact (&testing, suspects[i].email, suspects[i].field, suspects[i].value);
    pairs[i].other = tp_testing_add_contact (&testing, suspects[i].other_email, suspects[i].field,
                                             suspects[i].other_value);
    wanted += suspects[i].want != 0;
  }
  g_assert_true (tp_duplicate_search (testing.account, "DE", &found, &error));
  g_assert_cmpuint (found, ==, wanted);
  g_autoptr (GArray) page = find_pairs (&testing, 0, 0);
  g_assert_cmpuint (page->len, ==, wanted);
  for (guint i = 0; i < G_N_ELEMENTS (suspects); i++)
    if (suspects[i].want != 0) {
      const TpDuplicate *pair = &g_array_index (page, TpDuplicate, seen++);
      g_assert_cmpint (pair->one, ==, pairs[i].one);
      g_assert_cmpint (pair->other, ==, pairs[i].other);
      g_assert_cmpint (pair->reason, ==, suspects[i].want);
    }
  g_autoptr (GArray) rest = find_pairs (&testing, pairs[0].one, pairs[0].other);
  g_assert_cmpuint (rest->len, ==, wanted - 1);
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_duplicate_dismiss (change, pairs[0].other, pairs[0].one, &error));
  g_assert_true (tp_contact_merge (change, pairs[2].one, pairs[2].other, &error));
  tp_testing_commit (change);
  g_autoptr (GArray) left = find_pairs (&testing, 0, 0);
  g_assert_cmpuint (left->len, ==, wanted - 2);
  g_assert_true (tp_duplicate_search (testing.account, "DE", NULL, &error));
  g_autoptr (GArray) again = find_pairs (&testing, 0, 0);
  g_assert_cmpuint (again->len, ==, wanted - 2);
  tp_testing_account_clear (&testing);
}

static void
test_same_name (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  guint found = 0;
  tp_testing_account_init (&testing, url);
  const char *const names[] = {"Jürgen", "JÜRGEN", "Jurgen"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gint64 contact = tp_testing_add_contact (&testing, NULL, "first_name", names[i]);
    tp_testing_set_field (&testing, contact, "last_name", "Groß");
    tp_testing_set_field (&testing, contact, "postcode", "80331");
  }
  g_assert_true (tp_duplicate_search (testing.account, NULL, &found, &error));
  g_assert_cmpuint (found, ==, 1);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/merge/fields", test_fields);
  tp_testing_add ("/merge/tags, lists and permissions", test_states);
  tp_testing_add ("/merge/aliases", test_aliases);
  tp_testing_add ("/duplicate/search and dismiss", test_duplicates);
  tp_testing_add ("/duplicate/same name and postcode", test_same_name);
  return g_test_run ();
}
