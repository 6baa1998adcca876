/* SPDX-License-Identifier: Apache-2.0 */
#include "http/html.h"

#include <string.h>

static const struct {
  const char *text;
  const char *want;
} text_cases[] = {
    {"plain",                     "plain"                                },
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"a & b",                     "a &amp; b"                            },
    {"\"quoted\" 'single'",       "&quot;quoted&quot; &#39;single&#39;"  },
    {"&lt;",                      "&amp;lt;"                             },
    {"\xff",                      "\ufffd"                               },
};

static void
test_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++) {
    g_autoptr (TpHtml) html = tp_html_new_fragment ();
    tp_html_text (html, text_cases[i].text);
    g_autofree char *got = tp_html_finish (html);
    g_assert_cmpstr (got, ==, text_cases[i].want);
  }
}

static const struct {
  const char *url;
  const char *want;
} url_cases[] = {
    {"https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2"},
    {"mailto:anna@x.de",           "mailto:anna@x.de"              },
    {"/contacts/1",                "/contacts/1"                   },
    {"?page=2",                    "?page=2"                       },
    {"page:2",                     "#"                             },
    {"a/b:c",                      "a/b:c"                         },
    {"javascript:alert(1)",        "#"                             },
    {"JaVaScRiPt:alert(1)",        "#"                             },
    {" javascript:alert(1)",       "#"                             },
    {"java\tscript:alert(1)",      "#"                             },
    {"\x01javascript:alert(1)",    "#"                             },
    {"data:text/html,x",           "#"                             },
    {"vbscript:x",                 "#"                             },
    {"//evil.example",             "#"                             },
    {"\\\\evil.example",           "#"                             },
    {"/\\evil.example",            "#"                             },
    {"",                           ""                              },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (url_cases); i++) {
    g_autoptr (TpHtml) html = tp_html_new_fragment ();
    tp_html_open (html, "a", "href", url_cases[i].url, NULL);
    g_autofree char *got = tp_html_finish (html);
    g_autofree char *want = g_strdup_printf ("<a href=\"%s\"></a>", url_cases[i].want);
    g_assert_cmpstr (got, ==, want);
  }
}

static void
test_attributes (void)
{
  g_autoptr (TpHtml) html = tp_html_new_fragment ();
  tp_html_empty (html, "input", "value", "\" onfocus=\"x", "name", NULL, "required", "", NULL);
  tp_html_element (html, "b", "x < y");
  tp_html_printf (html, "%d %s", 7, "<i>");
  g_autofree char *got = tp_html_finish (html);
  g_assert_cmpstr (
      got, ==, "<input value=\"&quot; onfocus=&quot;x\" required=\"\"><b>x &lt; y</b>7 &lt;i&gt;");
}

static void
test_page (void)
{
  g_autoptr (TpHtml) html = tp_html_new ("de", "A & B");
  tp_html_style_sheet (html, "/style.css");
  tp_html_open (html, "main", NULL);
  tp_html_open (html, "p", "class", "note", NULL);
  tp_html_text (html, "Hallo");
  g_autofree char *got = tp_html_finish (html);
  g_assert_true (g_str_has_prefix (got, "<!DOCTYPE html>\n<html lang=\"de\"><head>"));
  g_assert_nonnull (strstr (got, "<title>A &amp; B</title><link rel=\"stylesheet\" "
                                 "href=\"/style.css\"></head>\n<body><main><p class=\"note\">"
                                 "Hallo</p></main></body></html>"));
}

static void
test_too_long (void)
{
  g_autoptr (TpHtml) html = tp_html_new ("en", "long");
  g_autofree char *text = g_strnfill (1024 * 1024, '<');
  for (guint i = 0; i < 10; i++)
    tp_html_element (html, "p", text);
  g_autofree char *got = tp_html_finish (html);
  g_assert_cmpuint (strlen (got), <, TP_HTML_MAX + 1000);
  g_assert_true (g_str_has_suffix (got, "</body></html>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/html/text", test_text);
  g_test_add_func ("/http/html/urls", test_urls);
  g_test_add_func ("/http/html/attributes", test_attributes);
  g_test_add_func ("/http/html/page", test_page);
  g_test_add_func ("/http/html/too-long", test_too_long);
  return g_test_run ();
}
