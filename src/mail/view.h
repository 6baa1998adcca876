/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A mail taken apart for looking at: the mailbox page, and whoever shows what came in. It trusts
 * nothing: lying charsets, broken encodings, nesting without end and missing parts give a view
 * that is as good as can be, and bounded. All texts are valid UTF-8 without NUL; those of one line
 * have no control characters. HTML is as it came, scripts and all: whoever shows it, shows it in a
 * sandbox.
 *
 * Mails inside the mail are listed as attachments, not opened. Thread-safe. */

#define TP_VIEW_MAIL_MAX (32 * 1024 * 1024) /* octets; larger is refused */
#define TP_VIEW_TEXT_MAX (2 * 1024 * 1024)  /* octets of text and of html; the rest is cut off */
#define TP_VIEW_LINE_MAX 8192               /* octets of a header's value; the rest is cut off */
#define TP_VIEW_HEADERS_MAX 500             /* the rest is not listed */
#define TP_VIEW_ATTACHMENTS_MAX 200         /* likewise */
#define TP_VIEW_PARTS_MAX 1000              /* parts looked at */
#define TP_VIEW_DEPTH_MAX 30                /* multiparts in multiparts looked into */

typedef struct {
  char *name, *value; /* decoded, on one line */
} TpViewHeader;

typedef struct {
  char *name; /* file name without folders; "" when there is none */
  char *type; /* "image/png" */
  gsize size; /* octets, encoded as they came */
} TpViewAttachment;

typedef struct {
  char *subject, *from, *to, *reply_to, *message_id; /* "" when missing */
  gboolean has_date;
  gint64 date_at;
  GPtrArray *headers;     /* TpViewHeader, in their order */
  char *text, *html;      /* NULL: none; the first of each */
  GPtrArray *attachments; /* TpViewAttachment */
  gboolean is_cut;        /* something passed a limit and is not all here */
} TpMailView;

/* (transfer full); NULL: LIMIT (too large), INVALID (nothing that could be a mail) */
TpMailView *tp_mail_view_parse (const char *bytes, gsize length, GError **error);
void tp_mail_view_free (TpMailView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMailView, tp_mail_view_free)

/* The value of the first header of that name, or NULL. (borrowed from the view) */
const char *tp_mail_view_find_header (const TpMailView *view, const char *name);
