/* SPDX-License-Identifier: Apache-2.0 */
/* By the reference evaluation over the database (core/facts.h), one block of contacts after the
 * other. Whoever replaces it by something faster keeps to core/audience.h, whose answers the
 * reference evaluation stays the measure of. */
#include "core/audience.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/facts.h"
#include "core/facts_rank.h"
#include "core/history.h"
#include "core/names.h"

/* The evaluation of one condition at one moment. */
typedef struct {
  TpAccount *account;
  TpFacts *facts;
  gint64 last; /* the highest contact number */
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->facts, tp_facts_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static TpFacts *
make_facts (TpAccount *account, TpConn *conn, TpSegment *segment, GError **error)
{
  g_autoptr (GTimeZone) zone = tp_account_zone (account);
  TpSegmentMoment moment = {
      .now_at = tp_account_now (account),
      .zone = zone,
      .currency_digits = MIN (4, tp_account_currency_digits (account)),
  };
  return tp_facts_new (account, conn, segment, 0, &moment, error);
}

/* Events are read from the history of each block, so what the history does not have yet would be
 * scanned once a block. Filing it can fail without harm, when the database is busy. */
static void
file_history (Run *run)
{
  g_autoptr (GError) ignored = NULL;
  if (tp_facts_needs_history (run->facts) && run->last >> 16 > 0)
    tp_follower_catch_up (run->account, &tp_history_follower, run->account, &ignored);
}

static gboolean
run_begin (Run *run, TpAccount *account, TpSegment *segment, GError **error)
{
  *run = (Run){.account = account};
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !tp_facts_last (conn, &run->last, error))
      return FALSE;
    run->facts = make_facts (account, conn, segment, error);
  }
  if (run->facts == NULL)
    return FALSE;
  file_history (run);
  return !tp_facts_needs_rank (run->facts) || tp_facts_rank (run->facts, NULL, error);
}

/* Loads a block in a read transaction of its own. */
static gboolean
run_load (Run *run, guint32 block, const TpIdSet *among, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (run->account), error);
  return conn != NULL && tp_facts_load (run->facts, conn, block, among, error);
}

/* Who of a block matches. (transfer full) */
static TpIdSet *
run_match (Run *run, guint32 block, const TpIdSet *among, GError **error)
{
  return run_load (run, block, among, error) ? tp_facts_matching (run->facts, error) : NULL;
}

gboolean
tp_audience_select (TpAccount *account, TpSegment *segment, TpIdSets **out_matching, GError **error)
{
  g_auto (Run) run = {0};
  g_autoptr (TpIdSets) all = tp_id_sets_new ();
  if (!run_begin (&run, account, segment, error))
    return FALSE;
  for (gint64 block = 0; block <= run.last >> 16; block++) {
    g_autoptr (TpIdSet) matching = run_match (&run, (guint32)block, NULL, error);
    if (matching == NULL)
      return FALSE;
    tp_id_sets_union (all, matching);
  }
  *out_matching = g_steal_pointer (&all);
  return TRUE;
}

gboolean
tp_audience_filter (TpConn *conn, TpAccount *account, TpSegment *segment, const TpIdSet *among,
                    TpIdSet **out_matching, GError **error)
{
  g_autoptr (TpFacts) facts = make_facts (account, conn, segment, error);
  if (facts == NULL || (tp_facts_needs_rank (facts) && !tp_facts_rank (facts, conn, error)) ||
      !tp_facts_load (facts, conn, tp_id_set_block (among), among, error))
    return FALSE;
  *out_matching = tp_facts_matching (facts, error);
  return *out_matching != NULL;
}

void
tp_audience_page_clear (TpAudiencePage *page)
{
  g_clear_pointer (&page->contacts, g_array_unref);
}

/* Adds the members to the page as long as there is room; `next` is set when one more was left. */
static void
fill_page (const TpIdSet *matching, guint limit, TpAudiencePage *page)
{
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, matching);
  for (guint32 contact; tp_id_set_iter_next (&iter, &contact);) {
    if (page->contacts->len == limit) {
      page->next = g_array_index (page->contacts, guint32, limit - 1);
      return;
    }
    g_array_append_val (page->contacts, contact);
  }
}

/* The numbers of a block after the cursor; NULL: all of it. (transfer full) */
static TpIdSet *
rest_of_block (guint32 block, guint32 after)
{
  guint32 first = block << 16, last = first | 0xffff;
  if (after < first)
    return NULL;
  TpIdSet *rest = tp_id_set_new (block);
  if (after < last)
    tp_id_set_add_range (rest, after + 1, last);
  return rest;
}

gboolean
tp_audience_page (TpAccount *account, TpSegment *segment, guint32 after, guint limit,
                  TpAudiencePage *out_page, GError **error)
{
  g_auto (Run) run = {0};
  g_auto (TpAudiencePage) page = {g_array_new (FALSE, FALSE, sizeof (guint32)), 0};
  limit = CLAMP (limit, 1, TP_AUDIENCE_PAGE_MAX);
  if (!run_begin (&run, account, segment, error))
    return FALSE;
  for (gint64 block = after >> 16; block <= run.last >> 16 && page.next == 0; block++) {
    g_autoptr (TpIdSet) rest = rest_of_block ((guint32)block, after);
    g_autoptr (TpIdSet) matching = run_match (&run, (guint32)block, rest, error);
    if (matching == NULL)
      return FALSE;
    fill_page (matching, limit, &page);
  }
  *out_page = page;
  page.contacts = NULL;
  return TRUE;
}

gboolean
tp_audience_conditions (TpAccount *account, TpSegment *segment, TpAudienceVisit visit,
                        gpointer data, GError **error)
{
  g_auto (Run) run = {0};
  if (!run_begin (&run, account, segment, error))
    return FALSE;
  for (gint64 block = 0; block <= run.last >> 16; block++) {
    g_autoptr (TpIdSet) matching = run_match (&run, (guint32)block, NULL, error);
    g_autoptr (GPtrArray) conditions =
        matching == NULL ? NULL : tp_facts_matching_each (run.facts, error);
    if (conditions == NULL)
      return FALSE;
    if (!tp_id_set_is_empty (tp_facts_members (run.facts)) &&
        !visit ((guint32)block, matching, conditions, data, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
tp_audience_explain (TpAccount *account, TpSegment *segment, guint32 contact, gboolean *out_matches,
                     GError **error)
{
  g_auto (Run) run = {0};
  g_autoptr (TpIdSet) only = tp_id_set_new (TP_ID_BLOCK (contact));
  tp_id_set_add (only, contact);
  if (!run_begin (&run, account, segment, error))
    return NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL || !tp_facts_load (run.facts, conn, TP_ID_BLOCK (contact), only, error))
    return NULL;
  if (tp_id_set_is_empty (tp_facts_members (run.facts))) {
    tp_error (error, TP_ERROR_NOT_FOUND,
              _ ("the contact is archived, erased or merged, so it is in no segment"));
    return NULL;
  }
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  GPtrArray *reasons =
      tp_facts_explain (run.facts, contact, tp_names_segment (names), out_matches, error);
  return reasons;
}
