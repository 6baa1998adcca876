/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger is added up in ranges of rows, the events in ranges of positions, so that no read
 * lasts. */
#include "core/campaign_report.h"

#include "base/idsets.h"
#include "core/feed.h"

#define ROWS (64 * TP_MESSAGE_CHUNK) /* of the ledger in one read */
#define POSITIONS 200000             /* of the feed in one read */

/* Which people are counted for which events. */
typedef enum { OPENED, CLICKED, BOUNCED, COMPLAINED, UNSUBSCRIBED, ACTS } Act;

static Act
act_of (gint64 kind)
{
  switch (kind) {
  case TP_EVENT_MAIL_OPENED:
    return OPENED;
  case TP_EVENT_MAIL_CLICKED:
    return CLICKED;
  case TP_EVENT_MAIL_BOUNCED:
    return BOUNCED;
  case TP_EVENT_MAIL_COMPLAINED:
    return COMPLAINED;
  default:
    return UNSUBSCRIBED;
  }
}

static void
take_counts (TpCampaignReport *report, const TpMessageCounts *counts)
{
  report->pending = counts->states[TP_MESSAGE_DUE] + counts->states[TP_MESSAGE_SENDING] +
                    counts->states[TP_MESSAGE_RETRY];
  report->accepted = counts->states[TP_MESSAGE_ACCEPTED];
  report->failed = counts->states[TP_MESSAGE_FAILED];
  report->uncertain = counts->states[TP_MESSAGE_UNCERTAIN];
  report->skipped = counts->states[TP_MESSAGE_SKIPPED];
  for (guint i = 0; i < TP_MAILABLES; i++)
    report->skipped_why[i] = counts->reasons[i];
  report->recipients =
      report->pending + report->accepted + report->failed + report->uncertain + report->skipped;
}

gboolean
tp_campaign_progress (TpAccount *account, const TpCampaign *campaign, TpCampaignReport *out_report,
                      GError **error)
{
  TpMessageCounts counts = {0};
  *out_report = (TpCampaignReport){0};
  if (campaign->source == 0)
    return TRUE;
  TpMessageSource source;
  for (gint64 first = 1; first <= campaign->recipients || first == 1; first += ROWS) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !tp_message_source_get (conn, campaign->source, &source, error) ||
        !tp_message_count (conn, &source, first, first + ROWS - 1, &counts, error))
      return FALSE;
  }
  take_counts (out_report, &counts);
  return TRUE;
}

static gboolean
take_event (TpRows *rows, TpIdSets *people[ACTS], GError **error)
{
  TpIdSets *sets = people[act_of (tp_rows_int64 (rows, 1))];
  gsize length = 0;
  const guint8 *members = tp_rows_bytes (rows, 3, &length);
  if (members == NULL) {
    if (!tp_rows_is_null (rows, 2))
      tp_id_sets_add (sets, (guint32)tp_rows_int64 (rows, 2));
    return TRUE;
  }
  g_autoptr (TpIdSet) set = tp_id_set_decode (members, length, error);
  if (set == NULL)
    return FALSE;
  tp_id_sets_union (sets, set);
  return TRUE;
}

typedef struct {
  int month;
  gint64 first, last; /* positions */
} Range;

/* The months that hold events after the campaign's start, up to the head. */
static GArray *
load_ranges (TpConn *conn, gint64 after, GError **error)
{
  TpFeedPoint head;
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  if (!tp_feed_head (conn, &head, error))
    return NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FEED_MONTHS, &local, "");
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Range range = {(int)tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1), head.position};
    if (ranges->len > 0)
      g_array_index (ranges, Range, ranges->len - 1).last = range.first - 1;
    g_array_append_val (ranges, range);
  }
  if (!tp_rows_ended (&local, error))
    return NULL;
  for (guint i = ranges->len; i > 0; i--) {
    Range *range = &g_array_index (ranges, Range, i - 1);
    range->first = MAX (range->first, after + 1);
    if (range->first > range->last)
      g_array_remove_index (ranges, i - 1);
  }
  return g_steal_pointer (&ranges);
}

static gboolean
read_part (TpAccount *account, gint64 campaign, int month, gint64 first, gint64 last,
           TpIdSets *people[ACTS], GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_CAMPAIGN_EVENTS, &local, "Miii", month, first, last, campaign);
  while (rows != NULL && tp_rows_next (rows, &local))
    if (!take_event (rows, people, error))
      return FALSE;
  return tp_rows_ended (&local, error);
}

static gboolean
count_people (TpAccount *account, const TpCampaign *campaign, TpIdSets *people[ACTS],
              GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (GArray) ranges =
      conn != NULL ? load_ranges (conn, campaign->start_position, error) : NULL;
  g_clear_pointer (&conn, tp_conn_release);
  for (guint i = 0; ranges != NULL && i < ranges->len; i++) {
    const Range *range = &g_array_index (ranges, Range, i);
    for (gint64 first = range->first; first <= range->last; first += POSITIONS)
      if (!read_part (account, campaign->id, range->month, first,
                      MIN (first + POSITIONS - 1, range->last), people, error))
        return FALSE;
  }
  return ranges != NULL;
}

gboolean
tp_campaign_report (TpAccount *account, const TpCampaign *campaign, TpCampaignReport *out_report,
                    GError **error)
{
  TpIdSets *people[ACTS];
  if (!tp_campaign_progress (account, campaign, out_report, error))
    return FALSE;
  if (campaign->source == 0)
    return TRUE;
  for (guint i = 0; i < ACTS; i++)
    people[i] = tp_id_sets_new ();
  gboolean ok = count_people (account, campaign, people, error);
  out_report->opened = (gint64)tp_id_sets_count (people[OPENED]);
  out_report->clicked = (gint64)tp_id_sets_count (people[CLICKED]);
  out_report->bounced = (gint64)tp_id_sets_count (people[BOUNCED]);
  out_report->complained = (gint64)tp_id_sets_count (people[COMPLAINED]);
  out_report->unsubscribed = (gint64)tp_id_sets_count (people[UNSUBSCRIBED]);
  for (guint i = 0; i < ACTS; i++)
    tp_id_sets_free (people[i]);
  return ok;
}

json_t *
tp_campaign_report_to_json (const TpCampaignReport *report)
{
  json_t *why = json_object ();
  for (guint i = 1; i < TP_MAILABLES; i++)
    if (report->skipped_why[i] > 0)
      json_object_set_new (why, tp_mailable_name ((TpMailable)i),
                           json_integer (report->skipped_why[i]));
  return json_pack ("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I}", "recipients",
                    (json_int_t)report->recipients, "pending", (json_int_t)report->pending,
                    "accepted", (json_int_t)report->accepted, "failed", (json_int_t)report->failed,
                    "uncertain", (json_int_t)report->uncertain, "skipped",
                    (json_int_t)report->skipped, "skipped_why", why, "opened",
                    (json_int_t)report->opened, "clicked", (json_int_t)report->clicked,
                    "unsubscribed", (json_int_t)report->unsubscribed, "bounced",
                    (json_int_t)report->bounced, "complained", (json_int_t)report->complained);
}
