/* SPDX-License-Identifier: Apache-2.0 */
/* To add a product: a row, and one more in TP_SEED_PRODUCTS; every seed then sells other things. */
#include "core/seed_shop.h"

#include "core/seed_random.h"

#include <string.h>

#define REFUNDED 0.04 /* share of the orders */
#define DAY_MS (24 * 3600 * 1000)

const TpSeedProduct tp_seed_products[TP_SEED_PRODUCTS] = {
    {"House blend 1 kg",               "coffee",      2450,   140, FALSE},
    {"House blend 250 g",              "coffee",      790,    90,  FALSE},
    {"Espresso Napoli 1 kg",           "coffee",      2690,   110, FALSE},
    {"Espresso Napoli 250 g",          "coffee",      840,    60,  FALSE},
    {"Decaf 500 g",                    "coffee",      1490,   35,  FALSE},
    {"Ethiopia Yirgacheffe 500 g",     "coffee",      1890,   45,  FALSE},
    {"Colombia Huila 500 g",           "coffee",      1790,   40,  FALSE},
    {"Coffee subscription, month",     "coffee",      2990,   30,  FALSE},
    {"Darjeeling first flush 100 g",   "tea",         1290,   25,  FALSE},
    {"Earl Grey 100 g",                "tea",         890,    30,  FALSE},
    {"Sencha 100 g",                   "tea",         1090,   20,  FALSE},
    {"Rooibos vanilla 100 g",          "tea",         690,    22,  FALSE},
    {"Espresso machine",               "machines",    64900,  9,   TRUE },
    {"Espresso machine, two circuits", "machines",    149000, 3,   TRUE },
    {"Filter machine",                 "machines",    18900,  8,   TRUE },
    {"Grinder",                        "machines",    24900,  8,   TRUE },
    {"Hand grinder",                   "machines",    8900,   10,  TRUE },
    {"Tamper 58 mm",                   "accessories", 2990,   15,  TRUE },
    {"Milk jug 0.6 l",                 "accessories", 2490,   18,  TRUE },
    {"Espresso cups, set of 6",        "accessories", 3990,   18,  TRUE },
    {"Filter papers, 100",             "accessories", 590,    40,  FALSE},
    {"Kitchen scales",                 "accessories", 4900,   9,   TRUE },
    {"Travel mug",                     "accessories", 2790,   20,  TRUE },
    {"Descaler",                       "care",        1290,   45,  FALSE},
    {"Cleaning tablets, 30",           "care",        1490,   35,  FALSE},
    {"Brush set",                      "care",        1190,   12,  TRUE },
    {"Water filter",                   "care",        1690,   28,  FALSE},
    {"Barista course",                 "courses",     12900,  8,   TRUE },
    {"Latte art course",               "courses",     9900,   6,   TRUE },
    {"Roasting day",                   "courses",     15900,  4,   TRUE },
};

const char *const tp_seed_sources[TP_SEED_SOURCES] = {"Web shop", "Shop in Köln", "Fairs"};

static guint
draw_product (TpSeedRandom *random)
{
  guint sum = 0, product = 0;
  for (guint i = 0; i < TP_SEED_PRODUCTS; i++)
    sum += tp_seed_products[i].weight;
  guint at = tp_seed_random_below (random, sum);
  while (at >= tp_seed_products[product].weight)
    at -= tp_seed_products[product++].weight;
  return product;
}

/* A person's favourite comes again and again. */
static guint
find_favourite (const TpSeedPlan *plan, gint64 index)
{
  TpSeedRandom random = tp_seed_random (plan->seed, TP_SEED_TASTE, index);
  guint product = draw_product (&random);
  while (tp_seed_products[product].kept)
    product = draw_product (&random);
  return product;
}

static void
put (TpSeedBasket *basket, guint product, guint quantity)
{
  for (guint i = 0; i < basket->length; i++)
    if (basket->products[i] == product)
      return;
  basket->products[basket->length] = product;
  basket->quantities[basket->length++] = tp_seed_products[product].kept ? 1 : quantity;
}

void
tp_seed_basket (const TpSeedPlan *plan, gint64 index, guint period, guint n, gint64 at,
                TpSeedBasket *out_basket)
{
  TpSeedRandom random =
      tp_seed_random (plan->seed, TP_SEED_ORDER + period * TP_SEED_ORDERS_MAX + n, index);
  *out_basket = (TpSeedBasket){0};
  double place = tp_seed_random_unit (&random);
  out_basket->source = place < 0.78 ? 0 : place < 0.95 ? 1 : 2;
  guint items = 1 + tp_seed_random_times (&random, 0.7, TP_SEED_ITEMS_MAX - 1);
  for (guint i = 0; i < items; i++) {
    gboolean again = tp_seed_random_chance (&random, 0.4);
    guint drawn = draw_product (&random), quantity = 1 + tp_seed_random_times (&random, 0.4, 4);
    put (out_basket, again ? find_favourite (plan, index) : drawn, quantity);
  }
  guint days = 3 + tp_seed_random_below (&random, 18);
  if (tp_seed_random_chance (&random, REFUNDED))
    out_basket->refunded_at = at + days * (gint64)DAY_MS;
}

static const char *const tag_kinds[] = {
    "Interest: ",  "Asked about ", "Tasted ",     "Knows ",     "Form: ",
    "Fair 2025: ", "Fair 2026: ",  "Catalogue: ", "Workshop: ", "Gift: ",
};
static const char *const tag_topics[] = {
    "espresso", "filter coffee", "tea",      "machines", "grinders", "milk foam", "roasting",
    "decaf",    "fair trade",    "organic",  "offices",  "gifts",    "travel",    "repairs",
    "recipes",  "cups",          "weddings", "water",    "storage",  "events",
};

char *
tp_seed_tag_name (guint tag)
{
  guint kinds = G_N_ELEMENTS (tag_kinds), topics = G_N_ELEMENTS (tag_topics);
  guint round = tag / (kinds * topics), rest = tag % (kinds * topics);
  const char *kind = tag_kinds[rest / topics], *topic = tag_topics[rest % topics];
  return round == 0 ? g_strconcat (kind, topic, NULL)
                    : g_strdup_printf ("%s%s %u", kind, topic, round + 1);
}

double
tp_seed_tag_share (guint tag)
{
  return 0.4 / (1 + tag / 8.0);
}

static const char *const mail_themes[][2] = {
    {"News from the roastery", "What is new at the roastery, {{ contact.first_name }}"},
    {"Spring offers",          "Spring has come: 10 % off all machines"               },
    {"Care",                   "Keep it running, {{ contact.first_name }}"            },
    {"New harvest",            "The new harvest is there"                             },
    {"Christmas",              "Presents that smell of coffee"                        },
    {"Courses",                "Learn latte art with us"                              },
};

char *
tp_seed_mail_name (guint n)
{
  return g_strdup_printf ("%s %u", mail_themes[n % G_N_ELEMENTS (mail_themes)][0], n + 1);
}

const char *
tp_seed_mail_subject (guint n)
{
  return mail_themes[n % G_N_ELEMENTS (mail_themes)][1];
}

const char tp_seed_mail_html[] =
    "<!DOCTYPE html>\n<html lang=\"{{ contact.language | default: \"en\" }}\">\n"
    "<head><meta charset=\"utf-8\"><title>The roastery</title></head>\n<body>\n"
    "<p>Hello {{ contact.first_name | default: \"there\" }},</p>\n"
    "<p>this month's roast is a light one from Huila, with a taste of plum and caramel.\n"
    "See <a href=\"https://shop.example/coffee\">all coffees</a>.</p>\n"
    "<p>Your roastery</p>\n</body>\n</html>\n";
const char tp_seed_mail_text[] =
    "Hello {{ contact.first_name | default: \"there\" }},\n\n"
    "this month's roast is a light one from Huila, with a taste of plum and caramel:\n"
    "https://shop.example/coffee\n\nYour roastery\n";
