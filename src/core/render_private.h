/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/field.h"
#include "core/render.h"
#include "liquid/template.h"
#include "mail/message.h"

/* What render.c prepares and render_batch.c renders from. */

/* What is the same for everyone, by the names that templates say. */
typedef enum {
  TP_RENDER_ACCOUNT_NAME,
  TP_RENDER_ACCOUNT_IMPRINT,
  TP_RENDER_ACCOUNT_CURRENCY,
  TP_RENDER_ACCOUNT_LANGUAGE,
  TP_RENDER_ACCOUNT_URL,
  TP_RENDER_CAMPAIGN_NAME,
  TP_RENDER_CAMPAIGN_ID,
  TP_RENDER_CAMPAIGN_SUBJECT,
  TP_RENDER_CAMPAIGN_PURPOSE,
  TP_RENDER_MEMBERS,
} TpRenderMember;
typedef struct {
  const char *object, *name;
  const char *setting; /* whose value it is; NULL: the campaign's */
} TpRenderMemberInfo;
extern const TpRenderMemberInfo tp_render_members[TP_RENDER_MEMBERS];

struct TpRender {
  TpAccount *account;
  TpMessageSource source;
  TpMailbox *from;
  TpMessageTemplate *mail;
  TpTemplate *subject, *html, *text; /* html or text may be NULL */
  GPtrArray *segments;               /* TpSegment; a handle is an index from 1 */
  TpFields *fields;
  GTimeZone *zone;
  char *members[TP_RENDER_MEMBERS];
  guint currency_digits;
  gboolean needs_tags;
  gboolean has_unsubscribe; /* headers that a mail program shows a button for */
};
