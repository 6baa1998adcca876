/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/audience.h"

#include <jansson.h>

/* Answers about audiences as the command line and the HTTP interface give them (DESIGN "The
 * program"). All (transfer full). */

/* {"count", "mailable"} */
json_t *tp_audience_count_json (const TpAudienceCount *count);

/* [{"id", "email", "first_name", "last_name"}]: the contacts of a page, guint32, in their order;
 * who is gone meanwhile is left out. NULL and *error. */
json_t *tp_audience_contacts_json (TpAccount *account, TpConn *conn, const GArray *contacts,
                                   GError **error);

/* {"matches", "because": [{"condition", "matches", "value"}]} of TpSegmentReason */
json_t *tp_audience_reasons_json (const GPtrArray *reasons, gboolean matches);
