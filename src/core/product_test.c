/* SPDX-License-Identifier: Apache-2.0 */
#include "core/product.h"

#include "base/error.h"
#include "core/category.h"
#include "core/purchase_source.h"
#include "core/testing.h"

static TpChange *
begin (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

static void
test_many (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  TpChange *change = begin (testing.account);
  const char *const category_names[] = {"Machines", NULL, "machines", " Care "};
  gint64 categories[4], ids[4], again[4];
  g_assert_true (tp_category_find_or_make_many (change, category_names, 4, categories, &error));
  g_assert_cmpint (categories[0], ==, categories[2]);
  g_assert_cmpint (categories[1], ==, 0);
  g_assert_cmpint (categories[3], !=, categories[0]);
  const char *const names[] = {"Filter", "Straße", "STRASSE", "filter"};
  const gint64 wanted[] = {0, categories[0], categories[3], categories[3]};
  g_assert_true (tp_product_find_or_make_many (change, names, wanted, 4, ids, &error));
  g_assert_cmpint (ids[0], ==, ids[3]);
  g_assert_cmpint (ids[1], ==, ids[2]);
  g_assert_true (tp_product_find_or_make_many (change, names, wanted, 4, again, &error));
  g_assert_cmpmem (ids, sizeof ids, again, sizeof again);
  g_assert_true (tp_change_commit (&change, NULL, &error));
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autoptr (TpProduct) filter = tp_product_get (conn, ids[0], &error);
    g_autoptr (TpProduct) street = tp_product_get (conn, ids[1], &error);
    g_assert_cmpstr (filter->name, ==, "Filter");
    g_assert_cmpstr (filter->category_name, ==, "Care");     /* had none */
    g_assert_cmpstr (street->category_name, ==, "Machines"); /* keeps its own */
    char *next = NULL;
    g_autoptr (GPtrArray) page = tp_product_page (conn, "", 1, &next, &error);
    g_assert_cmpuint (page->len, ==, 1);
    g_assert_cmpstr (next, ==, "filter");
    g_autofree char *after = next;
    g_autoptr (GPtrArray) rest = tp_product_page (conn, after, 10, &next, &error);
    g_assert_cmpuint (rest->len, ==, 1);
    g_assert_null (next);
  }
  tp_testing_account_clear (&testing);
}

static void
test_life (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 a, b, category;
  tp_testing_account_init (&testing, url);
  TpChange *change = begin (testing.account);
  g_assert_true (tp_category_make (change, "Care", &category, &error));
  g_assert_false (tp_category_make (change, "care", &b, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (tp_product_make (change, "A", category, &a, &error));
  g_assert_false (tp_product_make (change, "a", 0, &b, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (tp_product_make (change, "B", 999, &b, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (tp_product_make (change, " \t", 0, &b, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (tp_product_make (change, "B", 0, &b, &error));
  g_assert_false (tp_product_change (change, b, "A", -1, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (tp_product_change (change, a, "Ä", 0, &error));
  g_assert_true (tp_product_archive (change, a, &error));
  g_assert_false (tp_product_change (change, a, "A", -1, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (tp_product_change (change, b, "Ä", category, &error)); /* the name is free again */
  g_assert_true (tp_category_rename (change, category, "Cleaning", &error));
  g_assert_true (tp_category_archive (change, category, &error));
  g_assert_true (tp_change_commit (&change, NULL, &error));
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), NULL);
    g_autoptr (TpProduct) product = tp_product_get (conn, b, &error);
    g_assert_cmpstr (product->name, ==, "Ä");
    g_assert_cmpstr (product->category_name, ==, "Cleaning");
    g_assert_null (tp_product_get (conn, 999, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  }
  tp_testing_account_clear (&testing);
}

static void
test_sources (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 shop, again, till, none;
  tp_testing_account_init (&testing, url);
  TpChange *change = begin (testing.account);
  g_assert_true (tp_purchase_source_find_or_make (change, "Shop", &shop, &error));
  g_assert_true (tp_purchase_source_find_or_make (change, "SHOP", &again, &error));
  g_assert_true (tp_purchase_source_find_or_make (change, "Till", &till, &error));
  g_assert_cmpint (shop, ==, again);
  g_assert_cmpint (shop, !=, till);
  g_assert_true (tp_purchase_source_find (tp_change_conn (change), "fair", &none, &error));
  g_assert_cmpint (none, ==, 0);
  g_assert_false (tp_purchase_source_find_or_make (change, "", &none, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_autoptr (GPtrArray) all = tp_purchase_source_list (tp_change_conn (change), NULL);
  g_assert_cmpuint (all->len, ==, 2);
  tp_change_free (change);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/product/many at once", test_many);
  tp_testing_add ("/product/made, changed, archived", test_life);
  tp_testing_add ("/product/sources of orders", test_sources);
  return g_test_run ();
}
