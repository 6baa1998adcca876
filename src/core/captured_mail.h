/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "mail/view.h"

/* The built-in mailbox: mails that did not leave, kept as they would have been sent, so that
 * everything can be looked at and nothing leaves by accident. The oldest go when there are more
 * than the setting captured_mail_max says. All of it is personal: erasure deletes the mails to a
 * contact (captured_mail_erase). */

#define TP_CAPTURED_MAIL_PAGE_MAX 1000

typedef struct {
  gint64 id;
  gint64 at;
  char *sender, *recipient; /* the envelope */
  gint64 contact;           /* 0: none */
  gint64 campaign;          /* 0: none */
  gint64 message;           /* its number in the ledger (core/message.h), 0: none */
  char *subject;
  char *raw; /* only from get; NUL-terminated */
  gsize raw_length;
} TpCapturedMail;
void tp_captured_mail_free (TpCapturedMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpCapturedMail, tp_captured_mail_free)

typedef struct {
  const char *sender, *recipient, *subject;
  gint64 contact, campaign, message; /* 0: none */
  const char *bytes;
  gsize length;
} TpCapturedMailNew;
gboolean tp_captured_mail_add_many (TpChange *change, const TpCapturedMailNew *mails, gsize length,
                                    GError **error);

/* The newest first, those with an id below `before` (0: from the newest), to an address (NULL: any;
 * a contact's mails are found at any of its addresses); of TpCapturedMail. (transfer full) */
GPtrArray *tp_captured_mail_page (TpConn *conn, const char *to, gint64 before, guint limit,
                                  GError **error);
/* NOT_FOUND. (transfer full) */
TpCapturedMail *tp_captured_mail_get (TpConn *conn, gint64 id, GError **error);

/* Taken apart for looking at. LIMIT, INVALID. (transfer full) */
TpMailView *tp_captured_mail_view (const TpCapturedMail *mail, GError **error);
