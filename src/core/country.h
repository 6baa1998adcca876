/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Countries (ISO 3166-1) and languages (ISO 639-1) by code and by their names in English, German
 * and Dutch, and what else hangs on a country. Static storage; NULL: unknown. Thread-safe. */

/* "Deutschland", "germany", "DE", "deu" → "DE". */
const char *tp_country_find (const char *text);
/* "Deutsch", "german", "de-AT", "DE" → "de". */
const char *tp_language_find (const char *text);

/* The international calling code: "49". NULL: not known here. */
const char *tp_country_calling_code (const char *country);
/* Digits of its postcodes, where they are digits alone and always as many; 0: otherwise. */
guint tp_country_postcode_digits (const char *country);
