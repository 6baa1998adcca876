/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "liquid/json.h"
#include "liquid/template.h"

#include <sys/resource.h>
#include <time.h>

/* Templates that want to hurt: each must end with a LIMIT error (or be refused when it is parsed)
 * within 50 ms of processor time and 10 MB. Under a sanitizer only the ending is asserted. */

#if defined(__SANITIZE_ADDRESS__)
#define MEASURED FALSE
#else
#define MEASURED TRUE
#endif

#define TEN "{% assign a = 'x' %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}"
#define LOOP "{% for i in (1..100) %}"
#define END "{% endfor %}"

static const TpTemplate *
load_itself (gpointer user, const char *name, GError **error)
{
  return user;
}

static gint64
processor_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long
peak_kb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
expect_limit (const char *name, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpTemplate) template = tp_template_parse (source, -1, NULL, &error);
  g_autoptr (GString) out = g_string_new (NULL);
  TpTemplateEnv env = {.load_snippet = load_itself, .user = template};
  gint64 started = processor_ms ();

  g_test_message ("%s", name);
  if (template != NULL)
    g_assert_false (tp_template_render (template, &env, out, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
  g_test_message ("%" G_GINT64_FORMAT " ms: %s", processor_ms () - started, error->message);
  g_assert_cmpuint (out->len, ==, 0);
  if (MEASURED)
    g_assert_cmpint (processor_ms () - started, <=, 50);
}

static void
test_rendering (void)
{
  static const struct {
    const char *name;
    const char *source;
  } cases[] = {
      {"endless range",               "{% for i in (1..1000000000) %}{{ i }}{% endfor %}"                                       },
      {"endless range as an array",   "{{ (1..1000000000) | join: ',' }}"                                                       },
      {"the widest range",            "{{ (-9223372036854775808..9223372036854775807) | reverse }}"                             },
      {"five loops",                  LOOP LOOP LOOP LOOP LOOP "{{ i }}" END END END END END                                    },
      {"five silent loops",           LOOP LOOP LOOP LOOP LOOP "{% assign x = i %}" END END END END END                         },
      {"include of itself",           "{% include 'itself' %}"                                                                  },
      {"render of itself, twice",     "{% render 'itself' %}{% render 'itself' %}"                                              },
      {"render of itself for many",   "{% for i in (1..50) %}{% include 'itself' %}{% endfor %}"                                },
      {"doubling append",             TEN                                                                                       },
      {"doubling capture",
       "{% assign a = 'xx' %}{% for i in (1..100) %}{% capture a %}{{ a }}{{ a }}"
       "{% endcapture %}{% endfor %}"                                                                                           },
      {"doubling replace",            "{% assign a = 'xx' %}{% for i in (1..100) %}{% assign a = a | replace: "
                           "'x', 'xx' %}{% endfor %}"                                                 },
      {"doubling concat",             "{% assign a = 'a b' | split: ' ' %}{% for i in (1..100) %}{% assign a = "
                          "a | concat: a %}{% endfor %}"                                               },
      {"output without end",          "{% for i in (1..100000) %}0123456789012345678901234567890123456789"
                             "{% endfor %}"                                                         },
      {"many names",                  "{% for i in (1..10000) %}{% capture n %}{% increment x %}{% endcapture %}"
                     "{% cycle n: 1, 2 %}{% endfor %}"                                                      },
      {"sorting copies of long text",
       "{% assign a = 'x' %}{% for i in (1..19) %}{% assign a = a | append: a %}{% endfor %}"
       "{% assign b = a | append: '' | split: ',' %}{% for i in (1..14) %}{% assign b = b | "
       "concat: "
       "b %}{% endfor %}{% for i in (1..1000) %}{% assign c = b | sort %}{% endfor %}"                                          },
      {"comparing long text",
       "{% assign a = 'x' %}{% for i in (1..19) %}{% assign a = a | append: a %}{% endfor %}"
       "{% assign b = a | append: '' %}{% for i in (1..90000) %}{% if a == b %}{% endif %}{% if a "
       "contains 'xy' %}{% endif %}{% endfor %}"                                                                                },
      {"unique of many",              "{% assign a = (1..50000) | uniq %}"                                                      },
      {"letters of long text",        "{% assign a = 'ä' %}{% for i in (1..18) %}{% assign a = a | "
                               "append: a %}{% endfor %}{% for i "
                               "in (1..1000) %}{% assign b = a | upcase | downcase %}{% endfor %}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expect_limit (cases[i].name, cases[i].source);
}

static char *
repeated (const char *before, const char *part, guint count, const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < count; i++)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_parsing (void)
{
  static const struct {
    const char *name, *before, *part;
    guint count;
    const char *after;
    TpErrorCode code;
  } cases[] = {
      {"deep blocks",       "",     "{% if a %}",    50000,   "",          TP_ERROR_LIMIT  },
      {"deep brackets",     "{{ ",  "a[",            5000,    "}}",        TP_ERROR_LIMIT  },
      {"deep ranges",       "{{ ",  "(",             5000,    "}}",        TP_ERROR_LIMIT  },
      {"a long tag",        "{{ a", " | strip",      5000,    " }}",       TP_ERROR_LIMIT  },
      {"many tags",         "",     "{{a}}",         300000,  "",          TP_ERROR_LIMIT  },
      {"deep liquid",       "{% ",  "liquid ",       1000,    "echo a %}", TP_ERROR_LIMIT  },
      {"too long",          "",     "0123456789",    300000,  "",          TP_ERROR_LIMIT  },
      {"unclosed comments", "",     "{% comment %}", 100000,  "",          TP_ERROR_INVALID},
      {"unclosed raw",      "",     "{% raw %}",     100000,  "",          TP_ERROR_INVALID},
      {"unclosed outputs",  "",     "{{ ",           100000,  "",          TP_ERROR_INVALID},
      {"many braces",       "",     "{",             1000000, "{%",        TP_ERROR_INVALID},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *source =
        repeated (cases[i].before, cases[i].part, cases[i].count, cases[i].after);
    g_autoptr (GError) error = NULL;
    gint64 started = processor_ms ();

    g_test_message ("%s", cases[i].name);
    g_assert_null (tp_template_parse (source, -1, NULL, &error));
    g_assert_error (error, TP_ERROR, (gint)cases[i].code);
    if (MEASURED)
      g_assert_cmpint (processor_ms () - started, <=, 50);
  }
}

/* Kept for last: the peak of the process is that of all before it. */
static void
test_memory (void)
{
  long before = peak_kb ();

  if (!MEASURED) {
    g_test_skip ("a sanitizer keeps what is freed");
    return;
  }
  test_rendering ();
  g_test_message ("%ld kB", peak_kb () - before);
  g_assert_cmpint (peak_kb () - before, <=, 10 * 1024);
}

static void
test_own_limits (void)
{
  static const struct {
    const char *source;
    TpTemplateLimits limits;
    const char *want;
  } cases[] = {
      {"{% for i in (1..9) %}{% endfor %}",
       {.loop_items = 8},
       "line 1, column 1: the loop has more than 8 items"                                                           },
      {"{% for i in (1..9) %}x{% endfor %}",
       {.steps = 10},
       "line 1, column 1: the template takes more than 10 steps"                                                    },
      {"0123456789",                         {.output_bytes = 9}, "line 1, column 1: the output is larger than 0 kB"},
      {"{{ 'abcdefghij' | append: 'k' }}",
       {.memory_bytes = 40},
       "line 1, column 19: the template takes more than 0 kB of memory"                                             },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpTemplate) template = tp_template_parse (cases[i].source, -1, NULL, NULL);
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    TpTemplateEnv env = {.limits = &cases[i].limits};

    g_assert_false (tp_template_render (template, &env, out, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
    g_assert_cmpstr (error->message, ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid/limits/memory", test_memory);
  g_test_add_func ("/liquid/limits/rendering", test_rendering);
  g_test_add_func ("/liquid/limits/parsing", test_parsing);
  g_test_add_func ("/liquid/limits/own", test_own_limits);
  return g_test_run ();
}
