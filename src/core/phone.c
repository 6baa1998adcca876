/* SPDX-License-Identifier: Apache-2.0 */
/* Digits alone count. A "(0)" behind a country code is a trunk prefix that is not dialled from
 * abroad. To add a country with another trunk prefix than 0: a row in trunks[]. */
#include "core/phone.h"

#include "core/country.h"

#include <string.h>

#define DIGITS_MIN 5
#define DIGITS_MAX 20 /* with a country code */
#define NATIONAL_MAX 17

/* What is dialled before a number inside the country, where that is not 0; "": nothing. */
static const struct {
  char country[3];
  const char *trunk;
} trunks[] = {
    {"IT", ""  },
    {"SM", ""  },
    {"VA", ""  },
    {"ES", ""  },
    {"PT", ""  },
    {"DK", ""  },
    {"NO", ""  },
    {"PL", ""  },
    {"CZ", ""  },
    {"GR", ""  },
    {"LU", ""  },
    {"MT", ""  },
    {"CY", ""  },
    {"EE", ""  },
    {"LV", ""  },
    {"HU", "06"},
    {"RU", "8" },
    {"KZ", "8" },
    {"LT", "8" },
    {"US", "1" },
    {"CA", "1" },
    {"PR", "1" }
};

static const char *
trunk_of (const char *country)
{
  for (gsize i = 0; i < G_N_ELEMENTS (trunks); i++)
    if (strcmp (trunks[i].country, country) == 0)
      return trunks[i].trunk;
  return "0";
}

/* The digits, at most DIGITS_MAX + 1 of them; *out_international: they begin with a country code.
 */
static void
take_digits (const char *phone, GString *digits, gboolean *out_international)
{
  g_autofree char *text = g_strstrip (g_strdup (phone));
  char *at = text;
  *out_international = *at == '+' || g_str_has_prefix (at, "(+");
  if (!*out_international && g_str_has_prefix (at, "00")) {
    *out_international = TRUE;
    at += 2;
  }
  char *trunk = *out_international ? strstr (at, "(0)") : NULL;
  if (trunk != NULL)
    memcpy (trunk, "   ", 3);
  for (; *at != '\0' && digits->len <= DIGITS_MAX; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
}

char *
tp_phone_key (const char *phone, const char *country)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean international;
  take_digits (phone, digits, &international);
  if (digits->len < DIGITS_MIN || digits->len > (international ? DIGITS_MAX : NATIONAL_MAX))
    return NULL;
  if (international)
    return g_strconcat ("+", digits->str, NULL);
  const char *calling = country != NULL ? tp_country_calling_code (country) : NULL;
  if (calling == NULL)
    return g_strdup (digits->str);
  const char *trunk = trunk_of (country);
  gsize skip = g_str_has_prefix (digits->str, trunk) ? strlen (trunk) : 0;
  return g_strconcat ("+", calling, digits->str + skip, NULL);
}
