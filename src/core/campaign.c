/* SPDX-License-Identifier: Apache-2.0 */
/* A campaign is checked whole whenever it is written: a field is added to the struct, to the column
 * list of its queries, to read_campaign, and here to what is checked. */
#include "core/campaign.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/campaign_private.h"
#include "core/list.h"
#include "core/render.h"
#include "core/thing.h"
#include "mail/mailbox.h"

#include <string.h>

static const struct {
  const char *name, *text;
} states[] = {
    [TP_CAMPAIGN_DRAFT] = {"draft",     N_ ("draft")    },
    [TP_CAMPAIGN_SCHEDULED] = {"scheduled", N_ ("scheduled")},
    [TP_CAMPAIGN_SENDING] = {"sending",   N_ ("sending")  },
    [TP_CAMPAIGN_PAUSED] = {"paused",    N_ ("paused")   },
    [TP_CAMPAIGN_DONE] = {"done",      N_ ("done")     },
    [TP_CAMPAIGN_CANCELLED] = {"cancelled", N_ ("cancelled")},
};
G_STATIC_ASSERT (G_N_ELEMENTS (states) == TP_CAMPAIGN_STATES);

const char *
tp_campaign_state_name (TpCampaignState state)
{
  return (guint)state < TP_CAMPAIGN_STATES ? states[state].name : "unknown";
}

const char *
tp_campaign_state_text (TpCampaignState state)
{
  return (guint)state < TP_CAMPAIGN_STATES ? _ (states[state].text) : "unknown";
}

gboolean
tp_campaign_state_find (const char *name, TpCampaignState *out_state)
{
  for (guint i = 0; i < TP_CAMPAIGN_STATES; i++)
    if (strcmp (states[i].name, name) == 0) {
      *out_state = (TpCampaignState)i;
      return TRUE;
    }
  return FALSE;
}

TpCampaign *
tp_campaign_new (void)
{
  TpCampaign *campaign = g_new0 (TpCampaign, 1);
  campaign->purpose = TP_SEGMENT_PURPOSE_OFFERS;
  return campaign;
}

void
tp_campaign_free (TpCampaign *campaign)
{
  if (campaign == NULL)
    return;
  g_free (campaign->name);
  g_free (campaign->from);
  g_free (campaign->reply_to);
  g_free (campaign->subject);
  g_free (campaign->html);
  g_free (campaign->text);
  g_free (campaign->audience);
  g_free (campaign->excluded);
  g_free (campaign);
}

static TpCampaign *
read_campaign (TpRows *rows)
{
  TpCampaign *campaign = g_new0 (TpCampaign, 1);
  campaign->id = tp_rows_int64 (rows, 0);
  campaign->name = g_strdup (tp_rows_text (rows, 1));
  campaign->state = (TpCampaignState)tp_rows_int64 (rows, 2);
  campaign->purpose = (TpSegmentPurpose)tp_rows_int64 (rows, 3);
  campaign->list = tp_rows_int64 (rows, 4);
  campaign->from = g_strdup (tp_rows_text (rows, 5));
  campaign->reply_to = g_strdup (tp_rows_text (rows, 6));
  campaign->subject = g_strdup (tp_rows_text (rows, 7));
  campaign->html = g_strdup (tp_rows_text (rows, 8));
  campaign->text = g_strdup (tp_rows_text (rows, 9));
  campaign->audience = g_strdup (tp_rows_text (rows, 10));
  campaign->excluded = g_strdup (tp_rows_text (rows, 11));
  campaign->send_at = tp_rows_int64 (rows, 12);
  campaign->source = tp_rows_int64 (rows, 13);
  campaign->started_at = tp_rows_int64 (rows, 14);
  campaign->ended_at = tp_rows_int64 (rows, 15);
  campaign->start_position = tp_rows_int64 (rows, 16);
  campaign->prepared = (int)tp_rows_int64 (rows, 17);
  campaign->prepared_contact = tp_rows_int64 (rows, 18);
  campaign->recipients = tp_rows_int64 (rows, 19);
  campaign->created_at = tp_rows_int64 (rows, 20);
  campaign->changed_at = tp_rows_int64 (rows, 21);
  campaign->archived_at = tp_rows_int64 (rows, 22);
  return campaign;
}

/* Takes rows, which may be NULL with *error set. */
static GPtrArray *
take_campaigns (TpRows *rows, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_campaign_free);
  while (taken != NULL && tp_rows_next (taken, &local))
    g_ptr_array_add (found, read_campaign (taken));
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (taken != NULL)
    return g_steal_pointer (&found);
  return NULL;
}

TpCampaign *
tp_campaign_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) found =
      take_campaigns (tp_conn_query (conn, TP_SQL_CAMPAIGN_GET, error, "i", id), error);
  if (found != NULL && found->len == 1)
    return g_ptr_array_steal_index (found, 0);
  if (found != NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such campaign"));
  return NULL;
}

gboolean
tp_campaign_find (TpAccount *account, TpConn *conn, const char *id_or_name, gint64 *out_id,
                  GError **error)
{
  if (tp_account_find_public_id (account, TP_THING_CAMPAIGN, id_or_name, out_id))
    return TRUE;
  g_autoptr (GError) local = NULL;
  g_autofree char *clean = tp_thing_clean_name (TP_THING_CAMPAIGN, id_or_name, NULL);
  g_autofree char *key = clean != NULL ? tp_fold (clean) : NULL;
  if (key != NULL && tp_conn_int64 (conn, TP_SQL_CAMPAIGN_FIND, out_id, &local, "s", key))
    return TRUE;
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no campaign '%s'"), id_or_name);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GPtrArray *
tp_campaign_page (TpConn *conn, gint64 before, int state, guint limit, GError **error)
{
  g_assert (limit <= TP_CAMPAIGN_PAGE_MAX);
  return take_campaigns (tp_conn_query (conn, TP_SQL_CAMPAIGN_PAGE, error, "iii",
                                        before > 0 ? before : G_MAXINT64, (gint64)state,
                                        (gint64)limit),
                         error);
}

gboolean
tp_campaign_conditions (TpNames *names, const TpCampaign *campaign, TpSegment **out_audience,
                        TpSegment **out_excluded, GError **error)
{
  *out_excluded = NULL;
  *out_audience = tp_names_parse_json (names, campaign->audience, error);
  if (*out_audience == NULL || campaign->excluded == NULL)
    return *out_audience != NULL;
  *out_excluded = tp_names_parse_json (names, campaign->excluded, error);
  if (*out_excluded != NULL)
    return TRUE;
  g_clear_pointer (out_audience, tp_segment_unref);
  return FALSE;
}

static gboolean
check_mailbox (const char *what, const char *text, GError **error)
{
  g_autoptr (TpMailbox) mailbox = NULL;
  if (text == NULL || *text == '\0')
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: an address is expected"), what);
  mailbox = tp_mailbox_parse (text, -1, error);
  if (mailbox == NULL)
    g_prefix_error (error, "%s: ", what);
  return mailbox != NULL;
}

static gboolean
check_list (TpConn *conn, gint64 id, GError **error)
{
  if (id == 0)
    return TRUE;
  g_autoptr (TpList) list = tp_list_get (conn, id, error);
  return list != NULL && (list->archived_at == 0 ||
                          tp_error (error, TP_ERROR_NOT_FOUND, _ ("no list '%s'"), list->name));
}

static gboolean
check_conditions (TpChange *change, const TpCampaign *campaign, GError **error)
{
  if (campaign->audience == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("to: a condition is expected"));
  g_autoptr (TpSegment) audience = NULL;
  g_autoptr (TpSegment) excluded = NULL;
  g_autoptr (TpNames) names = tp_names_new (tp_change_account (change), tp_change_conn (change));
  return tp_campaign_conditions (names, campaign, &audience, &excluded, error);
}

static gboolean
check_campaign (TpChange *change, const TpCampaign *campaign, GError **error)
{
  gboolean about_mail = campaign->purpose == TP_SEGMENT_PURPOSE_NEWSLETTER ||
                        campaign->purpose == TP_SEGMENT_PURPOSE_OFFERS ||
                        campaign->purpose == TP_SEGMENT_PURPOSE_SERVICE ||
                        campaign->purpose == TP_SEGMENT_PURPOSE_INTERNAL;
  if (!about_mail)
    return tp_error (error, TP_ERROR_INVALID, _ ("purpose '%s' is not about mail"),
                     tp_segment_purpose_name (campaign->purpose));
  if (!check_mailbox ("from", campaign->from, error) ||
      (campaign->reply_to != NULL && !check_mailbox ("reply_to", campaign->reply_to, error)))
    return FALSE;
  if (campaign->subject == NULL || *campaign->subject == '\0')
    return tp_error (error, TP_ERROR_INVALID, _ ("subject: a text is expected"));
  if (!g_utf8_validate (campaign->subject, -1, NULL) ||
      g_utf8_strlen (campaign->subject, -1) > TP_CAMPAIGN_SUBJECT_MAX)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("subject: UTF-8 of at most %d characters is expected"),
                     TP_CAMPAIGN_SUBJECT_MAX);
  if (campaign->html == NULL && campaign->text == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("html: a text is expected, or one in text"));
  if (!check_list (tp_change_conn (change), campaign->list, error) ||
      !check_conditions (change, campaign, error))
    return FALSE;
  g_autoptr (TpRender) render =
      tp_render_new (tp_change_account (change), tp_change_conn (change), campaign, NULL, error);
  return render != NULL;
}

/* CONFLICT when another has the name. */
static gboolean
check_name (TpConn *conn, const char *name, const char *key, gint64 own_id, GError **error)
{
  gint64 id = 0;
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_CAMPAIGN_FIND, &id, &local, "s", key) && id != own_id)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("there is a campaign '%s' already"), name);
  return tp_rows_ended (&local, error);
}

gboolean
tp_campaign_add (TpChange *change, const TpCampaign *campaign, gint64 *out_id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  const TpCampaign *c = campaign;
  g_autofree char *name =
      tp_thing_clean_name (TP_THING_CAMPAIGN, c->name != NULL ? c->name : "", error);
  g_autofree char *key = name != NULL ? tp_fold (name) : NULL;
  const gint64 *list = c->list != 0 ? &c->list : NULL;
  if (key == NULL || !check_name (conn, name, key, 0, error) ||
      !check_campaign (change, c, error) ||
      !tp_conn_int64 (conn, TP_SQL_CAMPAIGN_ADD, out_id, error, "ssiIsssssssi", name, key,
                      (gint64)c->purpose, list, c->from, c->reply_to, c->subject, c->html, c->text,
                      c->audience, c->excluded, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_CAMPAIGN, *out_id);
  return TRUE;
}

gboolean
tp_campaign_lock (TpConn *conn, gint64 id, gint64 *out_state, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_CAMPAIGN_LOCK, out_state, &local, "i", id))
    return TRUE;
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such campaign"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_campaign_write (TpChange *change, const TpCampaign *campaign, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  const TpCampaign *c = campaign;
  gint64 state = 0;
  if (!tp_campaign_lock (conn, c->id, &state, error))
    return FALSE;
  if (state != TP_CAMPAIGN_DRAFT && state != TP_CAMPAIGN_SCHEDULED)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the campaign has begun: it can't be changed"));
  g_autofree char *name =
      tp_thing_clean_name (TP_THING_CAMPAIGN, c->name != NULL ? c->name : "", error);
  g_autofree char *key = name != NULL ? tp_fold (name) : NULL;
  const gint64 *list = c->list != 0 ? &c->list : NULL;
  if (key == NULL || !check_name (conn, name, key, c->id, error) ||
      !check_campaign (change, c, error) ||
      !tp_conn_run (conn, TP_SQL_CAMPAIGN_WRITE, error, "issiIsssssssi", c->id, name, key,
                    (gint64)c->purpose, list, c->from, c->reply_to, c->subject, c->html, c->text,
                    c->audience, c->excluded, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_CAMPAIGN, c->id);
  return TRUE;
}

gboolean
tp_campaign_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gint64 state = 0;
  if (!tp_campaign_lock (conn, id, &state, error))
    return FALSE;
  if (state == TP_CAMPAIGN_SCHEDULED || state == TP_CAMPAIGN_SENDING || state == TP_CAMPAIGN_PAUSED)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the campaign is %s: cancel it first"),
                     tp_campaign_state_text ((TpCampaignState)state));
  if (!tp_thing_check_unused (tp_change_account (change), conn, TP_THING_CAMPAIGN, id, error) ||
      !tp_conn_run (conn, TP_SQL_CAMPAIGN_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_CAMPAIGN, id);
  return TRUE;
}
