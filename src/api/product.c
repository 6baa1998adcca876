/* SPDX-License-Identifier: Apache-2.0 */
/* Products, their categories, and where orders come from. */
#include "core/product.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/category.h"
#include "core/purchase_source.h"
#include "core/thing.h"

static json_t *
category_json (TpApi *api, const TpCategory *category)
{
  return json_pack ("{s:o, s:s, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_CATEGORY, category->id), "name", category->name,
                    "created_at", tp_api_time (category->created_at), "archived_at",
                    tp_api_time (category->archived_at));
}

static json_t *
product_json (TpApi *api, const TpProduct *product)
{
  json_t *category = product->category == 0
                         ? json_null ()
                         : json_pack ("{s:o, s:s?}", "id",
                                      tp_api_public_id (api, TP_THING_CATEGORY, product->category),
                                      "name", product->category_name);
  return json_pack ("{s:o, s:s, s:o, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_PRODUCT, product->id), "name", product->name,
                    "category", category, "created_at", tp_api_time (product->created_at),
                    "archived_at", tp_api_time (product->archived_at));
}

static gboolean
list_categories (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autofree char *after = NULL, *next = NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after (api, request, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) page =
      tp_category_page (conn, after != NULL ? after : "",
                        (guint)tp_request_query_int (request, "limit"), &next, error);
  if (page == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < page->len; i++)
    json_array_append_new (items, category_json (api, page->pdata[i]));
  tp_api_list (response, "categories", items, tp_api_next (api, request, next));
  return TRUE;
}

static gboolean
list_products (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autofree char *after = NULL, *next = NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after (api, request, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) page =
      tp_product_page (conn, after != NULL ? after : "",
                       (guint)tp_request_query_int (request, "limit"), &next, error);
  if (page == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < page->len; i++)
    json_array_append_new (items, product_json (api, page->pdata[i]));
  tp_api_list (response, "products", items, tp_api_next (api, request, next));
  return TRUE;
}

static gboolean
answer_category (TpApi *api, TpConn *conn, TpResponse *response, gint64 id, GError **error)
{
  g_autoptr (TpCategory) category = tp_category_get (conn, id, error);
  if (category == NULL)
    return FALSE;
  tp_response_json (response, category_json (api, category));
  return TRUE;
}

static gboolean
answer_product (TpApi *api, TpConn *conn, TpResponse *response, gint64 id, GError **error)
{
  g_autoptr (TpProduct) product = tp_product_get (conn, id, error);
  if (product == NULL)
    return FALSE;
  tp_response_json (response, product_json (api, product));
  return TRUE;
}

static gboolean
show_category (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (app, request, "id", TP_THING_CATEGORY, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && answer_category (app, conn, response, id, error);
}

static gboolean
show_product (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (app, request, "id", TP_THING_PRODUCT, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && answer_product (app, conn, response, id, error);
}

static gboolean
read_name (TpRequest *request, const char **out_name, GError **error)
{
  static const char *const known[] = {"name", NULL};
  TpJsonNode body;
  return tp_api_body (request, known, &body, error) &&
         tp_json_get_string (&body, "name", TP_JSON_NOT_EMPTY, TP_THING_NAME_MAX, out_name, error);
}

static gboolean
add_category (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  const char *name = NULL;
  if (!read_name (request, &name, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && tp_category_make (change, name, &id, error) &&
         answer_category (app, tp_change_conn (change), response, id, error) &&
         tp_api_commit (app, request, response, &change, error);
}

static gboolean
change_category (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  const char *name = NULL;
  if (!tp_api_id (app, request, "id", TP_THING_CATEGORY, &id, error) ||
      !read_name (request, &name, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && tp_category_rename (change, id, name, error) &&
         answer_category (app, tp_change_conn (change), response, id, error) &&
         tp_api_commit (app, request, response, &change, error);
}

static gboolean
archive_category (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (app, request, "id", TP_THING_CATEGORY, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  if (change == NULL || !tp_category_archive (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (app, request, response, &change, error);
}

/* *out_category is left alone when the body says nothing of it, and 0 for null. */
static gboolean
read_product (TpApi *api, TpRequest *request, TpJsonPresence presence, const char **out_name,
              gint64 *out_category, GError **error)
{
  static const char *const known[] = {"name", "category", NULL};
  TpJsonNode body;
  const char *category = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", presence, TP_THING_NAME_MAX, out_name, error) ||
      !tp_json_get_string (&body, "category", TP_JSON_OPTIONAL, 100, &category, error))
    return FALSE;
  if (tp_json_is_null (&body, "category"))
    *out_category = 0;
  return category == NULL || tp_api_find_id (api, TP_THING_CATEGORY, category, out_category, error);
}

static gboolean
add_product (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0, category = 0;
  const char *name = NULL;
  if (!read_product (app, request, TP_JSON_NOT_EMPTY, &name, &category, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && tp_product_make (change, name, category, &id, error) &&
         answer_product (app, tp_change_conn (change), response, id, error) &&
         tp_api_commit (app, request, response, &change, error);
}

static gboolean
change_product (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0, category = -1;
  const char *name = NULL;
  if (!tp_api_id (app, request, "id", TP_THING_PRODUCT, &id, error) ||
      !read_product (app, request, TP_JSON_OPTIONAL, &name, &category, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && tp_product_change (change, id, name, category, error) &&
         answer_product (app, tp_change_conn (change), response, id, error) &&
         tp_api_commit (app, request, response, &change, error);
}

static gboolean
archive_product (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (app, request, "id", TP_THING_PRODUCT, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  if (change == NULL || !tp_product_archive (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (app, request, response, &change, error);
}

static gboolean
list_sources (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  g_autoptr (GPtrArray) sources = conn != NULL ? tp_purchase_source_list (conn, error) : NULL;
  if (sources == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < sources->len; i++) {
    const TpPurchaseSource *source = sources->pdata[i];
    json_array_append_new (items, json_pack ("{s:s, s:o}", "name", source->name, "created_at",
                                             tp_api_time (source->created_at)));
  }
  tp_api_list (response, "sources", items, NULL);
  return TRUE;
}

/* clang-format off */
#define NAMED                                                                                      \
  "\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"                                   \
  "\"created_at\":{\"type\":\"string\"},\"archived_at\":{\"type\":[\"string\",\"null\"]}"
#define NAME_INPUT "\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}"

static const TpSchema schemas[] = {
    {"Category", "{\"type\":\"object\",\"required\":[\"id\",\"name\"],\"properties\":{" NAMED "}}"},
    {"CategoryList", TP_API_LIST_SCHEMA ("categories", "Category")},
    {"CategoryInput", "{\"type\":\"object\",\"required\":[\"name\"],\"additionalProperties\":false,"
                      "\"properties\":{" NAME_INPUT "}}"},
    {"NamedId", "{\"type\":\"object\",\"required\":[\"id\",\"name\"],\"properties\":{"
                "\"id\":{\"type\":\"string\"},\"name\":{\"type\":[\"string\",\"null\"]}}}"},
    {"Product", "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"category\"],\"properties\":{"
                NAMED ",\"category\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/NamedId\"},"
                "{\"type\":\"null\"}]}}}"},
    {"ProductList", TP_API_LIST_SCHEMA ("products", "Product")},
    {"ProductInput", "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                     NAME_INPUT ",\"category\":{\"type\":[\"string\",\"null\"],"
                     "\"description\":\"the id of a category\"}}}"},
    {"Source", "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{\"name\":{"
               "\"type\":\"string\"},\"created_at\":{\"type\":\"string\"}}}"},
    {"SourceList", TP_API_LIST_SCHEMA ("sources", "Source")},
};

static const TpQueryParam list_query[] = {TP_API_LIMIT, TP_API_AFTER, {NULL}};

static const TpRoute routes[] = {
    {"GET", "/api/v1/products", "sales:read", 0, list_products, "products",
     N_ ("products by name"), .query = list_query, .response_schema = "ProductList"},
    {"POST", "/api/v1/products", "sales:write", TP_ROUTE_IDEMPOTENT, add_product, "products",
     N_ ("make a product"), .request_schema = "ProductInput", .status = 201,
     .response_schema = "Product"},
    {"GET", "/api/v1/products/{id}", "sales:read", 0, show_product, "products",
     N_ ("a product"), .response_schema = "Product"},
    {"PATCH", "/api/v1/products/{id}", "sales:write", TP_ROUTE_IDEMPOTENT, change_product,
     "products", N_ ("rename a product or put it into a category"),
     .request_schema = "ProductInput", .response_schema = "Product"},
    {"DELETE", "/api/v1/products/{id}", "sales:write", TP_ROUTE_IDEMPOTENT, archive_product,
     "products", N_ ("archive a product that nothing uses"), .status = 204},
    {"GET", "/api/v1/categories", "sales:read", 0, list_categories, "products",
     N_ ("categories by name"), .query = list_query, .response_schema = "CategoryList"},
    {"POST", "/api/v1/categories", "sales:write", TP_ROUTE_IDEMPOTENT, add_category, "products",
     N_ ("make a category"), .request_schema = "CategoryInput", .status = 201,
     .response_schema = "Category"},
    {"GET", "/api/v1/categories/{id}", "sales:read", 0, show_category, "products",
     N_ ("a category"), .response_schema = "Category"},
    {"PATCH", "/api/v1/categories/{id}", "sales:write", TP_ROUTE_IDEMPOTENT, change_category,
     "products", N_ ("rename a category"), .request_schema = "CategoryInput",
     .response_schema = "Category"},
    {"DELETE", "/api/v1/categories/{id}", "sales:write", TP_ROUTE_IDEMPOTENT, archive_category,
     "products", N_ ("archive a category that nothing uses"), .status = 204},
    {"GET", "/api/v1/sources", "sales:read", 0, list_sources, "orders",
     N_ ("where orders come from"), .response_schema = "SourceList"},
};
/* clang-format on */

const TpApiResource tp_api_product = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
