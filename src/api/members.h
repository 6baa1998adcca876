/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"
#include "base/idsets.h"

/* Requests about many contacts: {"contacts": [ids]} or {"where": condition}, and the change that is
 * made to them block by block. */

#define TP_API_MEMBERS_MAX 1000 /* ids in a request */

/* The members that such a body may have, for a handler's list of known ones. */
#define TP_API_MEMBERS_KNOWN "contacts", "where"
#define TP_API_MEMBERS_SCHEMA                                                                      \
  "\"contacts\":{\"type\":\"array\",\"maxItems\":1000,\"items\":{\"type\":\"string\"}},"           \
  "\"where\":{\"type\":\"string\"}"

/* Reads one of both, ids of merged contacts followed. `where` asks for contacts:read besides the
 * route's scope, since the numbers in the answer tell about contacts. Call it before the change
 * begins. INVALID, NOT_FOUND, DENIED. (transfer full) */
gboolean tp_api_members (TpApi *api, TpRequest *request, TpResponse *response,
                         const TpJsonNode *body, TpIdSets **out_members, GError **error);

/* Does something to the members of one block; adds how many changed. */
typedef gboolean (*TpApiApply) (TpChange *change, const TpIdSet *members, gpointer data,
                                guint64 *changed, GError **error);

/* One change per block with a pause between; the answer {"contacts": n, "changed": n} is committed
 * with the last. After a failure on the way the same request may be sent again: what is done
 * already then changes nothing. */
gboolean tp_api_apply (TpApi *api, TpRequest *request, TpResponse *response,
                       const TpIdSets *members, TpApiApply apply, gpointer data, GError **error);
