/* SPDX-License-Identifier: Apache-2.0 */
/* To add a kind: a number in TpEventKind and a row in events[]; say whether its data is personal.
 */
#include "core/event.h"

#include "base/i18n.h"

static const char *const actors[] = {
    [TP_ACTOR_SYSTEM] = "system",     [TP_ACTOR_USER] = "user",
    [TP_ACTOR_TOKEN] = "token",       [TP_ACTOR_COMMAND_LINE] = "command line",
    [TP_ACTOR_IMPORT] = "import",     [TP_ACTOR_RULE] = "rule",
    [TP_ACTOR_PURCHASE] = "purchase", [TP_ACTOR_CAMPAIGN] = "campaign",
    [TP_ACTOR_CONTACT] = "contact",   [TP_ACTOR_SEED] = "seed",
    [TP_ACTOR_EVENT] = "event",
};
G_STATIC_ASSERT (G_N_ELEMENTS (actors) == TP_ACTORS);

const char *
tp_actor_name (TpActorKind kind)
{
  return (guint)kind < TP_ACTORS ? actors[kind] : "unknown";
}

/* amount and data, where a kind has them:
 *   contact_changed     data {"fields": [names]}
 *   contact_merged      contact: who stays; target: who went
 *   address_*           data {"address": spelling, "reason": ...}
 *   tag_set, removed    nothing more: since and why stand with the contact's tag
 *   purchased           target: the purchase; amount: its value
 *   refunded, charged_back  target: the purchase; amount: the value refunded
 *   purchase_removed    target: the purchase; amount: the value that went with it
 *   mail_*              target: the campaign (0: none); data {"link": ..., "reply": ...}
 *   called, did         data {"name": ..., "outcome": ...} */
static const TpEventInfo events[] = {
    {TP_EVENT_CONTACT_ADDED,        "contact_added",        TP_THING_NONE,     FALSE, N_ ("contact added")       },
    {TP_EVENT_CONTACT_CHANGED,      "contact_changed",      TP_THING_NONE,     FALSE, N_ ("fields changed")      },
    {TP_EVENT_CONTACT_ARCHIVED,     "contact_archived",     TP_THING_NONE,     FALSE, N_ ("archived")            },
    {TP_EVENT_CONTACT_RESTORED,     "contact_restored",     TP_THING_NONE,     FALSE,
     N_ ("brought back from the archive")                                                                        },
    {TP_EVENT_CONTACT_ERASED,       "contact_erased",       TP_THING_NONE,     FALSE, N_ ("personal data erased")},
    {TP_EVENT_CONTACT_MERGED,       "contact_merged",       TP_THING_CONTACT,  FALSE,
     N_ ("merged with a duplicate")                                                                              },
    {TP_EVENT_ADDRESS_ADDED,        "address_added",        TP_THING_NONE,     TRUE,  N_ ("e-mail address added")},
    {TP_EVENT_ADDRESS_REMOVED,      "address_removed",      TP_THING_NONE,     TRUE,
     N_ ("e-mail address removed")                                                                               },
    {TP_EVENT_ADDRESS_CHOSEN,       "address_chosen",       TP_THING_NONE,     TRUE,
     N_ ("another e-mail address chosen")                                                                        },
    {TP_EVENT_ADDRESS_SUPPRESSED,   "address_suppressed",   TP_THING_NONE,     TRUE,
     N_ ("e-mail address blocked")                                                                               },
    {TP_EVENT_ADDRESS_RELEASED,     "address_released",     TP_THING_NONE,     TRUE,
     N_ ("e-mail address no longer blocked")                                                                     },
    {TP_EVENT_NOTE_ADDED,           "note_added",           TP_THING_NOTE,     FALSE, N_ ("note added")          },
    {TP_EVENT_TAG_SET,              "tag_set",              TP_THING_TAG,      FALSE, N_ ("tag '%s' set")        },
    {TP_EVENT_TAG_REMOVED,          "tag_removed",          TP_THING_TAG,      FALSE, N_ ("tag '%s' removed")    },
    {TP_EVENT_LIST_CONFIRMED,       "list_confirmed",       TP_THING_LIST,     FALSE,
     N_ ("confirmed on list '%s'")                                                                               },
    {TP_EVENT_LIST_UNCONFIRMED,     "list_unconfirmed",     TP_THING_LIST,     FALSE,
     N_ ("put on list '%s', unconfirmed")                                                                        },
    {TP_EVENT_LIST_UNSUBSCRIBED,    "list_unsubscribed",    TP_THING_LIST,     FALSE,
     N_ ("unsubscribed from list '%s'")                                                                          },
    {TP_EVENT_LIST_REMOVED,         "list_removed",         TP_THING_LIST,     FALSE, N_ ("taken off list '%s'") },
    {TP_EVENT_PERMISSION_CONFIRMED, "permission_confirmed", TP_THING_PURPOSE,  FALSE,
     N_ ("permission for '%s' given")                                                                            },
    {TP_EVENT_PERMISSION_WITHDRAWN, "permission_withdrawn", TP_THING_PURPOSE,  FALSE,
     N_ ("permission for '%s' withdrawn")                                                                        },
    {TP_EVENT_PERMISSION_RESET,     "permission_reset",     TP_THING_PURPOSE,  FALSE,
     N_ ("permission for '%s' unknown again")                                                                    },
    {TP_EVENT_PURCHASED,            "purchased",            TP_THING_PURCHASE, FALSE, N_ ("bought")              },
    {TP_EVENT_REFUNDED,             "refunded",             TP_THING_PURCHASE, FALSE, N_ ("refunded")            },
    {TP_EVENT_CHARGED_BACK,         "charged_back",         TP_THING_PURCHASE, FALSE, N_ ("charged back")        },
    {TP_EVENT_PURCHASE_REMOVED,     "purchase_removed",     TP_THING_PURCHASE, FALSE,
     N_ ("purchase removed")                                                                                     },
    {TP_EVENT_MAIL_RECEIVED,        "mail_received",        TP_THING_CAMPAIGN, FALSE, N_ ("received '%s'")       },
    {TP_EVENT_MAIL_OPENED,          "mail_opened",          TP_THING_CAMPAIGN, FALSE, N_ ("opened '%s'")         },
    {TP_EVENT_MAIL_CLICKED,         "mail_clicked",         TP_THING_CAMPAIGN, FALSE, N_ ("clicked in '%s'")     },
    {TP_EVENT_MAIL_BOUNCED,         "mail_bounced",         TP_THING_CAMPAIGN, TRUE,  N_ ("'%s' bounced")        },
    {TP_EVENT_MAIL_COMPLAINED,      "mail_complained",      TP_THING_CAMPAIGN, TRUE,
     N_ ("marked '%s' as spam")                                                                                  },
    {TP_EVENT_MAIL_FAILED,          "mail_failed",          TP_THING_CAMPAIGN, TRUE,
     N_ ("'%s' could not be delivered")                                                                          },
    {TP_EVENT_MAIL_SKIPPED,         "mail_skipped",         TP_THING_CAMPAIGN, FALSE, N_ ("'%s' was not sent")   },
    {TP_EVENT_CALLED,               "called",               TP_THING_NOTE,     TRUE,  N_ ("called")              },
    {TP_EVENT_SIGNED_UP,            "signed_up",            TP_THING_FORM,     TRUE,  N_ ("signed up")           },
    {TP_EVENT_DID,                  "did",                  TP_THING_NONE,     TRUE,  N_ ("own activity")        },
    {TP_EVENT_SEGMENT_ENTERED,      "segment_entered",      TP_THING_SEGMENT,  FALSE,
     N_ ("entered segment '%s'")                                                                                 },
    {TP_EVENT_SEGMENT_LEFT,         "segment_left",         TP_THING_SEGMENT,  FALSE, N_ ("left segment '%s'")   },
    {TP_EVENT_THING_ADDED,          "thing_added",          TP_THING_NONE,     FALSE, N_ ("made")                },
    {TP_EVENT_THING_CHANGED,        "thing_changed",        TP_THING_NONE,     FALSE, N_ ("changed")             },
    {TP_EVENT_THING_ARCHIVED,       "thing_archived",       TP_THING_NONE,     FALSE, N_ ("archived")            },
    {TP_EVENT_IMPORT_BEGUN,         "import_begun",         TP_THING_IMPORT,   FALSE, N_ ("import begun")        },
    {TP_EVENT_IMPORT_ENDED,         "import_ended",         TP_THING_IMPORT,   FALSE, N_ ("import ended")        },
    {TP_EVENT_IMPORT_UNDONE,        "import_undone",        TP_THING_IMPORT,   FALSE, N_ ("import undone")       },
    {TP_EVENT_CAMPAIGN_STARTED,     "campaign_started",     TP_THING_CAMPAIGN, FALSE,
     N_ ("campaign '%s' started")                                                                                },
    {TP_EVENT_CAMPAIGN_ENDED,       "campaign_ended",       TP_THING_CAMPAIGN, FALSE,
     N_ ("campaign '%s' ended")                                                                                  },
    {TP_EVENT_CAMPAIGN_PAUSED,      "campaign_paused",      TP_THING_CAMPAIGN, FALSE,
     N_ ("campaign '%s' paused")                                                                                 },
    {TP_EVENT_CAMPAIGN_CANCELLED,   "campaign_cancelled",   TP_THING_CAMPAIGN, FALSE,
     N_ ("campaign '%s' cancelled")                                                                              },
    {TP_EVENT_SETTING_CHANGED,      "setting_changed",      TP_THING_NONE,     FALSE, N_ ("setting changed")     },
    {TP_EVENT_USER_CHANGED,         "user_changed",         TP_THING_USER,     FALSE, N_ ("user changed")        },
    {TP_EVENT_TOKEN_CHANGED,        "token_changed",        TP_THING_TOKEN,    FALSE, N_ ("token changed")       },
};

const TpEventInfo *
tp_event_info (int kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if ((int)events[i].kind == kind)
      return &events[i];
  return NULL;
}

void
tp_event_free (TpEvent *event)
{
  if (event == NULL)
    return;
  tp_id_set_free (event->members);
  g_free (event->request);
  g_free (event->data);
  g_free (event);
}
