/* SPDX-License-Identifier: Apache-2.0 */
/* To add a built-in field: a member in TpSegmentBuiltin (new ones last), a row in builtins[], a
 * line in docs/segments.md, and what the facts of the layers above say to it. */
#include "segment/field.h"

#include "base/i18n.h"

static const char *const statuses[] = {
    "prospect", "new", "active", "loyal", "at_risk", "lapsed", "lost", NULL,
};

enum { SEVERAL = 1, ANNIVERSARY = 2, DERIVED = 4 };

static const struct {
  const char *name;
  TpSegmentType type;
  guint flags;
  const char *const *choices;
} builtins[TP_SEGMENT_BUILTINS] = {
    [TP_SEGMENT_EMAIL] = {"email",         TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_FIRST_NAME] = {"first_name",    TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_LAST_NAME] = {"last_name",     TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_TITLE] = {"title",         TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_SALUTATION] = {"salutation",    TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_GENDER] = {"gender",        TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_COMPANY] = {"company",       TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_LANGUAGE] = {"language",      TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_TIME_ZONE] = {"time_zone",     TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_BIRTH_DATE] = {"birth_date",    TP_SEGMENT_DATE,   0,                     NULL    },
    [TP_SEGMENT_BIRTHDAY] = {"birthday",      TP_SEGMENT_DATE,   ANNIVERSARY | DERIVED, NULL    },
    [TP_SEGMENT_AGE] = {"age",           TP_SEGMENT_NUMBER, DERIVED,               NULL    },
    [TP_SEGMENT_PHONE] = {"phone",         TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_STREET] = {"street",        TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_POSTCODE] = {"postcode",      TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_CITY] = {"city",          TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_COUNTRY] = {"country",       TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_STATUS] = {"status",        TP_SEGMENT_CHOICE, 0,                     statuses},
    [TP_SEGMENT_LEAD_SOURCE] = {"lead_source",   TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_OWNER] = {"owner",         TP_SEGMENT_TEXT,   0,                     NULL    },
    [TP_SEGMENT_HOBBIES] = {"hobbies",       TP_SEGMENT_TEXT,   SEVERAL,               NULL    },
    [TP_SEGMENT_CREATED] = {"created",       TP_SEGMENT_TIME,   DERIVED,               NULL    },
    [TP_SEGMENT_LAST_OPEN] = {"last_open",     TP_SEGMENT_TIME,   DERIVED,               NULL    },
    [TP_SEGMENT_LAST_CLICK] = {"last_click",    TP_SEGMENT_TIME,   DERIVED,               NULL    },
    [TP_SEGMENT_LAST_PURCHASE] = {"last_purchase", TP_SEGMENT_TIME,   DERIVED,               NULL    },
    [TP_SEGMENT_ORDERS] = {"orders",        TP_SEGMENT_NUMBER, DERIVED,               NULL    },
    [TP_SEGMENT_REVENUE] = {"revenue",       TP_SEGMENT_MONEY,  DERIVED,               NULL    },
    [TP_SEGMENT_SCORE] = {"score",         TP_SEGMENT_NUMBER, DERIVED,               NULL    },
};

static const char *const type_texts[TP_SEGMENT_TYPES] = {
    [TP_SEGMENT_TEXT] = N_ ("a text"),     [TP_SEGMENT_NUMBER] = N_ ("a number"),
    [TP_SEGMENT_MONEY] = N_ ("an amount"), [TP_SEGMENT_DATE] = N_ ("a date"),
    [TP_SEGMENT_TIME] = N_ ("a time"),     [TP_SEGMENT_YES_NO] = N_ ("yes or no"),
    [TP_SEGMENT_CHOICE] = N_ ("a choice"), [TP_SEGMENT_LINK] = N_ ("a link"),
};

void
tp_segment_field_get (TpSegmentBuiltin builtin, TpSegmentField *out_field)
{
  g_assert (builtin > TP_SEGMENT_CUSTOM && builtin < TP_SEGMENT_BUILTINS);
  guint flags = builtins[builtin].flags;
  *out_field = (TpSegmentField){
      .builtin = builtin,
      .type = builtins[builtin].type,
      .several = (flags & SEVERAL) != 0,
      .anniversary = (flags & ANNIVERSARY) != 0,
      .derived = (flags & DERIVED) != 0,
      .choices = builtins[builtin].choices,
  };
}

gboolean
tp_segment_field_find (const char *name, TpSegmentField *out_field)
{
  for (guint i = TP_SEGMENT_CUSTOM + 1; i < TP_SEGMENT_BUILTINS; i++)
    if (g_ascii_strcasecmp (builtins[i].name, name) == 0) {
      tp_segment_field_get (i, out_field);
      return TRUE;
    }
  return FALSE;
}

const char *
tp_segment_field_name (TpSegmentBuiltin builtin)
{
  g_assert (builtin > TP_SEGMENT_CUSTOM && builtin < TP_SEGMENT_BUILTINS);
  return builtins[builtin].name;
}

gboolean
tp_segment_field_equal (const TpSegmentField *a, const TpSegmentField *b)
{
  return a->builtin == b->builtin && a->id == b->id && a->type == b->type &&
         a->several == b->several && a->anniversary == b->anniversary;
}

const char *
tp_segment_type_text (TpSegmentType type)
{
  return tp_text (type_texts[type]);
}

gboolean
tp_segment_type_is_text (TpSegmentType type)
{
  return type == TP_SEGMENT_TEXT || type == TP_SEGMENT_CHOICE || type == TP_SEGMENT_LINK;
}
