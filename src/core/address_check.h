/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"

/* Whether addresses can take mail, asked of the name servers, and what they look like: a likely
 * typing error, a role, a throw-away mailbox. Blocks for as long as TP_ADDRESS_CHECK_MS; addresses
 * that were not asked for by then are left out. Hold no database connection meanwhile. */

#define TP_ADDRESS_CHECK_MS 8000

/* `entries` of TpAddressEntry: [{"address", "mail_server", "suggestion", "role", "throwaway"}],
 * mail_server being found, refused, none or temporary, or null for what is no address. (transfer
 * full) */
json_t *tp_address_check_json (const GPtrArray *entries, GError **error);
