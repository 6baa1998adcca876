/* SPDX-License-Identifier: Apache-2.0 */
/* Automatic tags and rules about purchases. */
#include "core/category.h"
#include "core/feed.h"
#include "core/product.h"
#include "core/purchase.h"
#include "core/purchase_source.h"
#include "core/refund.h"
#include "core/rule_past.h"
#include "core/tag.h"
#include "core/tag_testing.h"
#include "core/testing.h"

#include <string.h>

typedef struct {
  TpTestingAccount testing;
  TpAccount *account;
  gint64 source, a, b; /* products; A is of the category "C" */
} Shop;

static void
shop_init (Shop *shop, const char *url)
{
  static const char *const names[] = {"A", "B"}, *const category = "C";
  g_autoptr (GError) error = NULL;
  gint64 categories[2] = {0}, products[2];
  tp_testing_account_init (&shop->testing, url);
  shop->account = shop->testing.account;
  tp_tag_testing_contacts (shop->account, 1, 20, 0);
  g_autoptr (TpChange) change = tp_tag_testing_begin (shop->account);
  tp_purchase_source_find_or_make (change, "Shop", &shop->source, &error);
  tp_category_find_or_make_many (change, &category, 1, categories, &error);
  tp_product_find_or_make_many (change, names, categories, 2, products, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  shop->a = products[0];
  shop->b = products[1];
}

static TpPurchase *
new_order (Shop *shop, const char *name, gint64 contact, gint64 first, gint64 second)
{
  TpPurchase *order = tp_purchase_new ();
  order->contact = contact;
  order->source = shop->source;
  order->key = tp_purchase_order_key (shop->account, name);
  order->at = TP_TESTING_NOW;
  g_strlcpy (order->currency, "EUR", sizeof order->currency);
  tp_purchase_add_item (order, "1", first, TP_QUANTITY_ONE, 1000);
  if (second != 0)
    tp_purchase_add_item (order, "2", second, TP_QUANTITY_ONE, 500);
  return order;
}

/* Buys one or two products (0: none); returns the order's number. */
static gint64
buy (Shop *shop, const char *name, gint64 contact, gint64 first, gint64 second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpPurchase) order = new_order (shop, name, contact, first, second);
  g_autoptr (TpChange) change = tp_tag_testing_begin (shop->account);
  tp_purchase_add (change, order, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return order->id;
}

static void
give_back (Shop *shop, gint64 order, gint64 line, gint64 amount, TpRefundKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpRefund) refund = tp_refund_new ();
  refund->purchase = order;
  refund->line = line;
  refund->amount = amount;
  refund->kind = kind;
  refund->at = TP_TESTING_NOW;
  g_autoptr (TpChange) change = tp_tag_testing_begin (shop->account);
  tp_refund_add (change, refund, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

static gint64
tag (Shop *shop, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (shop->account), &error);
  g_autoptr (TpTag) found = tp_tag_find (conn, name, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  return found->id;
}

static gboolean
wears (Shop *shop, const char *name, gint64 contact)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (shop->account), &error);
  g_autoptr (GPtrArray) worn = tp_tag_of_contacts (conn, &contact, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < worn->len; i++)
    if (strcmp (((TpWornTag *)worn->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
test_bought_and_refunded (const char *url)
{
  Shop shop;
  shop_init (&shop, url);
  gint64 first = buy (&shop, "1", 1, shop.a, shop.b);
  gint64 second = buy (&shop, "2", 1, shop.a, 0);
  g_assert_true (wears (&shop, "Bought A", 1));
  g_assert_true (wears (&shop, "Bought B", 1));
  give_back (&shop, first, 2, 100, TP_REFUND_REFUND); /* a part */
  g_assert_true (wears (&shop, "Bought B", 1));
  g_assert_false (wears (&shop, "Refunded B", 1));
  give_back (&shop, first, 2, TP_REFUND_ALL, TP_REFUND_REFUND);
  g_assert_false (wears (&shop, "Bought B", 1));
  g_assert_true (wears (&shop, "Refunded B", 1));
  give_back (&shop, first, 0, TP_REFUND_ALL, TP_REFUND_REFUND); /* A stays: bought twice */
  g_assert_true (wears (&shop, "Bought A", 1));
  g_assert_true (wears (&shop, "Refunded A", 1));
  give_back (&shop, second, 0, TP_REFUND_ALL, TP_REFUND_CHARGEBACK);
  g_assert_false (wears (&shop, "Bought A", 1));
  g_assert_true (wears (&shop, "Charged back A", 1));
  tp_testing_account_clear (&shop.testing);
}

/* A tag that a person set on a contact stays when the product goes back. */
static void
test_set_by_hand_stays (const char *url)
{
  Shop shop;
  shop_init (&shop, url);
  buy (&shop, "1", 2, shop.a, 0);
  tp_tag_testing_set (shop.account, tag (&shop, "Bought A"), 1, 1);
  gint64 order = buy (&shop, "2", 1, shop.a, 0);
  give_back (&shop, order, 0, TP_REFUND_ALL, TP_REFUND_REFUND);
  g_assert_true (wears (&shop, "Bought A", 1));
  g_assert_true (wears (&shop, "Refunded A", 1));
  tp_testing_account_clear (&shop.testing);
}

static void
test_product_renamed (const char *url)
{
  Shop shop;
  g_autoptr (GError) error = NULL;
  shop_init (&shop, url);
  buy (&shop, "1", 1, shop.a, 0);
  gint64 before = tag (&shop, "Bought A");
  g_autoptr (TpChange) change = tp_tag_testing_begin (shop.account);
  g_assert_true (tp_product_change (change, shop.a, "Better A", -1, &error));
  tp_tag_testing_commit (&change);
  g_assert_cmpint (tag (&shop, "Bought Better A"), ==, before);
  tp_testing_account_clear (&shop.testing);
}

static TpRule *
make_rule (Shop *shop, const char *when, const char *set)
{
  GError *error = NULL;
  gint64 id = 0, number = tp_tag_testing_make (shop->account, set);
  TpRule *rule = tp_rule_new ();
  g_autoptr (TpChange) change = tp_tag_testing_begin (shop->account);
  g_autoptr (TpNames) names = tp_names_new (shop->account, tp_change_conn (change));
  tp_rule_event_parse (when, tp_names_segment (names), &rule->event, &error);
  g_assert_no_error (error);
  g_array_append_val (rule->set, number);
  tp_rule_add (change, rule, names, &id, &error);
  g_assert_no_error (error);
  rule->id = id;
  g_clear_pointer (&names, tp_names_free);
  tp_tag_testing_commit (&change);
  return rule;
}

/* Each rule for what happens, and the same for what happened before. */
static void
test_rules (const char *url)
{
  static const struct {
    const char *when;
    gboolean want[4]; /* contacts 1: buys A; 2: buys B; 3: buys both, B goes back; 4: nothing */
    gboolean want_past[4]; /* 3 did not buy B */
  } cases[] = {
      {"bought",                  {TRUE, TRUE, TRUE},   {TRUE, TRUE, TRUE}  },
      {"bought product \"A\"",    {TRUE, FALSE, TRUE},  {TRUE, FALSE, TRUE} },
      {"bought product \"b\"",    {FALSE, TRUE, TRUE},  {FALSE, TRUE, FALSE}},
      {"bought category \"C\"",   {TRUE, FALSE, TRUE},  {TRUE, FALSE, TRUE} },
      {"refunded",                {FALSE, FALSE, TRUE}, {FALSE, FALSE, TRUE}},
      {"refunded product \"B\"",  {FALSE, FALSE, TRUE}, {FALSE, FALSE, TRUE}},
      {"refunded product \"A\"",  {FALSE},              {FALSE}             },
      {"refunded category \"C\"", {FALSE},              {FALSE}             },
      {"charged back",            {FALSE, FALSE, TRUE}, {FALSE, FALSE, TRUE}},
  };
  Shop shop;
  g_autoptr (GError) error = NULL;
  TpTagBulk bulk = {.actor = tp_testing_actor};
  shop_init (&shop, url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    tp_rule_free (make_rule (&shop, cases[i].when, cases[i].when));
  buy (&shop, "1", 1, shop.a, 0);
  buy (&shop, "2", 2, shop.b, 0);
  gint64 third = buy (&shop, "3", 3, shop.a, shop.b);
  give_back (&shop, third, 2, TP_REFUND_ALL, TP_REFUND_CHARGEBACK);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpTagBulkResult result;
    g_autofree char *past = g_strconcat ("past ", cases[i].when, NULL);
    g_autoptr (TpRule) rule = make_rule (&shop, cases[i].when, past);
    g_assert_true (tp_rule_apply_past (shop.account, rule, &bulk, &result, &error));
    g_assert_no_error (error);
    for (gint64 contact = 1; contact <= 4; contact++) {
      g_test_message ("%s: %d", cases[i].when, (int)contact);
      g_assert_cmpint (wears (&shop, cases[i].when, contact), ==, cases[i].want[contact - 1]);
      g_assert_cmpint (wears (&shop, past, contact), ==, cases[i].want_past[contact - 1]);
    }
  }
  tp_testing_account_clear (&shop.testing);
}

/* Many orders in one change: one event per tag. */
static void
test_bulk (const char *url)
{
  Shop shop;
  g_autoptr (GError) error = NULL;
  guint count = tp_testing_is_long () ? 8192 : 2000;
  shop_init (&shop, url);
  tp_tag_testing_contacts (shop.account, 101, 100 + count, 0);
  tp_rule_free (make_rule (&shop, "bought product \"A\"", "Has A"));
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_purchase_free);
  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    g_ptr_array_add (orders, new_order (&shop, name, 101 + i, i % 2 ? shop.a : shop.b, 0));
  }
  gint64 before = tp_tag_testing_head (shop.account);
  g_autoptr (TpChange) change = tp_tag_testing_begin (shop.account);
  g_assert_true (tp_purchase_add_many (change, orders, NULL, &error));
  gint64 started = g_get_monotonic_time ();
  g_assert_true (tp_rule_react (change, &error));
  g_test_message ("%u orders: %.1f ms", count, (double)(g_get_monotonic_time () - started) / 1000);
  tp_tag_testing_commit (&change);
  g_autoptr (GPtrArray) events = tp_tag_testing_events (shop.account, before, TP_EVENT_TAG_SET, 0);
  g_assert_cmpuint (events->len, ==, 3);
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpuint (tp_id_set_count (((TpEvent *)events->pdata[i])->members), ==, count / 2);
  tp_testing_account_clear (&shop.testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/tag_sales/bought and refunded", test_bought_and_refunded);
  tp_testing_add ("/tag_sales/set by hand stays", test_set_by_hand_stays);
  tp_testing_add ("/tag_sales/product renamed", test_product_renamed);
  tp_testing_add ("/tag_sales/rules", test_rules);
  tp_testing_add ("/tag_sales/bulk", test_bulk);
  return g_test_run ();
}
