/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "liquid/json.h"
#include "liquid/template.h"

/* What the public cases don't say: escaping, strict mode, places of errors, segments, snippets and
 * the list of variables. */

static const char data_text[] =
    "{\"name\": \"<b>Anna & Co</b>\", \"unset\": null, \"nothing\": \"\","
    " \"contact\": {\"first_name\": \"Anna\", \"last_name\": null},"
    " \"items\": [{\"title\": \"A\"}, {\"title\": \"B\"}], \"größe\": 42, \"url\": \"/?a=1&b='2'\","
    " \"text\": \"one\\ntwo <3\"}";

static const TpTemplate *
load_snippet (gpointer user, const char *name, GError **error)
{
  const TpTemplate *template = g_hash_table_lookup (user, name);

  if (template == NULL && g_str_equal (name, "broken"))
    tp_error (error, TP_ERROR_INVALID, "line 1, column 1: unknown tag 'x'");
  return template;
}

/* Expressions are "yes", "no" and "fail"; anything else cannot be prepared. */
static gpointer
prepare_segment (gpointer user, const char *expression, GError **error)
{
  if (strlen (expression) <= 4)
    return g_strdup (expression);
  tp_error (error, TP_ERROR_INVALID, "expected a condition, not '%s'", expression);
  return NULL;
}

static gboolean
in_segment (gpointer user, gpointer handle, gboolean *out_in, GError **error)
{
  if (g_str_equal (handle, "fail"))
    return tp_error (error, TP_ERROR_BUSY, "the index is starting");
  *out_in = g_str_equal (handle, "yes");
  return TRUE;
}

typedef enum { HTML, TEXT, STRICT } Mode;

static char *
render (const char *source, Mode mode, GError **error)
{
  static const struct {
    const char *name;
    const char *source;
  } sources[] = {
      {"greeting", "Hello {{ who }}, {{ contact.first_name }}"},
      {"deep",     "\n  {{ nosuch.thing }}"                   },
      {"itself",   "{% include 'itself' %}"                   },
  };
  const TpTemplateOptions options = {.prepare_segment = prepare_segment, .free_segment = g_free};
  g_autoptr (TpTemplate) template = tp_template_parse (source, -1, &options, error);
  g_autoptr (GHashTable) snippets =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)tp_template_free);
  g_autoptr (GString) out = g_string_new ("before:");
  json_t *data = json_loads (data_text, 0, NULL);
  TpTemplateEnv env = {.data = tp_value_json (data),
                       .text = mode == TEXT,
                       .strict = mode == STRICT,
                       .load_snippet = load_snippet,
                       .in_segment = in_segment,
                       .user = snippets};
  gboolean done;

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    TpTemplateOptions named = {.name = sources[i].name};

    g_hash_table_insert (snippets, (gpointer)sources[i].name,
                         tp_template_parse (sources[i].source, -1, &named, NULL));
  }
  done = template != NULL && tp_template_render (template, &env, out, error);
  json_decref (data);
  g_assert_true (g_str_has_prefix (out->str, "before:"));
  if (!done)
    g_assert_cmpstr (out->str, ==, "before:");
  return done ? g_strdup (out->str + strlen ("before:")) : NULL;
}

static void
test_output (void)
{
  static const struct {
    const char *name;
    const char *source;
    Mode mode;
    const char *want;
  } cases[] = {
      {"escapes",                                        "{{ name }}",                                                       HTML,   "&lt;b&gt;Anna &amp; Co&lt;/b&gt;"       },
      {"escapes quotes in attributes",                   "{{ url }}",                                                        HTML,   "/?a=1&amp;b=&#39;2&#39;"                },
      {"escapes literals too",                           "{{ '<i>' }}",                                                      HTML,   "&lt;i&gt;"                              },
      {"raw opts out",                                   "{{ name | raw }}",                                                 HTML,   "<b>Anna & Co</b>"                       },
      {"raw before another filter is lost",              "{{ name | raw | downcase }}",                                      HTML,
       "&lt;b&gt;anna &amp; co&lt;/b&gt;"                                                                                                                                     },
      {"escape does not escape twice",                   "{{ name | escape }}",                                              HTML,
       "&lt;b&gt;Anna &amp; Co&lt;/b&gt;"                                                                                                                                     },
      {"text is not escaped",                            "{{ name }}",                                                       TEXT,   "<b>Anna & Co</b>"                       },
      {"captures are not escaped twice",                 "{% capture x %}<i>{{ name }}</i>{% endcapture %}{{ x }}",
       HTML,                                                                                                                         "<i>&lt;b&gt;Anna &amp; Co&lt;/b&gt;</i>"},
      {"what joins a capture is escaped",
       "{% capture x %}<i>{% endcapture %}{{ x | append: '<' | prepend: '>' }}",                                             HTML,
       "&gt;<i>&lt;"                                                                                                                                                          },
      {"a capture with space taken off",                 "{% capture x %} <i> {% endcapture %}{{ x | strip }}",
       HTML,                                                                                                                         "<i>"                                    },
      {"line breaks",                                    "{{ text | newline_to_br }}",                                       HTML,   "one<br />\ntwo &lt;3"                   },
      {"cycle escapes",                                  "{% cycle '<' %}",                                                  HTML,   "&lt;"                                   },
      {"names may hold any letter",                      "{{ größe }}",                                                    HTML,   "42"                                     },
      {"missing and empty print nothing",                "{{ nosuch }}{{ unset }}{{ nosuch.a.b }}",                          HTML,   ""                                       },
      {"size counts characters",                         "{{ 'äöü€' | size }} {{ 'äöü€' | slice: 1, 2 }}",         HTML,   "4 öü"                                 },
      {"truncate counts characters",                     "{{ 'äöüßäöüß' | truncate: 5, '…' }}",                    HTML,   "äöüß…"                            },
      {"capitals beyond ASCII",                          "{{ 'éCOLE' | capitalize }} {{ 'straße' | upcase }}",             HTML,
       "École STRASSE"                                                                                                                                                       },
      {"natural order has accents beside their letter",
       "{{ 'Zoo,Ägidius,Agnes,anna' | split: ',' | sort_natural | join: ' ' }}",                                            HTML,
       "Ägidius Agnes anna Zoo"                                                                                                                                              },
      {"split by an empty pattern keeps characters",     "{{ 'aü€' | split: '' | join: ' ' }}",                           HTML,
       "a ü €"                                                                                                                                                             },
      {"replace with an empty pattern keeps characters", "{{ 'ü€' | replace: '', '.' }}",                                 HTML,
       ".ü.€."                                                                                                                                                             },
      {"last of overlapping",                            "{{ 'aaa' | replace_last: 'aa', 'b' }}",                            HTML,   "ab"                                     },
      {"integers that overflow become decimals",         "{{ 9223372036854775807 | plus: 1 }}",                              HTML,
       "9223372036854775808.0"                                                                                                                                                },
      {"the smallest integer",                           "{{ -9223372036854775808 | divided_by: -1 | abs }}",                HTML,
       "9223372036854775808.0"                                                                                                                                                },
      {"a range with reversed, limit and offset",
       "{% for i in (1..9) reversed limit: 3 offset: 2 %}{{ i }}{% endfor %}",                                               HTML,   "543"                                    },
      {"a huge range is fine with a limit",
       "{% for i in (1..1000000000) limit: 2 %}{{ i }}{% endfor %}",                                                         HTML,   "12"                                     },
      {"a huge range has a last",                        "{% assign r = (1..1000000000) %}{{ r.last }} {{ r.size }}",        HTML,
       "1000000000 1000000000"                                                                                                                                                },
      {"segment yes",                                    "{% segment 'yes' %}in{% else %}out{% endsegment %}",               HTML,   "in"                                     },
      {"segment no",                                     "{% segment 'no' %}in{% else %}out{% endsegment %}",                HTML,   "out"                                    },
      {"segment no without else",                        "a{% segment 'no' %}in{% endsegment %}b",                           HTML,   "ab"                                     },
      {"render sees data and arguments",                 "{% render 'greeting', who: name %}",                               HTML,
       "Hello &lt;b&gt;Anna &amp; Co&lt;/b&gt;, Anna"                                                                                                                         },
      {"strict knows empty fields",                      "{{ contact.last_name }}{{ unset }}{{ unset.more }}.",              STRICT,
       "."                                                                                                                                                                    },
      {"strict knows loops",                             "{% for i in items %}{{ i.title }}{{ forloop.index }}{% endfor %}",
       STRICT,                                                                                                                       "A1B2"                                   },
      {"data cannot bring tags",                         "{{ '{{ name }' }}",                                                HTML,   "{{ name }"                              },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *got = render (cases[i].source, cases[i].mode, &error);

    g_test_message ("%s", cases[i].name);
    g_assert_no_error (error);
    g_assert_cmpstr (got, ==, cases[i].want);
  }
}

static void
test_errors (void)
{
  static const struct {
    const char *source;
    Mode mode;
    TpErrorCode code;
    const char *want;
  } cases[] = {
      {"ä\n ö{{ a | nosuch }}",                             HTML,   TP_ERROR_INVALID,
       "line 2, column 10: unknown filter 'nosuch'"                                                                                             },
      {"{{ a | upcas }}",                                     HTML,   TP_ERROR_INVALID,
       "line 1, column 8: unknown filter 'upcas', did you mean 'upcase'?"                                                                       },
      {"{{ a | default: b: 1 }}",                             HTML,   TP_ERROR_INVALID,
       "line 1, column 17: filter 'default' has no argument named 'b'"                                                                          },
      {"{{ a | append }}",                                    HTML,   TP_ERROR_INVALID,
       "line 1, column 8: filter 'append' needs an argument"                                                                                    },
      {"{{ a | size: 1 }}",                                   HTML,   TP_ERROR_INVALID,
       "line 1, column 14: too many arguments for filter 'size'"                                                                                },
      {"{{ a b }}",                                           HTML,   TP_ERROR_INVALID,   "line 1, column 6: expected the end, not 'b'"         },
      {"{{ 'a }}",                                            HTML,   TP_ERROR_INVALID,
       "line 1, column 4: text is not closed, the quote is missing"                                                                             },
      {"a\n{{ a ",                                            HTML,   TP_ERROR_INVALID,
       "line 2, column 1: output is not closed, '}}' is missing"                                                                                },
      {"a{% if a",                                            HTML,   TP_ERROR_INVALID,   "line 1, column 2: tag is not closed, '%}' is missing"},
      {"\n\n{% if a %}x",                                     HTML,   TP_ERROR_INVALID,   "line 3, column 1: tag 'if' is never closed"          },
      {"{% raw %}x",                                          HTML,   TP_ERROR_INVALID,   "line 1, column 1: tag 'raw' is never closed"         },
      {"x{% endif %}",                                        HTML,   TP_ERROR_INVALID,
       "line 1, column 2: tag 'endif' closes or continues nothing here"                                                                         },
      {"{% while true %}",                                    HTML,   TP_ERROR_INVALID,   "line 1, column 1: unknown tag 'while'"               },
      {"{% if %}a{% endif %}",                                HTML,   TP_ERROR_INVALID,
       "line 1, column 7: expected a value at the end"                                                                                          },
      {"{% segment 'nonsense' %}{% endsegment %}",            HTML,   TP_ERROR_INVALID,
       "line 1, column 13: segment: expected a condition, not 'nonsense'"                                                                       },
      {"{% segment yes %}{% endsegment %}",                   HTML,   TP_ERROR_INVALID,
       "line 1, column 12: expected a segment expression in quotes, not 'yes'"                                                                  },
      {"{% segment 'fail' %}{% endsegment %}",                HTML,   TP_ERROR_BUSY,
       "line 1, column 1: segment: the index is starting"                                                                                       },
      {"a {{ 1 | divided_by: 0 }}",                           HTML,   TP_ERROR_INVALID,   "line 1, column 10: division by zero"                 },
      {"{{ nosuch }}",                                        STRICT, TP_ERROR_INVALID,   "line 1, column 4: unknown name 'nosuch'"             },
      {"{{ contact.nosuch | default: 'x' }}",                 STRICT, TP_ERROR_INVALID,
       "line 1, column 4: unknown name 'nosuch'"                                                                                                },
      {"{% if nosuch %}{% endif %}",                          STRICT, TP_ERROR_INVALID,
       "line 1, column 7: unknown name 'nosuch'"                                                                                                },
      {"{% render 'nosuch' %}",                               HTML,   TP_ERROR_NOT_FOUND,
       "line 1, column 1: there is no snippet 'nosuch'"                                                                                         },
      {"{% render 'broken' %}",                               HTML,   TP_ERROR_INVALID,
       "line 1, column 1: snippet 'broken': line 1, column 1: unknown tag 'x'"                                                                  },
      {"{% render 'deep' %}",                                 STRICT, TP_ERROR_INVALID,
       "snippet 'deep', line 2, column 6: unknown name 'nosuch'"                                                                                },
      {"{% include 'itself' %}",                              HTML,   TP_ERROR_LIMIT,
       "snippet 'itself', line 1, column 1: snippets are nested too deeply at 'itself'"                                                         },
      {"{{ 'YWI' | base64_decode }}{{ '%ff' | url_decode }}", HTML,   TP_ERROR_INVALID,
       "line 1, column 39: what is decoded is not UTF-8 text"                                                                                   },
      {"\xC3\xA4\n\xFF",                                      HTML,   TP_ERROR_INVALID,   "line 2, column 1: the text is not UTF-8"             },
      {"{{ '\xC3\xA4' | money: 'euro' }}",                    HTML,   TP_ERROR_INVALID,
       "line 1, column 10: a currency is three large letters"                                                                                   },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *got = render (cases[i].source, cases[i].mode, &error);

    g_test_message ("%s", cases[i].source);
    g_assert_null (got);
    g_assert_error (error, TP_ERROR, (gint)cases[i].code);
    g_assert_cmpstr (error->message, ==, cases[i].want);
  }
}

static void
test_place (void)
{
  TpTemplatePlace place = {0};
  const TpTemplateOptions options = {.out_place = &place};

  g_assert_null (tp_template_parse ("ä\n\nöö{% nosuch %}", -1, &options, NULL));
  g_assert_cmpuint (place.line, ==, 3);
  g_assert_cmpuint (place.column, ==, 3);
}

static void
test_variables (void)
{
  static const char source[] = "{{ contact.first_name }} {{ a['b c'].d | default: e }}\n"
                               "{% assign mine = x.y %}{{ mine }}{% if z == 1 %}{{ list[i].t }}"
                               "{% for i in items %}{{ i.a }}{{ forloop.index }}{% endfor %}"
                               "{% endif %}{% render 'one', k: v %}{% include 'two' %}";
  static const struct {
    const char *path;
    guint line, column;
    gboolean has_default;
  } want[] = {
      {"contact.first_name", 1, 4,   FALSE},
      {"a.b c.d",            1, 29,  TRUE },
      {"e",                  1, 51,  FALSE},
      {"x.y",                2, 18,  FALSE},
      {"z",                  2, 40,  TRUE },
      {"list",               2, 52,  FALSE},
      {"i",                  2, 57,  FALSE},
      {"items",              2, 76,  FALSE},
      {"v",                  2, 155, FALSE},
  };
  g_autoptr (TpTemplate) template = tp_template_parse (source, -1, NULL, NULL);
  const TpTemplateVariable *variables;
  gsize length;

  g_assert_nonnull (template);
  variables = tp_template_variables (template, &length);
  g_assert_cmpuint (length, ==, G_N_ELEMENTS (want));
  for (guint i = 0; i < length; i++) {
    g_assert_cmpstr (variables[i].path, ==, want[i].path);
    g_assert_cmpuint (variables[i].place.line, ==, want[i].line);
    g_assert_cmpuint (variables[i].place.column, ==, want[i].column);
    g_assert_cmpint (variables[i].has_default, ==, want[i].has_default);
  }
  g_assert_cmpstr (tp_template_snippets (template)[0], ==, "one");
  g_assert_cmpstr (tp_template_snippets (template)[1], ==, "two");
  g_assert_null (tp_template_snippets (template)[2]);
}

static void
test_has_value (void)
{
  static const struct {
    const char *path;
    gboolean want;
  } cases[] = {
      {"name",               TRUE },
      {"contact.first_name", TRUE },
      {"contact.last_name",  FALSE},
      {"nothing",            FALSE},
      {"nosuch.thing",       FALSE},
  };
  json_t *data = json_loads (data_text, 0, NULL);
  TpTemplateEnv env = {.data = tp_value_json (data)};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tp_template_has_value (&env, cases[i].path), ==, cases[i].want);
  json_decref (data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid/output", test_output);
  g_test_add_func ("/liquid/errors", test_errors);
  g_test_add_func ("/liquid/place", test_place);
  g_test_add_func ("/liquid/variables", test_variables);
  g_test_add_func ("/liquid/has-value", test_has_value);
  return g_test_run ();
}
