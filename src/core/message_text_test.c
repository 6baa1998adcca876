/* SPDX-License-Identifier: Apache-2.0 */
#include "core/message_text.h"

#include <string.h>

static const struct {
  const char *name, *html, *want;
} cases[] = {
    {"paragraphs are apart",                          "<p>One</p><p>Two</p>",                                          "One\n\nTwo\n"        },
    {"blanks run together",                           "<p>One \n\t  two</p>",                                          "One two\n"           },
    {"breaks and rows are lines",                     "a<br>b<table><tr><td>c</td><td>d</td></tr></table>",
     "a\nb\nc d\n"                                                                                                                           },
    {"head, style, script and comments are left out",
     "<head><title>T</title></head><style>p{}</style><script>x<y</script><!-- <p>no</p> -->yes",                       "yes\n"               },
    {"links are followed by their address",           "<a href=\"https://a.example/?x=1&amp;y=2\">here</a>",
     "here (https://a.example/?x=1&y=2)\n"                                                                                                   },
    {"a link that says its address says it once",
     "<a href='https://a.example/'>https://a.example/</a>",                                                            "https://a.example/\n"},
    {"a script is no link",                           "<a href=\"javascript:alert(1)\">here</a>",                      "here\n"              },
    {"list items",                                    "<ul><li>one</li><li>two</li></ul>",                             "- one\n- two\n"      },
    {"pictures say their text",                       "<img src=x alt=\"A cat\"> and <img src=y>",                     "A cat and\n"         },
    {"entities",                                      "&lt;b&gt; &amp; caf&eacute; &#8364;&#x20ac; &nbsp;&unknown; &",
     "<b> & café €€ &unknown; &\n"                                                                                                      },
    {"a comparison is text",                          "1 < 2 and 3 > 2",                                               "1 < 2 and 3 > 2\n"   },
    {"quoted brackets end no tag",                    "<p title=\"a > b\">x</p>",                                      "x\n"                 },
    {"an unclosed tag swallows the rest",             "a<p class=\"",                                                  "a\n"                 },
    {"an unclosed comment too",                       "a<!-- b",                                                       "a\n"                 },
    {"nothing",                                       "",                                                              ""                    },
    {"only tags",                                     "<p></p><div></div>",                                            ""                    },
};

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GString) out = g_string_new ("before ");
  tp_message_text_from_html (cases[i].html, strlen (cases[i].html), out);
  g_autofree char *want = g_strconcat ("before ", cases[i].want, NULL);
  g_assert_cmpstr (out->str, ==, want);
}

/* Every beginning of a page, and deep nesting, end. */
static void
test_any_beginning (void)
{
  static const char page[] = "<html><body><p>a&amp;<a href='https://x.example'>b</a>"
                             "<!-- c --><script>d</script><img alt=\"e\"><li>f &#1234567890;";
  for (gsize length = 0; length <= strlen (page); length++) {
    g_autofree char *copy = g_strndup (page, length);
    g_autoptr (GString) out = g_string_new (NULL);
    tp_message_text_from_html (copy, length, out);
    g_assert_true (g_utf8_validate (out->str, (gssize)out->len, NULL));
  }
}

static void
test_limit (void)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  for (int i = 0; i < 300000; i++)
    g_string_append (html, "<p>word</p>");
  tp_message_text_from_html (html->str, html->len, out);
  g_assert_cmpuint (out->len, >, TP_MESSAGE_TEXT_MAX / 2);
  g_assert_cmpuint (out->len, <=, TP_MESSAGE_TEXT_MAX + 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/message_text/%s", cases[i].name);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
  }
  g_test_add_func ("/message_text/any beginning of a page", test_any_beginning);
  g_test_add_func ("/message_text/limit", test_limit);
  return g_test_run ();
}
