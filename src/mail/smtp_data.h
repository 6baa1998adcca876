/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Appends a message as it stands after DATA (RFC 5321 4.5.2): every line end (CRLF, or a bare CR or
 * LF, which must never leave: another server could take "\n.\r\n" for the end) becomes CRLF, a dot
 * that begins a line is doubled, and the last line is ended and followed by ".\r\n". Thread-safe.
 */
void tp_smtp_data_append (GString *out, const char *bytes, gsize length);
