/* SPDX-License-Identifier: Apache-2.0 */
#include "http/form.h"

#include <string.h>

#include "base/error.h"

static const struct {
  const char *text;
  const char *want; /* "name=value|..."; NULL: refused */
} cases[] = {
    {"",                 ""            },
    {"a=1",              "a=1"         },
    {"a=1&b=2",          "a=1|b=2"     },
    {"a=1&a=2",          "a=1|a=2"     },
    {"a",                "a="          },
    {"a=",               "a="          },
    {"=x",               "=x"          },
    {"a=b=c",            "a=b=c"       },
    {"a+b=c+d",          "a b=c d"     },
    {"a=%2B",            "a=+"         },
    {"name=J%C3%BCrgen", "name=Jürgen"},
    {"a=%26%3D",         "a=&="        },
    {"&&a=1&&",          "a=1"         },
    {"a=%0D%0AX",        "a=\r\nX"     },
    {"a=%252e",          "a=%2e"       },
    {"a=%",              NULL          },
    {"a=%4",             NULL          },
    {"a=%zz",            NULL          },
    {"%f",               NULL          },
    {"a=%00",            NULL          },
    {"%00=a",            NULL          },
    {"a=%ff",            NULL          },
    {"a=%c0%af",         NULL          },
    {"a=%ed%a0%80",      NULL          },
};

static char *
show (const TpForm *form)
{
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < tp_form_length (form); i++)
    g_string_append_printf (text, "%s%s=%s", i > 0 ? "|" : "", tp_form_name (form, i),
                            tp_form_value (form, i));
  return g_string_free (text, FALSE);
}

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpForm) form = tp_form_parse (cases[i].text, strlen (cases[i].text), &error);
    g_autofree char *got = form != NULL ? show (form) : NULL;
    g_assert_cmpstr (got, ==, cases[i].want);
    if (form == NULL)
      g_assert_cmpint (tp_error_code (error), ==, TP_ERROR_INVALID);
  }
}

static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new ("a");
  for (guint i = 1; i < TP_FORM_FIELDS_MAX; i++)
    g_string_append (text, "&a");
  g_autoptr (TpForm) form = tp_form_parse (text->str, text->len, NULL);
  g_assert_cmpuint (tp_form_count (form, "a"), ==, TP_FORM_FIELDS_MAX);
  g_string_append (text, "&a");
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_form_parse (text->str, text->len, &error));
  g_assert_cmpint (tp_error_code (error), ==, TP_ERROR_LIMIT);
  g_autofree char *name = g_strnfill (TP_FORM_NAME_MAX + 1, 'n');
  g_autoptr (GError) name_error = NULL;
  g_assert_null (tp_form_parse (name, strlen (name), &name_error));
  g_assert_cmpint (tp_error_code (name_error), ==, TP_ERROR_LIMIT);
}

static void
test_lookup (void)
{
  g_autoptr (TpForm) form = tp_form_parse ("a=1&b=2&a=3", 11, NULL);
  g_assert_cmpstr (tp_form_get (form, "a"), ==, "1");
  g_assert_cmpstr (tp_form_get (form, "b"), ==, "2");
  g_assert_null (tp_form_get (form, "c"));
  g_assert_cmpuint (tp_form_count (form, "a"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/form/parse", test_parse);
  g_test_add_func ("/http/form/limits", test_limits);
  g_test_add_func ("/http/form/lookup", test_lookup);
  return g_test_run ();
}
