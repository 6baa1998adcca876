/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What is known of a currency by its ISO 4217 code; three letters, the rest is ignored. */

/* How many decimals its amounts have (ISO 4217: 0, 2 or 3) and how many minor units make one. */
int tp_money_decimals (const char *currency);
double tp_money_units (const char *currency);

/* "€"; NULL where the code itself is what people read. */
const char *tp_money_symbol (const char *currency);
