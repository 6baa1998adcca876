/* SPDX-License-Identifier: Apache-2.0 */
#include "core/purchase.h"

#include "base/error.h"
#include "core/exchange_rate.h"
#include "core/product.h"
#include "core/purchase_source.h"
#include "core/setting.h"
#include "core/testing.h"

#include <string.h>

#define DAY G_GINT64_CONSTANT (86400000)

typedef struct {
  const char *line;
  gint64 amount;
  TpPurchaseOutcome want;
} ItemCase;

/* Orders stored one after the other in one account (EUR; USD is worth 0.9 since 2026-06-01). */
static const struct {
  const char *name, *order, *currency;
  gint64 contact;
  gint64 days_ago;
  ItemCase items[4];
  gboolean want_new;
  TpErrorCode want_error; /* with a want_text */
  const char *want_text;  /* NULL: no refusal */
  gint64 want_amount, want_value;
} cases[] = {
    {"an order",
     "1",                                                            "EUR",
     7,                                                                        1,
     {{"1", 1000, TP_PURCHASE_ADDED}, {"2", 250, TP_PURCHASE_ADDED}},
     TRUE,                                                                                                              0,
     NULL,                                                                                                                                       1250,
     1250                                                                                                                                               },
    {"the same again",
     "1",                                                            "EUR",
     7,                                                                        1,
     {{"1", 1000, TP_PURCHASE_KNOWN}, {"2", 250, TP_PURCHASE_KNOWN}},
     FALSE,                                                                                                             0,
     NULL,                                                                                                                                       1250,
     1250                                                                                                                                               },
    {"a known line with another amount stays",
     "1",                                                            "EUR",
     7,                                                                        1,
     {{"1", 5, TP_PURCHASE_KNOWN}},
     FALSE,                                                                                                             0,
     NULL,                                                                                                                                       1250,
     1250                                                                                                                                               },
    {"a line more",
     "1",                                                            "EUR",
     7,                                                                        1,
     {{"2", 250, TP_PURCHASE_KNOWN}, {"3", 50, TP_PURCHASE_ADDED}},
     FALSE,                                                                                                             0,
     NULL,                                                                                                                                       1300,
     1300                                                                                                                                               },
    {"a line twice",
     "2",                                                            "EUR",
     7,                                                                        1,
     {{"1", 10, TP_PURCHASE_ADDED}, {"1", 10, TP_PURCHASE_KNOWN}},
     TRUE,                                                                                                              0,
     NULL,                                                                                                                                       10,
     10                                                                                                                                                 },
    {"another person's order",
     "1",                                                            "EUR",
     8,                                                                        1,
     {{"9", 10, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_CONFLICT,
     "the order '1' belongs to another contact",                                                                                                 0,
     0                                                                                                                                                  },
    {"another person's known line is known",
     "1",                                                            "EUR",
     8,                                                                        1,
     {{"1", 10, TP_PURCHASE_KNOWN}},
     FALSE,                                                                                                             0,
     NULL,                                                                                                                                       1300,
     1300                                                                                                                                               },
    {"another currency",
     "1",                                                            "USD",
     7,                                                                        1,
     {{"9", 10, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_CONFLICT,
     "the order '1' is in EUR",                                                                                                                  0,
     0                                                                                                                                                  },
    {"for free",                                                "3", "EUR", 7, 1,  {{"1", 0, TP_PURCHASE_ADDED}}, TRUE, 0,                 NULL, 0,    0},
    {"a negative amount",
     "4",                                                            "EUR",
     7,                                                                        1,
     {{"1", 20, TP_PURCHASE_REFUSED}, {"2", -1, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_INVALID,
     "the amount is negative; what is given back is a refund",                                                                                   0,
     0                                                                                                                                                  },
    {"too much",
     "4",                                                            "EUR",
     7,                                                                        1,
     {{"1", 99999999999999999, TP_PURCHASE_REFUSED}, {"2", 1, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_LIMIT,
     "the order's sum is too large",                                                                                                             0,
     0                                                                                                                                                  },
    {"in dollars, by the day's rate; the items' values sum up",
     "5",                                                            "USD",
     7,                                                                        1,
     {{"1", 1, TP_PURCHASE_ADDED}, {"2", 1, TP_PURCHASE_ADDED}, {"3", 1, TP_PURCHASE_ADDED}},
     TRUE,                                                                                                              0,
     NULL,                                                                                                                                       3,
     3                                                                                                                                                  },
    {"a line more in dollars",
     "5",                                                            "USD",
     7,                                                                        1,
     {{"4", 97, TP_PURCHASE_ADDED}},
     FALSE,                                                                                                             0,
     NULL,                                                                                                                                       100,
     90                                                                                                                                                 },
    {"before the first rate",
     "6",                                                            "USD",
     7,                                                                        30,
     {{"1", 100, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_INVALID,
     "no exchange rate from USD to EUR on 2026-05-16; set one with 'tagpost rate set USD "
     "2026-05-16 RATE'",                                                                                                                         0,
     0                                                                                                                                                  },
    {"a currency without rates",
     "6",                                                            "CHF",
     7,                                                                        1,
     {{"1", 100, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_INVALID,
     "no exchange rate from CHF to EUR on 2026-06-14; set one with 'tagpost rate set CHF "
     "2026-06-14 RATE'",                                                                                                                         0,
     0                                                                                                                                                  },
    {"no currency",
     "6",                                                            "QQQ",
     7,                                                                        1,
     {{"1", 100, TP_PURCHASE_REFUSED}},
     FALSE,                                                                                                             TP_ERROR_INVALID,
     "no currency 'QQQ'",                                                                                                                        0,
     0                                                                                                                                                  },
};

static TpChange *
begin (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

static void
commit (TpChange *change)
{
  g_autoptr (GError) error = NULL;
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
}

static gint64
make_source (TpChange *change, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  tp_purchase_source_find_or_make (change, name, &id, &error);
  g_assert_no_error (error);
  return id;
}

static gint64
make_product (TpChange *change, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0, none = 0;
  tp_product_find_or_make_many (change, &name, &none, 1, &id, &error);
  g_assert_no_error (error);
  return id;
}

static TpPurchase *
new_purchase (TpChange *change, const char *order, gint64 contact, const char *currency, gint64 at)
{
  TpPurchase *purchase = tp_purchase_new ();
  purchase->source = make_source (change, "Shop");
  purchase->contact = contact;
  purchase->name = g_strdup (order);
  purchase->key = tp_purchase_order_key (tp_change_account (change), order);
  purchase->at = at;
  g_strlcpy (purchase->currency, currency, sizeof purchase->currency);
  return purchase;
}

/* How many events of a kind the change has about the contact, and the sum of their amounts. */
static guint
count_events (TpChange *change, TpEventKind kind, gint64 contact, gint64 *out_amount)
{
  guint count = 0;
  const GPtrArray *events = tp_change_events (change);
  *out_amount = 0;
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    if (event->kind != (int)kind || event->contact != contact)
      continue;
    count++;
    *out_amount += event->amount;
  }
  return count;
}

static void
check_case (TpAccount *account, gsize i)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (account);
  g_autoptr (TpPurchase) purchase =
      new_purchase (change, cases[i].order, cases[i].contact, cases[i].currency,
                    TP_TESTING_NOW - cases[i].days_ago * DAY);
  gint64 product = make_product (change, "A"), amount, want_value = 0;
  for (gsize j = 0; j < 4 && cases[i].items[j].line != NULL; j++)
    tp_purchase_add_item (purchase, cases[i].items[j].line, product, TP_QUANTITY_ONE,
                          cases[i].items[j].amount);
  g_test_message ("%s", cases[i].name);
  g_assert_true (tp_purchase_add (change, purchase, NULL, &error) == (cases[i].want_text == NULL));
  if (cases[i].want_text != NULL) {
    g_assert_error (error, TP_ERROR, (int)cases[i].want_error);
    g_assert_cmpstr (error->message, ==, cases[i].want_text);
  }
  g_assert_cmpint (purchase->is_new, ==, cases[i].want_new);
  for (guint j = 0; j < purchase->items->len; j++) {
    const TpPurchaseItem *item = purchase->items->pdata[j];
    g_assert_cmpint (item->outcome, ==, cases[i].items[j].want);
    if (item->outcome == TP_PURCHASE_ADDED)
      want_value += item->value;
  }
  gboolean any = want_value > 0 || (cases[i].want_new && cases[i].want_value == 0);
  g_assert_cmpuint (count_events (change, TP_EVENT_PURCHASED, cases[i].contact, &amount), ==, any);
  g_assert_cmpint (amount, ==, want_value);
  gint64 id = purchase->id;
  commit (change);
  if (cases[i].want_text != NULL)
    return;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), NULL);
  g_autoptr (TpPurchase) stored = tp_purchase_get (conn, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stored->amount, ==, cases[i].want_amount);
  g_assert_cmpint (stored->value, ==, cases[i].want_value);
  g_assert_cmpstr (stored->source_name, ==, "Shop");
  gint64 items_value = 0;
  for (guint j = 0; j < stored->items->len; j++) {
    const TpPurchaseItem *item = stored->items->pdata[j];
    g_assert_cmpint (item->line, ==, j + 1);
    g_assert_cmpstr (item->product_name, ==, "A");
    items_value += item->value;
  }
  g_assert_cmpint (items_value, ==, stored->value);
}

static void
test_cases (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  TpChange *change = begin (testing.account);
  g_assert_true (tp_exchange_rate_set (change, "USD", "2026-06-01", "0.9", NULL));
  g_assert_true (tp_setting_set (change, "currency", "EUR", NULL));
  commit (change);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (testing.account, i);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    TpPurchaseTotals totals;
    g_assert_true (tp_purchase_totals (conn, 7, &totals, NULL));
    g_assert_cmpint (totals.orders, ==, 4);
    g_assert_cmpint (totals.value, ==, 1300 + 10 + 0 + 90);
    g_assert_cmpint (totals.last_at, ==, TP_TESTING_NOW - DAY);
    g_assert_true (tp_purchase_totals (conn, 8, &totals, NULL));
    g_assert_cmpint (totals.orders, ==, 0);
    g_assert_cmpint (totals.value, ==, 0);
  }
  tp_testing_account_clear (&testing);
}

static void
add_simple (TpAccount *account, const char *order, const char *currency, gint64 at,
            gboolean *out_taken)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (account);
  g_autoptr (TpPurchase) purchase = new_purchase (change, order, 7, currency, at);
  tp_purchase_add_item (purchase, "1", make_product (change, "A"), TP_QUANTITY_ONE, 100);
  tp_purchase_add (change, purchase, out_taken, &error);
  g_assert_no_error (error);
  commit (change);
}

static void
test_first_currency (const char *url)
{
  TpTestingAccount testing;
  gboolean taken;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_simple (testing.account, "1", "USD", TP_TESTING_NOW, &taken);
  g_assert_true (taken);
  g_assert_true (tp_account_reload (testing.account, NULL));
  g_autofree char *currency = tp_account_currency (testing.account);
  g_assert_cmpstr (currency, ==, "USD");
  TpChange *change = begin (testing.account);
  g_assert_true (tp_setting_set (change, "currency", "USD", &error));
  g_assert_false (tp_setting_set (change, "currency", "EUR", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  tp_change_free (change);
  tp_testing_account_clear (&testing);
}

static void
test_chosen_currency (const char *url)
{
  TpTestingAccount testing;
  gboolean taken = TRUE;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  TpChange *change = begin (testing.account);
  g_assert_true (tp_setting_set (change, "currency", "CHF", &error));
  g_assert_true (tp_setting_set (change, "currency", "EUR", &error));
  g_assert_true (tp_exchange_rate_set (change, "USD", "2020-01-01", "0.5", &error));
  g_assert_false (tp_exchange_rate_set (change, "EUR", "2020-01-01", "0.5", NULL));
  g_assert_false (tp_exchange_rate_set (change, "USD", "2020-02-30", "0.5", NULL));
  g_assert_false (tp_exchange_rate_set (change, "USD", "2020-02-01", "0", NULL));
  g_assert_false (tp_exchange_rate_set (change, "usd", "2020-02-01", "1", NULL));
  g_assert_false (tp_exchange_rate_remove (change, "USD", "2020-02-01", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  commit (change);
  add_simple (testing.account, "1", "USD", TP_TESTING_NOW, &taken);
  g_assert_false (taken);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autofree char *currency = tp_setting_get (conn, "currency", NULL);
    TpPurchaseTotals totals;
    g_assert_cmpstr (currency, ==, "EUR");
    g_assert_true (tp_purchase_totals (conn, 7, &totals, NULL));
    g_assert_cmpint (totals.value, ==, 50);
  }
  tp_testing_account_clear (&testing);
}

static void
test_pages (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  for (gint64 i = 0; i < 7; i++) { /* two of them at the same time */
    g_autofree char *order = g_strdup_printf ("%d", (int)i);
    add_simple (testing.account, order, "EUR", TP_TESTING_NOW + (i % 6) * DAY, NULL);
  }
  {
    static const char *const want[] = {"5", "4", "3", "2", "1", "6", "0"};
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    for (int all = 0; all < 2; all++) {
      g_autofree char *after = NULL;
      guint count = 0;
      do {
        char *next = NULL;
        g_autoptr (GPtrArray) page = tp_purchase_page (conn, all ? 0 : 7, after, 2, &next, &error);
        g_assert_no_error (error);
        for (guint i = 0; i < page->len; i++, count++)
          if (!all)
            g_assert_cmpstr (((TpPurchase *)page->pdata[i])->name, ==, want[count]);
        g_free (after);
        after = next;
      } while (after != NULL);
      g_assert_cmpuint (count, ==, 7);
    }
    char *next = NULL;
    g_assert_null (tp_purchase_page (conn, 7, "x", 2, &next, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
  tp_testing_account_clear (&testing);
}

static void
test_keys (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  g_autofree char *a = tp_purchase_order_key (testing.account, "a");
  g_autofree char *a_again = tp_purchase_order_key (testing.account, "a");
  g_autofree char *b = tp_purchase_order_key (testing.account, "b");
  g_autofree char *row = tp_purchase_content_key (testing.account, "a", 1);
  g_autofree char *row_again = tp_purchase_content_key (testing.account, "a", 2);
  g_assert_cmpstr (a, ==, a_again);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (row, !=, row_again);
  g_assert_false (g_str_has_prefix (row, a));
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/purchase/what is stored, known and refused", test_cases);
  tp_testing_add ("/purchase/the first order brings the currency", test_first_currency);
  tp_testing_add ("/purchase/a currency that was chosen stays", test_chosen_currency);
  tp_testing_add ("/purchase/pages", test_pages);
  tp_testing_add ("/purchase/keys", test_keys);
  return g_test_run ();
}
