/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/campaign.h"
#include "core/mailable.h"
#include "core/message.h"

#include <jansson.h>

/* What became of a campaign: its messages by state, out of the ledger; and people (each once) who
 * opened, clicked, unsubscribed, bounced or complained, out of the events since its start.
 *
 *   recipients = pending + accepted + failed + uncertain + skipped
 *   pending = due, sending and waiting for a retry */
typedef struct {
  gint64 recipients, pending, accepted, failed, uncertain, skipped;
  gint64 skipped_why[TP_MAILABLES];
  gint64 opened, clicked, unsubscribed, bounced, complained;
} TpCampaignReport;

/* Several read transactions, none longer than a part of the ledger or the feed. */
gboolean tp_campaign_report (TpAccount *account, const TpCampaign *campaign,
                             TpCampaignReport *out_report, GError **error);
/* Without the events: quick, for progress. */
gboolean tp_campaign_progress (TpAccount *account, const TpCampaign *campaign,
                               TpCampaignReport *out_report, GError **error);

/* {"recipients": ..., "skipped_why": {"suppressed": 3}, ...} (transfer full) */
json_t *tp_campaign_report_to_json (const TpCampaignReport *report);
