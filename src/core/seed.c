/* SPDX-License-Identifier: Apache-2.0 */
/* Each period: who joins, its campaigns, what is bought; the clock goes with it. To add a part of
 * the business: a function as those in core/seed_private.h, a stream in core/seed_random.h, and its
 * place in live(). */
#include "core/seed_private.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/category.h"
#include "core/contact.h"
#include "core/list.h"
#include "core/product.h"
#include "core/purchase_source.h"
#include "core/tag.h"

#define MAILED_AT (TP_SEED_PERIOD_MS * 2 / 5) /* of a period */

const TpActor tp_seed_actor = {TP_ACTOR_SEED, 0};

gboolean
tp_seed_step (TpSeedRun *run, gint64 steps)
{
  run->done = MIN (run->done + steps, run->total);
  if (run->options->progress != NULL &&
      !run->options->progress (run->done, run->total, run->options->data))
    run->result->stopped = TRUE;
  return !run->result->stopped;
}

static gboolean
check_plan (const TpSeedPlan *plan, GError **error)
{
  if (plan->contacts < 1 || plan->contacts > TP_SEED_CONTACTS_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("1 to %d contacts are expected"),
                     TP_SEED_CONTACTS_MAX);
  if (plan->tags > TP_SEED_TAGS_MAX || plan->campaigns > TP_SEED_MAILS_MAX ||
      !(plan->purchases_per_contact >= 0 && plan->purchases_per_contact <= 100))
    return tp_error (error, TP_ERROR_INVALID, _ ("the sample would be too large"));
  return TRUE;
}

static gboolean
check_empty (TpAccount *account, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL)
    return FALSE;
  for (int state = 0; state < TP_CONTACT_STATES; state++) {
    g_autoptr (GPtrArray) page = tp_contact_page (conn, (TpContactState)state, 0, 1, error);
    if (page == NULL)
      return FALSE;
    if (page->len > 0)
      return tp_error (error, TP_ERROR_CONFLICT,
                       _ ("there are contacts already; a sample needs an empty account"));
  }
  return TRUE;
}

static gboolean
make_fields (TpSeedRun *run, TpChange *change, GError **error)
{
  static const TpFieldSpec specs[TP_SEED_FIELDS] = {
      {"Household",               TP_SEGMENT_NUMBER, FALSE, FALSE, NULL},
      {"Children",                TP_SEGMENT_NUMBER, FALSE, FALSE, NULL},
      {"First child's birthday",  TP_SEGMENT_DATE,   FALSE, TRUE,  NULL},
      {"Second child's birthday", TP_SEGMENT_DATE,   FALSE, TRUE,  NULL},
      {"Third child's birthday",  TP_SEGMENT_DATE,   FALSE, TRUE,  NULL},
      {"Shoe size",               TP_SEGMENT_NUMBER, FALSE, FALSE, NULL},
  };
  for (guint i = 0; i < TP_SEED_FIELDS; i++)
    if (!tp_field_add (change, &specs[i], &run->custom[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
make_products (TpSeedRun *run, TpChange *change, GError **error)
{
  const char *names[TP_SEED_PRODUCTS], *category_names[TP_SEED_PRODUCTS];
  gint64 categories[TP_SEED_PRODUCTS];
  for (guint i = 0; i < TP_SEED_PRODUCTS; i++) {
    names[i] = tp_seed_products[i].name;
    category_names[i] = tp_seed_products[i].category;
  }
  return tp_category_find_or_make_many (change, category_names, TP_SEED_PRODUCTS, categories,
                                        error) &&
         tp_product_find_or_make_many (change, names, categories, TP_SEED_PRODUCTS, run->products,
                                       error);
}

static gboolean
make_tags (TpSeedRun *run, TpChange *change, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < run->plan->tags; i++)
    g_ptr_array_add (names, tp_seed_tag_name (i));
  g_array_set_size (run->tags, names->len);
  return names->len == 0 ||
         tp_tag_find_or_make_many (change, (const char *const *)names->pdata, names->len,
                                   (gint64 *)(gpointer)run->tags->data, error);
}

static gboolean
make_things (TpSeedRun *run, GError **error)
{
  static const char *const lists[TP_SEED_LISTS] = {"Newsletter", "Customer magazine",
                                                   "Christmas greetings"};
  g_autoptr (TpChange) change = tp_change_begin (run->account, tp_seed_actor, NULL, error);
  if (change == NULL || !make_fields (run, change, error) || !make_products (run, change, error) ||
      !make_tags (run, change, error))
    return FALSE;
  for (guint i = 0; i < TP_SEED_LISTS; i++)
    if (!tp_list_find_or_make (change, lists[i], &run->lists[i], error))
      return FALSE;
  for (guint i = 0; i < TP_SEED_SOURCES; i++)
    if (!tp_purchase_source_find_or_make (change, tp_seed_sources[i], &run->sources[i], error))
      return FALSE;
  return tp_change_commit (&change, NULL, error);
}

static guint
period_of_mail (const TpSeedPlan *plan, guint n)
{
  return (2 * n + 1) * TP_SEED_PERIODS / (2 * plan->campaigns);
}

static gboolean
live (TpSeedRun *run, guint period, guint *next_mail, GError **error)
{
  gint64 start = tp_seed_period_start (run->plan, period);
  tp_clock_set (run->clock, start);
  if (!tp_seed_join (run, period, error))
    return FALSE;
  tp_clock_set (run->clock, start + MAILED_AT);
  while (!run->result->stopped && *next_mail < run->plan->campaigns &&
         period_of_mail (run->plan, *next_mail) == period)
    if (!tp_seed_mail (run, (*next_mail)++, error))
      return FALSE;
  tp_clock_set (run->clock, start + TP_SEED_PERIOD_MS);
  return run->result->stopped || tp_seed_sell (run, period, error);
}

static gint64
estimate (const TpSeedPlan *plan)
{
  double contacts = (double)plan->contacts;
  return (gint64)(contacts * (1 + plan->purchases_per_contact + 0.7 * plan->campaigns));
}

gboolean
tp_seed_run (TpAccount *account, TpClock *clock, const TpSeedOptions *options,
             TpSeedResult *out_result, GError **error)
{
  *out_result = (TpSeedResult){0};
  if (!check_plan (&options->plan, error) || !check_empty (account, error))
    return FALSE;
  g_autoptr (GArray) tags = g_array_new (FALSE, TRUE, sizeof (gint64));
  TpSeedRun run = {.account = account,
                   .clock = clock,
                   .plan = &options->plan,
                   .chunk = options->chunk != 0 ? options->chunk : TP_CONTACT_CHUNK,
                   .options = options,
                   .result = out_result,
                   .base = -1,
                   .tags = tags,
                   .total = estimate (&options->plan)};
  guint next_mail = 0;
  tp_clock_set (clock, tp_seed_period_start (&options->plan, 0));
  gboolean ok = make_things (&run, error);
  for (guint period = 0; ok && period < TP_SEED_PERIODS && !out_result->stopped; period++)
    ok = live (&run, period, &next_mail, error);
  tp_clock_set (clock, options->plan.end);
  return ok;
}
