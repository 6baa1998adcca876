/* SPDX-License-Identifier: Apache-2.0 */
#include "core/export.h"

#include "base/error.h"
#include "core/field.h"
#include "core/import_testing.h"
#include "core/names.h"

#include <string.h>

#define TEXTS(...) ((char *[]){__VA_ARGS__, NULL})

static gboolean
collect (const char *bytes, gsize length, gpointer data, GError **error)
{
  g_string_append_len (data, bytes, (gssize)length);
  return TRUE;
}

/* (transfer full) */
static char *export(TpAccount *account, TpExportFormat format, const char *where,
                    const char *fields)
{
  gint64 count;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  TpExportOptions options = {format, NULL, fields};
  if (where != NULL) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
    g_autoptr (TpNames) names = tp_names_new (account, conn);
    options.where = tp_names_parse (names, where, NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_true (tp_export_contacts (account, &options, collect, text, &count, &error));
  g_assert_no_error (error);
  g_clear_pointer (&options.where, tp_segment_unref);
  return g_string_free (text, FALSE);
}

static void
add_fields (TpAccount *account)
{
  gint64 id;
  g_autoptr (GError) error = NULL;
  TpFieldSpec points = {.name = "Shoe size", .type = TP_SEGMENT_NUMBER};
  TpFieldSpec likes = {.name = "Likes", .type = TP_SEGMENT_TEXT, .several = TRUE};
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_true (tp_field_add (change, &points, &id, &error));
  g_assert_true (tp_field_add (change, &likes, &id, &error));
  g_assert_true (tp_change_commit (&change, NULL, &error));
}

static const char text[] =
    "email,first_name,last_name,Shoe size,Likes,city,status,tags,lists,permissions,unsubscribed,"
    "created\n"
    "a@x.de,=Anna,\"Line \"\"quoted\"\"\",42.5,\"red; \"\"blue, dark\"\"\",\"Bonn\nUlm\",loyal,"
    "\"\"\"A, B\"\", C\",Club=unconfirmed,phone=confirmed,,2020-01-02\n"
    "b@x.de,Bob,,,,,,,,,yes,\n"
    "c@x.de,'=x,+49 89 1234,-5,,,active,@home,,,,\n";

static const char *const emails[] = {"a@x.de", "b@x.de", "c@x.de"};

static void
import (TpAccount *account, TpImportFormat format, const char *file)
{
  TpImportOptions options = {.format = format, .lists = TEXTS ("News"), .basis = "their wish"};
  g_autoptr (TpImport) done = tp_import_testing_run (account, "a", file, &options, FALSE);
  g_assert_cmpint (done->added, ==, 3);
}

static void
check_round_trip (TpAccount *one, const char *url, TpExportFormat format)
{
  static const char all[] =
      "first_name,last_name,Shoe size,Likes,city,status,tags,lists,permissions";
  TpTestingAccount other;
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *file = g_strconcat ("sqlite:", folder, "/test.db", NULL);
  tp_testing_account_init (&other, file);
  add_fields (other.account);
  g_autofree char *exported = export(one, format, NULL, NULL);
  import (other.account, format == TP_EXPORT_CSV ? TP_IMPORT_CSV : TP_IMPORT_NDJSON, exported);
  for (guint i = 0; i < G_N_ELEMENTS (emails); i++) {
    g_autofree char *want = tp_import_testing_contact (one, emails[i], all);
    g_autofree char *got = tp_import_testing_contact (other.account, emails[i], all);
    g_assert_cmpstr (got, ==, want);
  }
  const char *fields = "email,first_name,Shoe size,Likes,city,created,tags,lists,permissions";
  g_autofree char *before = export(one, format, NULL, fields);
  g_autofree char *after = export(other.account, format, NULL, fields);
  /* When somebody without a time of its own came to be differs by nothing: the clock stands. */
  g_assert_cmpstr (before, ==, after);
  tp_testing_account_clear (&other);
  tp_testing_remove_folder (folder);
}

static void
test_round_trip (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_fields (testing.account);
  import (testing.account, TP_IMPORT_CSV, text);
  check_round_trip (testing.account, url, TP_EXPORT_CSV);
  check_round_trip (testing.account, url, TP_EXPORT_NDJSON);
  tp_testing_account_clear (&testing);
}

static void
test_forms (const char *url)
{
  static const struct {
    const char *name;
    TpExportFormat format;
    const char *where, *fields, *want;
  } cases[] = {
      {"the guard",                           TP_EXPORT_CSV,    NULL,                                     "email,first_name,last_name,Shoe size",
       "\xEF\xBB\xBF"
       "email,first_name,last_name,Shoe size\r\n"
       "a@x.de,'=Anna,\"Line \"\"quoted\"\"\",42.5\r\n"
       "b@x.de,Bob,,\r\nc@x.de,'=x,+49 89 1234,-5\r\n"                                                                  },
      {"sets in cells",                       TP_EXPORT_CSV,    "first_name = \"=Anna\"",                 "Likes,tags,lists,permissions",
       "\xEF\xBB\xBFLikes,tags,lists,permissions\r\n"
       "\"red, \"\"blue, dark\"\"\",\"\"\"A, B\"\", C\",\"Club=unconfirmed, News=confirmed\","
       "\"newsletter=confirmed, offers=confirmed, phone=confirmed\"\r\n"                                                },
      {"a condition, as JSON",                TP_EXPORT_NDJSON, "not tag \"C\" and first_name = \"Bob\"",
       "email,first_name,lists,permissions",                                                                                                      "{\"email\":\"b@x.de\",\"fields\":{\"first_name\":\"Bob\"},\"lists\":[{\"name\":\"News\","
       "\"state\":\"unsubscribed\"}],\"permissions\":[{\"purpose\":\"newsletter\",\"state\":"
       "\"withdrawn\"},{\"purpose\":\"offers\",\"state\":\"withdrawn\"}]}\n"},
      {"nobody",                              TP_EXPORT_CSV,    "first_name = \"Nobody\"",                "email",
       "\xEF\xBB\xBF"
       "email\r\n"                                                                                                      },
      {"numbers and several values, as JSON", TP_EXPORT_NDJSON, "tag \"C\"",
       "created,Shoe size,Likes",                                                                                                                 "{\"created\":\"2020-01-01T23:00:00Z\",\"fields\":{\"Likes\":[\"red\",\"blue, dark\"],"
       "\"Shoe size\":42.5}}\n"                                                        },
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_fields (testing.account);
  import (testing.account, TP_IMPORT_CSV, text);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *got =
        export(testing.account, cases[i].format, cases[i].where, cases[i].fields);
    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (got, ==, cases[i].want);
  }
  tp_testing_account_clear (&testing);
}

static void
test_faults (void)
{
  static const char *const fields[] = {"nonsense", "age", "orders", "", ","};
  TpTestingAccount testing;
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *url = g_strconcat ("sqlite:", folder, "/test.db", NULL);
  tp_testing_account_init (&testing, url);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (GError) error = NULL;
    TpExportOptions options = {TP_EXPORT_CSV, NULL, fields[i]};
    g_assert_false (tp_export_check (testing.account, &options, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
  tp_testing_account_clear (&testing);
  tp_testing_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/export/import again gives the same", test_round_trip);
  tp_testing_add ("/export/forms", test_forms);
  g_test_add_func ("/export/faults", test_faults);
  return g_test_run ();
}
