/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "mail/header.h"
#include "mail/mailbox.h"

/* Writes finished mails (RFC 5322, MIME): a template is prepared once per campaign, with all that
 * is the same for everyone, and rendered per person, which is a few copies and the encoding of the
 * bodies: microseconds.
 *
 * A message has a text, or HTML, or both as multipart/alternative; UTF-8, CRLF, lines of at most 78
 * characters (998 where a header cannot be folded). It is the same bytes for the same input: the
 * boundary comes from the Message-ID, so a retry sends what was sent.
 *
 * Whatever could add a header, CR and LF before all, is refused with INVALID, naming the place. The
 * template is immutable: any number of threads may render from it. */

#define TP_MESSAGE_HEADERS_MAX 50
#define TP_MESSAGE_BODY_MAX (10 * 1024 * 1024) /* octets of each body, before encoding */

typedef struct TpMessageTemplate TpMessageTemplate;

typedef struct {
  const TpMailbox *from;
  const TpMailbox *reply_to; /* NULL: none */
  const TpHeader *headers;   /* further fields, the same for everyone */
  gsize n_headers;
} TpMessageSettings;

/* (transfer full); nothing of settings is kept. NULL: INVALID */
TpMessageTemplate *tp_message_template_new (const TpMessageSettings *settings, GError **error);
void tp_message_template_free (TpMessageTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMessageTemplate, tp_message_template_free)

typedef struct {
  const char *message_id; /* "id@domain", without angle brackets */
  gint64 date_at;
  const char *to;      /* TpAddress.wire */
  const char *to_name; /* NULL or "": none */
  const char *subject;
  const TpHeader *headers; /* further fields for this person, such as List-Unsubscribe */
  gsize n_headers;
  const char *text, *html; /* UTF-8, any line ends; NULL: none, but one of them is needed */
  gsize text_length, html_length;
} TpMessageContent;

/* Appends the message to out; on failure out is as it was. INVALID */
gboolean tp_message_render (const TpMessageTemplate *template, const TpMessageContent *content,
                            GString *out, GError **error);
