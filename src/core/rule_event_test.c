/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule_event.h"

#include "base/error.h"
#include "segment/names_memory.h"

typedef struct {
  TpNamesMemory *memory;
  gint64 product, list, tag, field, archived;
} Things;

static void
things_init (Things *things)
{
  things->memory = tp_names_memory_new ();
  things->product = tp_names_memory_add (things->memory, TP_SEGMENT_THING_PRODUCT, "A \"big\" one");
  things->list = tp_names_memory_add (things->memory, TP_SEGMENT_THING_LIST, "Newsletter");
  things->tag = tp_names_memory_add (things->memory, TP_SEGMENT_THING_TAG, "Straße");
  things->field = tp_names_memory_add_field (things->memory, "Shoe size", TP_SEGMENT_NUMBER, FALSE,
                                             FALSE, NULL);
  things->archived = tp_names_memory_add (things->memory, TP_SEGMENT_THING_CAMPAIGN, "Old");
  tp_names_memory_rename (things->memory, things->archived, NULL);
}

static void
test_accepted (void)
{
  static const struct {
    const char *text, *want_text;
  } cases[] = {
      {"bought",                                NULL                                  },
      {"  BOUGHT  ",                            "bought"                              },
      {"bought product \"A \\\"big\\\" one\"",  NULL                                  },
      {"Bought\t Product\"a \\\"BIG\\\" one\"", "bought product \"A \\\"big\\\" one\""},
      {"bought product #product1",              "bought product \"A \\\"big\\\" one\""},
      {"joined list \"newsletter\"  ",          "joined list \"Newsletter\""          },
      {"left list \"Newsletter\"",              NULL                                  },
      {"tag set \"STRASSE\"",                   "tag set \"Straße\""                 },
      {"tag removed \"Straße\"",               NULL                                  },
      {"field changed \"city\"",                NULL                                  },
      {"field changed \"Birth_Date\"",          "field changed \"birth_date\""        },
      {"field changed \"shoe SIZE\"",           "field changed \"Shoe size\""         },
      {"mail opened",                           NULL                                  },
      {"opened campaign #campaign5",            NULL                                  },
      {"permission withdrawn \"Offers\"",       "permission withdrawn \"offers\""     },
      {"did \"Visited  the \\\\ fair\"",        NULL                                  },
      {"contact added",                         NULL                                  },
      {"charged back",                          NULL                                  },
  };
  Things things;
  things_init (&things);
  const TpSegmentNames *names = tp_names_memory_names (things.memory);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpRuleEvent event, again;
    GError *error = NULL;
    g_test_message ("%s", cases[i].text);
    tp_rule_event_parse (cases[i].text, names, &event, &error);
    g_assert_no_error (error);
    g_autofree char *text = tp_rule_event_format (&event, names);
    g_assert_cmpstr (text, ==, cases[i].want_text != NULL ? cases[i].want_text : cases[i].text);
    g_assert_true (tp_rule_event_parse (text, names, &again, &error));
    g_assert_cmpint (again.when, ==, event.when);
    g_assert_cmpint (again.target, ==, event.target);
    g_assert_cmpstr (again.name, ==, event.name);
    tp_rule_event_clear (&event);
    tp_rule_event_clear (&again);
  }
  tp_names_memory_free (things.memory);
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *want_message;
  } cases[] = {
      {"",                              "position 1: an event is expected"                            },
      {"  \"A\"",                       "position 3: an event is expected"                            },
      {"bougth product \"A\"",
       "position 1: no event 'bougth product'; did you mean 'bought product'?"                        },
      {"xyzzy",                         "position 1: no event 'xyzzy'"                                },
      {"joined list",                   "position 12: a name in double quotes"                        },
      {"joined list \"Newsleter\"",     "position 13: no list 'Newsleter'; did you mean 'Newsletter'?"},
      {"joined list \"Newsletter",      "position 13: a closing quote"                                },
      {"joined list \"Newsletter\\",    "position 13: a closing quote"                                },
      {"tag set \"Newsletter\"",        "position 9: no tag 'Newsletter'"                             },
      {"tag set #",                     "position 9: no tag '#'"                                      },
      {"tag set #list2",                "position 9: no tag '#list2'"                                 },
      {"bought \"A\"",                  "position 8: nothing more is expected"                        },
      {"tag set \"Straße\" x",         "position 18: nothing more is expected"                       },
      {"did \"\"",                      "position 5: the name is empty"                               },
      {"did #1",                        "position 5: the name of an own event"                        },
      {"permission confirmed \"spam\"", "position 22: no purpose 'spam'"                              },
      {"field changed \"age\"",         "position 15: 'age' follows from other facts"                 },
      {"field changed \"ctiy\"",        "position 15: no field 'ctiy'; did you mean 'city'?"          },
      {"opened campaign \"Old\"",       "position 17: no campaign 'Old'"                              },
      {"bought \xff",                   "not valid UTF-8"                                             },
  };
  Things things;
  things_init (&things);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpRuleEvent event;
    g_autoptr (GError) error = NULL;
    g_test_message ("want %s", cases[i].want_message);
    g_assert_false (
        tp_rule_event_parse (cases[i].text, tp_names_memory_names (things.memory), &event, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, cases[i].want_message));
  }
  tp_names_memory_free (things.memory);
}

static void
test_too_long (void)
{
  Things things;
  TpRuleEvent event;
  g_autoptr (GError) error = NULL;
  things_init (&things);
  g_autofree char *text = g_strnfill (TP_RULE_EVENT_TEXT_MAX + 1, 'b');
  g_assert_false (
      tp_rule_event_parse (text, tp_names_memory_names (things.memory), &event, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
  tp_names_memory_free (things.memory);
}

/* Words are unique, so that a row is found by them, and every row has a kind of the feed. */
static void
test_table (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (const TpRuleEventInfo *info = tp_rule_event_table (); info->when != TP_RULE_NEVER; info++) {
    g_assert_true (g_hash_table_add (seen, (gpointer)info->words));
    g_assert_true (tp_rule_event_info ((int)info->when) == info);
    g_assert_nonnull (tp_event_info ((int)info->kinds[0]));
    g_assert_true (tp_rule_event_has_kind (info, (int)info->kinds[0]));
    g_assert_false (tp_rule_event_has_kind (info, TP_EVENT_NONE));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rule_event/accepted", test_accepted);
  g_test_add_func ("/rule_event/refused with the position", test_refused);
  g_test_add_func ("/rule_event/too long", test_too_long);
  g_test_add_func ("/rule_event/table", test_table);
  return g_test_run ();
}
