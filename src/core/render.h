/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/campaign.h"
#include "core/message.h"

/* The mails of a campaign: its templates are parsed once, the parts of the mail that are the same
 * for everyone are prepared once (mail/message.h), and each recipient's mail is rendered from its
 * contact, with one query per kind of fact for many recipients.
 *
 * A template can say:
 *   contact.NAME         every built-in field (segment/field.h); lists where there are several
 *   contact.fields.NAME  the account's own fields; contact.fields["Shoe size"]
 *   contact.tags, contact.id
 *   campaign.name, .id, .subject, .purpose
 *   account.name, .imprint, .currency, .language, .url
 *   unsubscribe_url
 *
 * Values are escaped for HTML, but not in subject and text. Where there is no text, it is made from
 * the HTML. Names that are not there are nil. Immutable; may be shared by threads. */

typedef struct TpRender TpRender;

/* INVALID: a template, with its name, line and column, or the sender. `source` NULL: only to check
 * them. (transfer full) */
TpRender *tp_render_new (TpAccount *account, TpConn *conn, const TpCampaign *campaign,
                         const TpMessageSource *source, GError **error);
void tp_render_free (TpRender *render);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRender, tp_render_free)

/* The envelope's sender. (borrowed) */
const char *tp_render_sender (const TpRender *render);

typedef struct {
  const TpMessage *message; /* whose mail (borrowed) */
  char *to;                 /* out: the envelope's recipient */
  char *key;                /* out: that address' key */
  char *subject;            /* out */
  GString *bytes;           /* out */
  char *fault;              /* out: why it could not be rendered, for people; else NULL */
} TpRenderItem;
void tp_render_item_clear (TpRenderItem *item);

/* Renders each item or says its fault; FALSE only when the database failed. At most
 * TP_RENDER_MANY. */
#define TP_RENDER_MANY 4096
gboolean tp_render_many (const TpRender *render, TpConn *conn, TpRenderItem *items, gsize length,
                         GError **error);
