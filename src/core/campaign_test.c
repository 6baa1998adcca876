/* SPDX-License-Identifier: Apache-2.0 */
#include "core/campaign.h"

#include "base/error.h"
#include "core/address_book.h"
#include "core/campaign_report.h"
#include "core/campaign_start.h"
#include "core/contact.h"
#include "core/feed.h"
#include "core/list.h"
#include "core/render.h"
#include "core/setting.h"
#include "core/tag.h"
#include "core/tag_set.h"
#include "core/testing.h"

#include <string.h>

static TpChange *
begin (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

static void
commit (TpChange *change)
{
  g_autoptr (GError) error = NULL;
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
}

static TpCampaign *
draft (const char *name)
{
  TpCampaign *campaign = tp_campaign_new ();
  campaign->name = g_strdup (name);
  campaign->from = g_strdup ("Shop <shop@example.org>");
  campaign->subject = g_strdup ("Hello");
  campaign->text = g_strdup ("Hello");
  campaign->audience = g_strdup ("{\"type\":\"everyone\"}");
  return campaign;
}

static void
set (char **member, const char *value)
{
  g_free (*member);
  *member = g_strdup (value);
}

typedef enum { NAME, FROM, REPLY_TO, SUBJECT, TEXT, AUDIENCE, EXCLUDED } Member;

static const struct {
  const char *name;
  Member member;
  const char *value;
  TpErrorCode want_code;
  const char *want_message;
} wrong[] = {
    {"no name",                NAME,     " ",                                       TP_ERROR_INVALID,  NULL                                      },
    {"the same name",          NAME,     "SUMMER",                                  TP_ERROR_CONFLICT, "there is a campaign 'SUMMER' already"    },
    {"no sender",              FROM,     "",                                        TP_ERROR_INVALID,  "from: an address is expected"            },
    {"a header in the sender", FROM,     "a\r\nBcc: b@example.org <a@example.org>", TP_ERROR_INVALID,
     NULL                                                                                                                                        },
    {"a wrong answer address", REPLY_TO, "nobody",                                  TP_ERROR_INVALID,  NULL                                      },
    {"no subject",             SUBJECT,  "",                                        TP_ERROR_INVALID,  "subject: a text is expected"             },
    {"an open output",         SUBJECT,  "a {{ b",                                  TP_ERROR_INVALID,  NULL                                      },
    {"an open block",          TEXT,     "{% if a %}\nb",                           TP_ERROR_INVALID,  NULL                                      },
    {"nothing to say",         TEXT,     NULL,                                      TP_ERROR_INVALID,  "html: a text is expected, or one in text"},
    {"nobody to write to",     AUDIENCE, NULL,                                      TP_ERROR_INVALID,  "to: a condition is expected"             },
    {"a broken condition",     AUDIENCE, "{\"type\":\"tag\"}",                      TP_ERROR_INVALID,  NULL                                      },
    {"a broken exception",     EXCLUDED, "{",                                       TP_ERROR_INVALID,  NULL                                      },
};

static void
test_wrong (const char *url)
{
  TpTestingAccount testing;
  gint64 id = 0;
  tp_testing_account_init (&testing, url);
  g_autoptr (TpCampaign) summer = draft ("Summer");
  TpChange *change = begin (testing.account);
  g_assert_true (tp_campaign_add (change, summer, &id, NULL));
  commit (change);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpCampaign) campaign = draft ("Other");
    char **const members[] = {&campaign->name,    &campaign->from, &campaign->reply_to,
                              &campaign->subject, &campaign->text, &campaign->audience,
                              &campaign->excluded};
    set (members[wrong[i].member], wrong[i].value);
    g_test_message ("%s", wrong[i].name);
    g_autoptr (TpChange) one = begin (testing.account);
    g_assert_false (tp_campaign_add (one, campaign, &id, &error));
    g_assert_error (error, TP_ERROR, (int)wrong[i].want_code);
    if (wrong[i].want_message != NULL)
      g_assert_cmpstr (error->message, ==, wrong[i].want_message);
  }
  tp_testing_account_clear (&testing);
}

static void
test_life (const char *url)
{
  TpTestingAccount testing;
  gint64 id = 0, found = 0;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  g_autoptr (TpCampaign) campaign = draft ("Summer");
  TpChange *change = begin (testing.account);
  tp_campaign_add (change, campaign, &id, &error);
  g_assert_no_error (error);
  commit (change);
  campaign->id = id;
  set (&campaign->subject, "Another");
  change = begin (testing.account);
  tp_campaign_write (change, campaign, &error);
  g_assert_no_error (error);
  commit (change);
  g_autofree char *public_id = tp_account_public_id (testing.account, TP_THING_CAMPAIGN, id);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_assert_true (tp_campaign_find (testing.account, conn, public_id, &found, &error));
  g_assert_cmpint (found, ==, id);
  g_assert_true (tp_campaign_find (testing.account, conn, "summer", &found, &error));
  g_autoptr (TpCampaign) loaded = tp_campaign_get (conn, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->subject, ==, "Another");
  g_assert_cmpstr (loaded->text, ==, "Hello");
  g_autoptr (GPtrArray) page = tp_campaign_page (conn, 0, TP_CAMPAIGN_DRAFT, 10, &error);
  g_assert_cmpuint (page->len, ==, 1);
  g_clear_pointer (&conn, tp_conn_release);
  /* Begun, it is fixed; cancelled, it can be put away and its name taken again. */
  change = begin (testing.account);
  g_assert_true (tp_campaign_start (change, id, &error));
  g_assert_false (tp_campaign_write (change, campaign, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (tp_campaign_start (change, id, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (tp_campaign_archive (change, id, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (tp_campaign_cancel (change, id, &error));
  g_assert_true (tp_campaign_archive (change, id, &error));
  g_assert_true (tp_campaign_add (change, campaign, &id, &error));
  g_assert_no_error (error);
  commit (change);
  tp_testing_account_clear (&testing);
}

/* One person, as templates see it. */
static void
add_person (TpAccount *account)
{
  gint64 number = 0, tag = 0, id = 0;
  g_autoptr (GError) error = NULL;
  static const TpFieldSpec spec = {.name = "Shoe size", .type = TP_SEGMENT_NUMBER};
  TpChange *change = begin (account);
  tp_setting_set (change, "base_url", "https://mail.example.org", &error);
  tp_setting_set (change, "account_name", "Shoes & more", &error);
  tp_field_add (change, &spec, &id, &error);
  g_assert_no_error (error);
  static const TpContactAssignment fields[] = {
      {"first_name", "Anna <b>"       },
      {"last_name",  "Muster"         },
      {"language",   "de"             },
      {"birth_date", "1990-06-16"     },
      {"city",       "Köln"          },
      {"country",    "DE"             },
      {"hobbies",    "rowing\nsailing"},
      {"Shoe size",  "38.5"           },
  };
  tp_contact_add (change, "Anna@Example.org", fields, G_N_ELEMENTS (fields), FALSE, &number,
                  &error);
  g_assert_no_error (error);
  g_autoptr (TpIdSet) one = tp_id_set_new (0);
  tp_id_set_add (one, (guint32)number);
  tp_tag_find_or_make (change, "VIP", &tag, &error);
  tp_tag_set (change, tag, one, 0, NULL, &error);
  g_assert_no_error (error);
  commit (change);
}

static const struct {
  const char *name, *text, *want;
} texts[] = {
    {"name",                                "{{ contact.first_name }} {{ contact.last_name }}",               "Anna <b> Muster"              },
    {"address as spelled",                  "{{ contact.email }}",                                            "Anna@Example.org"             },
    {"own field",                           "{{ contact.fields[\"Shoe size\"] }}",                            "38.5"                         },
    {"age, on the day before the birthday", "{{ contact.age }}",                                              "35"                           },
    {"several values",                      "{{ contact.hobbies | join: '+' }}",                              "rowing+sailing"               },
    {"tags",                                "{% for t in contact.tags %}[{{ t }}]{% endfor %}",               "[VIP]"                        },
    {"segment",                             "{% segment 'tag \"VIP\"' %}in{% else %}out{% endsegment %}",     "in"                           },
    {"not in segment",                      "{% segment 'city = \"Bonn\"' %}in{% else %}out{% endsegment %}", "out"                          },
    {"account and campaign",                "{{ account.name }}: {{ campaign.name }}",                        "Shoes & more: T"              },
    {"missing value",                       "({{ contact.phone }})",                                          "()"                           },
    {"unsubscribing",                       "{{ unsubscribe_url | slice: 0, 29 }}",                           "https://mail.example.org/u/1."},
};

static void
test_render (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_person (testing.account);
  TpMessage message = {.sequence = 1, .contact = 1, .address = (char *)"Anna@Example.org"};
  TpMessageSource source = {1, 1, 202606, 77};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpCampaign) campaign = draft ("T");
    set (&campaign->text, texts[i].text);
    campaign->html = g_strdup ("<p>{{ contact.first_name }}</p>");
    g_test_message ("%s", texts[i].name);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (TpRender) render = tp_render_new (testing.account, conn, campaign, &source, &error);
    g_assert_no_error (error);
    TpRenderItem item = {.message = &message};
    tp_render_many (render, conn, &item, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (item.fault, ==, NULL);
    g_autofree char *want = g_strdup_printf ("\r\n\r\n%s\r\n", texts[i].want);
    if (strstr (item.bytes->str, want) == NULL)
      g_error ("%s: not in\n%s", texts[i].want, item.bytes->str);
    g_assert_nonnull (strstr (item.bytes->str, "<p>Anna &lt;b&gt;</p>"));
    g_assert_nonnull (strstr (item.bytes->str, "To: \"Anna <b> Muster\" <Anna@Example.org>"));
    g_assert_nonnull (strstr (item.bytes->str, ".4d@example.org>\r\n"));
    g_assert_nonnull (strstr (item.bytes->str, "List-Unsubscribe: <https://mail.example.org/u/1."));
    g_assert_nonnull (strstr (item.bytes->str, "Date: Mon, 15 Jun 2026 10:00:00 +0000"));
    tp_render_item_clear (&item);
  }
  tp_testing_account_clear (&testing);
}

/* Opened twice and clicked by one of two; another campaign's events don't count. */
static void
test_report (const char *url)
{
  TpTestingAccount testing;
  gint64 id = 0;
  TpCampaignReport report;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  g_autoptr (TpCampaign) campaign = draft ("Summer");
  TpChange *change = begin (testing.account);
  tp_campaign_add (change, campaign, &id, &error);
  tp_change_event (change, TP_EVENT_MAIL_OPENED, 9, id, 0, NULL);
  commit (change);
  change = begin (testing.account);
  tp_campaign_start (change, id, &error);
  g_assert_no_error (error);
  commit (change);
  change = begin (testing.account);
  TpIdSet *both = tp_id_set_new (0);
  tp_id_set_add_range (both, 1, 2);
  tp_change_event_set (change, TP_EVENT_MAIL_OPENED, TP_TESTING_NOW, both, id, NULL);
  tp_change_event (change, TP_EVENT_MAIL_OPENED, 1, id, 0, NULL);
  tp_change_event (change, TP_EVENT_MAIL_OPENED, 3, id + 1, 0, NULL);
  tp_change_event (change, TP_EVENT_MAIL_CLICKED, 1, id, 0, NULL);
  tp_change_event (change, TP_EVENT_MAIL_BOUNCED, 2, id, 0, NULL);
  tp_change_set_actor (change, (TpActor){TP_ACTOR_CAMPAIGN, id});
  tp_change_event (change, TP_EVENT_PERMISSION_WITHDRAWN, 2, TP_SEGMENT_PURPOSE_OFFERS, 0, NULL);
  commit (change);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (TpCampaign) loaded = tp_campaign_get (conn, id, &error);
  g_clear_pointer (&conn, tp_conn_release);
  tp_campaign_report (testing.account, loaded, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report.opened, ==, 2);
  g_assert_cmpint (report.clicked, ==, 1);
  g_assert_cmpint (report.bounced, ==, 1);
  g_assert_cmpint (report.unsubscribed, ==, 1);
  g_assert_cmpint (report.complained, ==, 0);
  g_assert_cmpint (report.recipients, ==, 0);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/campaign/what is wrong is told", test_wrong);
  tp_testing_add ("/campaign/from draft to archive", test_life);
  tp_testing_add ("/campaign/what a mail can say", test_render);
  tp_testing_add ("/campaign/report counts people", test_report);
  return g_test_run ();
}
