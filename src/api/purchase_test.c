/* SPDX-License-Identifier: Apache-2.0 */
#include "api/testing.h"

#include <string.h>

/* Requests one after the other; {order} and {contact} stand for the ids that the first one gave. */
static const struct {
  const char *name, *method, *target, *body;
  guint want_status;
  const char *want; /* "path=value" of the answer between blanks; NULL: not looked at */
} cases[] = {
    {"an order by an unknown address", "POST", "/api/v1/orders",
     "{\"email\":\"Anna@x.example\",\"source\":\"Shop\",\"number\":\"17\",\"currency\":\"USD\","
     "\"items\":[{\"product\":\"Filter\",\"category\":\"Care\",\"quantity\":1.5,\"amount\":"
     "\"12.50\"},{\"product\":\"Machine\",\"amount\":\"100\"}]}",                                                                                 201,
     "amount=112.50 value.amount=112.50 value.currency=USD items.0.quantity=1.5 items.1.line=2 "
     "items.1.amount=100.00 items.0.product.name=Filter number=17 refunded=0.00"                                                                                                                                                },
    {"the same again",                 "POST", "/api/v1/orders",
     "{\"email\":\"anna@x.example\",\"source\":\"shop\",\"number\":\"17\",\"currency\":\"USD\","
     "\"items\":[{\"product\":\"Filter\",\"amount\":\"12.50\"}]}",                                                                                200, "amount=112.50"                                                          },
    {"a line more",                    "POST", "/api/v1/orders",
     "{\"contact\":\"{contact}\",\"source\":\"Shop\",\"number\":\"17\",\"currency\":\"USD\","
     "\"items\":[{\"line\":\"3\",\"product\":\"Filter\",\"amount\":\"0.50\"}]}",                                                                  201, "amount=113.00 items.2.amount=0.50"                                      },
    {"another person's",               "POST", "/api/v1/orders",
     "{\"email\":\"bert@x.example\",\"source\":\"Shop\",\"number\":\"17\",\"currency\":\"USD\","
     "\"items\":[{\"line\":\"4\",\"product\":\"Filter\",\"amount\":\"0.50\"}]}",                                                                  409, NULL                                                                     },
    {"without a number",               "POST", "/api/v1/orders",
     "{\"email\":\"anna@x.example\",\"at\":\"2026-01-02T03:04:05Z\",\"items\":[{\"product\":"
     "\"Filter\",\"amount\":\"1\"}]}",                                                                                                            201, "amount=1.00 currency=USD number=null source=api at=2026-01-02T03:04:05Z"},
    {"no rate",                        "POST", "/api/v1/orders",
     "{\"email\":\"anna@x.example\",\"currency\":\"CHF\",\"items\":[{\"product\":\"Filter\","
     "\"amount\":\"1\"}]}",                                                                                                                       422, NULL                                                                     },
    {"nobody",                         "POST", "/api/v1/orders",                            "{\"items\":[{\"product\":\"A\",\"amount\":\"1\"}]}", 422,
     NULL                                                                                                                                                                                                                       },
    {"no address",                     "POST", "/api/v1/orders",
     "{\"email\":\"x\",\"items\":[{\"product\":\"A\",\"amount\":\"1\"}]}",                                                                        422, NULL                                                                     },
    {"no items",                       "POST", "/api/v1/orders",                            "{\"email\":\"a@x.example\",\"items\":[]}",           422, NULL                                                                     },
    {"three decimals",                 "POST", "/api/v1/orders",
     "{\"email\":\"a@x.example\",\"items\":[{\"product\":\"A\",\"amount\":\"1.234\"}]}",                                                          422, NULL                                                                     },
    {"a number for an amount",         "POST", "/api/v1/orders",
     "{\"email\":\"a@x.example\",\"items\":[{\"product\":\"A\",\"amount\":1}]}",                                                                  422, NULL                                                                     },
    {"a negative amount",              "POST", "/api/v1/orders",
     "{\"email\":\"a@x.example\",\"items\":[{\"product\":\"A\",\"amount\":\"-1\"}]}",                                                             422, NULL                                                                     },
    {"a line twice",                   "POST", "/api/v1/orders",
     "{\"email\":\"a@x.example\",\"items\":[{\"line\":\"1\",\"product\":\"A\",\"amount\":\"1\"},"
     "{\"line\":\"1\",\"product\":\"A\",\"amount\":\"1\"}]}",                                                                                     422, NULL                                                                     },
    {"an unknown member",              "POST", "/api/v1/orders",
     "{\"email\":\"a@x.example\",\"total\":1,\"items\":[{\"product\":\"A\",\"amount\":\"1\"}]}",                                                  422, NULL                                                                     },
    {"a part of a line",               "POST", "/api/v1/orders/{order}/refunds",
     "{\"line\":1,\"amount\":\"2.50\",\"key\":\"r1\"}",                                                                                           201,
     "refunded=2.50 items.0.refunded=2.50 refunds.0.kind=refund refunds.0.line=1"                                                                                                                                               },
    {"the same refund",                "POST", "/api/v1/orders/{order}/refunds",
     "{\"line\":1,\"amount\":\"2.50\",\"key\":\"r1\"}",                                                                                           200, "refunded=2.50"                                                          },
    {"too much",                       "POST", "/api/v1/orders/{order}/refunds",            "{\"line\":1,\"amount\":\"10.01\"}",                  422,
     NULL                                                                                                                                                                                                                       },
    {"a line that is not there",       "POST", "/api/v1/orders/{order}/refunds",            "{\"line\":9}",                                       404,
     NULL                                                                                                                                                                                                                       },
    {"a negative refund",              "POST", "/api/v1/orders/{order}/refunds",            "{\"amount\":\"-1.00\"}",                             422,
     NULL                                                                                                                                                                                                                       },
    {"the rest, by the bank",          "POST", "/api/v1/orders/{order}/refunds",            "{\"kind\":\"chargeback\"}",
     201,                                                                                                                                              "refunded=113.00 value.amount=0.00 refunds.1.line=null"                  },
    {"nothing is left",                "POST", "/api/v1/orders/{order}/refunds",            "{}",                                                 409, NULL                                                                     },
    {"the order",                      "GET",  "/api/v1/orders/{order}",                    NULL,                                                 200, "refunded=113.00 contact={contact}"                                      },
    {"the contact's",                  "GET",  "/api/v1/contacts/{contact}/orders?limit=1", NULL,                                                 200,
     "orders.0.id={order}"                                                                                                                                                                                                      },
    {"all",                            "GET",  "/api/v1/orders",                            NULL,                                                 200, "orders.1.id={order} next=null"                                          },
    {"products",                       "GET",  "/api/v1/products",                          NULL,                                                 200,
     "products.0.name=Filter products.0.category.name=Care products.1.category=null"                                                                                                                                            },
    {"categories",                     "GET",  "/api/v1/categories",                        NULL,                                                 200, "categories.0.name=Care"                                                 },
    {"sources",                        "GET",  "/api/v1/sources",                           NULL,                                                 200, "sources.0.name=api sources.1.name=Shop"                                 },
    {"a product",                      "POST", "/api/v1/products",                          "{\"name\":\"Descaler\"}",                            201, "name=Descaler"                                                          },
    {"a name that is taken",           "POST", "/api/v1/products",                          "{\"name\":\"FILTER\"}",                              409, NULL                                                                     },
};

/* The value at a path such as "items.0.amount", as text. (transfer full) */
static char *
value_at (const json_t *json, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  for (guint i = 0; steps[i] != NULL && json != NULL; i++)
    json = json_is_array (json)
               ? json_array_get (json, (size_t)g_ascii_strtoull (steps[i], NULL, 10))
               : json_object_get (json, steps[i]);
  if (json_is_string (json))
    return g_strdup (json_string_value (json));
  return json != NULL ? json_dumps (json, JSON_ENCODE_ANY) : g_strdup ("(nothing)");
}

static char *
fill_in (const char *text, const char *order, const char *contact)
{
  GString *filled = g_string_new (text);
  if (order != NULL)
    g_string_replace (filled, "{order}", order, 0);
  if (contact != NULL)
    g_string_replace (filled, "{contact}", contact, 0);
  return g_string_free (filled, FALSE);
}

static void
test_cases (const char *url)
{
  TpTestingApi testing;
  g_autofree char *order = NULL, *contact = NULL;
  tp_testing_api_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *target = fill_in (cases[i].target, order, contact);
    g_autofree char *body = cases[i].body != NULL ? fill_in (cases[i].body, order, contact) : NULL;
    g_test_message ("%s", cases[i].name);
    g_autoptr (json_t) answer =
        tp_testing_api_expect (&testing, cases[i].want_status, cases[i].method, target, body);
    if (i == 0) {
      order = value_at (answer, "id");
      contact = value_at (answer, "contact");
    }
    g_autofree char *want = fill_in (cases[i].want != NULL ? cases[i].want : "", order, contact);
    g_auto (GStrv) wanted = g_strsplit (want, " ", -1);
    for (guint j = 0; *want != '\0' && wanted[j] != NULL; j++) {
      g_auto (GStrv) pair = g_strsplit (wanted[j], "=", 2);
      g_autofree char *got = value_at (answer, pair[0]);
      g_autofree char *line = g_strdup_printf ("%s=%s", pair[0], got);
      g_assert_cmpstr (line, ==, wanted[j]);
    }
  }
  tp_testing_api_clear (&testing);
}

static void
test_idempotency_key (const char *url)
{
  static const char body[] =
      "{\"email\":\"anna@x.example\",\"items\":[{\"product\":\"A\",\"amount\":\"1\"}]}";
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *first = NULL;
  for (int i = 0, busy = 0; i < 3; i++) {
    TpTestReply *reply = tp_testing_api_send (&testing, "POST", "/api/v1/orders", testing.token,
                                              "Idempotency-Key: k1\r\n", body);
    if (reply->status == 409 && ++busy < 100) { /* the one before is just ending */
      tp_test_reply_free (reply);
      g_usleep (10000);
      i--;
      continue;
    }
    g_assert_cmpuint (reply->status, ==, 201);
    g_autoptr (json_t) answer = tp_json_parse (reply->body, reply->length, NULL);
    g_autofree char *id = value_at (answer, "id");
    if (i == 0)
      first = g_strdup (id);
    g_assert_cmpstr (id, ==, first);
    tp_test_reply_free (reply);
  }
  g_autoptr (json_t) all = tp_testing_api_expect (&testing, 200, "GET", "/api/v1/orders", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (all, "orders")), ==, 1);
  tp_testing_api_clear (&testing);
}

static void
test_scopes (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *reader = tp_testing_api_token (&testing, "sales:read");
  TpTestReply *reply = tp_testing_api_send (&testing, "GET", "/api/v1/orders", reader, NULL, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  tp_test_reply_free (reply);
  reply =
      tp_testing_api_send (&testing, "POST", "/api/v1/products", reader, NULL, "{\"name\":\"A\"}");
  g_assert_cmpuint (reply->status, ==, 403);
  tp_test_reply_free (reply);
  tp_testing_api_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/api_purchase/cases", test_cases);
  tp_testing_add ("/api_purchase/the same request again", test_idempotency_key);
  tp_testing_add ("/api_purchase/scopes", test_scopes);
  return g_test_run ();
}
