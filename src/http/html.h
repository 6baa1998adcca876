/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes a server page: every text and attribute is escaped here and nowhere else, elements are
 * closed in order. Names of elements and attributes are the program's own words (asserted to be
 * lower-case letters, digits and hyphens); there is no way to write markup as text.
 *
 * In href, src, action, formaction and poster only http, https, mailto, tel and references within
 * our own site stand as they are; another scheme, and "//other", become "#".
 *
 *   g_autoptr (TpHtml) html = tp_html_new ("de", _ ("Sign up"));
 *   tp_html_open (html, "p", "class", "note", NULL);
 *   tp_html_text (html, name);
 *   tp_html_close (html);
 *   tp_response_html (response, tp_html_finish (html));
 *
 * Not thread-safe. A page that grows over TP_HTML_MAX ends there, with a note that it was cut. */

#define TP_HTML_MAX (8 * 1024 * 1024)
#define TP_HTML_DEPTH_MAX 100

typedef struct TpHtml TpHtml;

/* A page with a head: language, title, viewport, charset; the body is open. (transfer full) */
TpHtml *tp_html_new (const char *language, const char *title);
/* Without a page around it. (transfer full) */
TpHtml *tp_html_new_fragment (void);
void tp_html_free (TpHtml *html);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpHtml, tp_html_free)

/* A style sheet of our own site, on a page that has nothing in its body yet. */
void tp_html_style_sheet (TpHtml *html, const char *url);

/* Attribute names and values in turn, NULL at the end; a value NULL leaves the attribute out, ""
 * writes it as present ("required"). */
void tp_html_open (TpHtml *html, const char *element, ...) G_GNUC_NULL_TERMINATED;
void tp_html_close (TpHtml *html);
/* A void element: br, img, input, meta, link, hr. */
void tp_html_empty (TpHtml *html, const char *element, ...) G_GNUC_NULL_TERMINATED;
void tp_html_text (TpHtml *html, const char *text);
void tp_html_printf (TpHtml *html, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* <element>text</element> without attributes. */
void tp_html_element (TpHtml *html, const char *element, const char *text);

/* Closes what is open and gives the text. (transfer full) */
char *tp_html_finish (TpHtml *html);
