/* SPDX-License-Identifier: Apache-2.0 */
#include "core/column.h"

#include "core/column_table.h"
#include "core/vendor.h"

#include <string.h>

static void
check_order (const TpColumnWord *words, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    g_autofree char *key = tp_column_key (words[i].key);
    g_assert_cmpstr (key, ==, words[i].key);
    g_assert_true (i == 0 || strcmp (words[i - 1].key, words[i].key) < 0);
  }
}

static void
test_tables (void)
{
  check_order (tp_column_headers, tp_column_headers_length);
  check_order (tp_column_subscriptions, tp_column_subscriptions_length);
  check_order (tp_column_answers, tp_column_answers_length);
}

static void
test_headers (void)
{
  static const struct {
    const char *header;
    TpColumnKind want_kind;
    TpSegmentBuiltin want_builtin;
  } cases[] = {
      {"email",                  TP_COLUMN_EMAIL,        TP_SEGMENT_CUSTOM    },
      {"E-Mail-Adresse",         TP_COLUMN_EMAIL,        TP_SEGMENT_CUSTOM    },
      {" E-MAIL ",               TP_COLUMN_EMAIL,        TP_SEGMENT_CUSTOM    },
      {"e-mailadres",            TP_COLUMN_EMAIL,        TP_SEGMENT_CUSTOM    },
      {"Vorname",                TP_COLUMN_FIELD,        TP_SEGMENT_FIRST_NAME},
      {"VOORNAAM",               TP_COLUMN_FIELD,        TP_SEGMENT_FIRST_NAME},
      {"First Name",             TP_COLUMN_FIELD,        TP_SEGMENT_FIRST_NAME},
      {"achternaam",             TP_COLUMN_FIELD,        TP_SEGMENT_LAST_NAME },
      {"Stra\u00dfe",            TP_COLUMN_FIELD,        TP_SEGMENT_STREET    },
      {"STRASSE",                TP_COLUMN_FIELD,        TP_SEGMENT_STREET    },
      {"Stra\u00dfe / Nr.",      TP_COLUMN_FIELD,        TP_SEGMENT_STREET    },
      {"PLZ",                    TP_COLUMN_FIELD,        TP_SEGMENT_POSTCODE  },
      {"woonplaats",             TP_COLUMN_FIELD,        TP_SEGMENT_CITY      },
      {"Land",                   TP_COLUMN_FIELD,        TP_SEGMENT_COUNTRY   },
      {"Geburtsdatum",           TP_COLUMN_FIELD,        TP_SEGMENT_BIRTH_DATE},
      {"geboortedatum",          TP_COLUMN_FIELD,        TP_SEGMENT_BIRTH_DATE},
      {"Tussenvoegsel",          TP_COLUMN_NAME_PREFIX,  TP_SEGMENT_CUSTOM    },
      {"Anrede",                 TP_COLUMN_ADDRESSED,    TP_SEGMENT_CUSTOM    },
      {"Name",                   TP_COLUMN_FULL_NAME,    TP_SEGMENT_CUSTOM    },
      {"Schlagwo\u0308rter",     TP_COLUMN_TAGS,         TP_SEGMENT_CUSTOM    },
      {"Unsubscribed At",        TP_COLUMN_LEFT,         TP_SEGMENT_CUSTOM    },
      {"EMAIL_BLACKLISTED",      TP_COLUMN_BLOCKED,      TP_SEGMENT_CUSTOM    },
      {"Status",                 TP_COLUMN_STATUS,       TP_SEGMENT_CUSTOM    },
      {"Email Marketing Status", TP_COLUMN_SUBSCRIPTION, TP_SEGMENT_CUSTOM    },
      {"Kundennummer",           TP_COLUMN_UNKNOWN,      TP_SEGMENT_CUSTOM    },
      {"",                       TP_COLUMN_UNKNOWN,      TP_SEGMENT_CUSTOM    },
      {"\xff\xfe",               TP_COLUMN_UNKNOWN,      TP_SEGMENT_CUSTOM    },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpColumn column = tp_column_find (cases[i].header);
    g_test_message ("%s", cases[i].header);
    g_assert_cmpint (column.kind, ==, cases[i].want_kind);
    g_assert_cmpint (column.builtin, ==, cases[i].want_builtin);
  }
}

static void
test_subscriptions (void)
{
  static const struct {
    const char *text;
    TpSubscription want;
    gboolean want_telling;
  } cases[] = {
      {"Subscribed",     TP_SUBSCRIPTION_SUBSCRIBED,   TRUE },
      {"active",         TP_SUBSCRIPTION_SUBSCRIBED,   FALSE},
      {"Opt-In Pending", TP_SUBSCRIPTION_UNCONFIRMED,  TRUE },
      {"Abgemeldet",     TP_SUBSCRIPTION_UNSUBSCRIBED, TRUE },
      {"uitgeschreven",  TP_SUBSCRIPTION_UNSUBSCRIBED, TRUE },
      {"non-subscribed", TP_SUBSCRIPTION_ABSENT,       TRUE },
      {"cleaned",        TP_SUBSCRIPTION_CLEANED,      TRUE },
      {"Hard Bounced",   TP_SUBSCRIPTION_CLEANED,      TRUE },
      {"blocklisted",    TP_SUBSCRIPTION_BLOCKED,      TRUE },
      {"loyal",          TP_SUBSCRIPTIONS,             FALSE},
      {"at_risk",        TP_SUBSCRIPTIONS,             FALSE},
      {"",               TP_SUBSCRIPTIONS,             FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpSubscription subscription = TP_SUBSCRIPTIONS;
    g_assert_cmpint (tp_subscription_find (cases[i].text, &subscription), ==,
                     cases[i].want != TP_SUBSCRIPTIONS);
    g_assert_cmpint (subscription, ==, cases[i].want);
    g_assert_cmpint (tp_subscription_is_telling (cases[i].text), ==, cases[i].want_telling);
  }
}

static void
test_answers (void)
{
  gboolean yes = FALSE;
  g_assert_true (tp_column_yes_no ("Ja", &yes) && yes);
  g_assert_true (tp_column_yes_no (" X ", &yes) && yes);
  g_assert_true (tp_column_yes_no ("nee", &yes) && !yes);
  g_assert_true (tp_column_yes_no ("", &yes) && !yes);
  g_assert_false (tp_column_yes_no ("perhaps", &yes));
}

#define HEADERS(...)                                                                               \
  (const char *const[])                                                                            \
  {                                                                                                \
    __VA_ARGS__, NULL                                                                              \
  }

static void
test_vendors (void)
{
  const struct {
    const char *name;
    const char *const *headers;
    const char *want;
  } cases[] = {
      {"Mailchimp, subscribed",
       HEADERS ("Email Address",     "First Name",  "Last Name",                         "MEMBER_RATING",                                  "OPTIN_TIME",
       "OPTIN_IP", "CONFIRM_TIME", "LEID", "EUID", "NOTES", "TAGS"),
       "Mailchimp"},
      {"Mailchimp, cleaned",
       HEADERS ("Email Address",      "OPTIN_TIME",             "CLEAN_TIME",                                         "CLEAN_CAMPAIGN_ID",                                                                                  "LEID"),
       "Mailchimp"},
      {"listmonk",
       HEADERS ("uuid",     "email", "name",            "attributes", "status", "created_at", "updated_at"),
       "listmonk"},
      {"Brevo",
       HEADERS ("CONTACT ID",                 "EMAIL",                             "FIRSTNAME",                                                     "LASTNAME",                                                                                               "SMS",                                                                                                                                                                "EMAIL_BLACKLISTED",
       "ADDED_TIME", "MODIFIED_TIME"),
       "Brevo"},
      {"ActiveCampaign",
       HEADERS ("Contact ID", "Email",                                  "First Name",                                                                     "Status",                                                                                                               "IP",                                                                                                                                                                                                        "Date Created", "Tags"),
       "ActiveCampaign"},
      {"Klick-Tipp",
       HEADERS ("E-Mail-Adresse",     "SMS-Nummer","Vorname","Stra\u00dfe 1",                                                                                                                       "Telefon privat",
       "Leadwert"),
       "Klick-Tipp"},
      {"a plain file",                       HEADERS ("E-Mail",           "Vorname",                       "Nachname",                                                   "Status"),                                                      NULL                                                                 },
      {"name and status",         HEADERS ("email",     "name",                            "status",                                                               "created_at"),                                                                                                    NULL                                                                                                                                                                                                   },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const TpVendor *vendor =
        tp_vendor_find (cases[i].headers, g_strv_length ((char **)cases[i].headers));
    g_test_message ("%s", cases[i].name);
    g_assert_cmpstr (vendor != NULL ? vendor->name : NULL, ==, cases[i].want);
  }
}

static void
test_vendor_files (void)
{
  const TpVendor *mailchimp = tp_vendor_find (HEADERS ("LEID", "EUID", "OPTIN_TIME"), 3);
  g_assert_cmpint (tp_vendor_subscription_of_file (mailchimp, "unsubscribed_members_export_1a.csv"),
                   ==, TP_SUBSCRIPTION_UNSUBSCRIBED);
  g_assert_cmpint (tp_vendor_subscription_of_file (mailchimp, "cleaned_members_export_1a.csv"), ==,
                   TP_SUBSCRIPTION_CLEANED);
  g_assert_cmpint (tp_vendor_subscription_of_file (mailchimp, "subscribed_members_export.csv"), ==,
                   TP_SUBSCRIPTION_NONE);
  g_assert_cmpint (tp_vendor_subscription_of_file (NULL, "cleaned_members.csv"), ==,
                   TP_SUBSCRIPTION_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/column/tables are in order", test_tables);
  g_test_add_func ("/column/headers", test_headers);
  g_test_add_func ("/column/subscriptions", test_subscriptions);
  g_test_add_func ("/column/yes and no", test_answers);
  g_test_add_func ("/vendor/recognised by headers", test_vendors);
  g_test_add_func ("/vendor/files of one state", test_vendor_files);
  return g_test_run ();
}
