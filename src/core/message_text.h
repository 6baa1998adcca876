/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The text part of a mail that has only HTML: what can be read in it, as plain text. Blocks, rows
 * and line breaks become lines, list items get "- ", links are followed by their address in round
 * brackets, pictures become their alternative text; head, style, script and comments are left out.
 * Not a parser of HTML: anything that is not understood is dropped or kept as text, in one pass.
 * Appends at most TP_MESSAGE_TEXT_MAX bytes. Thread-safe. */

#define TP_MESSAGE_TEXT_MAX (1024 * 1024)
#define TP_MESSAGE_LINK_MAX 2000 /* bytes of a link that is written down */

void tp_message_text_from_html (const char *html, gsize length, GString *out);
