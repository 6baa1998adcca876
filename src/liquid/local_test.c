/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "liquid/json.h"
#include "liquid/template.h"

/* Dates, numbers, amounts and salutations in three languages, and the kinds of value that JSON does
 * not have. */

#define NB "\xC2\xA0"

static gboolean
find_member (gconstpointer self, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const TpValue born = tp_value_date (1984, 3, 5);
  const TpValue seen = tp_value_time (1774749600 * TP_SECOND); /* 2026-03-29T02:00:00Z */
  const TpValue revenue = tp_value_money (123456789, "EUR");
  const TpValue debt = tp_value_money (-1250, "USD");
  const TpValue yen = tp_value_money (1500, "JPY");
  const TpValue copied = tp_value_string (tp_arena_copy (arena, name, length), (gssize)length);
  const struct {
    const char *name;
    TpValue value;
  } members[] = {
      {"born",    born   },
      {"seen",    seen   },
      {"revenue", revenue},
      {"debt",    debt   },
      {"yen",     yen    },
      {"copied",  copied },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (strlen (members[i].name) == length && memcmp (members[i].name, name, length) == 0) {
      *out = members[i].value;
      return TRUE;
    }
  return FALSE;
}

static const TpValueClass class = {.find = find_member};

static char *
render (const char *source, TpLanguage language, TpValue data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpTemplate) template = tp_template_parse (source, -1, NULL, &error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GString) out = g_string_new (NULL);
  /* now is 2026-01-30T23:05:09.120Z */
  TpTemplateEnv env = {.data = data, .zone = zone, .language = language, .now = 1769814309120};

  g_assert_no_error (error);
  tp_template_render (template, &env, out, &error);
  g_assert_no_error (error);
  return g_strdup (out->str);
}

static void
test_values (void)
{
  static const struct {
    const char *source;
    const char *english, *german, *dutch;
  } cases[] = {
      {"{{ born }}",                                                                             "5 March 1984",                                      "5. März 1984",                                                      "5 maart 1984"                                     },
      {"{{ born | date: 'short' }}",                                                             "5 Mar 1984",                                        "05.03.1984",                                                         "05-03-1984"                                       },
      {"{{ born | date: 'full' }}",                                                              "Monday, 5 March 1984",                              "Montag, 5. März 1984",
       "maandag 5 maart 1984"                                                                                                                                                                                                                                                  },
      {"{{ born | date: '%a %b %B' }}",                                                          "Mon Mar March",                                     "Mo Mär März",                                                      "ma mrt maart"                                     },
      {"{{ seen }}",                                                                             "29 March 2026 04:00",                               "29. März 2026 04:00",                                               "29 maart 2026 04:00"                              },
      {"{{ seen | date: '%H:%M %z %Z' }}",                                                       "04:00 +0200 CEST",                                  "04:00 +0200 CEST",
       "04:00 +0200 CEST"                                                                                                                                                                                                                                                      },
      {"{{ 'now' | date: '%F %T.%L %j %U %W %V %u %-d %e %^a|%5d|%_m|%-I%P|%%|%Q' }}",
       "2026-01-31 00:05:09.120 031 04 04 05 6 31 31 SAT|00031| 1|12am|%|%Q",                                                                         "2026-01-31 00:05:09.120 031 04 04 05 6 31 31 SA|00031| 1|12am|%|%Q",
       "2026-01-31 00:05:09.120 031 04 04 05 6 31 31 ZA|00031| 1|12am|%|%Q"                                                                                                                                                                                                    },
      {"{{ '2026-03-29T02:30:00' | date: '%H:%M' }}",                                            "03:00",                                             "03:00",                                                              "03:00"                                            },
      {"{{ '2026-03-29T00:30:00Z' | date: '%H:%M' }}",                                           "01:30",                                             "01:30",                                                              "01:30"                                            },
      {"{{ '31.01.2026' | date: '%F' }} {{ '31. Januar 2026' | date: '%F' }} "
       "{{ '3 mei 2026 10:15' | date: '%F %R' }} {{ 'Dezember 24, 2026' | date: '%F' }}", "2026-01-31 2026-01-31 2026-05-03 10:15 2026-12-24",
       "2026-01-31 2026-01-31 2026-05-03 10:15 2026-12-24",                                                                                                                                                                 "2026-01-31 2026-01-31 2026-05-03 10:15 2026-12-24"},
      {"{{ '2026-02-31' | date: '%F' }} {{ '31.02.' | date: '%F' }} {{ 'soon' | date: '%F' }}",
       "2026-02-31 31.02. soon",                                                                                                                      "2026-02-31 31.02. soon",                                             "2026-02-31 31.02. soon"                           },
      {"{{ 99999999999999 | date: '%Y' }}",                                                      "99999999999999",                                    "99999999999999",                                                     "99999999999999"                                   },
      {"{% if born == '1984-03-05' and born < '1984-03-06' %}same{% endif %}",                   "same",                                              "same",
       "same"                                                                                                                                                                                                                                                                  },
      {"{{ revenue }}",                                                                          "€1,234,567.89",                                   "1.234.567,89" NB "€",                                              "€" NB "1.234.567,89"                            },
      {"{{ debt | money }}",                                                                     "-$12.50",                                           "-12,50" NB "$",                                                      "$" NB "-12,50"                                    },
      {"{{ yen | money }}",                                                                      "¥1,500",                                           "1.500" NB "¥",                                                      "¥" NB "1.500"                                    },
      {"{{ 12.5 | money }}",                                                                     "€12.50",                                          "12,50" NB "€",                                                     "€" NB "12,50"                                   },
      {"{{ 1.005 | money: 'CHF' }}",                                                             "CHF" NB "1.01",                                     "1,01" NB "CHF",                                                      "CHF" NB "1,01"                                    },
      {"{{ '7' | money: 'KWD' }}",                                                               "KWD" NB "7.000",                                    "7,000" NB "KWD",                                                     "KWD" NB "7,000"                                   },
      {"{{ revenue | divided_by: 2 | round: 1 }}",                                               "617283.9",                                          "617283.9",                                                           "617283.9"                                         },
      {"{% if revenue > 1000000 %}rich{% endif %}",                                              "rich",                                              "rich",                                                               "rich"                                             },
      {"{{ 1234567 | number }} {{ 1234.5 | number: 2 }} {{ 0.125 | number }} {{ -999 | number: 1 "
       "}}",                                                                              "1,234,567 1,234.50 0.125 -999.0",                   "1.234.567 1.234,50 0,125 -999,0",
       "1.234.567 1.234,50 0,125 -999,0"                                                                                                                                                                                                                                       },
      {"{{ nosuch | money }}{{ nosuch | number }}{{ nosuch | date: '%F' }}",                     "",                                                  "",                                                                   ""                                                 },
      {"{{ copied | upcase }}",                                                                  "COPIED",                                            "COPIED",                                                             "COPIED"                                           },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint language = 0; language < TP_LANGUAGES; language++) {
      const char *const want[] = {cases[i].english, cases[i].german, cases[i].dutch};
      g_autofree char *got =
          render (cases[i].source, (TpLanguage)language, tp_value_object (&class, "self"));

      g_assert_cmpstr (got, ==, want[language]);
    }
}

static void
test_salutation (void)
{
  static const struct {
    const char *contact;
    const char *english, *german, *dutch;
  } cases[] = {
      {"{'gender':'female','title':'Dr.','first_name':'Anna','last_name':'Müller'}",
       "Dear Dr. Müller",                                                                                 "Sehr geehrte Frau Dr. Müller", "Beste mevrouw Dr. Müller"},
      {"{'gender':'male','first_name':'Jan','last_name':'de Vries'}",                 "Dear Mr de Vries",
       "Sehr geehrter Herr de Vries",                                                                                                       "Beste heer De Vries"      },
      {"{'gender':'w','last_name':'Groß'}",                                          "Dear Ms Groß",     "Sehr geehrte Frau Groß",
       "Beste mevrouw Groß"                                                                                                                                           },
      {"{'salutation':'Herr','last_name':'Groß'}",                                   "Dear Mr Groß",     "Sehr geehrter Herr Groß",
       "Beste heer Groß"                                                                                                                                              },
      {"{'first_name':'Kim','last_name':'Lee'}",                                      "Dear Kim Lee",      "Guten Tag Kim Lee",
       "Beste Kim Lee"                                                                                                                                                 },
      {"{'first_name':'Jan','last_name':'de Vries'}",                                 "Dear Jan de Vries", "Guten Tag Jan de Vries",
       "Beste Jan de Vries"                                                                                                                                            },
      {"{'title':'Dr.','last_name':'Smith'}",                                         "Dear Dr. Smith",    "Guten Tag Dr. Smith",
       "Beste Dr. Smith"                                                                                                                                               },
      {"{'gender':'divers','last_name':'Smith'}",                                     "Dear Sir or Madam",
       "Sehr geehrte Damen und Herren",                                                                                                     "Beste heer, mevrouw"      },
      {"{'gender':'female','first_name':'Anna','last_name':''}",                      "Dear Anna",         "Guten Tag Anna",
       "Beste Anna"                                                                                                                                                    },
      {"{}",                                                                          "Dear Sir or Madam", "Sehr geehrte Damen und Herren", "Beste heer, mevrouw"      },
      {"{'salutation':'Liebe Oma Anna','last_name':'Groß'}",                         "Liebe Oma Anna",    "Liebe Oma Anna",
       "Liebe Oma Anna"                                                                                                                                                },
      {"{'gender':'male','last_name':'<b>'}",                                         "Dear Mr &lt;b&gt;", "Sehr geehrter Herr &lt;b&gt;",
       "Beste heer &lt;b&gt;"                                                                                                                                          },
  };
  static const char informal[] = "{{ contact | salutation: 'informal' }}";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint language = 0; language < TP_LANGUAGES; language++) {
      const char *const want[] = {cases[i].english, cases[i].german, cases[i].dutch};
      g_autofree char *text = g_strdup_printf ("{'contact':%s}", cases[i].contact);
      json_t *data = json_loads (g_strdelimit (text, "'", '"'), 0, NULL);
      g_autofree char *got =
          render ("{{ contact | salutation }}", (TpLanguage)language, tp_value_json (data));

      g_assert_cmpstr (got, ==, want[language]);
      json_decref (data);
    }
  json_t *anna = json_loads ("{\"contact\": {\"first_name\": \"Anna\"}}", 0, NULL);
  g_autofree char *hello = render (informal, TP_LANGUAGE_DE, tp_value_json (anna));
  g_autofree char *nobody = render (informal, TP_LANGUAGE_EN, tp_value_nil ());

  g_assert_cmpstr (hello, ==, "Hallo Anna");
  g_assert_cmpstr (nobody, ==, "Hi");
  json_decref (anna);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid/local/values", test_values);
  g_test_add_func ("/liquid/local/salutation", test_salutation);
  return g_test_run ();
}
