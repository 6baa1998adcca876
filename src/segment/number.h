/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Decimals kept exactly, as integers of ten-thousandths (TP_SEGMENT_SCALE in segment/tree.h): at
 * most 14 digits before the point and 4 behind it. Thread-safe. */

/* "12", "-0.5", "12.50": digits on both sides of a point, no exponent, no blanks, no plus. FALSE
 * when it is not that or has too many digits. */
gboolean tp_segment_number_parse (const char *text, gint64 *out_scaled);

/* Appends it without needless zeros: "-12.5". */
void tp_segment_number_append (GString *out, gint64 scaled);

/* Minor units of a currency with that many digits (at most 4) at the same scale; saturates. */
gint64 tp_segment_number_of_minor (gint64 minor, guint currency_digits);

/* Whether it has no more decimals than that. */
gboolean tp_segment_number_fits (gint64 scaled, guint digits);
