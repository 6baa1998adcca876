/* SPDX-License-Identifier: Apache-2.0 */
#include "core/seed_person.h"

#include "base/time.h"
#include "core/seed_random.h"
#include "mail/address.h"

#include <string.h>

#define PEOPLE 20000
static const TpSeedPlan plan = {.seed = 7,
                                .contacts = PEOPLE,
                                .tags = 20,
                                .purchases_per_contact = 3,
                                .campaigns = 6,
                                .end = G_GINT64_CONSTANT (1781481600000)};

static void
test_same_person_whoever_was_asked_before (void)
{
  TpSeedPerson person, again;
  memset (&again, 0xff, sizeof again);
  for (gint64 i = 0; i < PEOPLE; i += 17) {
    tp_seed_person (&plan, i, &person);
    tp_seed_person (&plan, PEOPLE - 1 - i, &again);
    tp_seed_person (&plan, i, &again);
    g_assert_cmpstr (person.email, ==, again.email);
    g_assert_cmpstr (person.street, ==, again.street);
    g_assert_cmpstr (person.birth_date, ==, again.birth_date);
    g_assert_cmpstr (person.hobbies, ==, again.hobbies);
    g_assert_cmpstr (person.status, ==, again.status);
    g_assert_cmpint (person.created_at, ==, again.created_at);
    TpSeedPerson habits = {0};
    tp_seed_person_habits (&plan, i, &habits);
    g_assert_cmpfloat (habits.buying, ==, person.buying);
    g_assert_cmpfloat (habits.opening, ==, person.opening);
    g_assert_cmpint (habits.period, ==, person.period);
  }
}

static void
test_another_seed_is_another_business (void)
{
  TpSeedPlan other = plan;
  other.seed = 8;
  TpSeedPerson one, two;
  guint same = 0;
  for (gint64 i = 0; i < 1000; i++) {
    tp_seed_person (&plan, i, &one);
    tp_seed_person (&other, i, &two);
    same += strcmp (one.email, two.email) == 0;
  }
  g_assert_cmpuint (same, <, 20);
}

static gboolean
is_in_city (const TpSeedPerson *person)
{
  guint postcode = (guint)g_ascii_strtoull (person->postcode, NULL, 10);
  const TpSeedCity *city = tp_seed_regions[person->region].cities;
  while (city->city != NULL && strcmp (city->city, person->city) != 0)
    city++;
  return city->city != NULL && postcode >= city->first_postcode && postcode <= city->last_postcode;
}

static void
test_each_person_is_sound (void)
{
  g_autoptr (GHashTable) emails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 before = 0;
  for (gint64 i = 0; i < PEOPLE; i++) {
    g_autoptr (GError) error = NULL;
    TpSeedPerson person;
    int year, month, day;
    tp_seed_person (&plan, i, &person);
    g_autoptr (TpAddress) address = tp_address_parse (person.email, -1, &error);
    g_assert_no_error (error);
    g_assert_true (g_hash_table_add (emails, g_strdup (person.email)));
    g_assert_true (tp_date_parse (person.birth_date, &year, &month, &day));
    g_assert_cmpint (year, >, 1930);
    g_assert_cmpint (year, <=, 2008);
    for (guint child = 0; child < person.children; child++)
      g_assert_true (tp_date_parse (person.child_birthdays[child], &year, &month, &day));
    g_assert_true (is_in_city (&person));
    g_assert_true (g_utf8_validate (person.company, -1, NULL));
    g_assert_true (g_utf8_validate (person.street, -1, NULL));
    g_assert_cmpint (person.created_at, >=, before);
    g_assert_cmpint (person.created_at, <, plan.end);
    before = person.created_at;
  }
}

static void
test_shares_are_believable (void)
{
  guint germans = 0, women = 0, companies = 0, orders = 0, buyers = 0, together = 0, parents = 0;
  gint64 at[TP_SEED_ORDERS_MAX];
  TpSeedPerson before = {0};
  for (gint64 i = 0; i < PEOPLE; i++) {
    TpSeedPerson person;
    tp_seed_person (&plan, i, &person);
    germans += strcmp (person.country, "DE") == 0;
    women += person.sex == TP_SEED_WOMAN;
    companies += person.company[0] != '\0';
    buyers += strcmp (person.status, "prospect") != 0;
    parents += person.children > 0;
    if (person.household == before.household) {
      together++;
      g_assert_cmpstr (person.street, ==, before.street);
      g_assert_cmpstr (person.postcode, ==, before.postcode);
      g_assert_cmpstr (person.child_birthdays[0], ==, before.child_birthdays[0]);
    }
    for (guint period = 0; period < TP_SEED_PERIODS; period++) {
      guint length = tp_seed_order_times (&plan, &person, period, at);
      for (guint k = 0; k < length; k++) {
        g_assert_cmpint (at[k], >, person.created_at);
        g_assert_cmpint (at[k], >=, tp_seed_period_start (&plan, period));
        g_assert_cmpint (at[k], <, tp_seed_period_start (&plan, period + 1));
        g_assert_true (k == 0 || at[k] >= at[k - 1]);
      }
      orders += length;
    }
    before = person;
  }
  static const struct {
    const char *what;
    double want_from, want_to;
  } wants[] = {
      {"germans",   0.58, 0.66},
      {"women",     0.51, 0.57},
      {"companies", 0.05, 0.09},
      {"buyers",    0.35, 0.62},
      {"together",  0.1,  0.3 },
      {"parents",   0.2,  0.5 },
      {"orders",    2.5,  3.5 },
  };
  const guint counts[] = {germans, women, companies, buyers, together, parents, orders};
  for (gsize i = 0; i < G_N_ELEMENTS (wants); i++) {
    double share = (double)counts[i] / PEOPLE;
    g_test_message ("%s: %.3f", wants[i].what, share);
    g_assert_cmpfloat (share, >, wants[i].want_from);
    g_assert_cmpfloat (share, <, wants[i].want_to);
  }
}

static void
test_known_people_add_up (void)
{
  static const gint64 lengths[] = {1, 2, 3, 10, 23, 1000, 1000003};
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    TpSeedPlan small = plan;
    small.contacts = lengths[i];
    g_assert_cmpint (tp_seed_known (&small, TP_SEED_PERIODS - 1), ==, lengths[i]);
    TpSeedPerson person;
    for (gint64 k = 0; k < MIN (lengths[i], 1000); k++) {
      tp_seed_person (&small, k, &person);
      g_assert_cmpint (k, <, tp_seed_known (&small, person.period));
      g_assert_true (person.period == 0 || k >= tp_seed_known (&small, person.period - 1));
    }
  }
}

static void
test_chance (void)
{
  TpSeedRandom random = tp_seed_random (1, 2, 3);
  guint hits = 0, times = 0, below[6] = {0};
  for (guint i = 0; i < 60000; i++) {
    double unit = tp_seed_random_unit (&random);
    g_assert_true (unit >= 0 && unit < 1);
    hits += tp_seed_random_chance (&random, 0.3);
    times += tp_seed_random_times (&random, 1.5, 20);
    below[tp_seed_random_below (&random, 6)]++;
  }
  g_assert_cmpfloat (hits / 60000.0, >, 0.29);
  g_assert_cmpfloat (hits / 60000.0, <, 0.31);
  g_assert_cmpfloat (times / 60000.0, >, 1.46);
  g_assert_cmpfloat (times / 60000.0, <, 1.54);
  for (guint i = 0; i < 6; i++) {
    g_assert_cmpuint (below[i], >, 9600);
    g_assert_cmpuint (below[i], <, 10400);
  }
  g_assert_cmpuint (tp_seed_random_times (&random, 50, 4), ==, 4);
  g_assert_cmpuint (tp_seed_random_times (&random, 0, 4), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seed/chance", test_chance);
  g_test_add_func ("/seed/same person whoever was asked before",
                   test_same_person_whoever_was_asked_before);
  g_test_add_func ("/seed/another seed is another business", test_another_seed_is_another_business);
  g_test_add_func ("/seed/each person is sound", test_each_person_is_sound);
  g_test_add_func ("/seed/shares are believable", test_shares_are_believable);
  g_test_add_func ("/seed/known people add up", test_known_people_add_up);
  return g_test_run ();
}
