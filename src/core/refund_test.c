/* SPDX-License-Identifier: Apache-2.0 */
#include "core/refund.h"

#include "base/error.h"
#include "core/exchange_rate.h"
#include "core/product.h"
#include "core/purchase.h"
#include "core/purchase_source.h"
#include "core/setting.h"
#include "core/testing.h"

#include <string.h>

#define OK (-1)
#define ALL TP_REFUND_ALL

typedef struct {
  gboolean there;      /* FALSE ends the steps */
  gint64 line;         /* 0: the order, unless a product is given */
  const char *product; /* NULL: none */
  const char *key;
  gint64 amount;
  int want; /* OK, or an error code */
  gint64 want_line, want_amount, want_value;
} Step;

/* Each on an order of its own in dollars at 0.5: line 1 A 1000, line 2 B 501, line 3 A 300, line 4
 * a gift of C for nothing; 1801 together, which is 901 of the account's (half a unit rounds up). */
static const struct {
  const char *name;
  Step steps[6];
  gint64 want_orders, want_value; /* the contact's totals */
} cases[] = {
    {"nothing",                                    {{0}},                                                   1, 901},
    {"the whole order",
     {{TRUE, 0, NULL, NULL, ALL, OK, 0, 1801, 901},
      {TRUE, 0, NULL, NULL, ALL, TP_ERROR_CONFLICT, 0, 0, 0},
      {TRUE, 1, NULL, NULL, ALL, TP_ERROR_CONFLICT, 0, 0, 0}},
     0,                                                                                                        0  },
    {"one line",
     {{TRUE, 1, NULL, NULL, ALL, OK, 1, 1000, 500},
      {TRUE, 1, NULL, NULL, 1, TP_ERROR_CONFLICT, 0, 0, 0}},
     1,                                                                                                        401},
    {"line by line",
     {{TRUE, 2, NULL, NULL, ALL, OK, 2, 501, 251},
      {TRUE, 1, NULL, NULL, ALL, OK, 1, 1000, 500},
      {TRUE, 3, NULL, NULL, ALL, OK, 3, 300, 150}},
     0,                                                                                                        0  },
    {"a part of a line, then its rest",
     {{TRUE, 2, NULL, NULL, 250, OK, 2, 250, 125}, {TRUE, 2, NULL, NULL, ALL, OK, 2, 251, 126}},
     1,                                                                                                        650},
    {"more than the line",                         {{TRUE, 2, NULL, NULL, 502, TP_ERROR_INVALID, 0, 0, 0}}, 1, 901},
    {"a part of the order, then all that is left",
     {{TRUE, 0, NULL, NULL, 1800, OK, 0, 1800, 900},
      {TRUE, 0, NULL, NULL, 2, TP_ERROR_INVALID, 0, 0, 0},
      {TRUE, 0, NULL, NULL, ALL, OK, 0, 1, 1}},
     0,                                                                                                        0  },
    {"a part of the order leaves less of a line",
     {{TRUE, 0, NULL, NULL, 1000, OK, 0, 1000, 500},
      {TRUE, 1, NULL, NULL, 900, TP_ERROR_INVALID, 0, 0, 0},
      {TRUE, 1, NULL, NULL, ALL, OK, 1, 801, 401}},
     0,                                                                                                        0  },
    {"by product: the first that has enough",
     {{TRUE, 0, "A", NULL, 200, OK, 1, 200, 100},
      {TRUE, 0, "A", NULL, 900, TP_ERROR_INVALID, 0, 0, 0},
      {TRUE, 0, "A", NULL, 300, OK, 1, 300, 150},
      {TRUE, 0, "A", NULL, 500, OK, 1, 500, 250},
      {TRUE, 0, "A", NULL, 300, OK, 3, 300, 150}},
     1,                                                                                                        251},
    {"a product that is not in the order",
     {{TRUE, 0, "D", NULL, 1, TP_ERROR_NOT_FOUND, 0, 0, 0}},
     1,                                                                                                        901},
    {"a line that is not in the order",
     {{TRUE, 9, NULL, NULL, 1, TP_ERROR_NOT_FOUND, 0, 0, 0}},
     1,                                                                                                        901},
    {"zero and less",
     {{TRUE, 1, NULL, NULL, 0, TP_ERROR_INVALID, 0, 0, 0},
      {TRUE, 1, NULL, NULL, -5, TP_ERROR_INVALID, 0, 0, 0}},
     1,                                                                                                        901},
    {"the gift, once",
     {{TRUE, 4, NULL, NULL, ALL, OK, 4, 0, 0},
      {TRUE, 4, NULL, NULL, ALL, TP_ERROR_CONFLICT, 0, 0, 0}},
     1,                                                                                                        901},
    {"the same key is known",
     {{TRUE, 1, NULL, "r1", 100, OK, 1, 100, 50},
      {TRUE, 1, NULL, "r1", 100, OK, 0, 0, 0},
      {TRUE, 0, NULL, "r1", ALL, OK, 0, 0, 0},
      {TRUE, 1, NULL, "r2", 100, OK, 1, 100, 50}},
     1,                                                                                                        801},
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
make_product (TpChange *change, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0, none = 0;
  tp_product_find_or_make_many (change, &name, &none, 1, &id, &error);
  g_assert_no_error (error);
  return id;
}

static TpPurchase *
new_purchase (TpChange *change, gint64 contact, const char *order, const char *currency)
{
  TpPurchase *purchase = tp_purchase_new ();
  g_assert_true (tp_purchase_source_find_or_make (change, "Shop", &purchase->source, NULL));
  purchase->contact = contact;
  purchase->name = g_strdup (order);
  purchase->key = tp_purchase_order_key (tp_change_account (change), order);
  purchase->at = TP_TESTING_NOW;
  g_strlcpy (purchase->currency, currency, sizeof purchase->currency);
  return purchase;
}

static gint64
add_order (TpAccount *account, gint64 contact, const char *name)
{
  static const struct {
    const char *product;
    gint64 amount;
  } items[] = {
      {"A", 1000},
      {"B", 501 },
      {"A", 300 },
      {"C", 0   }
  };
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (account);
  g_autoptr (TpPurchase) purchase = new_purchase (change, contact, name, "USD");
  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autofree char *line = g_strdup_printf ("%u", i + 1);
    tp_purchase_add_item (purchase, line, make_product (change, items[i].product), TP_QUANTITY_ONE,
                          items[i].amount);
  }
  tp_purchase_add (change, purchase, NULL, &error);
  g_assert_no_error (error);
  commit (change);
  return purchase->id;
}

static void
check_step (TpAccount *account, gint64 purchase, const Step *step)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (account);
  g_autoptr (TpRefund) refund = tp_refund_new ();
  refund->purchase = purchase;
  refund->line = step->line;
  refund->product = step->product != NULL ? make_product (change, step->product) : 0;
  refund->key = g_strdup (step->key);
  refund->amount = step->amount;
  refund->at = TP_TESTING_NOW;
  gboolean ok = tp_refund_add (change, refund, &error);
  if (step->want != OK) {
    g_assert_false (ok);
    g_assert_error (error, TP_ERROR, step->want);
    tp_change_free (change);
    return;
  }
  g_assert_no_error (error);
  gboolean known = refund->outcome == TP_REFUND_KNOWN;
  g_assert_cmpint (known, ==, step->want_line == 0 && step->want_amount == 0);
  if (!known) {
    g_assert_cmpint (refund->line, ==, step->want_line);
    g_assert_cmpint (refund->amount, ==, step->want_amount);
    g_assert_cmpint (refund->value, ==, step->want_value);
    g_assert_cmpint (refund->id, >, 0);
  }
  commit (change);
}

static void
test_cases (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  TpChange *change = begin (testing.account);
  g_assert_true (tp_setting_set (change, "currency", "EUR", NULL));
  g_assert_true (tp_exchange_rate_set (change, "USD", "2026-01-01", "0.5", NULL));
  commit (change);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    gint64 contact = 100 + (gint64)i;
    gint64 purchase = add_order (testing.account, contact, cases[i].name);
    for (gsize j = 0; j < 6 && cases[i].steps[j].there; j++)
      check_step (testing.account, purchase, &cases[i].steps[j]);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    TpPurchaseTotals totals;
    g_assert_true (tp_purchase_totals (conn, contact, &totals, NULL));
    g_assert_cmpint (totals.orders, ==, cases[i].want_orders);
    g_assert_cmpint (totals.value, ==, cases[i].want_value);
  }
  tp_testing_account_clear (&testing);
}

static void
test_events (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 purchase = add_order (testing.account, 7, "1");
  TpChange *change = begin (testing.account);
  for (int kind = TP_REFUND_REFUND; kind <= TP_REFUND_CHARGEBACK; kind++) {
    g_autoptr (TpRefund) refund = tp_refund_new ();
    refund->purchase = purchase;
    refund->kind = (TpRefundKind)kind;
    refund->amount = 100 + kind;
    refund->at = TP_TESTING_NOW + kind;
    g_assert_true (tp_refund_add (change, refund, &error));
    const GPtrArray *events = tp_change_events (change);
    const TpEvent *event = events->pdata[events->len - 1];
    g_assert_cmpint (event->kind, ==, kind == 0 ? TP_EVENT_REFUNDED : TP_EVENT_CHARGED_BACK);
    g_assert_cmpint (event->contact, ==, 7);
    g_assert_cmpint (event->target, ==, purchase);
    g_assert_cmpint (event->amount, ==, 100 + kind);
    g_assert_cmpint (event->at, ==, TP_TESTING_NOW + kind);
  }
  g_autoptr (TpRefund) lost = tp_refund_new ();
  lost->purchase = purchase + 1;
  lost->amount = ALL;
  g_assert_false (tp_refund_add (change, lost, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  commit (change);
  tp_testing_account_clear (&testing);
}

/* A naive model beside it: amounts in one currency, which is the account's. */
#define MODEL_ORDERS 12
#define MODEL_LINES 3
typedef struct {
  gint64 id;
  gint64 line[MODEL_LINES], line_refunded[MODEL_LINES];
  gint64 refunded;
} Model;

static gint64
model_amount (const Model *model)
{
  return model->line[0] + model->line[1] + model->line[2];
}

static void
random_refund (TpAccount *account, Model *models)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (account);
  Model *model = &models[g_test_rand_int_range (0, MODEL_ORDERS)];
  g_autoptr (TpRefund) refund = tp_refund_new ();
  refund->purchase = model->id;
  refund->line = g_test_rand_int_range (0, MODEL_LINES + 1);
  refund->amount = g_test_rand_int_range (-1, 60);
  refund->at = TP_TESTING_NOW;
  gint64 most = model_amount (model) - model->refunded;
  if (refund->line > 0)
    most = MIN (most, model->line[refund->line - 1] - model->line_refunded[refund->line - 1]);
  gint64 want = refund->amount == ALL ? most : refund->amount;
  gboolean want_ok = want > 0 && want <= most;
  g_assert_cmpint (tp_refund_add (change, refund, &error), ==, want_ok);
  if (want_ok) {
    g_assert_cmpint (refund->amount, ==, want);
    g_assert_cmpint (refund->value, ==, want);
    model->refunded += want;
    if (refund->line > 0)
      model->line_refunded[refund->line - 1] += want;
  }
  commit (change);
}

static void
test_random (const char *url)
{
  TpTestingAccount testing;
  Model models[MODEL_ORDERS] = {0};
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < MODEL_ORDERS; i++) {
    TpChange *change = begin (testing.account);
    g_autofree char *name = g_strdup_printf ("%d", (int)i);
    g_autoptr (TpPurchase) purchase = new_purchase (change, 1 + (gint64)i % 3, name, "EUR");
    for (guint j = 0; j < MODEL_LINES; j++) {
      g_autofree char *line = g_strdup_printf ("%u", j);
      models[i].line[j] = g_test_rand_int_range (1, 100);
      tp_purchase_add_item (purchase, line, make_product (change, "A"), TP_QUANTITY_ONE,
                            models[i].line[j]);
    }
    g_assert_true (tp_purchase_add (change, purchase, NULL, NULL));
    models[i].id = purchase->id;
    commit (change);
  }
  for (int i = 0; i < 200; i++)
    random_refund (testing.account, models);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
  for (gint64 contact = 1; contact <= 3; contact++) {
    TpPurchaseTotals totals;
    gint64 want_orders = 0, want_value = 0;
    for (gsize i = 0; i < MODEL_ORDERS; i++)
      if (1 + (gint64)i % 3 == contact && models[i].refunded < model_amount (&models[i])) {
        want_orders++;
        want_value += model_amount (&models[i]) - models[i].refunded;
      }
    g_assert_true (tp_purchase_totals (conn, contact, &totals, NULL));
    g_assert_cmpint (totals.orders, ==, want_orders);
    g_assert_cmpint (totals.value, ==, want_value);
  }
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/refund/what is refunded and what is left", test_cases);
  tp_testing_add ("/refund/events", test_events);
  tp_testing_add ("/refund/random ones against a naive model", test_random);
  return g_test_run ();
}
