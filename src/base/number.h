/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Numbers and amounts as people write them in files: 1234.5  1,234.56  1.234,56  1 234,56
 * 1'234.56  12,50 €  EUR 12.50  12,-  -3  3-. Groups have three digits and one kind of mark: blank,
 * no-break blank, apostrophe, or whichever of . and , is not the decimal mark.
 *
 * One text alone may be ambiguous: 1.234 is either a thousand or one and a bit. So reading takes
 * the style as given, and a file's style comes from its column: tp_number_style of each value,
 * until one tells; where none does, the language of the account decides (comma in German and
 * Dutch). */

typedef enum {
  TP_NUMBER_UNKNOWN, /* the text tells nothing; as an argument: refuse what is ambiguous */
  TP_NUMBER_POINT,   /* 1,234.56 */
  TP_NUMBER_COMMA,   /* 1.234,56 */
} TpNumberStyle;

#define TP_NUMBER_MAX_LENGTH 64 /* bytes of text */

/* What the text tells about its style: it does when both marks occur, when one occurs several times
 * (so it groups), or when one occurs but cannot be a group mark there (1,5  0,125  1234.567). */
TpNumberStyle tp_number_style (const char *text);

/* INVALID. */
gboolean tp_number_parse (const char *text, TpNumberStyle style, double *out_value, GError **error);

/* In units of 10^-decimals (0 to 6), so 12,5 with 2 decimals is 1250; more decimals than that are
 * INVALID unless they are zeros. A currency sign or code beside the number goes to out_currency
 * ("EUR";
 * "" when there is none), unless that is NULL. */
gboolean tp_amount_parse (const char *text, TpNumberStyle style, int decimals, gint64 *out_amount,
                          char out_currency[4], GError **error);
