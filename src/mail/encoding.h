/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Text bodies as lines that every mail server carries (RFC 2045 6): at most 76 characters and CRLF,
 * whatever the line ends of the text (CRLF, LF, CR). Nothing encoded here contains "=_", so a
 * boundary that begins with it cannot occur in a body. Thread-safe. */

typedef enum {
  TP_ENCODING_7BIT,
  TP_ENCODING_QUOTED_PRINTABLE,
  TP_ENCODING_BASE64,
} TpEncoding;

const char *tp_encoding_name (TpEncoding encoding); /* "quoted-printable" */

/* 7bit where the text goes through unchanged, else the shorter of the others. */
TpEncoding tp_encoding_choose (const char *text, gsize length);

/* Appends the encoded text; no line end is added behind the last line. With 7bit the text must be
 * one for which it was chosen. */
void tp_encoding_append (GString *out, TpEncoding encoding, const char *text, gsize length);
