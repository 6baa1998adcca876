/* SPDX-License-Identifier: Apache-2.0 */
#include "core/field.h"

#include "base/error.h"
#include "core/contact_testing.h"
#include "core/country.h"
#include "core/country_names.h"
#include "core/phone.h"

#include <string.h>

static const char *const sizes[] = {"Small", "Große", NULL};

/* Custom fields that the cases below use. */
static const TpFieldSpec specs[] = {
    {"Shoe size",    TP_SEGMENT_NUMBER, FALSE, FALSE, NULL },
    {"Budget",       TP_SEGMENT_MONEY,  FALSE, FALSE, NULL },
    {"Member since", TP_SEGMENT_DATE,   FALSE, TRUE,  NULL },
    {"VIP",          TP_SEGMENT_YES_NO, FALSE, FALSE, NULL },
    {"Size",         TP_SEGMENT_CHOICE, FALSE, FALSE, sizes},
    {"Sizes",        TP_SEGMENT_CHOICE, TRUE,  FALSE, sizes},
    {"Website",      TP_SEGMENT_LINK,   FALSE, FALSE, NULL },
};

#define BLANK "-" /* the field is not set */

static const struct {
  const char *field, *text;
  const char *country;
  const char *want; /* NULL: refused */
} values[] = {
    {"company",      "  Bad\r\n Tölz\t",              NULL, "Bad Tölz"                },
    {"city",         " \t\n ",                         NULL, BLANK                      },
    {"city",         "Ko\xcc\x88ln",                   NULL, "Köln"                    },
    {"city",         "a\xff",                          NULL, NULL                       },
    {"city",         "\x07",                           NULL, NULL                       },
    {"first_name",   "http://evil.example/",           NULL, "http://evil.example/"     },
    {"first_name",   "😀",                           NULL, "😀"                     },
    {"gender",       "Herr",                           NULL, "male"                     },
    {"gender",       "MEVROUW",                        NULL, "female"                   },
    {"gender",       "dhr.",                           NULL, "male"                     },
    {"gender",       "Männlich",                      NULL, "male"                     },
    {"gender",       "Firma",                          NULL, "company"                  },
    {"gender",       "divers",                         NULL, "diverse"                  },
    {"gender",       "robot",                          NULL, NULL                       },
    {"country",      "Deutschland",                    NULL, "DE"                       },
    {"country",      "belgië",                        NULL, "BE"                       },
    {"country",      "Belgie",                         NULL, "BE"                       },
    {"country",      "The Netherlands",                NULL, "NL"                       },
    {"country",      "Côte d'Ivoire",                 NULL, "CI"                       },
    {"country",      "gbr",                            NULL, "GB"                       },
    {"country",      "Atlantis",                       NULL, NULL                       },
    {"country",      "12 DE",                          NULL, NULL                       },
    {"country",      "Москва de",                NULL, NULL                       },
    {"language",     "Nederlands",                     NULL, "nl"                       },
    {"language",     "de-AT",                          NULL, "de"                       },
    {"language",     "pt_BR",                          NULL, "pt"                       },
    {"language",     "EN",                             NULL, "en"                       },
    {"language",     "klingon",                        NULL, NULL                       },
    {"time_zone",    "Europe/Berlin",                  NULL, "Europe/Berlin"            },
    {"time_zone",    "Europe/Atlantis",                NULL, NULL                       },
    {"time_zone",    "../../etc/passwd",               NULL, NULL                       },
    {"postcode",     "01067",                          NULL, "01067"                    },
    {"postcode",     "1067",                           "DE", "01067"                    },
    {"postcode",     "1067",                           "AT", "1067"                     },
    {"postcode",     "1012AB",                         NULL, "1012 AB"                  },
    {"postcode",     "1012 ab",                        NULL, "1012 AB"                  },
    {"postcode",     "sw1a1aa",                        NULL, "SW1A 1AA"                 },
    {"postcode",     "123456789012345678901",          NULL, NULL                       },
    {"phone",        " +49 (0)30 123-45 ",             NULL, "+49 (0)30 123-45"         },
    {"phone",        "call me",                        NULL, NULL                       },
    {"phone",        "030 1234\n\n030 1234\n0171 99",  NULL, "030 1234\n0171 99"        },
    {"street",       "Weg 1\n\nPlatz 2\n\n",           NULL, "Weg 1\n\nPlatz 2"         },
    {"birth_date",   "31.12.1980",                     NULL, "1980-12-31"               },
    {"birth_date",   "1.1.70",                         NULL, "1970-01-01"               },
    {"birth_date",   "1.8.26",                         NULL, "1926-08-01"               }, /* it is June 2026 */
    {"birth_date",   "1.2.26",                         NULL, "2026-02-01"               },
    {"birth_date",   "31.02.1980",                     NULL, NULL                       },
    {"birth_date",   "2026-06-16",                     NULL, NULL                       },
    {"status",       "AT_RISK",                        NULL, "at_risk"                  },
    {"status",       "best",                           NULL, NULL                       },
    {"age",          "42",                             NULL, NULL                       },
    {"score",        "1",                              NULL, NULL                       },
    {"Shoe size",    "42,50",                          NULL, "42.5"                     },
    {"Shoe size",    "1.234,56",                       NULL, "1234.56"                  },
    {"Shoe size",    "1,234.56",                       NULL, "1234.56"                  },
    {"Shoe size",    "-0",                             NULL, "0"                        },
    {"Shoe size",    "abc",                            NULL, NULL                       },
    {"Budget",       "12,5 €",                       NULL, "12.50"                    },
    {"Budget",       "1.234,56",                       NULL, "1234.56"                  },
    {"Budget",       "0.001",                          NULL, NULL                       },
    {"Member since", "2026-02-29",                     NULL, NULL                       },
    {"Member since", "29.02.2024",                     NULL, "2024-02-29"               },
    {"VIP",          "Ja",                             NULL, "yes"                      },
    {"VIP",          "onwaar",                         NULL, "no"                       },
    {"VIP",          "maybe",                          NULL, NULL                       },
    {"Size",         "GROSSE",                         NULL, "Große"                   },
    {"Size",         "medium",                         NULL, NULL                       },
    {"Sizes",        "small\nLarge",                   NULL, NULL                       },
    {"Sizes",        "große\nsmall\nSMALL",           NULL, "Große\nSmall"            },
    {"Website",      "https://example.com/a?b=c",      NULL, "https://example.com/a?b=c"},
    {"Website",      "javascript:alert(1)",            NULL, NULL                       },
    {"Website",      "https://user:pass@example.com/", NULL, NULL                       },
    {"Website",      "//other.example/",               NULL, NULL                       },
};

static void
add_specs (TpTestingAccount *testing)
{
  GError *error = NULL;
  TpChange *change = tp_testing_begin (testing);
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++) {
    gint64 id = 0;
    tp_field_add (change, &specs[i], &id, &error);
    g_assert_no_error (error);
  }
  tp_testing_commit (change);
}

static TpFields *
load (TpTestingAccount *testing)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  TpFields *fields = tp_fields_load (testing->account, conn, &error);
  g_assert_no_error (error);
  return fields;
}

static void
test_values (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_specs (&testing);
  g_autoptr (TpFields) fields = load (&testing);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *stored = NULL;
    TpFieldReading reading = {.country = values[i].country};
    const TpField *field = tp_fields_find (fields, values[i].field);
    g_test_message ("%s: %s", values[i].field,
                    g_utf8_validate (values[i].text, -1, NULL) ? values[i].text : "bytes");
    g_assert_nonnull (field);
    gboolean read = tp_field_parse (fields, field, values[i].text, &reading, &stored, &error);
    g_assert_true (read == (values[i].want != NULL));
    if (read)
      g_assert_cmpstr (stored != NULL ? stored : BLANK, ==, values[i].want);
    else
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    if (!read)
      g_assert_nonnull (strstr (error->message, values[i].field));
  }
  tp_testing_account_clear (&testing);
}

static const struct {
  const char *field, *json;
  const char *want_text; /* NULL: refused */
  const char *want_json; /* of what was stored */
} shown[] = {
    {"VIP",        "true",               "yes",       "true"              },
    {"Shoe size",  "42.5",               "42.500000", "42.5"              },
    {"Shoe size",  "42",                 "42",        "42"                },
    {"Budget",     "\"12.50\"",          "12.50",     "\"12.50\""         },
    {"hobbies",    "[\"chess\",\"go\"]", "chess\ngo", "[\"chess\",\"go\"]"},
    {"hobbies",    "\"chess\"",          "chess",     "\"chess\""         },
    {"city",       "null",               "",          "null"              },
    {"city",       "[\"Bonn\"]",         "Bonn",      "\"Bonn\""          },
    {"first_name", "[\"Anna\",\"Bea\"]", NULL,        NULL                },
    {"first_name", "{}",                 NULL,        NULL                },
    {"hobbies",    "[[\"chess\"]]",      NULL,        NULL                },
};

static void
test_json (const char *url)
{
  TpTestingAccount testing;
  TpFieldReading reading = {0};
  tp_testing_account_init (&testing, url);
  add_specs (&testing);
  g_autoptr (TpFields) fields = load (&testing);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *stored = NULL;
    const TpField *field = tp_fields_find (fields, shown[i].field);
    g_autoptr (json_t) json = tp_json_parse (shown[i].json, strlen (shown[i].json), &error);
    g_test_message ("%s: %s", shown[i].field, shown[i].json);
    g_assert_no_error (error);
    g_autofree char *text = tp_field_text_of_json (field, json, &error);
    g_assert_cmpstr (text, ==, shown[i].want_text);
    if (text == NULL)
      continue;
    g_assert_true (tp_field_parse (fields, field, text, &reading, &stored, &error));
    g_autoptr (json_t) back = tp_field_to_json (field, stored);
    g_autofree char *back_text = json_dumps (back, JSON_ENCODE_ANY | JSON_COMPACT);
    g_assert_cmpstr (back_text, ==, shown[i].want_json);
  }
  tp_testing_account_clear (&testing);
}

static const char *const no_choices[] = {NULL};
static const char *const same_choices[] = {"a", "A", NULL};
static const struct {
  const char *name;
  TpFieldSpec spec;
  int want_code;
} bad_specs[] = {
    {"empty name",        {"  ", TP_SEGMENT_TEXT, FALSE, FALSE, NULL},          TP_ERROR_INVALID },
    {"built-in name",     {"First_Name", TP_SEGMENT_TEXT, FALSE, FALSE, NULL},  TP_ERROR_CONFLICT},
    {"taken name",        {"SHOE SIZE", TP_SEGMENT_TEXT, FALSE, FALSE, NULL},   TP_ERROR_CONFLICT},
    {"mark of an id",     {"#1", TP_SEGMENT_TEXT, FALSE, FALSE, NULL},          TP_ERROR_INVALID },
    {"line feed",         {"a\nb", TP_SEGMENT_TEXT, FALSE, FALSE, NULL},        TP_ERROR_INVALID },
    {"no type",           {"x", TP_SEGMENT_TIME, FALSE, FALSE, NULL},           TP_ERROR_INVALID },
    {"no choices",        {"x", TP_SEGMENT_CHOICE, FALSE, FALSE, no_choices},   TP_ERROR_INVALID },
    {"a choice twice",    {"x", TP_SEGMENT_CHOICE, FALSE, FALSE, same_choices}, TP_ERROR_INVALID },
    {"choices of a text", {"x", TP_SEGMENT_TEXT, FALSE, FALSE, sizes},          TP_ERROR_INVALID },
    {"anniversaries",     {"x", TP_SEGMENT_DATE, TRUE, TRUE, NULL},             TP_ERROR_INVALID },
    {"yes and no",        {"x", TP_SEGMENT_YES_NO, TRUE, FALSE, NULL},          TP_ERROR_INVALID },
};

static void
test_custom_fields (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_specs (&testing);
  for (guint i = 0; i < G_N_ELEMENTS (bad_specs); i++) {
    g_autoptr (GError) refused = NULL;
    gint64 id = 0;
    g_autoptr (TpChange) change = tp_testing_begin (&testing);
    g_test_message ("%s", bad_specs[i].name);
    g_assert_false (tp_field_add (change, &bad_specs[i].spec, &id, &refused));
    g_assert_error (refused, TP_ERROR, bad_specs[i].want_code);
  }
  g_autoptr (TpFields) before = load (&testing);
  gint64 id = tp_fields_find (before, "shoe size")->kind.id;
  g_autofree char *public_id = tp_account_public_id (testing.account, TP_THING_FIELD, id);
  g_autofree char *by_id = g_strconcat ("#", public_id, NULL);
  TpChange *change = tp_testing_begin (&testing);
  g_assert_true (tp_field_rename (change, id, "Schuhgröße", &error));
  g_assert_false (tp_field_rename (change, id, "Budget", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  tp_testing_commit (change);
  g_autoptr (TpFields) renamed = load (&testing);
  g_assert_null (tp_fields_find (renamed, "shoe size"));
  g_assert_cmpint (tp_fields_find (renamed, "SCHUHGRÖSSE")->kind.id, ==, id);
  change = tp_testing_begin (&testing);
  g_clear_error (&error);
  g_assert_true (tp_field_archive (change, id, &error));
  g_assert_false (tp_field_archive (change, id, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  tp_testing_commit (change);
  g_autoptr (TpFields) archived = load (&testing);
  g_assert_null (tp_fields_find (archived, "Schuhgröße"));
  g_assert_cmpint (tp_fields_find (archived, by_id)->kind.id, ==, id);
  g_assert_cmpint (tp_fields_custom (archived, id)->archived_at, ==, TP_TESTING_NOW);
  tp_testing_account_clear (&testing);
}

static const struct {
  const char *phone, *country, *want;
} phones[] = {
    {"+49 (0)30 1234-567", NULL, "+49301234567" },
    {"0049 30 1234567",    "AT", "+49301234567" },
    {"030/1234567",        "DE", "+49301234567" },
    {"030/1234567",        NULL, "0301234567"   },
    {"06 1234 5678",       "NL", "+31612345678" },
    {"06 12 345 678",      "IT", "+390612345678"},
    {"912 345 678",        "ES", "+34912345678" },
    {"12",                 "DE", NULL           },
    {"",                   "DE", NULL           },
    {"030 1234567",        "XX", "0301234567"   },
};

static void
test_phones (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++) {
    g_autofree char *key = tp_phone_key (phones[i].phone, phones[i].country);
    g_assert_cmpstr (key, ==, phones[i].want);
  }
}

static void
test_name_tables (void)
{
  for (gsize i = 0; i < tp_country_names_length; i++) {
    const char *row = tp_country_names[i];
    g_autofree char *name = g_strndup (row, strcspn (row, "="));
    g_assert_cmpstr (tp_country_find (name), ==, strchr (row, '=') + 1);
  }
  for (gsize i = 0; i < tp_language_names_length; i++) {
    const char *row = tp_language_names[i];
    g_autofree char *name = g_strndup (row, strcspn (row, "="));
    g_assert_cmpstr (tp_language_find (name), ==, strchr (row, '=') + 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/phones", test_phones);
  g_test_add_func ("/field/names of countries and languages", test_name_tables);
  tp_testing_add ("/field/values", test_values);
  tp_testing_add ("/field/json", test_json);
  tp_testing_add ("/field/custom fields", test_custom_fields);
  return g_test_run ();
}
