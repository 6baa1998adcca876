/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/error.h"
#include "base/json_read.h"

#include <locale.h>
#include <string.h>

static void
test_parse (void)
{
  static const struct {
    const char *text;
    const char *want; /* NULL: refused */
    const char *want_message;
  } cases[] = {
      {"{}",                                       "{}",                                   NULL                                                    },
      {" [1, 2.50, true, null, \"\\u00e4\"] ",     "[1,2.5,true,null,\"ä\"]",             NULL                                                    },
      {"{\"b\":1,\"a\":{\"z\":[],\"y\":0.1}}",     "{\"a\":{\"y\":0.1,\"z\":[]},\"b\":1}", NULL                                                    },
      {"7",                                        "7",                                    NULL                                                    },
      {"1e2",                                      "100.0",                                NULL                                                    },
      {"1e300",                                    "1e+300",                               NULL                                                    },
      {"0.30000000000000004",                      "0.30000000000000004",                  NULL                                                    },
      {"-9223372036854775808",                     "-9223372036854775808",                 NULL                                                    },
      {"\"\\ud83d\\ude00 \\/ \\u001f\\n\\u007f\"", "\"😀 / \\u001f\\n\\u007f\"",         NULL                                                    },
      {"9223372036854775808",                      NULL,                                   "line 1, column 20: a number is too large"              },
      {"1e999",                                    NULL,                                   "line 1, column 6: a number is too large"               },
      {"",                                         NULL,                                   "line 1, column 1: the text ends too early"             },
      {"{\"a\":1,\n \"a\":2}",                     NULL,                                   "line 2, column 5: a key is given twice in one object"  },
      {"{} {}",                                    NULL,                                   "line 1, column 5: something follows after the value"   },
      {"[1,]",                                     NULL,                                   "line 1, column 5: not valid JSON"                      },
      {"\"\\ud800\"",                              NULL,                                   "line 1, column 9: not valid JSON"                      },
      {"\"\\udc00\\ud800\"",                       NULL,                                   "line 1, column 15: not valid JSON"                     },
      {"\"\\u0000\"",                              NULL,                                   "line 1, column 9: the character U+0000 is not allowed" },
      {"{\"\\u0000\":1}",                          NULL,                                   "line 1, column 10: the character U+0000 is not allowed"},
      {"\"\xff\"",                                 NULL,                                   "line 1, column 2: not valid UTF-8"                     },
      {"\"\xed\xa0\x80\"",                         NULL,                                   "line 1, column 2: not valid UTF-8"                     },
      {"\"\xc0\xaf\"",                             NULL,                                   "line 1, column 2: not valid UTF-8"                     },
      {"{'a':1}",                                  NULL,                                   "line 1, column 3: not valid JSON"                      },
      {"NaN",                                      NULL,                                   "line 1, column 4: not valid JSON"                      },
      {"// x\n{}",                                 NULL,                                   "line 1, column 2: not valid JSON"                      },
      {"\"a\nb\"",                                 NULL,                                   "line 1, column 3: not valid JSON"                      },
      {"\"abc",                                    NULL,                                   "line 1, column 5: the text ends too early"             },
      {"\"abc\\",                                  NULL,                                   "line 1, column 6: not valid JSON"                      },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    /* A copy of the exact size, so that the sanitizer sees a read past the end. */
    gsize length = strlen (cases[i].text);
    g_autofree char *bytes = g_memdup2 (cases[i].text, length);
    g_autoptr (json_t) json = tp_json_parse (bytes, length, &error);
    if (cases[i].want == NULL) {
      g_assert_null (json);
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, cases[i].want_message);
      continue;
    }
    g_assert_no_error (error);
    g_autofree char *text = tp_json_text (json);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
}

static char *
repeat (const char *head, const char *middle, gsize times, const char *tail)
{
  GString *text = g_string_new (head);
  for (gsize i = 0; i < times; i++)
    g_string_append (text, middle);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  static const struct {
    const char *head, *middle;
    gsize times;
    const char *tail;
    int want_code; /* -1: taken */
  } cases[] = {
      {"",          "[",                100000,                 "",    TP_ERROR_INVALID},
      {"",          "{\"a\":",          100000,                 "",    TP_ERROR_INVALID},
      {"",          "[",                TP_JSON_MAX_DEPTH + 1,  "",    TP_ERROR_INVALID},
      {"\"",        "[",                1000,                   "\"",  -1              },
      {"[\"\\\"[[", "[",                1000,                   "\"]", -1              },
      {"[1",        ",1",               900000,                 "]",   -1              },
      {"[1",        ",1",               TP_JSON_MAX_VALUES,     "]",   TP_ERROR_LIMIT  },
      {"[[]",       ",[]",              TP_JSON_MAX_VALUES / 2, "]",   TP_ERROR_LIMIT  },
      {"\"",        "0123456789abcdef", TP_JSON_MAX_BYTES / 16, "\"",  TP_ERROR_LIMIT  },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = repeat (cases[i].head, cases[i].middle, cases[i].times, cases[i].tail);
    g_autoptr (json_t) json = tp_json_parse (text, strlen (text), &error);
    if (cases[i].want_code < 0)
      g_assert_no_error (error);
    else
      g_assert_error (error, TP_ERROR, cases[i].want_code);
  }
  g_autofree char *open = repeat ("", "[", TP_JSON_MAX_DEPTH, "");
  g_autofree char *nested = repeat (open, "]", TP_JSON_MAX_DEPTH, "");
  g_autoptr (json_t) deepest = tp_json_parse (nested, strlen (nested), NULL);
  g_assert_nonnull (deepest);
}

typedef struct {
  const char *name, *status, *date;
  gint64 count, at;
  double price;
  gboolean active;
  int choice;
} Thing;

static gboolean
read_fields (const TpJsonNode *fields, Thing *thing, GError **error)
{
  static const char *const known[] = {"birth_date", "joined", NULL};
  return fields->json == NULL ||
         (tp_json_only (fields, known, error) &&
          tp_json_get_date (fields, "birth_date", TP_JSON_OPTIONAL, &thing->date, error) &&
          tp_json_get_time (fields, "joined", TP_JSON_OPTIONAL, &thing->at, error));
}

static gboolean
read_tags (const TpJsonNode *tags, GError **error)
{
  for (gsize i = 0; i < tp_json_length (tags); i++) {
    TpJsonNode item = tp_json_item (tags, i);
    const char *tag;
    if (!tp_json_string (&item, 5, &tag, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_thing (json_t *json, Thing *thing, GError **error)
{
  static const char *const known[] = {"name", "count",  "price", "active",
                                      "kind", "fields", "tags",  NULL};
  static const char *const kinds[] = {"small", "large", NULL};
  TpJsonNode root, fields, tags;
  return tp_json_root (json, "thing", &root, error) && tp_json_only (&root, known, error) &&
         tp_json_get_string (&root, "name", TP_JSON_NOT_EMPTY, 5, &thing->name, error) &&
         tp_json_get_int64 (&root, "count", TP_JSON_OPTIONAL, 1, 1000, &thing->count, error) &&
         tp_json_get_number (&root, "price", TP_JSON_OPTIONAL, 0, 10, &thing->price, error) &&
         tp_json_get_bool (&root, "active", TP_JSON_OPTIONAL, &thing->active, error) &&
         tp_json_get_choice (&root, "kind", TP_JSON_OPTIONAL, kinds, &thing->choice, error) &&
         tp_json_get_object (&root, "fields", TP_JSON_OPTIONAL, &fields, error) &&
         read_fields (&fields, thing, error) &&
         tp_json_get_array (&root, "tags", TP_JSON_OPTIONAL, 3, &tags, error) &&
         read_tags (&tags, error);
}

static void
test_members (void)
{
  static const struct {
    const char *text;
    const char *want_message; /* NULL: taken */
  } cases[] = {
      {"{\"name\":\"ÄÖÜäö\",\"count\":7,\"price\":2,\"active\":true,\"kind\":\"large\","
       "\"fields\":{\"birth_date\":\"1970-01-31\",\"joined\":\"1970-01-01T00:00:01Z\"},"
       "\"tags\":[\"a\",\"b\"]}",                                NULL                                         },
      {"{\"name\":\"x\",\"count\":null,\"fields\":null,\"tags\":null}", NULL                                         },
      {"[]",                                                            "thing: not an object"                       },
      {"{\"name\":\"x\",\"nmae\":1}",                                   "thing: the member 'nmae' is not known here" },
      {"{}",                                                            "thing.name: is missing"                     },
      {"{\"name\":null}",                                               "thing.name: is missing"                     },
      {"{\"name\":\"\"}",                                               "thing.name: must not be empty"              },
      {"{\"name\":7}",                                                  "thing.name: not a text"                     },
      {"{\"name\":\"sechs!\"}",                                         "thing.name: longer than 5 characters"       },
      {"{\"name\":\"x\",\"count\":0}",                                  "thing.count: '0' is not between 1 and 1000" },
      {"{\"name\":\"x\",\"count\":1.0}",                                "thing.count: not a whole number"            },
      {"{\"name\":\"x\",\"count\":\"1\"}",                              "thing.count: not a whole number"            },
      {"{\"name\":\"x\",\"price\":10.5}",                               "thing.price: '10.5' is not between 0 and 10"},
      {"{\"name\":\"x\",\"price\":true}",                               "thing.price: not a number"                  },
      {"{\"name\":\"x\",\"active\":1}",                                 "thing.active: neither true nor false"       },
      {"{\"name\":\"x\",\"kind\":\"huge\"}",                            "thing.kind: not one of: small, large"       },
      {"{\"name\":\"x\",\"fields\":[]}",                                "thing.fields: not an object"                },
      {"{\"name\":\"x\",\"fields\":{\"birth_date\":\"1970-02-31\"}}",
       "thing.fields.birth_date: not a date such as 2026-01-31"                                                      },
      {"{\"name\":\"x\",\"fields\":{\"joined\":\"now\"}}",
       "thing.fields.joined: not a time such as 2026-01-31T14:05:00Z"                                                },
      {"{\"name\":\"x\",\"fields\":{\"shoe\":1}}",
       "thing.fields: the member 'shoe' is not known here"                                                           },
      {"{\"name\":\"x\",\"tags\":{}}",                                  "thing.tags: not an array"                   },
      {"{\"name\":\"x\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}",           "thing.tags: more than 3 items"              },
      {"{\"name\":\"x\",\"tags\":[\"a\",null]}",                        "thing.tags[1]: not a text"                  },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) json = tp_json_parse (cases[i].text, strlen (cases[i].text), &error);
    g_assert_no_error (error);
    Thing thing = {0};
    gboolean ok = read_thing (json, &thing, &error);
    g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].want_message);
    g_assert_cmpint (ok, ==, cases[i].want_message == NULL);
    if (i == 0) {
      g_assert_cmpstr (thing.name, ==, "ÄÖÜäö");
      g_assert_cmpint (thing.count, ==, 7);
      g_assert_cmpfloat (thing.price, ==, 2);
      g_assert_true (thing.active);
      g_assert_cmpint (thing.choice, ==, 1);
      g_assert_cmpstr (thing.date, ==, "1970-01-31");
      g_assert_cmpint (thing.at, ==, 1000);
    }
  }
}

static void
test_null_differs_from_absent (void)
{
  g_autoptr (json_t) json = tp_json_parse ("{\"a\":null,\"b\":1}", 16, NULL);
  TpJsonNode root;
  gint64 value = 42;
  g_assert_true (tp_json_root (json, NULL, &root, NULL));
  g_assert_true (tp_json_is_null (&root, "a"));
  g_assert_false (tp_json_is_null (&root, "b"));
  g_assert_false (tp_json_is_null (&root, "c"));
  g_assert_true (tp_json_get_int64 (&root, "a", FALSE, 0, 9, &value, NULL));
  g_assert_cmpint (value, ==, 42);
  g_autoptr (GError) error = NULL;
  g_assert_false (tp_json_get_int64 (&root, "c", TRUE, 0, 9, &value, &error));
  g_assert_cmpstr (error->message, ==, "c: is missing");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/parse and text", test_parse);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/members with their paths", test_members);
  g_test_add_func ("/json/null differs from absent", test_null_differs_from_absent);
  return g_test_run ();
}
