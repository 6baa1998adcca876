/* SPDX-License-Identifier: Apache-2.0 */
/* A table of headers per program. Only headers that no ordinary file has are counted for
 * recognition, so a column that a vendor merely calls like everybody else is left to column.c. To
 * add a program: its table, a row in vendors[], a case in vendor_test.c, a line in docs. */
#include "core/vendor.h"

#include <string.h>

#define IGNORED                                                                                    \
  {                                                                                                \
    TP_COLUMN_IGNORED, TP_SEGMENT_CUSTOM                                                           \
  }
#define KIND(kind)                                                                                 \
  {                                                                                                \
    TP_COLUMN_##kind, TP_SEGMENT_CUSTOM                                                            \
  }
#define FIELD(builtin)                                                                             \
  {                                                                                                \
    TP_COLUMN_FIELD, TP_SEGMENT_##builtin                                                          \
  }

static const TpVendorColumn mailchimp[] = {
    {"memberrating",       IGNORED        },
    {"optintime",          KIND (OPTED_IN)},
    {"optinip",            IGNORED        },
    {"confirmtime",        KIND (OPTED_IN)},
    {"confirmip",          IGNORED        },
    {"latitude",           IGNORED        },
    {"longitude",          IGNORED        },
    {"gmtoff",             IGNORED        },
    {"dstoff",             IGNORED        },
    {"timezone",           IGNORED        },
    {"cc",                 FIELD (COUNTRY)},
    {"region",             IGNORED        },
    {"lastchanged",        IGNORED        },
    {"leid",               IGNORED        },
    {"euid",               IGNORED        },
    {"notes",              IGNORED        },
    {"birthday",           IGNORED        }, /* day and month alone */
    {"unsubtime",          KIND (LEFT)    },
    {"unsubcampaigntitle", IGNORED        },
    {"unsubcampaignid",    IGNORED        },
    {"unsubreason",        IGNORED        },
    {"unsubreasonother",   IGNORED        },
    {"cleantime",          KIND (CLEANED) },
    {"cleancampaigntitle", IGNORED        },
    {"cleancampaignid",    IGNORED        },
    {NULL,                 IGNORED        },
};

static const TpVendorColumn listmonk[] = {
    {"uuid",       IGNORED            },
    {"name",       KIND (FULL_NAME)   },
    {"attributes", KIND (ATTRIBUTES)  },
    {"status",     KIND (SUBSCRIPTION)},
    {"createdat",  KIND (CREATED)     },
    {"updatedat",  IGNORED            },
    {NULL,         IGNORED            },
};

static const TpVendorColumn brevo[] = {
    {"contactid",        IGNORED            },
    {"firstname",        FIELD (FIRST_NAME) },
    {"lastname",         FIELD (LAST_NAME)  },
    {"sms",              FIELD (PHONE)      },
    {"whatsapp",         FIELD (PHONE)      },
    {"blacklisted",      KIND (BLOCKED)     },
    {"blocklisted",      KIND (BLOCKED)     },
    {"emailblacklisted", KIND (BLOCKED)     },
    {"emailblocklisted", KIND (BLOCKED)     },
    {"smsblacklisted",   IGNORED            },
    {"smsblocklisted",   IGNORED            },
    {"emailmarketing",   KIND (SUBSCRIPTION)},
    {"smsmarketing",     IGNORED            },
    {"optin",            KIND (SUBSCRIPTION)},
    {"doubleoptin",      IGNORED            },
    {"listids",          IGNORED            },
    {"addedtime",        KIND (CREATED)     },
    {"modifiedtime",     IGNORED            },
    {NULL,               IGNORED            },
};

static const TpVendorColumn activecampaign[] = {
    {"contactid",           IGNORED            },
    {"subscriberid",        IGNORED            },
    {"status",              KIND (SUBSCRIPTION)},
    {"customeraccountname", FIELD (COMPANY)    },
    {"acctname",            FIELD (COMPANY)    },
    {"accountname",         FIELD (COMPANY)    },
    {"ipaddress",           IGNORED            },
    {"ip4",                 IGNORED            },
    {"ip",                  IGNORED            },
    {"subscriptiondate",    IGNORED            },
    {"datesubscribed",      IGNORED            },
    {"unsubscriptiondate",  KIND (LEFT)        },
    {"dateunsubscribed",    KIND (LEFT)        },
    {"datecreated",         KIND (CREATED)     },
    {"bouncedhard",         KIND (CLEANED)     },
    {"bouncedsoft",         IGNORED            },
    {"bounceddate",         KIND (CLEANED)     },
    {"contactscore",        IGNORED            },
    {NULL,                  IGNORED            },
};

static const TpVendorColumn klicktipp[] = {
    {"smsnummer",              FIELD (PHONE)  },
    {"leadwert",               IGNORED        },
    {"leadvalue",              IGNORED        },
    {"klicktippid",            IGNORED        },
    {"subscriberid",           IGNORED        },
    {"optinip",                IGNORED        },
    {"optinzeitpunkt",         KIND (OPTED_IN)},
    {"optinzeit",              KIND (OPTED_IN)},
    {"bestatigungsip",         IGNORED        },
    {"bestätigungsip",        IGNORED        },
    {"bestätigungszeitpunkt", KIND (OPTED_IN)},
    {"abmeldezeitpunkt",       KIND (LEFT)    },
    {"strasse1",               FIELD (STREET) },
    {"strasse2",               IGNORED        },
    {"telefonprivat",          FIELD (PHONE)  },
    {"telefongeschäftlich",   FIELD (PHONE)  },
    {"bundesland",             IGNORED        },
    {"smarttags",              KIND (TAGS)    },
    {"bouncestatus",           KIND (CLEANED) },
    {NULL,                     IGNORED        },
};

static const TpVendor vendors[] = {
    {"listmonk",       5, listmonk      },
    {"Mailchimp",      3, mailchimp     },
    {"Brevo",          4, brevo         },
    {"ActiveCampaign", 3, activecampaign},
    {"Klick-Tipp",     3, klicktipp     },
};

gboolean
tp_vendor_column (const TpVendor *vendor, const char *header, TpColumn *out_column)
{
  g_autofree char *key = tp_column_key (header);
  for (const TpVendorColumn *column = vendor->columns; column->key != NULL; column++)
    if (strcmp (column->key, key) == 0) {
      *out_column = column->column;
      return TRUE;
    }
  return FALSE;
}

const TpVendor *
tp_vendor_find (const char *const *headers, gsize length)
{
  for (guint v = 0; v < G_N_ELEMENTS (vendors); v++) {
    guint there = 0;
    TpColumn column;
    for (gsize i = 0; i < length; i++)
      if (tp_vendor_column (&vendors[v], headers[i], &column))
        there++;
    if (there >= vendors[v].needed)
      return &vendors[v];
  }
  return NULL;
}

TpSubscription
tp_vendor_subscription_of_file (const TpVendor *vendor, const char *file_name)
{
  static const struct {
    const char *prefix;
    TpSubscription subscription;
  } prefixes[] = {
      {"unsubscribed_",  TP_SUBSCRIPTION_UNSUBSCRIBED},
      {"cleaned_",       TP_SUBSCRIPTION_CLEANED     },
      {"nonsubscribed_", TP_SUBSCRIPTION_ABSENT      },
  };
  if (vendor == NULL || vendor->columns != mailchimp)
    return TP_SUBSCRIPTION_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (file_name, prefixes[i].prefix))
      return prefixes[i].subscription;
  return TP_SUBSCRIPTION_NONE;
}
