/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Header fields of a message we write (RFC 5322, RFC 2047): ASCII, folded at 78 characters where
 * there is a blank to fold at, never over 998. Append functions take what their check has let
 * through: they cannot fail. Thread-safe. */

#define TP_HEADER_VALUE_MAX 8000 /* octets */
#define TP_HEADER_WORD_MAX 900   /* octets between blanks of a value that cannot be encoded */

typedef struct {
  const char *name, *value;
} TpHeader;

/* Control characters (so CR, LF and NUL), bytes that are not UTF-8 and what is too long. what names
 * the place in the message. INVALID */
gboolean tp_header_check_text (const char *what, const char *text, GError **error);

/* A field that its caller names: the name too, which must not be one that the program writes itself
 * (From, Bcc, Content-Type ...); one of those that hold addresses of pages or mails must be ASCII.
 * INVALID */
gboolean tp_header_check (const TpHeader *header, GError **error);

/* Free text, such as a subject, as encoded words where needed. */
void tp_header_append_text (GString *out, const char *name, const char *text);

/* ASCII as it is, folded; other text as tp_header_append_text. */
void tp_header_append (GString *out, const char *name, const char *value);

/* 'Name <address>'; display may be NULL or "". */
void tp_header_append_mailbox (GString *out, const char *name, const char *display,
                               const char *address);

/* "Date: Sat, 31 Jan 2026 14:05:09 +0000" */
void tp_header_append_date (GString *out, const char *name, gint64 at);
