/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_contacts.h"

#include "base/error.h"
#include "core/change.h"
#include "core/contact.h"
#include "core/erase.h"
#include "core/field.h"
#include "core/import_testing.h"
#include "core/permission.h"

#include <string.h>
#include <unistd.h>

#define TEXTS(...) ((char *[]){__VA_ARGS__, NULL})

typedef struct {
  const char *name;
  const char *file; /* NULL: "a.csv" */
  const char *text;
  TpImportOptions options;
  const char *want_counts; /* rows/added/updated/unchanged/refused */
  const char *email;       /* looked at afterwards */
  const char *fields;
  const char *want;
} Case;

/* Each on an empty account with a number field 'Points' and an amount 'Turnover'. */
static const Case cases[] = {
    {"German headers, as Excel writes them",
     NULL,                                  "\xEF\xBB\xBF"
     "E-Mail-Adresse;Vorname;Nachname;Stra\u00dfe;Hausnr.;PLZ;Ort;Land;Geburtsdatum;\r\n"
     "anna@x.de;Anna;M\u00fcller;Hauptstr.;7a;1067;Dresden;Deutschland;31.01.1980;\r\n",                               {0},
     "1/1/0/0/0", "anna@x.de",
     "first_name,last_name,street,postcode,city,country,birth_date", "Anna|M\u00fcller|Hauptstr. 7a|01067|Dresden|DE|1980-01-31"  },
    {"Dutch headers, the name's prefix, a postcode",
     NULL,                                  "voornaam,tussenvoegsel,achternaam,e-mailadres,postcode,woonplaats,land\n"
     "Jan,van der,Berg,jan@x.nl,1012ab,Amsterdam,Nederland\n",                                                         {0},
     "1/1/0/0/0", "jan@x.nl",
     "first_name,last_name,postcode,city,country",                   "Jan|van der Berg|1012 AB|Amsterdam|NL"                      },
    {"Latin-1",
     NULL,                                  "email;Vorname\na@x.de;J\xfcrgen\n",
     {0},
     "1/1/0/0/0", "a@x.de",
     "first_name",                                                   "J\u00fcrgen"                                                },
    {"carriage returns alone",
     NULL,                                  "email;Vorname\ra@x.de;Anna\rb@x.de;Bob\r",
     {0},
     "2/2/0/0/0", "b@x.de",
     "first_name",                                                   "Bob"                                                        },
    {"a formula stays a text, the guard comes off",
     NULL,                                  "email,first_name,last_name\na@x.de,'=1+1,@SUM(A1)\n",
     {0},
     "1/1/0/0/0", "a@x.de",
     "first_name,last_name",                                         "=1+1|@SUM(A1)"                                              },
    {"rows too short and too long are refused",
     NULL,                                  "email,first_name\na@x.de\nb@x.de,B,C\nc@x.de,C,\n",
     {0},
     "3/1/0/0/2", "c@x.de",
     "first_name",                                                   "C"                                                          },
    {"a whole name is taken apart",
     NULL,                                  "Name,E-Mail\nDr. Anna de Vries,a@x.nl\n\"Muster, Max\",m@x.de\n",
     {0},
     "2/2/0/0/0", "a@x.nl",
     "title,first_name,last_name",                                   "Dr.|Anna|de Vries"                                          },
    {"a name beside a first name is the last name",
     NULL,                                  "Vorname,Name,Mail\nMax,Muster,m@x.de\n",
     {0},
     "1/1/0/0/0", "m@x.de",
     "first_name,last_name",                                         "Max|Muster"                                                 },
    {"a form of address is the gender",
     NULL,                                  "Anrede,Mail\nFrau,a@x.de\n",
     {0},
     "1/1/0/0/0", "a@x.de",
     "gender,salutation",                                            "female|"                                                    },
    {"tags by comma and semicolon, quoted ones whole",
     NULL,                                  "email;tags\na@x.de;\"VIP, \"\"A, B\"\"; Fair\"\n",
     {.tags = TEXTS ("All")},
     "1/1/0/0/0", "a@x.de",
     "tags",                                                         "A, B,All,Fair,VIP"                                          },
    {"numbers in the style of their column",
     NULL,                                  "email;Turnover;Points\na@x.de;1.234;5\nb@x.de;1.234,56;1.000.000\n",
     {0},
     "2/2/0/0/0", "a@x.de",
     "Turnover,Points",                                              "1234.00|5"                                                  },
    {"numbers in the other style",
     NULL,                                  "email;Turnover\na@x.de;1,234\nb@x.de;\"1,234.56\"\n",
     {0},
     "2/2/0/0/0", "a@x.de",
     "Turnover",                                                     "1234.00"                                                    },
    {"a day that does not exist",
     NULL,                                  "email,birth_date\na@x.de,31.02.1980\nb@x.de,1.1.70\n",
     {0},
     "2/1/0/0/1", "b@x.de",
     "birth_date",                                                   "1970-01-01"                                                 },
    {"the month first, when told",
     NULL,                                  "email,birth_date\nb@x.de,12/31/1979\n",
     {.month_first = TRUE},
     "1/1/0/0/0", "b@x.de",
     "birth_date",                                                   "1979-12-31"                                                 },
    {"a column is mapped, another left out",
     NULL,                                  "Kontakt,first_name,Shoe\na@x.de,Anna,42\n",
     {.maps = TEXTS ("Kontakt=email", "first_name=-", "shoe = Points")},
     "1/1/0/0/0", "a@x.de",
     "first_name,Points",                                            "|42"                                                        },
    {"a column mapped to one tag and one list",
     NULL,                                  "email,Newsletter,VIP\na@x.de,ja,x\nb@x.de,,nein\n",
     {.maps = TEXTS ("Newsletter=list:News", "VIP=tag:Very important")},
     "2/2/0/0/0", "a@x.de",
     "tags,lists",                                                   "Very important|News=unconfirmed"                            },
    {"no permission without a basis",
     NULL,                                  "email\na@x.de\n",
     {.lists = TEXTS ("News")},
     "1/1/0/0/0", "a@x.de",
     "lists,permissions",                                            "News=unconfirmed|"                                          },
    {"permission with a basis",
     NULL,                                  "email\na@x.de\n",
     {.lists = TEXTS ("News"), .basis = "paper forms"},
     "1/1/0/0/0", "a@x.de",
     "lists,permissions",                                            "News=confirmed|newsletter=confirmed,offers=confirmed"       },
    {"permission for one purpose",
     NULL,                                  "email\na@x.de\n",
     {.basis = "paper forms", .purposes = 1u << TP_SEGMENT_PURPOSE_POST},
     "1/1/0/0/0", "a@x.de",
     "permissions",                                                  "post=confirmed"                                             },
    {"who left is not confirmed by a basis",
     NULL,                                  "email,Status\na@x.de,unsubscribed\nb@x.de,active\nc@x.de,bounced\n",
     {.lists = TEXTS ("News"), .basis = "our list"},
     "3/3/0/0/0", "a@x.de",
     "lists,permissions",                                            "News=unsubscribed|newsletter=withdrawn,offers=withdrawn"    },
    {"a status of customers is a field",
     NULL,                                  "email,Status\na@x.de,active\nb@x.de,loyal\n",
     {0},
     "2/2/0/0/0", "b@x.de",
     "status",                                                       "loyal"                                                      },
    {"Mailchimp: unsubscribed",
     "unsubscribed_members_export_1a.csv",  "Email Address,First Name,LEID,EUID,UNSUB_TIME,TAGS\n"
     "a@x.de,Anna,1,2,2024-01-02 03:04:05,\"\"\"VIP\"\",\"\"Blog, A\"\"\"\n",          {.basis = "our Mailchimp list"},
     "1/1/0/0/0", "a@x.de",
     "first_name,tags,permissions",                                  "Anna|Blog, A,VIP|newsletter=withdrawn,offers=withdrawn"     },
    {"Mailchimp: cleaned",
     "cleaned_members_export_1a.csv",       "Email Address,LEID,EUID,CLEAN_TIME\na@x.de,1,2,2024-01-02 03:04:05\n",
     {.basis = "our Mailchimp list"},
     "1/1/0/0/0", "a@x.de",
     "permissions,blocked",                                          "|hard_bounce"                                               },
    {"Mailchimp: never subscribed",
     "nonsubscribed_members_export_1a.csv", "Email Address,OPTIN_TIME,CONFIRM_TIME,LEID\na@x.de,,,1\n",
     {.basis = "our Mailchimp list"},
     "1/1/0/0/0", "a@x.de",
     "permissions",                                                  ""                                                           },
    {"listmonk: blocklisted, with attributes",
     NULL,                                  "uuid,email,name,attributes,status,created_at,updated_at\n"
     "u,a@x.de,Anna Muster,\"{\"\"city\"\":\"\"Bonn\"\",\"\"Points\"\":7,\"\"x\"\":{}}\","
     "blocklisted,2024-01-02T03:04:05Z,2024-01-02T03:04:05Z\n",                                                        {.basis = "our listmonk"},
     "1/1/0/0/0", "a@x.de",
     "last_name,city,Points,permissions,blocked",                    "Muster|Bonn|7|newsletter=withdrawn,offers=withdrawn|cleaned"},
    {"Brevo: blocklisted",
     NULL,                                  "CONTACT ID,EMAIL,FIRSTNAME,SMS,EMAIL_BLACKLISTED,ADDED_TIME,MODIFIED_TIME\n"
     "1,a@x.de,Anna,,Yes,2024-01-02 03:04:05,2024-01-02 03:04:05\n",                                                   {.basis = "our Brevo"},
     "1/1/0/0/0", "a@x.de",
     "first_name,permissions,blocked",                               "Anna|newsletter=withdrawn,offers=withdrawn|cleaned"         },
    {"ActiveCampaign: active is subscribed there",
     NULL,                                  "Contact ID,Email,First Name,Status,IP,Date "
     "Created\n1,a@x.de,Anna,Active,1.2.3.4,2024-01-02\n",                                                             {.basis = "our ActiveCampaign"},
     "1/1/0/0/0", "a@x.de",
     "status,permissions",                                           "|newsletter=confirmed,offers=confirmed"                     },
    {"the same address in one file, in order",
     NULL,                                  "email,first_name,last_name\na@x.de,Anna,\nA@X.de,,Muster\na@x.de,Anne,\n",
     {0},
     "3/1/2/0/0", "a@x.de",
     "first_name,last_name",                                         "Anne|Muster"                                                },
    {"bad addresses are refused",
     NULL,                                  "email\n\nanna\na@x\n-a@x.de\na%0d%0ab@x.de\nok@x.de\n",
     {0},
     "5/1/0/0/4", "ok@x.de",
     "first_name",                                                   ""                                                           },
    {"several phones",
     NULL,                                  "email,Telefon,Handy\na@x.de,030/123456,0171 234567\n",
     {0},
     "1/1/0/0/0", "a@x.de",
     "phone",                                                        "030/123456\n0171 234567"                                    },
    {"names that look like something else",
     NULL,                                  "email,first_name,last_name\na@x.de,{{ 7 | times: 7 }},<script>alert(1)</script>\n",
     {0},
     "1/1/0/0/0", "a@x.de",
     "first_name,last_name",                                         "{{ 7 | times: 7 }}|<script>alert(1)</script>"               },
};

static void
add_fields (TpAccount *account)
{
  gint64 id;
  g_autoptr (GError) error = NULL;
  TpFieldSpec points = {.name = "Points", .type = TP_SEGMENT_NUMBER};
  TpFieldSpec turnover = {.name = "Turnover", .type = TP_SEGMENT_MONEY};
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_true (tp_field_add (change, &points, &id, &error));
  g_assert_true (tp_field_add (change, &turnover, &id, &error));
  g_assert_true (tp_change_commit (&change, NULL, &error));
}

/* Rehearsed, imported, and imported again, when nothing may change. */
static void
check_case (const Case *c, TpAccount *account)
{
  const char *file = c->file != NULL ? c->file : "a.csv";
  g_autoptr (TpImport) rehearsed =
      tp_import_testing_run (account, file, c->text, &c->options, TRUE);
  g_autofree char *nobody = tp_import_testing_contact (account, c->email, c->fields);
  g_assert_cmpstr (nobody, ==, "-");
  g_autoptr (TpImport) import = tp_import_testing_run (account, file, c->text, &c->options, FALSE);
  g_autofree char *counts = tp_import_testing_counts (import);
  g_autofree char *before = tp_import_testing_counts (rehearsed);
  g_autofree char *contact = tp_import_testing_contact (account, c->email, c->fields);
  g_test_message ("%s", c->name);
  g_assert_cmpstr (counts, ==, c->want_counts);
  g_assert_cmpstr (before, ==, c->want_counts);
  g_assert_cmpstr (contact, ==, c->want);
  g_autoptr (TpImport) again = tp_import_testing_run (account, file, c->text, &c->options, FALSE);
  g_assert_cmpint (again->added + again->updated, ==, 0);
  g_assert_cmpint (again->unchanged, ==, import->added + import->updated + import->unchanged);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpTestingAccount testing;
    g_autofree char *folder = tp_testing_make_folder ();
    g_autofree char *url = g_strconcat ("sqlite:", folder, "/test.db", NULL);
    tp_testing_account_init (&testing, url);
    add_fields (testing.account);
    check_case (&cases[i], testing.account);
    tp_testing_account_clear (&testing);
    tp_testing_remove_folder (folder);
  }
}

/* What is wrong with the file or the request as a whole: nothing is written. */
static const struct {
  const char *name;
  const char *text;
  TpImportOptions options;
  const char *want; /* in the message */
} faults[] = {
    {"empty",                     "",                              {0},                             ""                          },
    {"a header alone",            "email,first_name\n",            {0},                             "no rows"                   },
    {"no addresses",              "first_name\nAnna\n",            {0},                             "no column holds the e-mail"},
    {"no header",                 "anna@x.de,Anna\nb@x.de,Bob\n",  {0},                             "the first row must name"   },
    {"doubled headers",           "email,Ort,ort\na@x.de,1,2\n",   {0},                             "are the same"              },
    {"an empty header",           "email,,Ort\na@x.de,1,2\n",      {0},                             "has no name"               },
    {"two columns of one field",  "email,PLZ,zip\na@x.de,1,2\n",   {0},                             "mean the same"             },
    {"an unclosed quote",         "email,Ort\na@x.de,\"Bonn\nb@x", {0},                             "line 2"                    },
    {"a mapping of nothing",
     "email\na@x.de\n",                                            {.maps = TEXTS ("Shoe=Points")},
     "no column 'Shoe'"                                                                                                         },
    {"a mapping to nothing",
     "email,Shoe\na@x.de,1\n",                                     {.maps = TEXTS ("Shoe=Size")},
     "no field 'Size'"                                                                                                          },
    {"a mapping to what follows",
     "email,Shoe\na@x.de,1\n",                                     {.maps = TEXTS ("Shoe=age")},
     "follows from other facts"                                                                                                 },
    {"a purpose without basis",   "email\na@x.de\n",               {.purposes = 1},                 "basis"                     },
    {"a tag without a name",      "email\na@x.de\n",               {.tags = TEXTS ("")},            ""                          },
};

static void
test_faults (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_fields (testing.account);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GError) error = NULL;
    int fd = tp_import_testing_file (faults[i].text, -1);
    g_autoptr (TpImport) import = tp_import_contacts (testing.account, tp_testing_actor, fd,
                                                      "a.csv", &faults[i].options, NULL, &error);
    close (fd);
    g_test_message ("%s: %s", faults[i].name, error != NULL ? error->message : "");
    g_assert_null (import);
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, faults[i].want));
  }
  g_autofree char *contact = tp_import_testing_contact (testing.account, "a@x.de", "first_name");
  g_assert_cmpstr (contact, ==, "-");
  tp_testing_account_clear (&testing);
}

static void
run (TpAccount *account, const char *text, const TpImportOptions *options, const char *want)
{
  g_autoptr (TpImport) rehearsed = tp_import_testing_run (account, "a.csv", text, options, TRUE);
  g_autoptr (TpImport) import = tp_import_testing_run (account, "a.csv", text, options, FALSE);
  g_autofree char *counts = tp_import_testing_counts (import);
  g_autofree char *before = tp_import_testing_counts (rehearsed);
  g_assert_cmpstr (counts, ==, want);
  g_assert_cmpstr (before, ==, want);
}

static void
check (TpAccount *account, const char *email, const char *fields, const char *want)
{
  g_autofree char *contact = tp_import_testing_contact (account, email, fields);
  g_assert_cmpstr (contact, ==, want);
}

static void
test_updates (const char *url)
{
  TpTestingAccount testing;
  TpImportOptions keep = {.keep = TRUE}, tag = {.tags = TEXTS ("Fair")},
                  basis = {.basis = "asked on the phone", .lists = TEXTS ("News")};
  tp_testing_account_init (&testing, url);
  TpAccount *account = testing.account;
  run (account, "email,first_name,city\na@x.de,Anna,Bonn\nb@x.de,Bob,\n", NULL, "2/2/0/0/0");
  run (account, "email,first_name,city\na@x.de,,Berlin\nb@x.de,Bob,\n", NULL, "2/0/1/1/0");
  check (account, "a@x.de", "first_name,city", "Anna|Berlin");
  run (account, "email,first_name,city\na@x.de,Anne,Ulm\nb@x.de,Rob,Ulm\n", &keep, "2/0/1/1/0");
  check (account, "a@x.de", "first_name,city", "Anna|Berlin");
  check (account, "b@x.de", "first_name,city", "Bob|Ulm");
  run (account, "email\na@x.de\nc@x.de\n", &tag, "2/1/1/0/0");
  run (account, "email\na@x.de\nc@x.de\n", &tag, "2/0/0/2/0");
  run (account, "email,unsubscribed\na@x.de,2024-01-02\n", NULL, "1/0/1/0/0");
  run (account, "email\na@x.de\nb@x.de\n", &basis, "2/0/2/0/0");
  check (account, "a@x.de", "permissions,lists",
         "newsletter=withdrawn,offers=withdrawn|News=confirmed");
  check (account, "b@x.de", "permissions,lists",
         "newsletter=confirmed,offers=confirmed|News=confirmed");
  run (account, "email,list\na@x.de,News=unsubscribed\n", NULL, "1/0/1/0/0");
  run (account, "email\na@x.de\n", &basis, "1/0/0/1/0");
  check (account, "a@x.de", "lists", "News=unsubscribed");
  tp_testing_account_clear (&testing);
}

static void
test_erased (const char *url)
{
  gint64 number;
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  run (testing.account, "email\na@x.de\nb@x.de\n", NULL, "2/2/0/0/0");
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_assert_true (tp_contact_find (testing.account, conn, "a@x.de", &number, &error));
  }
  g_assert_true (tp_contact_erase (testing.account, tp_testing_actor, NULL, number, NULL, &error));
  run (testing.account, "email\nA@x.de\nb@x.de\nc@x.de\n", NULL, "3/1/0/1/1");
  check (testing.account, "a@x.de", "first_name", "-");
  tp_testing_account_clear (&testing);
}

static void
test_refused_file (void)
{
  TpTestingAccount testing;
  g_autofree char *content = NULL;
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *url = g_strconcat ("sqlite:", folder, "/test.db", NULL);
  tp_testing_account_init (&testing, url);
  g_autoptr (TpImport) import = tp_import_testing_run (
      testing.account, "a.csv", "email,note\n=cmd,=1+1\na@x.de,fine\n", NULL, FALSE);
  g_assert_true (g_file_get_contents (import->refused_file, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "\xEF\xBB\xBFline,reason,email,note\r\n2,"));
  g_assert_true (g_str_has_suffix (content, ",'=cmd,'=1+1\r\n"));
  tp_testing_account_clear (&testing);
  tp_testing_remove_folder (folder);
}

/* More rows than a chunk has, stopped after each chunk and taken up again. */
static gboolean
stop_later (gint64 done, gint64 total, gpointer data)
{
  return --*(int *)data > 0;
}

static void
test_resumed (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GString) text = g_string_new ("email,first_name,tags\n");
  g_autoptr (TpImportOptions) options = tp_import_options_new ();
  g_autoptr (TpImport) import = NULL;
  tp_testing_account_init (&testing, url);
  for (int i = 0; i < 3 * TP_IMPORT_CHUNK_ROWS; i++)
    g_string_append_printf (text, "p%d@x.de,P%d,%s\n", i % 20000, i, i % 2 != 0 ? "Odd" : "Even");
  int fd = tp_import_testing_file (text->str, (gssize)text->len), tries = 0;
  for (; import == NULL; tries++) {
    int left = 2;
    g_autoptr (GError) error = NULL;
    TpImportWatch watch = {stop_later, &left};
    import = tp_import_contacts (testing.account, tp_testing_actor, fd, "a.csv", options, &watch,
                                 &error);
    g_assert_true (import != NULL || g_error_matches (error, TP_ERROR, TP_ERROR_BUSY));
    g_assert_cmpint (tries, <, 10);
  }
  g_assert_cmpint (tries, >=, 3);
  g_autofree char *counts = tp_import_testing_counts (import);
  g_assert_cmpstr (counts, ==, "24576/20000/4576/0/0");
  check (testing.account, "p0@x.de", "first_name,tags", "P20000|Even");
  g_autoptr (TpImport) rehearsed =
      tp_import_testing_run (testing.account, "a.csv", text->str, options, TRUE);
  g_assert_cmpint (rehearsed->added, ==, 0);
  close (fd);
  tp_testing_account_clear (&testing);
}

static void
test_rehearsal_across_chunks (void)
{
  TpTestingAccount testing;
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *url = g_strconcat ("sqlite:", folder, "/test.db", NULL);
  g_autoptr (GString) text = g_string_new ("email,first_name,tags\n");
  tp_testing_account_init (&testing, url);
  for (int i = 0; i < 20000; i++)
    g_string_append_printf (text, "p%d@x.de,P%d,%s\n", i % 9000, i % 3 == 0 ? i : i % 9000,
                            i % 5 == 0 ? "Five" : "");
  run (testing.account, text->str, NULL, "20000/9000/3667/7333/0");
  tp_testing_account_clear (&testing);
  tp_testing_remove_folder (folder);
}

static void
test_json_lines (const char *url)
{
  TpTestingAccount testing;
  TpImportOptions options = {.format = TP_IMPORT_NDJSON, .basis = "their own wish"};
  tp_testing_account_init (&testing, url);
  add_fields (testing.account);
  run (testing.account,
       "{\"email\":\"a@x.de\",\"fields\":{\"first_name\":\"Anna\",\"Points\":7.5,\"phone\":[\"030 "
       "123456\","
       "\"2222222\"]},\"tags\":[\"A, B\",{\"name\":\"C\"}],\"lists\":[{\"name\":\"News\",\"state\":"
       "\"unsubscribed\"}],\"permissions\":[{\"purpose\":\"offers\",\"state\":\"withdrawn\"}]}\n"
       "{\"email\":\"b@x.de\",\"Vorname\":\"Bob\",\"nonsense\":{\"a\":[]}}\n"
       "not json\n"
       "[1]\n"
       "{\"email\":\"c@x.de\",\"email\":\"d@x.de\"}\n"
       "{\"first_name\":\"nobody\"}\n",
       &options, "6/2/0/0/4");
  check (testing.account, "a@x.de", "first_name,Points,tags,lists,permissions",
         "Anna|7.5|A, B,C|News=unsubscribed|newsletter=confirmed,offers=withdrawn");
  check (testing.account, "b@x.de", "first_name", "Bob");
  tp_testing_account_clear (&testing);
}

static void
test_blocked (const char *url)
{
  TpTestingAccount testing;
  TpImportOptions options = {.blocked = TRUE};
  tp_testing_account_init (&testing, url);
  run (testing.account, "email\na@x.de\nb@x.de\n", NULL, "2/2/0/0/0");
  run (testing.account, "A@x.de\nnobody@y.de\n*@z.de\nnonsense\na@x.de\n", &options, "5/3/0/1/1");
  run (testing.account, "name;email\nAnna;a@x.de\nBob;b@x.de\n", &options, "2/1/0/1/0");
  check (testing.account, "a@x.de", "blocked", "cleaned");
  tp_testing_account_clear (&testing);
}

static void
test_notes (void)
{
  TpTestingAccount testing;
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *url = g_strconcat ("sqlite:", folder, "/test.db", NULL);
  tp_testing_account_init (&testing, url);
  g_autoptr (TpImport) import = tp_import_testing_run (
      testing.account, "a.csv", "email,Shoe size\na@gmial.com,4\nb@gmial.com,5\ninfo@x.de,6\n",
      NULL, FALSE);
  g_assert_cmpstr (
      import->notes, ==,
      "{\"left_out_columns\":[\"Shoe size\"],\"roles\":1,\"total\":3,\"typing_errors\":[{"
      "\"domain\":\"gmial.com\",\"meant\":\"gmail.com\",\"rows\":2}],"
      "\"without_permission\":3}");
  tp_testing_account_clear (&testing);
  tp_testing_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/cases", test_cases);
  tp_testing_add ("/import/faults of the whole", test_faults);
  tp_testing_add ("/import/updates", test_updates);
  tp_testing_add ("/import/erased people stay away", test_erased);
  g_test_add_func ("/import/refused rows", test_refused_file);
  tp_testing_add ("/import/stopped and taken up again", test_resumed);
  g_test_add_func ("/import/rehearsal across chunks", test_rehearsal_across_chunks);
  tp_testing_add ("/import/JSON lines", test_json_lines);
  tp_testing_add ("/import/blocked addresses", test_blocked);
  g_test_add_func ("/import/notes", test_notes);
  return g_test_run ();
}
