/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Phone numbers compared: "+49 (0)30 1234-567", "0049 30 1234567" and, in Germany, "030/1234567"
 * are one. The key is "+", the country's calling code (ITU-T E.164) and the number without its
 * trunk prefix: "+49301234567"; only digits where the country is not known. It is for comparing,
 * not for show. `country`: alpha-2, of numbers without a code; NULL or "": not known. (transfer
 * full); NULL: too few or too many digits. */
char *tp_phone_key (const char *phone, const char *country);
