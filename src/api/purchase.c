/* SPDX-License-Identifier: Apache-2.0 */
/* Orders and their refunds. Amounts are decimal texts in the order's currency, quantities numbers
 * with at most three places. */
#include "core/purchase.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/number.h"
#include "base/secret.h"
#include "core/category.h"
#include "core/contact.h"
#include "core/money.h"
#include "core/product.h"
#include "core/purchase_buyer.h"
#include "core/purchase_source.h"
#include "core/refund.h"
#include "core/setting.h"
#include "core/thing.h"

#include <math.h>
#include <string.h>

#define SOURCE "api" /* of orders that name none */
#define RANDOM_BYTES 16
#define AMOUNT_LENGTH 40

static json_t *
money (gint64 amount, const char *currency)
{
  g_autofree char *text = tp_money_format (amount, currency);
  return json_string (text);
}

static json_t *
quantity_json (gint64 quantity)
{
  return quantity % TP_QUANTITY_ONE == 0 ? json_integer (quantity / TP_QUANTITY_ONE)
                                         : json_real ((double)quantity / TP_QUANTITY_ONE);
}

static json_t *
item_json (TpApi *api, const TpPurchase *order, const TpPurchaseItem *item)
{
  return json_pack ("{s:I, s:{s:o, s:o}, s:o, s:o, s:o}", "line", (json_int_t)item->line, "product",
                    "id", tp_api_public_id (api, TP_THING_PRODUCT, item->product), "name",
                    tp_api_text (item->product_name), "quantity", quantity_json (item->quantity),
                    "amount", money (item->amount, order->currency), "refunded",
                    money (item->refunded, order->currency));
}

static json_t *
refund_json (TpApi *api, const TpPurchase *order, const TpRefund *refund)
{
  return json_pack ("{s:o, s:o, s:s, s:o, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_REFUND, refund->id), "line",
                    refund->line != 0 ? json_integer (refund->line) : json_null (), "kind",
                    tp_refund_kind_name (refund->kind), "at", tp_api_time (refund->at), "quantity",
                    refund->quantity != 0 ? quantity_json (refund->quantity) : json_null (),
                    "amount", money (refund->amount, order->currency));
}

/* `own`: the account's currency. */
static json_t *
order_json (TpApi *api, const TpPurchase *order, const char *own)
{
  json_t *items = json_array (), *refunds = json_array ();
  for (guint i = 0; i < order->items->len; i++)
    json_array_append_new (items, item_json (api, order, order->items->pdata[i]));
  for (guint i = 0; i < order->refunds->len; i++)
    json_array_append_new (refunds, refund_json (api, order, order->refunds->pdata[i]));
  return json_pack ("{s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:{s:o, s:s}, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_PURCHASE, order->id), "contact",
                    tp_api_public_id (api, TP_THING_CONTACT, order->contact), "source",
                    order->source_name, "number", tp_api_text (order->name), "at",
                    tp_api_time (order->at), "currency", order->currency, "amount",
                    money (order->amount, order->currency), "refunded",
                    money (order->refunded, order->currency), "value", "amount",
                    money (order->value - order->refunded_value, own), "currency", own, "items",
                    items, "refunds", refunds);
}

static gboolean
answer (TpApi *api, TpConn *conn, TpResponse *response, gint64 id, GError **error)
{
  g_autoptr (TpPurchase) order = tp_purchase_get (conn, id, error);
  g_autofree char *own = order != NULL ? tp_setting_get (conn, "currency", error) : NULL;
  if (own == NULL)
    return FALSE;
  tp_response_json (response, order_json (api, order, own));
  return TRUE;
}

static gboolean
list (TpApi *api, TpRequest *request, TpResponse *response, TpConn *conn, gint64 contact,
      GError **error)
{
  g_autofree char *after = NULL, *next = NULL;
  if (!tp_api_after (api, request, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) page = tp_purchase_page (
      conn, contact, after, (guint)tp_request_query_int (request, "limit"), &next, error);
  g_autofree char *own = page != NULL ? tp_setting_get (conn, "currency", error) : NULL;
  if (own == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < page->len; i++)
    json_array_append_new (items, order_json (api, page->pdata[i], own));
  tp_api_list (response, "orders", items, tp_api_next (api, request, next));
  return TRUE;
}

static gboolean
list_orders (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && list (app, request, response, conn, 0, error);
}

static gboolean
list_orders_of (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 contact = 0;
  if (!tp_api_id (app, request, "id", TP_THING_CONTACT, &contact, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && tp_contact_resolve (conn, contact, &contact, error) &&
         list (app, request, response, conn, contact, error);
}

static gboolean
show_order (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (app, request, "id", TP_THING_PURCHASE, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && answer (app, conn, response, id, error);
}

/* "12.50" in minor units; left alone when it is absent. */
static gboolean
read_money (const TpJsonNode *object, const char *name, TpJsonPresence presence,
            const char *currency, gint64 *out_amount, GError **error)
{
  const char *text = NULL;
  g_autoptr (GError) local = NULL;
  TpJsonNode node;
  if (!tp_json_get (object, name, presence, &node, error) ||
      !tp_json_get_string (object, name, presence, AMOUNT_LENGTH, &text, error))
    return FALSE;
  if (text == NULL || tp_amount_parse (text, TP_NUMBER_POINT, tp_currency_digits (currency),
                                       out_amount, NULL, &local))
    return TRUE;
  return tp_json_fault (&node, error, "%s", local->message);
}

static gboolean
read_quantity (const TpJsonNode *object, gint64 *out_quantity, GError **error)
{
  double number = (double)*out_quantity / TP_QUANTITY_ONE;
  if (!tp_json_get_number (object, "quantity", TP_JSON_OPTIONAL, 0.001,
                           (double)TP_QUANTITY_MAX / TP_QUANTITY_ONE, &number, error))
    return FALSE;
  *out_quantity = llround (number * TP_QUANTITY_ONE);
  return TRUE;
}

/* What the body of an order says, names still being names. */
typedef struct {
  const char *email, *contact, *source, *number, *currency;
  gint64 at;
  TpJsonNode items;
} Input;

static gboolean
read_order (const TpJsonNode *body, Input *input, GError **error)
{
  if (!tp_json_get_string (body, "email", TP_JSON_OPTIONAL, 254, &input->email, error) ||
      !tp_json_get_string (body, "contact", TP_JSON_OPTIONAL, 100, &input->contact, error) ||
      !tp_json_get_string (body, "source", TP_JSON_OPTIONAL, TP_THING_NAME_MAX, &input->source,
                           error) ||
      !tp_json_get_string (body, "number", TP_JSON_OPTIONAL, TP_PURCHASE_NAME_MAX, &input->number,
                           error) ||
      !tp_json_get_string (body, "currency", TP_JSON_OPTIONAL, 3, &input->currency, error) ||
      !tp_json_get_time (body, "at", TP_JSON_OPTIONAL, &input->at, error) ||
      !tp_json_get_array (body, "items", TP_JSON_NOT_EMPTY, TP_PURCHASE_ITEMS_MAX, &input->items,
                          error))
    return FALSE;
  if ((input->email == NULL) == (input->contact == NULL))
    return tp_error (error, TP_ERROR_INVALID, _ ("one of email and contact is expected"));
  if (input->number != NULL && *input->number == '\0')
    input->number = NULL;
  return tp_currency_digits (input->currency) >= 0 ||
         tp_error (error, TP_ERROR_INVALID, _ ("currency: no currency '%s'"), input->currency);
}

/* One item; its product is named, and made when it is new. */
static gboolean
read_item (TpChange *change, const TpJsonNode *node, const char *number_in_order, TpPurchase *order,
           GError **error)
{
  static const char *const known[] = {"line", "product", "category", "quantity", "amount", NULL};
  const char *line = number_in_order, *product = NULL, *category_name = NULL;
  gint64 quantity = TP_QUANTITY_ONE, amount = 0, category = 0, id = 0;
  if (!tp_json_object (node, error) || !tp_json_only (node, known, error) ||
      !tp_json_get_string (node, "line", TP_JSON_OPTIONAL, TP_PURCHASE_LINE_MAX, &line, error) ||
      !tp_json_get_string (node, "product", TP_JSON_NOT_EMPTY, TP_THING_NAME_MAX, &product,
                           error) ||
      !tp_json_get_string (node, "category", TP_JSON_OPTIONAL, TP_THING_NAME_MAX, &category_name,
                           error) ||
      !read_quantity (node, &quantity, error) ||
      !read_money (node, "amount", TP_JSON_REQUIRED, order->currency, &amount, error) ||
      !tp_category_find_or_make_many (change, &category_name, 1, &category, error) ||
      !tp_product_find_or_make_many (change, &product, &category, 1, &id, error))
    return FALSE;
  for (guint i = 0; i < order->items->len; i++)
    if (strcmp (((TpPurchaseItem *)order->items->pdata[i])->key, line) == 0)
      return tp_json_fault (node, error, _ ("the line '%s' is there twice"), line);
  tp_purchase_add_item (order, line, id, quantity, amount);
  return TRUE;
}

static gboolean
find_contact (TpApi *api, TpChange *change, const Input *input, gint64 *out_contact, GError **error)
{
  if (input->email != NULL)
    return tp_purchase_buyer (change, input->email, out_contact, error);
  return tp_api_find_id (api, TP_THING_CONTACT, input->contact, out_contact, error) &&
         tp_contact_resolve (tp_change_conn (change), *out_contact, out_contact, error);
}

/* An order without a number is always a new one. */
static char *
order_key (TpAccount *account, const char *number)
{
  guint8 bytes[RANDOM_BYTES];
  if (number != NULL)
    return tp_purchase_order_key (account, number);
  tp_random_bytes (bytes, sizeof bytes);
  return tp_base64url (bytes, sizeof bytes);
}

static TpPurchase *
make_order (TpApi *api, TpChange *change, const Input *input, GError **error)
{
  g_autoptr (TpPurchase) order = tp_purchase_new ();
  order->key = order_key (tp_api_account (api), input->number);
  order->name = g_strdup (input->number);
  order->at = input->at != 0 ? input->at : tp_change_now (change);
  g_strlcpy (order->currency, input->currency, sizeof order->currency);
  if (!find_contact (api, change, input, &order->contact, error) ||
      !tp_purchase_source_find_or_make (change, input->source, &order->source, error))
    return NULL;
  for (gsize i = 0; i < tp_json_length (&input->items); i++) {
    TpJsonNode node = tp_json_item (&input->items, i);
    g_autofree char *line = g_strdup_printf ("%u", (guint)i + 1);
    if (!read_item (change, &node, line, order, error))
      return NULL;
  }
  return g_steal_pointer (&order);
}

static gboolean
add_order (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"email", "contact",  "source", "number",
                                      "at",    "currency", "items",  NULL};
  TpApi *api = app;
  TpJsonNode body;
  gboolean currency_taken = FALSE, anything = FALSE;
  g_autofree char *own = tp_account_currency (tp_api_account (api));
  Input input = {.source = SOURCE, .currency = own};
  if (!tp_api_body (request, known, &body, error) || !read_order (&body, &input, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  g_autoptr (TpPurchase) order = change != NULL ? make_order (api, change, &input, error) : NULL;
  if (order == NULL || !tp_purchase_add (change, order, &currency_taken, error))
    return FALSE;
  for (guint i = 0; i < order->items->len; i++)
    anything |= ((TpPurchaseItem *)order->items->pdata[i])->outcome == TP_PURCHASE_ADDED;
  if (!anything)
    tp_response_set_status (response, 200);
  return answer (api, tp_change_conn (change), response, order->id, error) &&
         tp_api_commit (api, request, response, &change, error) &&
         (!currency_taken || tp_account_reload (tp_api_account (api), error));
}

static gboolean
read_refund (const TpJsonNode *body, const TpPurchase *order, TpRefund *refund, GError **error)
{
  static const char *const kinds[] = {"refund", "chargeback", NULL};
  int kind = TP_REFUND_REFUND;
  const char *key = NULL;
  if (!tp_json_get_int64 (body, "line", TP_JSON_OPTIONAL, 1, G_MAXINT32, &refund->line, error) ||
      !tp_json_get_choice (body, "kind", TP_JSON_OPTIONAL, kinds, &kind, error) ||
      !tp_json_get_string (body, "key", TP_JSON_OPTIONAL, TP_REFUND_KEY_MAX, &key, error) ||
      !tp_json_get_time (body, "at", TP_JSON_OPTIONAL, &refund->at, error) ||
      !read_quantity (body, &refund->quantity, error) ||
      !read_money (body, "amount", TP_JSON_OPTIONAL, order->currency, &refund->amount, error))
    return FALSE;
  refund->kind = (TpRefundKind)kind;
  refund->key = key != NULL && *key != '\0' ? g_strdup (key) : NULL;
  return refund->amount >= TP_REFUND_ALL ||
         tp_error (error, TP_ERROR_INVALID, _ ("the amount of a refund is above zero"));
}

static gboolean
add_refund (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"line", "amount", "quantity", "kind", "at", "key", NULL};
  TpJsonNode body;
  g_autoptr (TpRefund) refund = tp_refund_new ();
  if (!tp_api_id (app, request, "id", TP_THING_PURCHASE, &refund->purchase, error) ||
      !tp_api_body (request, known, &body, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  g_autoptr (TpPurchase) order =
      change != NULL ? tp_purchase_get (tp_change_conn (change), refund->purchase, error) : NULL;
  if (order == NULL)
    return FALSE;
  refund->at = tp_change_now (change);
  refund->amount = TP_REFUND_ALL;
  if (!read_refund (&body, order, refund, error) || !tp_refund_add (change, refund, error))
    return FALSE;
  if (refund->outcome == TP_REFUND_KNOWN)
    tp_response_set_status (response, 200);
  return answer (app, tp_change_conn (change), response, refund->purchase, error) &&
         tp_api_commit (app, request, response, &change, error);
}

/* clang-format off */
#define TEXT "{\"type\":\"string\"}"
#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"
#define DECIMAL "{\"type\":\"string\",\"pattern\":\"^-?[0-9]+([.][0-9]+)?$\"}"

static const TpSchema schemas[] = {
    {"OrderItem", "{\"type\":\"object\",\"required\":[\"line\",\"product\",\"quantity\",\"amount\","
                  "\"refunded\"],\"properties\":{\"line\":{\"type\":\"integer\"},"
                  "\"product\":{\"$ref\":\"#/components/schemas/NamedId\"},"
                  "\"quantity\":{\"type\":\"number\"},\"amount\":" DECIMAL ",\"refunded\":" DECIMAL "}}"},
    {"Refund", "{\"type\":\"object\",\"required\":[\"id\",\"line\",\"kind\",\"at\",\"amount\"],"
               "\"properties\":{\"id\":" TEXT ",\"line\":{\"type\":[\"integer\",\"null\"]},"
               "\"kind\":{\"type\":\"string\",\"enum\":[\"refund\",\"chargeback\"]},\"at\":" TEXT ","
               "\"quantity\":{\"type\":[\"number\",\"null\"]},\"amount\":" DECIMAL "}}"},
    {"Order", "{\"type\":\"object\",\"required\":[\"id\",\"contact\",\"source\",\"at\",\"currency\","
              "\"amount\",\"refunded\",\"value\",\"items\",\"refunds\"],\"properties\":{\"id\":" TEXT
              ",\"contact\":" TEXT ",\"source\":" TEXT ",\"number\":" TEXT_OR_NULL ",\"at\":" TEXT
              ",\"currency\":" TEXT ",\"amount\":" DECIMAL ",\"refunded\":" DECIMAL ",\"value\":{"
              "\"type\":\"object\",\"description\":\"in the account's currency, less refunds\","
              "\"properties\":{\"amount\":" DECIMAL ",\"currency\":" TEXT "}},\"items\":{"
              "\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/OrderItem\"}},"
              "\"refunds\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Refund\"}}}}"},
    {"OrderList", TP_API_LIST_SCHEMA ("orders", "Order")},
    {"OrderInput", "{\"type\":\"object\",\"required\":[\"items\"],\"additionalProperties\":false,"
                   "\"properties\":{\"email\":{\"type\":\"string\",\"description\":\"whose order it is; "
                   "an unknown address makes a contact\"},\"contact\":{\"type\":\"string\","
                   "\"description\":\"or the id of the contact\"},\"source\":" TEXT
                   ",\"number\":{\"type\":\"string\",\"description\":\"unique within its source: the same "
                   "order again changes nothing but adds lines that are new\"},\"at\":" TEXT
                   ",\"currency\":" TEXT ",\"items\":{\"type\":\"array\",\"minItems\":1,"
                   "\"maxItems\":1000,\"items\":{\"type\":\"object\",\"required\":[\"product\","
                   "\"amount\"],\"additionalProperties\":false,\"properties\":{\"line\":" TEXT
                   ",\"product\":" TEXT ",\"category\":" TEXT ",\"quantity\":{\"type\":\"number\"},"
                   "\"amount\":" DECIMAL "}}}}}"},
    {"RefundInput", "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                    "\"line\":{\"type\":\"integer\",\"description\":\"the item; without it the whole "
                    "order\"},\"amount\":{\"type\":\"string\",\"description\":\"without it all that is "
                    "left\"},\"quantity\":{\"type\":\"number\"},\"kind\":{\"type\":\"string\","
                    "\"enum\":[\"refund\",\"chargeback\"]},\"at\":" TEXT ",\"key\":{\"type\":\"string\","
                    "\"description\":\"one with the same key is taken once\"}}}"},
};

static const TpQueryParam list_query[] = {TP_API_LIMIT, TP_API_AFTER, {NULL}};

static const TpRoute routes[] = {
    {"GET", "/api/v1/orders", "sales:read", 0, list_orders, "orders",
     N_ ("orders, those stored last first"), .query = list_query, .response_schema = "OrderList"},
    {"POST", "/api/v1/orders", "sales:write", TP_ROUTE_IDEMPOTENT, add_order, "orders",
     N_ ("add an order"), .request_schema = "OrderInput", .status = 201,
     .response_schema = "Order"},
    {"GET", "/api/v1/orders/{id}", "sales:read", 0, show_order, "orders",
     N_ ("an order with items and refunds"), .response_schema = "Order"},
    {"POST", "/api/v1/orders/{id}/refunds", "sales:write", TP_ROUTE_IDEMPOTENT, add_refund,
     "orders", N_ ("refund an order, a line of it or a part"), .request_schema = "RefundInput",
     .status = 201, .response_schema = "Order"},
    {"GET", "/api/v1/contacts/{id}/orders", "sales:read", 0, list_orders_of, "orders",
     N_ ("what a contact bought, the latest first"), .query = list_query,
     .response_schema = "OrderList"},
};
/* clang-format on */

const TpApiResource tp_api_purchase = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
