/* SPDX-License-Identifier: Apache-2.0 */
/* A string that grows and a stack of open elements. Escaping happens in append_escaped alone; texts
 * and attributes share it, since attributes are always written in double quotes. */
#include "http/html.h"

#include <string.h>

#include "base/i18n.h"

struct TpHtml {
  GString *text;
  GPtrArray *open; /* of names */
  gboolean is_cut;
};

static const char *const url_attributes[] = {"href", "src", "action", "formaction", "poster", NULL};
static const char *const url_schemes[] = {"http:", "https:", "mailto:", "tel:", NULL};

static void
assert_name (const char *name)
{
  g_assert (g_ascii_islower (name[0]));
  for (; *name != '\0'; name++)
    g_assert (g_ascii_islower (*name) || g_ascii_isdigit (*name) || *name == '-');
}

static void
append_escaped (TpHtml *html, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  for (const char *at = valid; *at != '\0'; at++) {
    if (html->text->len > TP_HTML_MAX) {
      html->is_cut = TRUE;
      return;
    }
    switch (*at) {
    case '&':
      g_string_append (html->text, "&amp;");
      break;
    case '<':
      g_string_append (html->text, "&lt;");
      break;
    case '>':
      g_string_append (html->text, "&gt;");
      break;
    case '"':
      g_string_append (html->text, "&quot;");
      break;
    case '\'':
      g_string_append (html->text, "&#39;");
      break;
    default:
      g_string_append_c (html->text, *at);
    }
  }
}

/* Browsers drop tabs and line ends and leading controls and blanks before they look for a scheme,
 * so a reference that holds any is not judged but refused. */
static gboolean
url_is_safe (const char *url)
{
  for (const char *at = url; *at != '\0'; at++)
    if ((guchar)*at <= 0x20 || *at == 0x7f || *at == '\\')
      return FALSE;
  if (g_str_has_prefix (url, "//"))
    return FALSE;
  gsize until = strcspn (url, ":/?#");
  if (url[until] != ':')
    return TRUE;
  for (guint i = 0; url_schemes[i] != NULL; i++)
    if (g_ascii_strncasecmp (url, url_schemes[i], strlen (url_schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
append_attributes (TpHtml *html, va_list args)
{
  const char *name;
  while ((name = va_arg (args, const char *)) != NULL) {
    const char *value = va_arg (args, const char *);
    assert_name (name);
    g_assert (!g_str_has_prefix (name, "on") && strcmp (name, "style") != 0);
    if (value == NULL)
      continue;
    if (g_strv_contains (url_attributes, name) && !url_is_safe (value))
      value = "#";
    g_string_append_printf (html->text, " %s=\"", name);
    append_escaped (html, value);
    g_string_append_c (html->text, '"');
  }
}

TpHtml *
tp_html_new_fragment (void)
{
  TpHtml *html = g_new0 (TpHtml, 1);
  html->text = g_string_new (NULL);
  html->open = g_ptr_array_new_with_free_func (g_free);
  return html;
}

TpHtml *
tp_html_new (const char *language, const char *title)
{
  TpHtml *html = tp_html_new_fragment ();
  g_string_append (html->text, "<!DOCTYPE html>\n");
  tp_html_open (html, "html", "lang", language, NULL);
  tp_html_open (html, "head", NULL);
  tp_html_empty (html, "meta", "charset", "utf-8", NULL);
  tp_html_empty (html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1",
                 NULL);
  tp_html_element (html, "title", title);
  return html;
}

void
tp_html_free (TpHtml *html)
{
  if (html == NULL)
    return;
  if (html->text != NULL)
    g_string_free (html->text, TRUE);
  g_ptr_array_unref (html->open);
  g_free (html);
}

static gboolean
in_head (const TpHtml *html)
{
  return html->open->len == 2 && strcmp (g_ptr_array_index (html->open, 1), "head") == 0;
}

/* The head stays open until the first content of the body, so that style sheets can be added. */
static void
enter_body (TpHtml *html)
{
  if (!in_head (html))
    return;
  tp_html_close (html);
  g_string_append (html->text, "\n<body>");
  g_ptr_array_add (html->open, g_strdup ("body"));
}

static gboolean
belongs_in_head (const char *element)
{
  return strcmp (element, "meta") == 0 || strcmp (element, "link") == 0 ||
         strcmp (element, "title") == 0;
}

static gboolean
is_full (TpHtml *html)
{
  if (html->text->len > TP_HTML_MAX)
    html->is_cut = TRUE;
  return html->is_cut;
}

void
tp_html_style_sheet (TpHtml *html, const char *url)
{
  g_assert (in_head (html));
  tp_html_empty (html, "link", "rel", "stylesheet", "href", url, NULL);
}

void
tp_html_open (TpHtml *html, const char *element, ...)
{
  assert_name (element);
  if (!belongs_in_head (element))
    enter_body (html);
  g_assert (html->open->len < TP_HTML_DEPTH_MAX);
  if (!is_full (html)) {
    va_list args;
    va_start (args, element);
    g_string_append_printf (html->text, "<%s", element);
    append_attributes (html, args);
    g_string_append_c (html->text, '>');
    va_end (args);
  }
  g_ptr_array_add (html->open, g_strdup (element));
}

void
tp_html_close (TpHtml *html)
{
  g_assert (html->open->len > 0);
  g_autofree char *element = g_ptr_array_steal_index (html->open, html->open->len - 1);
  if (!is_full (html))
    g_string_append_printf (html->text, "</%s>", element);
}

void
tp_html_empty (TpHtml *html, const char *element, ...)
{
  assert_name (element);
  if (!belongs_in_head (element))
    enter_body (html);
  if (is_full (html))
    return;
  va_list args;
  va_start (args, element);
  g_string_append_printf (html->text, "<%s", element);
  append_attributes (html, args);
  g_string_append_c (html->text, '>');
  va_end (args);
}

void
tp_html_text (TpHtml *html, const char *text)
{
  enter_body (html);
  if (!is_full (html))
    append_escaped (html, text);
}

void
tp_html_printf (TpHtml *html, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  tp_html_text (html, text);
}

void
tp_html_element (TpHtml *html, const char *element, const char *text)
{
  tp_html_open (html, element, NULL);
  if (!is_full (html))
    append_escaped (html, text);
  tp_html_close (html);
}

char *
tp_html_finish (TpHtml *html)
{
  enter_body (html);
  gboolean was_cut = html->is_cut;
  html->is_cut = FALSE;
  if (was_cut) {
    g_string_append (html->text, "<p>");
    g_string_append (html->text, _ ("the page is too long and was cut here"));
    g_string_append (html->text, "</p>");
  }
  while (html->open->len > 0) {
    g_autofree char *element = g_ptr_array_steal_index (html->open, html->open->len - 1);
    g_string_append_printf (html->text, "</%s>", element);
  }
  return g_string_free (g_steal_pointer (&html->text), FALSE);
}
