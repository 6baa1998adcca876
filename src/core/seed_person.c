/* SPDX-License-Identifier: Apache-2.0 */
/* Four neighbouring numbers share out into households; what a household has in common is drawn with
 * the number of its first member, so each member finds the same. A status is what the orders make
 * it, which are drawn for it as they will be when they are made. */
#include "core/seed_person.h"

#include "core/seed_random.h"

#include <math.h>
#include <string.h>

#define GROUP 4        /* numbers that share out into households */
#define AT_START 0.4   /* of all people are there before the first period */
#define OLD_PERIODS 12 /* before the first, in which those came */
#define PRESENT 0.7125 /* of all people are there in a period, on average */
#define MEAN_APPETITE 0.977

typedef struct {
  gint64 first;  /* number of the first member */
  gint64 member; /* 0 or 1 */
} Household;

/* Where households begin among four numbers: a bit for each number that is alone or first. */
static const guint8 layouts[] = {0xf, 0xf, 0xd, 0xb, 0x7, 0x5};

static Household
find_household (const TpSeedPlan *plan, gint64 index)
{
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_HOUSEHOLD, index / GROUP);
  guint layout = layouts[tp_seed_random_below (&random, G_N_ELEMENTS (layouts))];
  gboolean is_first = (layout >> (index % GROUP) & 1) != 0;
  return (Household){is_first ? index : index - 1, is_first ? 0 : 1};
}

static const char *
pick (TpSeedRandom *random, const char *const *words)
{
  guint length = tp_seed_names_length (words);
  double at = tp_seed_random_unit (random);
  return words[(guint)(at * sqrt (at) * length)];
}

gint64
tp_seed_period_start (const TpSeedPlan *plan, guint period)
{
  return plan->end - (TP_SEED_PERIODS - period) * TP_SEED_PERIOD_MS;
}

gint64
tp_seed_known (const TpSeedPlan *plan, guint period)
{
  gint64 at_start = (gint64)((double)plan->contacts * AT_START);
  return at_start + (plan->contacts - at_start) * (period + 1) / TP_SEED_PERIODS;
}

static void
set_arrival (const TpSeedPlan *plan, TpSeedPerson *person)
{
  gint64 at_start = (gint64)((double)plan->contacts * AT_START);
  person->period = 0;
  if (person->index < at_start) {
    gint64 long_ago = OLD_PERIODS * TP_SEED_PERIOD_MS;
    person->created_at = tp_seed_period_start (plan, 0) - long_ago +
                         (gint64)((double)long_ago * person->index / at_start);
    return;
  }
  while (person->index >= tp_seed_known (plan, person->period))
    person->period++;
  gint64 first = person->period == 0 ? at_start : tp_seed_known (plan, person->period - 1);
  gint64 length = tp_seed_known (plan, person->period) - first;
  person->created_at = tp_seed_period_start (plan, person->period) +
                       TP_SEED_PERIOD_MS * (person->index - first) / length;
}

static double
draw_appetite (TpSeedRandom *random)
{
  double at = tp_seed_random_unit (random);
  if (at < 0.38)
    return 0;
  return at < 0.80 ? 0.6 : at < 0.95 ? 2.5 : 7;
}

static double
draw_opening (TpSeedRandom *random)
{
  double at = tp_seed_random_unit (random);
  return at < 0.3 ? 0.02 : at < 0.7 ? 0.25 : 0.6;
}

void
tp_seed_person_habits (const TpSeedPlan *plan, gint64 index, TpSeedPerson *out_person)
{
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_HABIT, index);
  out_person->index = index;
  out_person->buying = draw_appetite (&random) / MEAN_APPETITE * plan->purchases_per_contact /
                       (TP_SEED_PERIODS * PRESENT);
  out_person->opening = draw_opening (&random);
  set_arrival (plan, out_person);
}

double
tp_seed_season (gint64 at)
{
  static const double months[12] = {0.7,  0.75, 1.1,  1.2,  1.0, 0.85,
                                    0.75, 0.75, 0.95, 1.05, 1.4, 1.9};
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at / 1000);
  return months[g_date_time_get_month (time) - 1] / 1.033;
}

guint
tp_seed_order_times (const TpSeedPlan *plan, const TpSeedPerson *person, guint period,
                     gint64 out_at[TP_SEED_ORDERS_MAX])
{
  if (person->buying <= 0 || period < person->period)
    return 0;
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_ORDERS + period, person->index);
  gint64 start = tp_seed_period_start (plan, period);
  double mean = person->buying * tp_seed_season (start + TP_SEED_PERIOD_MS / 2);
  guint wanted = tp_seed_random_times (&random, mean, TP_SEED_ORDERS_MAX), length = 0;
  for (guint i = 0; i < wanted; i++) {
    gint64 span = TP_SEED_PERIOD_MS / wanted;
    gint64 at = start + span * i + (gint64)(tp_seed_random_unit (&random) * (double)span);
    if (at > person->created_at)
      out_at[length++] = at;
  }
  return length;
}

static void
set_status (const TpSeedPlan *plan, TpSeedPerson *person)
{
  guint orders = 0, first = 0, last = 0;
  gint64 at[TP_SEED_ORDERS_MAX];
  for (guint period = person->period; period < TP_SEED_PERIODS; period++) {
    guint now = tp_seed_order_times (plan, person, period, at);
    first = orders == 0 ? period : first;
    last = now > 0 ? period : last;
    orders += now;
  }
  guint ago = TP_SEED_PERIODS - 1 - last;
  if (orders == 0)
    person->status = "prospect";
  else if (ago <= 3)
    person->status = orders >= 5 ? "loyal" : TP_SEED_PERIODS - first <= 4 ? "new" : "active";
  else
    person->status = ago <= 8 ? "at_risk" : ago <= 14 ? "lapsed" : "lost";
}

static void
format_date (char out_date[11], int year, TpSeedRandom *random)
{
  guint month = 1 + tp_seed_random_below (random, 12);
  guint day = 1 + tp_seed_random_below (random, 28);
  g_snprintf (out_date, 11, "%04d-%02u-%02u", CLAMP (year, 1900, 2999), month, day);
}

static int
year_of (gint64 at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at / 1000);
  return g_date_time_get_year (time);
}

static guint
draw_region (TpSeedRandom *random)
{
  guint at = tp_seed_random_below (random, 100), region = 0;
  while (at >= tp_seed_regions[region].weight)
    at -= tp_seed_regions[region++].weight;
  return region;
}

static const TpSeedCity *
draw_city (TpSeedRandom *random, const TpSeedRegion *region)
{
  guint people = 0;
  for (const TpSeedCity *city = region->cities; city->city != NULL; city++)
    people += city->people;
  guint at = tp_seed_random_below (random, people);
  const TpSeedCity *city = region->cities;
  for (; at >= city->people; city++)
    at -= city->people;
  return city;
}

static void
set_postcode (TpSeedPerson *person, const TpSeedRegion *region, const TpSeedCity *city,
              TpSeedRandom *random)
{
  static const char letters[] = "ABCDEGHJKLMNPRSTVWXZ";
  guint postcode = city->first_postcode +
                   tp_seed_random_below (random, city->last_postcode - city->first_postcode + 1);
  int length = g_snprintf (person->postcode, sizeof person->postcode, "%0*u",
                           (int)region->postcode_digits, postcode);
  if (strcmp (region->country, "NL") == 0) {
    char first = letters[tp_seed_random_below (random, sizeof letters - 1)];
    char second = letters[tp_seed_random_below (random, sizeof letters - 1)];
    g_snprintf (person->postcode + length, sizeof person->postcode - (gsize)length, " %c%c", first,
                second);
  }
}

/* The common home: place, street, and the telephone. */
static void
set_home (const TpSeedPlan *plan, TpSeedPerson *person)
{
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_HOME, person->household);
  person->region = draw_region (&random);
  const TpSeedRegion *region = &tp_seed_regions[person->region];
  const TpSeedCity *city = draw_city (&random, region);
  person->city = city->city;
  person->country = region->country;
  person->language = tp_seed_random_chance (&random, 0.03) ? "en" : region->language;
  set_postcode (person, region, city, &random);
  const char *street = pick (&random, region->streets);
  guint number = 1 + tp_seed_random_below (&random, 140);
  if (region->number_first)
    g_snprintf (person->street, sizeof person->street, "%u %s", number, street);
  else
    g_snprintf (person->street, sizeof person->street, "%s %u", street, number);
  const char *phone = pick (&random, region->phones);
  guint ending = tp_seed_random_below (&random, 1000);
  person->phone[0] = '\0';
  if (tp_seed_random_chance (&random, 0.55))
    g_snprintf (person->phone, sizeof person->phone, "%s%03u", phone, ending);
}

/* The children, and in which year the first of the household was born. */
static int
set_family (const TpSeedPlan *plan, TpSeedPerson *person)
{
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_FAMILY, person->household);
  int year = year_of (plan->end);
  guint age = 19 + tp_seed_random_below (&random, 33) + tp_seed_random_below (&random, 33);
  static const double with_children[] = {0.1, 0.55, 0.6, 0.2, 0};
  double share = with_children[MIN ((age - 15) / 10, G_N_ELEMENTS (with_children) - 1)];
  person->last_name = pick (&random, tp_seed_last_names[person->region]);
  person->children = tp_seed_random_chance (&random, share)
                         ? 1 + tp_seed_random_below (&random, TP_SEED_CHILDREN)
                         : 0;
  guint eldest = tp_seed_random_below (&random, CLAMP ((int)age - 19, 1, 18));
  for (guint i = 0; i < person->children; i++)
    format_date (person->child_birthdays[i], MIN (year - 1, year - 1 - (int)eldest + (int)(2 * i)),
                 &random);
  return year - (int)age;
}

static void
set_names (TpSeedPerson *person, gboolean is_partner, int born, TpSeedRandom *random)
{
  person->sex = tp_seed_random_chance (random, 0.54) ? TP_SEED_WOMAN : TP_SEED_MAN;
  if (is_partner && tp_seed_random_chance (random, 0.2))
    person->last_name = pick (random, tp_seed_last_names[person->region]);
  TpSeedGeneration generation = born >= TP_SEED_YOUNGER_SINCE ? TP_SEED_YOUNGER : TP_SEED_OLDER;
  person->first_name = pick (random, tp_seed_first_names[person->region][person->sex][generation]);
  person->title = tp_seed_random_chance (random, 0.02) ? "Dr." : NULL;
  person->company[0] = '\0';
  if (tp_seed_random_chance (random, 0.07))
    g_snprintf (person->company, sizeof person->company,
                pick (random, tp_seed_companies[person->region]), person->last_name);
}

static void
append_ascii (GString *text, const char *name)
{
  static const struct {
    const char *from, *to;
  } spellings[] = {
      {"ä", "ae"},
      {"ö", "oe"},
      {"ü", "ue"},
      {"Ö", "oe"},
      {"ß", "ss"},
      {"é", "e" },
      {"É", "e" },
      {"è", "e" },
      {"ë", "e" },
      {"ï", "i" },
      {"ı", "i" },
      {"î", "i" },
      {"ç", "c" },
  };
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    gsize i = 0;
    while (i < G_N_ELEMENTS (spellings) && !g_str_has_prefix (p, spellings[i].from))
      i++;
    if (i < G_N_ELEMENTS (spellings))
      g_string_append (text, spellings[i].to);
    else if (g_ascii_isalnum (*p))
      g_string_append_c (text, g_ascii_tolower (*p));
  }
}

/* The number makes it unique. */
static void
set_email (TpSeedPerson *person, TpSeedRandom *random)
{
  g_autoptr (GString) text = g_string_sized_new (64);
  append_ascii (text, person->first_name);
  if (tp_seed_random_chance (random, 0.7))
    g_string_append_c (text, '.');
  append_ascii (text, person->last_name);
  g_string_append_printf (text, "%" G_GINT64_FORMAT "@%s", person->index + 1,
                          pick (random, tp_seed_domains));
  g_strlcpy (person->email, text->str, sizeof person->email);
}

static void
set_hobbies (TpSeedPerson *person, TpSeedRandom *random)
{
  guint wanted = tp_seed_random_below (random, 4);
  const char *first = pick (random, tp_seed_hobbies), *second = pick (random, tp_seed_hobbies);
  person->hobbies[0] = '\0';
  if (wanted == 1 || (wanted > 1 && first == second))
    g_strlcpy (person->hobbies, first, sizeof person->hobbies);
  else if (wanted > 1)
    g_snprintf (person->hobbies, sizeof person->hobbies, "%s\n%s", first, second);
}

void
tp_seed_person (const TpSeedPlan *plan, gint64 index, TpSeedPerson *out_person)
{
  Household household = find_household (plan, index);
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_SELF, index);
  *out_person = (TpSeedPerson){.household = household.first + 1};
  tp_seed_person_habits (plan, index, out_person);
  set_home (plan, out_person);
  int born = set_family (plan, out_person);
  int apart = 4 - (int)tp_seed_random_below (&random, 9);
  if (household.member > 0)
    born = MIN (born + apart, year_of (plan->end) - 18);
  set_names (out_person, household.member > 0, born, &random);
  format_date (out_person->birth_date, born, &random);
  out_person->lead_source = pick (&random, tp_seed_lead_sources);
  out_person->shoe_size = (out_person->sex == TP_SEED_WOMAN ? 36 : 40) +
                          tp_seed_random_below (&random, 3) + tp_seed_random_below (&random, 5);
  set_email (out_person, &random);
  set_hobbies (out_person, &random);
  set_status (plan, out_person);
}
