/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/names.h"
#include "segment/words.h"

/* Campaigns: one mailing to an audience. This file keeps them; starting, pausing and cancelling is
 * core/campaign_start.h, the ledger of its messages core/message.h, the report
 * core/campaign_report.h, sending engine/sender.h.
 *
 *   draft ─▶ scheduled ─▶ sending ⇄ paused ─▶ done
 *     └──────────────────▶┘   └────────┴────▶ cancelled
 *
 * A campaign is changed only while it is a draft or scheduled. Names are unique among what is not
 * archived. Its conditions are kept as JSON with ids. Nothing in a campaign is personal data; what
 * is about its recipients is in the ledger. */

/* Stored numbers. */
typedef enum {
  TP_CAMPAIGN_DRAFT = 0,
  TP_CAMPAIGN_SCHEDULED = 1,
  TP_CAMPAIGN_SENDING = 2,
  TP_CAMPAIGN_PAUSED = 3,
  TP_CAMPAIGN_DONE = 4,
  TP_CAMPAIGN_CANCELLED = 5,
} TpCampaignState;
#define TP_CAMPAIGN_STATES (TP_CAMPAIGN_CANCELLED + 1)

const char *tp_campaign_state_name (TpCampaignState state); /* "draft": in JSON; static storage */
const char *tp_campaign_state_text (TpCampaignState state); /* for people */
gboolean tp_campaign_state_find (const char *name, TpCampaignState *out_state);

#define TP_CAMPAIGN_SUBJECT_MAX 2000 /* characters, as written */
#define TP_CAMPAIGN_PAGE_MAX 1000

typedef struct {
  gint64 id;
  char *name;
  TpSegmentPurpose purpose; /* newsletter, offers, service or internal */
  gint64 list;              /* 0: none */
  char *from;               /* "Name <address>" */
  char *reply_to;           /* NULL: none */
  char *subject;            /* a template (liquid/template.h), as html and text are */
  char *html, *text;        /* NULL: none, but one of them is needed */
  char *audience;           /* JSON of the condition, with ids */
  char *excluded;           /* JSON; NULL: nobody */
  /* What follows is the program's own. */
  TpCampaignState state;
  gint64 send_at;    /* scheduled for; 0: not */
  gint64 source;     /* of its messages; 0: not begun */
  gint64 started_at; /* 0: not yet; likewise the next */
  gint64 ended_at;
  gint64 start_position;   /* of the feed, when it began */
  int prepared;            /* 1: its audience is stored, 2: its ledger is made */
  gint64 prepared_contact; /* the last that has a row */
  gint64 recipients;       /* rows in the ledger */
  gint64 created_at, changed_at, archived_at;
} TpCampaign;

TpCampaign *tp_campaign_new (void); /* a draft for offers (transfer full) */
void tp_campaign_free (TpCampaign *campaign);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpCampaign, tp_campaign_free)

/* NOT_FOUND. (transfer full) */
TpCampaign *tp_campaign_get (TpConn *conn, gint64 id, GError **error);
/* By public id, or by its name while it is not archived. NOT_FOUND. */
gboolean tp_campaign_find (TpAccount *account, TpConn *conn, const char *id_or_name, gint64 *out_id,
                           GError **error);
/* The newest first, those with an id below `before` (0: from the newest), of a state (-1: any),
 * without html and text; of TpCampaign. (transfer full) */
GPtrArray *tp_campaign_page (TpConn *conn, gint64 before, int state, guint limit, GError **error);

/* The conditions as a tree; *out_excluded NULL: none. (transfer full) */
gboolean tp_campaign_conditions (TpNames *names, const TpCampaign *campaign,
                                 TpSegment **out_audience, TpSegment **out_excluded,
                                 GError **error);

/* Adds it or writes it as it stands, every field down to `excluded`. INVALID: a name, an address, a
 * template (with its line and column), a purpose that is not about mail, no audience, neither html
 * nor text; NOT_FOUND: no such list, or archived; CONFLICT: the name is in use, or it has begun. */
gboolean tp_campaign_add (TpChange *change, const TpCampaign *campaign, gint64 *out_id,
                          GError **error);
gboolean tp_campaign_write (TpChange *change, const TpCampaign *campaign, GError **error);

/* CONFLICT while it is scheduled, sending or paused. */
gboolean tp_campaign_archive (TpChange *change, gint64 id, GError **error);
