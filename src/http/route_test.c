/* SPDX-License-Identifier: Apache-2.0 */
#include "http/route.h"

#include <string.h>

#include "base/error.h"
#include "http/form.h"
#include "http/openapi.h"
#include "http/path.h"
#include "http/query.h"

static gboolean
nothing (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  return TRUE;
}

static const TpQueryParam list_query[] = {
    {"limit",          TP_QUERY_INT, "how many", .min = 1, .max = 500, .fallback = "50"},
    {"sort",      TP_QUERY_CHOICE, "the order", .choices = "name|created"},
    {"archived",      TP_QUERY_BOOL, "with archived ones", .fallback = "no"},
    {"q",                TP_QUERY_TEXT, "what to look for", .max = 10},
    {NULL},
};
static const TpQueryParam required_query[] = {
    {"q",                 TP_QUERY_TEXT, "what to look for", .min = 1, .required = TRUE},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET",                      "/",               NULL,         TP_ROUTE_PUBLIC | TP_ROUTE_HIDDEN, nothing    },
    {               "GET",                                                                                                     "/api/tags","tags:read",                                         0,                       nothing,  "tags", "list tags", list_query,
     .response_schema = "TagList"},
    {                                                                                                "POST",                                                                                                                                                                                                         "/api/tags","tags:write",      TP_ROUTE_IDEMPOTENT,                            nothing, "tags", "add a tag",
     .request_schema = "Tag", .status = 201, .response_schema = "Tag"},
    {                                                                                                     "GET",                                                                                                                                                                                                 "/api/tags/{id}","tags:read",  0,                                 nothing,     "tags", "show a tag",
     .response_schema = "Tag"},
    {"DELETE","/api/tags/{id}","tags:write", 0,                                 nothing,     "tags", "remove a tag", .status = 204},
    {                                                                                                     "GET",                                                                                                                                                                                                                                                                                                                                                                                             "/api/tags/count",                                                                                                                                                                 "tags:read",  0,                                 nothing,     "tags", "count tags"},
    {"GET","/api/tags/{id}/contacts","tags:read",            0,                           nothing,      "tags", "who wears it"},
    { "GET",                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "/files/{path*}",                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         NULL,      TP_ROUTE_PUBLIC,                           nothing,    "files", "a file",
     .response_type = "*"},
};

static const struct {
  const char *method, *path;
  const char *want; /* pattern and values, or status and Allow */
} match_cases[] = {
    {"GET",     "/",                        "/"                               },
    {"GET",     "/api/tags",                "/api/tags"                       },
    {"HEAD",    "/api/tags",                "/api/tags"                       },
    {"GET",     "/api/tags/count",          "/api/tags/count"                 },
    {"GET",     "/api/tags/7",              "/api/tags/{id} id=7"             },
    {"GET",     "/api/tags/%252e",          "/api/tags/{id} id=%2e"           },
    {"GET",     "/api/tags/count/contacts", "/api/tags/{id}/contacts id=count"},
    {"DELETE",  "/api/tags/count",          "/api/tags/{id} id=count"         },
    {"GET",     "/files/a/b.css",           "/files/{path*} path=a/b.css"     },
    {"GET",     "/files",                   "404"                             },
    {"GET",     "/files/",                  "404"                             },
    {"GET",     "/api/tags/",               "404"                             },
    {"GET",     "//api/tags",               "404"                             },
    {"GET",     "/API/tags",                "404"                             },
    {"GET",     "/api/tags/7/x",            "404"                             },
    {"POST",    "/files/a",                 "404"                             },
    {"PUT",     "/api/tags",                "405 OPTIONS, GET, HEAD, POST"    },
    {"POST",    "/api/tags/7",              "405 OPTIONS, GET, HEAD, DELETE"  },
    {"OPTIONS", "/api/tags",                "405 OPTIONS, GET, HEAD, POST"    },
    {"get",     "/api/tags",                "405 OPTIONS, GET, HEAD, POST"    },
    {"BREW",    "/",                        "405 OPTIONS, GET, HEAD"          },
};

static TpRouter *
make_router (void)
{
  TpRouter *router = tp_router_new ();
  tp_router_add (router, routes, G_N_ELEMENTS (routes), NULL);
  g_autoptr (GError) error = NULL;
  tp_router_check (router, &error);
  g_assert_no_error (error);
  return router;
}

static void
test_match (void)
{
  g_autoptr (TpRouter) router = make_router ();
  for (guint i = 0; i < G_N_ELEMENTS (match_cases); i++) {
    const char *path = match_cases[i].path;
    g_auto (GStrv) segments = tp_path_parse (path, strlen (path), NULL);
    TpRouteMatch match;
    g_autofree char *allow = NULL;
    TpMatch found = tp_router_match (router, match_cases[i].method, segments, &match, &allow);
    g_autoptr (GString) got = g_string_new (found == TP_MATCH_FOUND    ? match.route->path
                                            : found == TP_MATCH_METHOD ? "405 "
                                                                       : "404");
    if (allow != NULL)
      g_string_append (got, allow);
    for (guint j = 0; j < match.length; j++)
      g_string_append_printf (got, " %s=%s", match.names[j], match.values[j]);
    g_assert_cmpstr (got->str, ==, match_cases[i].want);
    tp_route_match_clear (&match);
  }
}

#define SHOWN NULL, 0, nothing, "t", "s"
static const TpQueryParam no_range[] = {
    {"n",         TP_QUERY_INT, "a number"},
    {NULL}
};
static const TpQueryParam bad_fallback[] = {
    {"n",         TP_QUERY_INT, "a number", .min = 1, .max = 2, .fallback = "3"},
    {NULL}
};

static const struct {
  const char *name;
  TpRoute a, b;
  gboolean want;
} check_cases[] = {
    {"same twice",                {"GET", "/a", SHOWN},                        {"GET", "/a", SHOWN},      FALSE},
    {"same but for the method",   {"GET", "/a", SHOWN},                        {"POST", "/a", SHOWN},     TRUE },
    {"same but for the name",     {"GET", "/a/{x}", SHOWN},                    {"GET", "/a/{y}", SHOWN},  FALSE},
    {"literal beats parameter",   {"GET", "/a/{x}", SHOWN},                    {"GET", "/a/b", SHOWN},    TRUE },
    {"crossing",                  {"GET", "/{x}/b", SHOWN},                    {"GET", "/a/{y}", SHOWN},  FALSE},
    {"crossing that cannot meet", {"GET", "/{x}/b", SHOWN},                    {"GET", "/a/c", SHOWN},    TRUE },
    {"rest and parameter",        {"GET", "/a/{x*}", SHOWN},                   {"GET", "/a/{y}", SHOWN},  TRUE },
    {"rest twice",                {"GET", "/a/{x*}", SHOWN},                   {"GET", "/a/{y*}", SHOWN}, FALSE},
    {"rest crossing",             {"GET", "/{x}/b", SHOWN},                    {"GET", "/a/{y*}", SHOWN}, FALSE},
    {"rest not last",             {"GET", "/{x*}/b", SHOWN},                   {"GET", "/a", SHOWN},      FALSE},
    {"name twice in a pattern",   {"GET", "/{x}/{x}", SHOWN},                  {"GET", "/a", SHOWN},      FALSE},
    {"half a parameter",          {"GET", "/a{x}", SHOWN},                     {"GET", "/a", SHOWN},      FALSE},
    {"not a path",                {"GET", "a", SHOWN},                         {"GET", "/a", SHOWN},      FALSE},
    {"method unknown",            {"FETCH", "/b", SHOWN},                      {"GET", "/a", SHOWN},      FALSE},
    {"range missing",             {"GET", "/b", SHOWN, no_range},              {"GET", "/a", SHOWN},      FALSE},
    {"fallback out of range",     {"GET", "/b", SHOWN, bad_fallback},          {"GET", "/a", SHOWN},      FALSE},
    {"GET with a body",           {"GET", "/b", SHOWN, .request_schema = "X"}, {"GET", "/a", SHOWN},      FALSE},
    {"spool without a limit",
     {"POST", "/b", NULL, TP_ROUTE_SPOOL, nothing, "t", "s"},
     {"GET", "/a", SHOWN},
     FALSE                                                                                                     },
    {"inline and not public",
     {"GET", "/b", NULL, TP_ROUTE_INLINE, nothing, "t", "s"},
     {"GET", "/a", SHOWN},
     FALSE                                                                                                     },
    {"public with permission",
     {"GET", "/b", "p", TP_ROUTE_PUBLIC, nothing, "t", "s"},
     {"GET", "/a", SHOWN},
     FALSE                                                                                                     },
    {"no handler",                {"GET", "/b", NULL, 0, NULL, "t", "s"},      {"GET", "/a", SHOWN},      FALSE},
};

static void
test_check (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (check_cases); i++) {
    g_autoptr (TpRouter) router = tp_router_new ();
    g_autoptr (GError) error = NULL;
    tp_router_add (router, &check_cases[i].a, 1, NULL);
    tp_router_add (router, &check_cases[i].b, 1, NULL);
    gboolean ok = tp_router_check (router, &error);
    if (ok != check_cases[i].want)
      g_test_message ("%s", check_cases[i].name);
    g_assert_cmpint (ok, ==, check_cases[i].want);
    g_assert_true (ok == (error == NULL));
  }
}

static const struct {
  const TpQueryParam *params;
  const char *query;
  gboolean any;
  const char *want_field; /* NULL: right */
} query_cases[] = {
    {list_query,     "",                                    FALSE, NULL      },
    {list_query,     "limit=1&sort=name&archived=true&q=x", FALSE, NULL      },
    {list_query,     "limit=500",                           FALSE, NULL      },
    {list_query,     "limit=1e9",                           FALSE, "limit"   },
    {list_query,     "limit=0",                             FALSE, "limit"   },
    {list_query,     "limit=501",                           FALSE, "limit"   },
    {list_query,     "limit=-1",                            FALSE, "limit"   },
    {list_query,     "limit=",                              FALSE, "limit"   },
    {list_query,     "limit=99999999999999999999",          FALSE, "limit"   },
    {list_query,     "limit=0x10",                          FALSE, "limit"   },
    {list_query,     "limit=1&limit=2",                     FALSE, "limit"   },
    {list_query,     "sort=id;drop",                        FALSE, "sort"    },
    {list_query,     "sort=Name",                           FALSE, "sort"    },
    {list_query,     "archived=maybe",                      FALSE, "archived"},
    {list_query,     "q=12345678901",                       FALSE, "q"       },
    {list_query,     "q=%01",                               FALSE, "q"       },
    {list_query,     "page=2",                              FALSE, "page"    },
    {list_query,     "utm_source=x&limit=2",                TRUE,  NULL      },
    {list_query,     "utm_source=x&limit=x",                TRUE,  "limit"   },
    {NULL,           "a=1",                                 FALSE, "a"       },
    {required_query, "",                                    FALSE, "q"       },
    {required_query, "q=",                                  FALSE, "q"       },
    {required_query, "q=a",                                 FALSE, NULL      },
};

static void
test_query (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (query_cases); i++) {
    const char *query = query_cases[i].query;
    g_autoptr (TpForm) form = tp_form_parse (query, strlen (query), NULL);
    g_autoptr (GError) error = NULL;
    const char *field = NULL;
    gboolean ok = tp_query_check (query_cases[i].params, query_cases[i].any, form, &field, &error);
    g_assert_cmpstr (field, ==, query_cases[i].want_field);
    g_assert_cmpint (ok, ==, query_cases[i].want_field == NULL);
    if (!ok)
      g_assert_nonnull (strstr (error->message, field));
  }
}

static const TpSchema schemas[] = {
    {"Tag",     "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}" },
    {"TagList", "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Tag\"}}"},
};

static json_t *
at (json_t *value, const char *first, ...)
{
  va_list args;
  va_start (args, first);
  for (const char *key = first; key != NULL; key = va_arg (args, const char *))
    value = g_ascii_isdigit (key[0]) && json_is_array (value)
                ? json_array_get (value, (gsize)atoi (key))
                : json_object_get (value, key);
  va_end (args);
  return value;
}

static void
test_openapi (void)
{
  g_autoptr (TpRouter) router = make_router ();
  g_autoptr (GError) error = NULL;
  TpSchemaTable table = {schemas, G_N_ELEMENTS (schemas)};
  json_t *document = tp_openapi_build (router, &table, 1, "Tagpost", "1.0", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_string_value (at (document, "openapi", NULL)), ==, "3.1.0");
  json_t *paths = at (document, "paths", NULL);
  g_assert_cmpuint (json_object_size (paths), ==, 5);
  json_t *list = at (paths, "/api/tags", "get", NULL);
  json_t *limit = at (list, "parameters", "0", NULL);
  g_assert_cmpstr (json_string_value (at (limit, "name", NULL)), ==, "limit");
  g_assert_cmpint (json_integer_value (at (limit, "schema", "maximum", NULL)), ==, 500);
  g_assert_cmpint (json_integer_value (at (limit, "schema", "default", NULL)), ==, 50);
  g_assert_cmpuint (json_array_size (at (list, "parameters", "1", "schema", "enum", NULL)), ==, 2);
  g_assert_true (json_is_false (at (list, "parameters", "2", "schema", "default", NULL)));
  g_assert_cmpstr (json_string_value (at (list, "responses", "200", "content", "application/json",
                                          "schema", "$ref", NULL)),
                   ==, "#/components/schemas/TagList");
  g_assert_nonnull (at (paths, "/api/tags", "post", "responses", "201", NULL));
  g_assert_nonnull (at (paths, "/api/tags", "post", "requestBody", NULL));
  g_assert_cmpstr (
      json_string_value (at (paths, "/api/tags/{id}", "delete", "parameters", "0", "in", NULL)), ==,
      "path");
  g_assert_nonnull (at (paths, "/files/{path}", "get", NULL));
  g_assert_null (at (paths, "/", NULL));
  g_assert_nonnull (at (document, "components", "schemas", "Problem", NULL));
  json_decref (document);
}

static const struct {
  const char *name;
  TpSchema schemas[3];
  const char *want; /* in the message */
} schema_cases[] = {
    {"missing",         {{"Tag", "{}"}},                                                 "TagList"},
    {"not JSON",        {{"Tag", "{"}, {"TagList", "{}"}},                               "Tag"    },
    {"twice",           {{"Tag", "{}"}, {"Tag", "{}"}, {"TagList", "{}"}},               "twice"  },
    {"wrong reference",
     {{"Tag", "{\"a\":[{\"$ref\":\"#/components/schemas/Nope\"}]}"}, {"TagList", "{}"}},
     "Nope"                                                                                       },
};

static void
test_openapi_refused (void)
{
  g_autoptr (TpRouter) router = make_router ();
  for (guint i = 0; i < G_N_ELEMENTS (schema_cases); i++) {
    g_autoptr (GError) error = NULL;
    gsize length = 0;
    while (length < 3 && schema_cases[i].schemas[length].name != NULL)
      length++;
    TpSchemaTable table = {schema_cases[i].schemas, length};
    g_assert_null (tp_openapi_build (router, &table, 1, "Tagpost", "1.0", &error));
    g_assert_nonnull (strstr (error->message, schema_cases[i].want));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/route/match", test_match);
  g_test_add_func ("/http/route/check", test_check);
  g_test_add_func ("/http/query/check", test_query);
  g_test_add_func ("/http/openapi/document", test_openapi);
  g_test_add_func ("/http/openapi/refused", test_openapi_refused);
  return g_test_run ();
}
