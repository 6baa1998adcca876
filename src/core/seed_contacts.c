/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts, their tags, lists and permissions, a chunk of them in one change that stays within one
 * block of numbers, so that every set is one. */
#include "core/seed_private.h"

#include "base/error.h"
#include "core/consent.h"
#include "core/contact.h"
#include "core/list.h"
#include "core/members.h"
#include "core/permission.h"
#include "core/tag_set.h"

#include <string.h>

/* Where the people of a chunk stand. */
typedef struct {
  TpIdSet *lists[TP_SEED_LISTS][TP_SEGMENT_LIST_STATES];
  TpIdSet *permissions[TP_SEGMENT_PURPOSES];
  GArray *tags; /* pairs */
} Standing;

static void
standing_init (Standing *standing, guint32 block)
{
  standing->tags = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint list = 0; list < TP_SEED_LISTS; list++)
    for (guint state = 0; state < TP_SEGMENT_LIST_STATES; state++)
      standing->lists[list][state] = tp_id_set_new (block);
  for (guint purpose = 0; purpose < TP_SEGMENT_PURPOSES; purpose++)
    standing->permissions[purpose] = tp_id_set_new (block);
}

static void
standing_clear (Standing *standing)
{
  g_array_unref (standing->tags);
  for (guint list = 0; list < TP_SEED_LISTS; list++)
    for (guint state = 0; state < TP_SEGMENT_LIST_STATES; state++)
      tp_id_set_free (standing->lists[list][state]);
  for (guint purpose = 0; purpose < TP_SEGMENT_PURPOSES; purpose++)
    tp_id_set_free (standing->permissions[purpose]);
}

static void
draw_standing (const TpSeedRun *run, gint64 index, guint32 number, Standing *standing)
{
  static const double on_list[TP_SEED_LISTS][TP_SEGMENT_LIST_STATES] = {
      [TP_SEED_NEWSLETTER] = {0.62, 0.08, 0.05},
      [TP_SEED_MAGAZINE] = {0.25, 0.02, 0.02},
      [TP_SEED_GREETINGS] = {0.40, 0.01, 0.01},
  };
  static const double may[TP_SEGMENT_PURPOSES] = {
      [TP_SEGMENT_PURPOSE_OFFERS] = 0.58,
      [TP_SEGMENT_PURPOSE_TRACKING] = 0.55,
      [TP_SEGMENT_PURPOSE_PHONE] = 0.12,
      [TP_SEGMENT_PURPOSE_POST] = 0.45,
  };
  TpSeedRandom random = tp_seed_random (run->plan->seed, TP_SEED_STANDING, index);
  for (guint list = 0; list < TP_SEED_LISTS; list++) {
    double at = tp_seed_random_unit (&random);
    guint state = 0;
    for (; state < TP_SEGMENT_LIST_STATES && at >= on_list[list][state]; state++)
      at -= on_list[list][state];
    if (state < TP_SEGMENT_LIST_STATES)
      tp_id_set_add (standing->lists[list][state], number);
    if (list == TP_SEED_NEWSLETTER && state == TP_SEGMENT_LIST_CONFIRMED)
      tp_id_set_add (standing->permissions[TP_SEGMENT_PURPOSE_NEWSLETTER], number);
  }
  for (guint purpose = 0; purpose < TP_SEGMENT_PURPOSES; purpose++)
    if (tp_seed_random_chance (&random, may[purpose]))
      tp_id_set_add (standing->permissions[purpose], number);
  TpSeedRandom wears = tp_seed_random (run->plan->seed, TP_SEED_TAGS, index);
  for (guint tag = 0; tag < run->tags->len; tag++)
    if (tp_seed_random_chance (&wears, tp_seed_tag_share (tag))) {
      gint64 pair = TP_MEMBERS_PAIR (number, g_array_index (run->tags, gint64, tag));
      g_array_append_val (standing->tags, pair);
    }
}

static gboolean
write_standing (const TpSeedRun *run, TpChange *change, gint64 consent, Standing *standing,
                GError **error)
{
  if (standing->tags->len > 0 && !tp_tag_set_pairs (change, standing->tags, 0, error))
    return FALSE;
  for (guint list = 0; list < TP_SEED_LISTS; list++)
    for (guint state = 0; state < TP_SEGMENT_LIST_STATES; state++)
      if (!tp_id_set_is_empty (standing->lists[list][state]) &&
          !tp_list_put (change, run->lists[list], standing->lists[list][state],
                        (TpSegmentListState)state, TP_LIST_BY_PERSON, NULL, error))
        return FALSE;
  for (guint purpose = 0; purpose < TP_SEGMENT_PURPOSES; purpose++)
    if (!tp_id_set_is_empty (standing->permissions[purpose]) &&
        !tp_permission_set (change, (TpSegmentPurpose)purpose, TP_SEGMENT_PERMISSION_CONFIRMED,
                            standing->permissions[purpose], consent, TP_PERMISSION_BY_PERSON, NULL,
                            error))
      return FALSE;
  return TRUE;
}

static void
set_value (TpContact *contact, TpSegmentBuiltin builtin, const char *value)
{
  if (value != NULL && *value != '\0')
    contact->values[builtin] = g_strdup (value);
}

/* The custom values as they are stored: an object of ids, ascending. */
static void
set_custom (const TpSeedRun *run, TpContact *contact, const TpSeedPerson *person)
{
  GString *text = g_string_sized_new (96);
  g_string_append_printf (text, "{\"%" G_GINT64_FORMAT "\":\"%" G_GINT64_FORMAT "\"",
                          run->custom[TP_SEED_FIELD_HOUSEHOLD], person->household);
  g_string_append_printf (text, ",\"%" G_GINT64_FORMAT "\":\"%u\"",
                          run->custom[TP_SEED_FIELD_CHILDREN], person->children);
  for (guint i = 0; i < person->children; i++)
    g_string_append_printf (text, ",\"%" G_GINT64_FORMAT "\":\"%s\"",
                            run->custom[TP_SEED_FIELD_CHILD_1 + i], person->child_birthdays[i]);
  g_string_append_printf (text, ",\"%" G_GINT64_FORMAT "\":\"%u\"}",
                          run->custom[TP_SEED_FIELD_SHOE_SIZE], person->shoe_size);
  contact->custom = g_string_free (text, FALSE);
}

static TpContact *
make_contact (const TpSeedRun *run, const TpSeedPerson *person)
{
  TpContact *contact = tp_contact_new ();
  contact->created_at = person->created_at;
  contact->email_key = g_strdup (person->email);
  set_value (contact, TP_SEGMENT_EMAIL, person->email);
  set_value (contact, TP_SEGMENT_FIRST_NAME, person->first_name);
  set_value (contact, TP_SEGMENT_LAST_NAME, person->last_name);
  set_value (contact, TP_SEGMENT_TITLE, person->title);
  set_value (contact, TP_SEGMENT_GENDER, person->sex == TP_SEED_WOMAN ? "female" : "male");
  set_value (contact, TP_SEGMENT_COMPANY, person->company);
  set_value (contact, TP_SEGMENT_LANGUAGE, person->language);
  set_value (contact, TP_SEGMENT_BIRTH_DATE, person->birth_date);
  set_value (contact, TP_SEGMENT_PHONE, person->phone);
  set_value (contact, TP_SEGMENT_STREET, person->street);
  set_value (contact, TP_SEGMENT_POSTCODE, person->postcode);
  set_value (contact, TP_SEGMENT_CITY, person->city);
  set_value (contact, TP_SEGMENT_COUNTRY, person->country);
  set_value (contact, TP_SEGMENT_STATUS, person->status);
  set_value (contact, TP_SEGMENT_LEAD_SOURCE, person->lead_source);
  set_value (contact, TP_SEGMENT_HOBBIES, person->hobbies);
  set_custom (run, contact, person);
  return contact;
}

static gboolean
write_chunk (TpSeedRun *run, gint64 first, gint64 length, gint64 consent, GError **error)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_contact_free);
  for (gint64 i = 0; i < length; i++) {
    TpSeedPerson person;
    tp_seed_person (run->plan, first + i, &person);
    g_ptr_array_add (contacts, make_contact (run, &person));
  }
  g_autoptr (TpChange) change = tp_change_begin (run->account, tp_seed_actor, NULL, error);
  if (change == NULL ||
      !tp_contact_add_many (change, (TpContact *const *)contacts->pdata, contacts->len, error))
    return FALSE;
  gint64 number = ((TpContact *)contacts->pdata[0])->number;
  if (run->base < 0)
    run->base = number - first;
  if (number != run->base + first)
    return tp_error (error, TP_ERROR_CONFLICT,
                     "another program adds contacts to this account at the same time");
  Standing standing;
  standing_init (&standing, TP_ID_BLOCK (number));
  for (gint64 i = 0; i < length; i++)
    draw_standing (run, first + i, (guint32)(number + i), &standing);
  gboolean ok = write_standing (run, change, consent, &standing, error) &&
                tp_change_commit (&change, NULL, error);
  standing_clear (&standing);
  return ok;
}

/* The evidence behind the permissions of those who join in a period. */
static gboolean
add_consent (const TpSeedRun *run, guint period, gint64 *out_consent, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (run->account, tp_seed_actor, NULL, error);
  return change != NULL &&
         tp_consent_add (change, period == 0 ? TP_CONSENT_STATED : TP_CONSENT_DOUBLE_OPT_IN,
                         period == 0 ? "paper forms in the shop" : "sign-up form of the web shop",
                         0, NULL, out_consent, error) &&
         tp_change_commit (&change, NULL, error);
}

gboolean
tp_seed_join (TpSeedRun *run, guint period, GError **error)
{
  gint64 first = period == 0 ? 0 : tp_seed_known (run->plan, period - 1);
  gint64 end = tp_seed_known (run->plan, period), consent = 0;
  if (first < end && !add_consent (run, period, &consent, error))
    return FALSE;
  while (first < end && !run->result->stopped) {
    gint64 base = run->base < 0 ? 1 : run->base;
    gint64 in_block = TP_ID_BLOCK_SIZE - (base + first) % TP_ID_BLOCK_SIZE;
    gint64 length = MIN (MIN (end - first, run->chunk), in_block);
    if (!write_chunk (run, first, length, consent, error))
      return FALSE;
    run->result->contacts += length;
    first += length;
    tp_seed_step (run, length);
  }
  return TRUE;
}
