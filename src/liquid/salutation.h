/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/i18n.h"

#include <glib.h>

/* How a person is addressed at the beginning of a letter. Parts that are not known are NULL or
 * empty; what is missing makes the salutation more general, never wrong. */

typedef struct {
  const char *gender;     /* "female", "m", "Frau", "de heer" ...; anything else is not known */
  const char *salutation; /* "Frau", used as gender where that is missing; a whole phrase, used as
                             it is */
  const char *title;      /* "Dr." */
  const char *first_name;
  const char *last_name;
} TpPerson;

/* Appends "Sehr geehrte Frau Dr. Müller", "Beste heer De Vries", "Dear Dr. Smith"; informal: "Hallo
 * Anna", "Hi Anna". */
void tp_salutation_format (const TpPerson *person, TpLanguage language, gboolean informal,
                           GString *out);
