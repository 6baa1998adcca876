/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Whether text may be made to be mistaken for other text (after Unicode TR 39, the parts that
 * matter for addresses). Thread-safe. */

/* Letters of scripts that no language writes together: Latin with Cyrillic, but not Han with Kana.
 * The text is valid UTF-8. */
gboolean tp_script_is_mixed (const char *text, gsize length);

/* Letters of one script other than Latin, each of which looks like a Latin one: Cyrillic
 * 'аррӏе'. */
gboolean tp_script_is_lookalike (const char *text, gsize length);

/* A character that cannot be seen, or that changes the direction of the text round it, or that is a
 * control, a separator, private or not assigned: nothing that belongs into an address or a name,
 * except the blank in a name. */
gboolean tp_script_is_hidden (gunichar c);

/* Text for an error message: cut to a length that a line can hold, with control, hidden and broken
 * characters written out as <U+202E> or <0xC0>. (transfer full) */
char *tp_script_quote (const char *text, gsize length);
