/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/time.h"
#include "core/campaign.h"

/* The life of a campaign from its start on. A start fixes the feed's position; then its audience is
 * evaluated, one bitmap per condition and block is stored, and the ledger gets a row for each
 * recipient: due, or skipped with the reason why this contact may not be mailed. That is done in
 * short changes by whoever sends, can be resumed after a kill at any point, and ends with the
 * recipients frozen.
 *
 * All but prepare are one change of the caller's. CONFLICT: it is not in a state for that. */

gboolean tp_campaign_start (TpChange *change, gint64 id, GError **error); /* draft, scheduled */
gboolean tp_campaign_schedule (TpChange *change, gint64 id, gint64 at, GError **error);
gboolean tp_campaign_unschedule (TpChange *change, gint64 id, GError **error); /* a draft again */
gboolean tp_campaign_pause (TpChange *change, gint64 id, GError **error);
/* Also starts one that was put aside before it began: very late, or held by a restore. */
gboolean tp_campaign_resume (TpChange *change, gint64 id, GError **error);
/* What is not sent yet will be skipped as cancelled; the engine writes that down. */
gboolean tp_campaign_cancel (TpChange *change, gint64 id, GError **error);

/* Asked between chunks; TRUE ends the work early. */
typedef gboolean (*TpCampaignStopping) (gpointer data);

typedef struct {
  const char *holder; /* of leases (core/lease.h) */
  guint lease_seconds;
  TpCampaignStopping stopping; /* may be NULL */
  gpointer data;
} TpCampaignWork;

/* Does what is left between start and the finished ledger. *out_done FALSE: another process is at
 * it, it was stopped, or the campaign is not sending. */
gboolean tp_campaign_prepare (TpAccount *account, gint64 id, const TpCampaignWork *work,
                              gboolean *out_done, GError **error);

/* Ends a campaign all of whose messages are settled; *out_ended also when it had ended before. */
gboolean tp_campaign_end (TpAccount *account, gint64 id, gboolean *out_ended, GError **error);

/* After a cancel: marks what was not sent, chunk by chunk, and ends it. */
gboolean tp_campaign_finish_cancel (TpAccount *account, gint64 id, const TpCampaignWork *work,
                                    gboolean *out_done, GError **error);

/* A scheduled campaign whose time is longer ago (the server was off, the clock jumped) is not sent
 * unasked. */
#define TP_CAMPAIGN_LATE_MAX (6 * TP_HOUR)

/* Campaigns with work: scheduled for now or before (which it starts, or pauses when it is very
 * late), sending, or cancelled and not
 * marked; `only` that one, 0: all; of gint64, ascending, at most TP_CAMPAIGN_OPEN_MAX. (transfer
 * full) */
#define TP_CAMPAIGN_OPEN_MAX 1000
GArray *tp_campaign_due (TpAccount *account, gint64 only, GError **error);
