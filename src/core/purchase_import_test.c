/* SPDX-License-Identifier: Apache-2.0 */
#include "core/purchase_import.h"

#include "base/error.h"
#include "core/address_book.h"
#include "core/contact.h"
#include "core/erase.h"
#include "core/exchange_rate.h"
#include "core/purchase.h"
#include "core/setting.h"
#include "core/testing.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEADER "email,order,line,date,product,category,quantity,amount,currency\n"
#define WANT_ERROR(text) .want_error = text
#define WANT(rows, orders, added, unchanged, refused, contacts)                                    \
  .want = {rows, orders, added, unchanged, refused, contacts}

static int
write_file (const char *folder, const char *text)
{
  g_autofree char *path = g_build_filename (folder, "purchases.csv", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_open (path, O_RDONLY, 0);
}

/* Files imported one after the other into one account. */
static const struct {
  const char *name;
  const char *text;
  const char *source;
  gint64 want[6]; /* rows, orders, added, unchanged, refused, contacts added */
  const char *want_error;
  const char *want_refused; /* lines of the file of refused rows, without its header */
} files[] = {
    {"an order of two rows, and one",
     HEADER "anna@x.example,1,1,2026-01-02,Filter,Care,2,10.00,EUR\n"
            "anna@x.example,1,2,2026-01-02,Machine,,1,100.00,EUR\n"
            "bert@x.example,2,1,2026-01-03,Filter,,1,5.00,EUR\n",                                                                                  NULL,                                                                                    WANT (3,                                                                                                                                                                                                                              2, 3, 0, 0, 2)},
    {"the same again",
     HEADER "anna@x.example,1,1,2026-01-02,Filter,Care,2,10.00,EUR\n"
            "anna@x.example,1,2,2026-01-02,Machine,,1,100.00,EUR\n"
            "bert@x.example,2,1,2026-01-03,Filter,,1,5.00,EUR\n",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT (3,                                                                                                                                                                                                                                                                                                                                                                                                                                                                0, 0, 3, 0, 0)},
    {"an order of another source",                                               HEADER "anna@x.example,1,1,2026-01-02,Filter,Care,2,10.00,EUR\n",
     "Till",                              WANT (1,                              1, 1, 0, 0, 0)},
    {"a row more, and one twice",
     HEADER "ANNA@x.example,1,3,2026-01-02,Filter,,1,5.00,EUR\n"
            "anna@x.example,1,3,2026-01-02,Filter,,1,5.00,EUR\n",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT (2,                                                                                                                                                                                                                                                                                                                                                                                                                                                                0, 1, 1, 0, 0)},
    {"rows without a number are orders, each as often as it stands",
     "E-Mail;Datum;Artikel;Betrag\ncora@x.example;05.02.2026;Filter;1.234,50\n"
     "cora@x.example;05.02.2026;Filter;1.234,50\ncora@x.example;06.02.2026;Filter;5,00\n", NULL,                                                                                                                                                                                                                                WANT (3,                                                                                                                                                                                                                                                                                                                                                                                                                                3, 3, 0, 0, 1)},
    {"once more than before",
     "E-Mail;Datum;Artikel;Betrag\ncora@x.example;05.02.2026;Filter;1.234,50\n"
     "cora@x.example;05.02.2026;Filter;1.234,50\ncora@x.example;05.02.2026;Filter;1.234,50\n",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT (3,                                                                                                                                                                                                                                                                                                                                                                                                                                                                1, 1, 2, 0, 0)},
    {"rows of an order without lines",
     "email,order,date,product,amount\ncora@x.example,7,2026-02-07,Filter,5.00\n"
     "cora@x.example,7,2026-02-07,Filter,5.00\ncora@x.example,7,2026-02-07,Machine,9.00\n",                                                                                  NULL,                              WANT (3,                              1, 3, 0, 0, 0)},
    {"what is wrong",
     HEADER "nobody,1,9,2026-01-02,Filter,,1,5.00,EUR\n"
            "bert@x.example,1,9,2026-01-02,Filter,,1,5.00,EUR\n"
            "new@x.example,1,10,2026-01-02,Filter,,1,5.00,EUR\n"
            "bert@x.example,2,9,2026-01-02,Filter,,1,5.00,CHF\n"
            "new@x.example,20,1,2026-01-02,Filter,,1,5.00,CHF\n"
            "bert@x.example,21,1,31.02.2026,Filter,,1,5.00,EUR,more,still\n"
            "bert@x.example,22,1,2026-01-02,Filter,,1,5.00,EUR\n",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT (7,                                                                                                                                                                                                                                                                                                                                                                                                                                                                1, 1, 0, 6, 0),
     .want_refused =
         "2,|3,the order '1' belongs to another contact|4,the order '1' belongs to another "
         "contact|5,the order '2' is in another currency|6,no exchange rate from CHF to EUR on "
         "2026-01-02; set one with 'tagpost rate set CHF 2026-01-02 RATE'|7,"},
    {"two addresses for one order",
     HEADER "one@x.example,30,1,2026-01-02,Filter,,1,5.00,EUR\n"
            "two@x.example,30,2,2026-01-02,Filter,,1,5.00,EUR\n",                                                         NULL,                                                                                                                                            WANT (2,                                                                                                                                          1, 1, 0, 1, 1), .want_refused = "3,the order '30' belongs to another contact"},
    {"refunds before their orders, and more than there is",
     HEADER "dora@x.example,40,2,2026-03-05,Filter,,-1,-5.00,EUR\n"
            "dora@x.example,40,3,2026-03-05,Filter,,-1,-6.00,EUR\n"
            "dora@x.example,40,4,2026-03-05,Machine,,-1,-5.00,EUR\n"
            "bert@x.example,40,5,2026-03-05,Filter,,-1,-1.00,EUR\n"
            "dora@x.example,41,1,2026-03-05,Filter,,-1,-1.00,EUR\n"
            "dora@x.example,40,1,2026-03-04,Filter,,2,10.00,EUR\n",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT (6,                                                                                                                                                                                                                                                                                                                                                                                                                                                                1, 2, 0, 4, 1),
     .want_refused = "3,more than is left of the purchase|4,the order '40' has no item of this "
                     "product|5,the order '40' belongs to another contact|6,there is no order '41' "
                     "that could be refunded"},
    {"the same refunds again",
     HEADER "dora@x.example,40,2,2026-03-05,Filter,,-1,-5.00,EUR\n"
            "dora@x.example,40,1,2026-03-04,Filter,,2,10.00,EUR\n",                                                     NULL, WANT (2, 0, 0, 2, 0, 0)},
    {"the rest is charged back",
     "email,order,date,product,amount,kind\ndora@x.example,40,2026-03-09,Filter,5.00,chargeback\n",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT (1,                                                                                                                                                                                                                                                                                                                                                                                                                                                                0, 1, 0, 0, 0)},
    {"only a header",                               HEADER,                                                        NULL,                                                          WANT (0,                                                                                                                                                                                                                                                          0, 0, 0, 0, 0)},
    {"nothing",                                                             "",                                                                                                                                        NULL,                                                                                                                                                                                                                              WANT_ERROR ("")                                                                                                                                                                                                                                                                                                                                                                                                                                                               },
    {"no amount",                                                "email,date,product\na@x.example,2026-01-01,A\n",                                                                                 NULL,
     WANT_ERROR ("the file has no column 'amount' (it has 'email', 'date', 'product'); name the "
                 "one that is meant with --map 'column=amount'")                            },
    {"a quote that is not closed",                                                             HEADER "eva@x.example,50,1,2026-01-02,\"Filter,,1,5.00,EUR\n",
     NULL,                                                                                                                                                                                                                              WANT_ERROR ("")                                                                                                                                                                                                                                                                                                                                                                                                                                                               },
};

static void
check_counts (const TpImport *import, const gint64 *want)
{
  g_assert_cmpint (import->rows, ==, want[0]);
  g_assert_cmpint (import->orders, ==, want[1]);
  g_assert_cmpint (import->added, ==, want[2]);
  g_assert_cmpint (import->unchanged, ==, want[3]);
  g_assert_cmpint (import->refused, ==, want[4]);
  g_assert_cmpint (import->contacts_added, ==, want[5]);
}

/* Each wanted line begins one of the file's, in order. */
static void
check_refused (const TpImport *import, const char *want)
{
  g_autofree char *content = NULL;
  if (want == NULL) {
    g_assert_cmpint (import->refused, ==, 0);
    return;
  }
  g_assert_true (g_file_get_contents (import->refused_file, &content, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (content, "\r\n", -1);
  g_auto (GStrv) wanted = g_strsplit (want, "|", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (wanted) + 2);
  for (guint i = 0; wanted[i] != NULL; i++) {
    g_autofree char *plain = g_strdup (lines[i + 1]);
    g_auto (GStrv) no_quotes = g_strsplit (plain, "\"", -1);
    g_autofree char *line = g_strjoinv ("", no_quotes);
    g_assert_true (g_str_has_prefix (line, wanted[i]));
  }
}

static void
check_file (TpTestingAccount *testing, gsize i)
{
  g_autoptr (GError) error = NULL;
  TpPurchaseImportOptions options = {.source = files[i].source};
  int fd = write_file (testing->folder, files[i].text);
  g_test_message ("%s", files[i].name);
  g_autoptr (TpImport) rehearsed =
      tp_purchase_import_rehearse (testing->account, fd, &options, &error);
  if (files[i].want_error != NULL) {
    g_assert_null (rehearsed);
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_clear_error (&error);
  }
  g_assert_no_error (error);
  g_autoptr (TpImport) import = tp_purchase_import (testing->account, tp_testing_actor, fd,
                                                    "purchases.csv", &options, &error);
  close (fd);
  if (files[i].want_error != NULL) {
    g_assert_null (import);
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, files[i].want_error));
    return;
  }
  g_assert_no_error (error);
  check_counts (import, files[i].want);
  check_refused (import, files[i].want_refused);
  g_assert_cmpint (rehearsed->rows, ==, import->rows);
  g_assert_cmpint (rehearsed->orders, ==, import->orders);
  g_assert_cmpint (rehearsed->contacts_added, ==, import->contacts_added);
}

typedef struct {
  const char *email;
  gint64 want_orders, want_value;
} Person;

static void
check_person (TpTestingAccount *testing, const Person *person)
{
  gint64 contact = 0;
  TpPurchaseTotals totals;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  g_assert_true (tp_address_book_find (conn, person->email, &contact, &error));
  g_assert_cmpint (contact != 0, ==, person->want_orders >= 0);
  if (contact == 0)
    return;
  g_assert_true (tp_purchase_totals (conn, contact, &totals, &error));
  g_assert_cmpint (totals.orders, ==, person->want_orders);
  g_assert_cmpint (totals.value, ==, person->want_value);
}

static void
test_files (const char *url)
{
  static const Person people[] = {
      {"anna@x.example", 2,  11500 + 1000           },
      {"bert@x.example", 2,  1000                   },
      {"cora@x.example", 5,  3 * 123450 + 500 + 1900},
      {"dora@x.example", 0,  0                      },
      {"one@x.example",  1,  500                    },
      {"two@x.example",  -1, 0                      },
      {"new@x.example",  -1, 0                      },
      {"eva@x.example",  -1, 0                      },
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    check_file (&testing, i);
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    check_person (&testing, &people[i]);
  tp_testing_account_clear (&testing);
}

/* Stops after so many chunks. */
typedef struct {
  int chunks;
  gint64 done;
} Stop;

static gboolean
stop_after (gint64 done, gint64 total, gpointer data)
{
  Stop *stop = data;
  stop->done = done;
  return stop->chunks < 0 || --stop->chunks > 0;
}

/* A file of three chunks: half of its rows without a number, some of them equal, the newest first,
 * with a refund at its beginning. */
static char *
big_file (guint rows)
{
  GString *text = g_string_new (HEADER);
  g_string_append (text, "p1@x.example,n1,9,2026-05-01,A,,-1,-0.01,EUR\n");
  for (guint i = rows; i > 0; i--)
    if (i % 2 == 1)
      g_string_append_printf (text, "p%u@x.example,n%u,%u,2026-04-01,A,,1,%u.00,EUR\n", i % 1000,
                              i % 1000, i, 1 + i % 7);
    else
      g_string_append_printf (text, "p%u@x.example,,,2026-03-%02u,B,,1,2.00,EUR\n", i % 1000,
                              1 + i % 28);
  return g_string_free (text, FALSE);
}

static void
test_stop_and_go_on (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  const guint rows = 2 * TP_IMPORT_CHUNK_ROWS + 1000;
  tp_testing_account_init (&testing, url);
  g_autofree char *text = big_file (rows);
  int fd = write_file (testing.folder, text);
  g_autoptr (TpImport) import = NULL;
  gint64 id = 0;
  for (int runs = 0; import == NULL; runs++) {
    Stop stop = {.chunks = 1};
    TpPurchaseImportOptions options = {.progress = stop_after, .data = &stop};
    g_assert_cmpint (runs, <, 6);
    g_clear_error (&error);
    if (runs == 4)
      options.progress = NULL;
    import = tp_purchase_import (testing.account, tp_testing_actor, fd, "a", &options, &error);
    if (import == NULL)
      g_assert_error (error, TP_ERROR, TP_ERROR_BUSY);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autoptr (GPtrArray) imports = tp_import_page (conn, 0, 10, NULL);
    g_assert_cmpuint (imports->len, ==, 1);
    id = ((TpImport *)imports->pdata[0])->id;
  }
  g_assert_no_error (error);
  g_assert_cmpint (import->id, ==, id);
  /* n1, n3, ... n999 and each of the others */
  check_counts (import, (gint64[]){rows + 1, 500 + rows / 2, rows + 1, 0, 0, 1000});
  TpPurchaseImportOptions again = {0};
  g_autoptr (TpImport) second =
      tp_purchase_import (testing.account, tp_testing_actor, fd, "a", &again, &error);
  g_assert_no_error (error);
  check_counts (second, (gint64[]){rows + 1, 0, 0, rows + 1, 0, 0});
  g_autoptr (TpImport) rehearsed =
      tp_purchase_import_rehearse (testing.account, fd, &again, &error);
  check_counts (rehearsed, (gint64[]){rows + 1, 0, 0, rows + 1, 0, 0});
  close (fd);
  tp_testing_account_clear (&testing);
}

static void
test_erased (const char *url)
{
  static const char text[] = HEADER "anna@x.example,1,1,2026-01-02,Filter,,1,10.00,EUR\n";
  static const char more[] = HEADER "anna@x.example,1,1,2026-01-02,Filter,,1,10.00,EUR\n"
                                    "anna@x.example,2,1,2026-01-03,Filter,,1,10.00,EUR\n";
  TpTestingAccount testing;
  gint64 contact = 0;
  g_autoptr (GError) error = NULL;
  TpPurchaseImportOptions options = {0};
  tp_testing_account_init (&testing, url);
  int fd = write_file (testing.folder, text);
  g_autoptr (TpImport) first =
      tp_purchase_import (testing.account, tp_testing_actor, fd, "a", &options, &error);
  close (fd);
  g_assert_no_error (error);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_assert_true (tp_address_book_find (conn, "anna@x.example", &contact, NULL));
  }
  g_assert_true (tp_contact_erase (testing.account, tp_testing_actor, NULL, contact, NULL, &error));
  fd = write_file (testing.folder, more);
  g_autoptr (TpImport) second =
      tp_purchase_import (testing.account, tp_testing_actor, fd, "a", &options, &error);
  close (fd);
  g_assert_no_error (error);
  check_counts (second, (gint64[]){2, 0, 0, 1, 1, 0});
  check_refused (second, "3,this person was erased");
  {
    char *next = NULL;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autoptr (GPtrArray) orders = tp_purchase_page (conn, contact, NULL, 10, &next, NULL);
    g_assert_cmpuint (orders->len, ==, 1);
    g_assert_null (((TpPurchase *)orders->pdata[0])->name);
  }
  tp_testing_account_clear (&testing);
}

/* Undone: what others brought stays, contacts that nothing else touched are archived. */
static void
test_undo (const char *url)
{
  static const char *const texts[] = {
      HEADER "anna@x.example,1,1,2026-01-02,Filter,,1,10.00,EUR\n",
      HEADER "anna@x.example,1,2,2026-01-02,Filter,,1,5.00,EUR\n"
             "anna@x.example,1,9,2026-01-05,Filter,,-1,-3.00,EUR\n"
             "bert@x.example,2,1,2026-01-02,Filter,,1,7.00,EUR\n",
  };
  static const Person before[] = {
      {"anna@x.example", 1, 1200},
      {"bert@x.example", 1, 700 }
  };
  static const Person after[] = {
      {"anna@x.example", 1, 1000},
      {"bert@x.example", 0, 0   }
  };
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  TpPurchaseImportOptions options = {0};
  gint64 id = 0;
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    int fd = write_file (testing.folder, texts[i]);
    g_autoptr (TpImport) import =
        tp_purchase_import (testing.account, tp_testing_actor, fd, "a", &options, &error);
    close (fd);
    g_assert_no_error (error);
    g_assert_cmpint (import->refused, ==, 0);
    id = import->id;
  }
  for (gsize i = 0; i < 2; i++)
    check_person (&testing, &before[i]);
  for (int stops = 0;; stops++) { /* broken off after each chunk */
    Stop stop = {.chunks = stops == 4 ? -1 : 1 + stops};
    TpPurchaseImportOptions watched = {.progress = stop_after, .data = &stop};
    g_autoptr (TpImport) undone =
        tp_purchase_import_undo (testing.account, tp_testing_actor, id, &watched, &error);
    if (undone != NULL)
      break;
    g_assert_error (error, TP_ERROR, TP_ERROR_BUSY);
    g_clear_error (&error);
    g_assert_cmpint (stops, <, 4);
  }
  for (gsize i = 0; i < 2; i++)
    check_person (&testing, &after[i]);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autoptr (GPtrArray) archived = tp_contact_page (conn, TP_CONTACT_ARCHIVED, 0, 10, NULL);
    g_autoptr (GPtrArray) live = tp_contact_page (conn, TP_CONTACT_LIVE, 0, 10, NULL);
    g_assert_cmpuint (archived->len, ==, 1);
    g_assert_cmpuint (live->len, ==, 1);
  }
  g_assert_null (tp_purchase_import_undo (testing.account, tp_testing_actor, id, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  int again = write_file (testing.folder, texts[1]);
  g_autoptr (TpImport) import =
      tp_purchase_import (testing.account, tp_testing_actor, again, "a", &options, &error);
  close (again);
  check_counts (import, (gint64[]){3, 1, 3, 0, 0, 0});
  for (gsize i = 0; i < 2; i++)
    check_person (&testing, &before[i]);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autoptr (GPtrArray) live = tp_contact_page (conn, TP_CONTACT_LIVE, 0, 10, NULL);
    g_assert_cmpuint (live->len, ==, 2);
  }
  tp_testing_account_clear (&testing);
}

/* The CDNOW purchases, each a row of its own: nothing is lost, sums agree with a plain addition. */
static void
test_cdnow (const char *url)
{
  const char *shared = g_getenv ("TP_SHARED"), *source = g_getenv ("TP_SOURCE");
  g_autofree char *beside = g_build_filename (source != NULL ? source : ".", "..", "shared", NULL);
  g_autofree char *path = g_build_filename (shared != NULL ? shared : beside, "data", "cdnow",
                                            "CDNOW_master.txt", NULL);
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GString) text = g_string_new ("email,date,product,quantity,amount,currency\n");
  gint64 rows = 0, cents = 0, sum = 0;
  if (!g_file_get_contents (path, &content, NULL, NULL)) {
    g_test_skip ("the CDNOW data is not here");
    return;
  }
  g_auto (GStrv) lines = g_strsplit (content, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++) {
    char customer[16], date[16], dollars[16];
    int count;
    if (sscanf (lines[i], " %15s %15s %d %15s", customer, date, &count, dollars) != 4)
      continue;
    rows++;
    cents += (gint64)(g_ascii_strtod (dollars, NULL) * 100 + 0.5);
    g_string_append_printf (text, "c%s@cdnow.example,%s,CD,%d,%s,USD\n", customer, date, count,
                            dollars);
  }
  tp_testing_account_init (&testing, url);
  int fd = write_file (testing.folder, text->str);
  TpPurchaseImportOptions options = {0};
  gint64 started = g_get_monotonic_time ();
  g_autoptr (TpImport) import =
      tp_purchase_import (testing.account, tp_testing_actor, fd, "cdnow", &options, &error);
  g_assert_no_error (error);
  g_test_message ("%d rows in %.2f s", (int)rows,
                  (double)(g_get_monotonic_time () - started) / 1e6);
  check_counts (import, (gint64[]){rows, rows, rows, 0, 0, 23570});
  started = g_get_monotonic_time ();
  g_autoptr (TpImport) again =
      tp_purchase_import (testing.account, tp_testing_actor, fd, "cdnow", &options, &error);
  g_test_message ("again in %.2f s", (double)(g_get_monotonic_time () - started) / 1e6);
  check_counts (again, (gint64[]){rows, 0, 0, rows, 0, 0});
  close (fd);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autofree char *after = NULL;
    do {
      char *next = NULL;
      g_autoptr (GPtrArray) page = tp_purchase_page (conn, 0, after, 1000, &next, NULL);
      for (guint i = 0; i < page->len; i++)
        sum += ((TpPurchase *)page->pdata[i])->value;
      g_free (after);
      after = next;
    } while (after != NULL);
  }
  g_assert_cmpint (sum, ==, cents);
  g_autofree char *currency = tp_account_currency (testing.account);
  g_assert_cmpstr (currency, ==, "USD");
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/purchase_import/files", test_files);
  tp_testing_add ("/purchase_import/stopped after each chunk", test_stop_and_go_on);
  tp_testing_add ("/purchase_import/who was erased stays so", test_erased);
  tp_testing_add ("/purchase_import/undone", test_undo);
  tp_testing_add ("/purchase_import/cdnow", test_cdnow);
  return g_test_run ();
}
