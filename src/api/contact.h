/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"
#include "core/contact_json.h"

/* For the routes below /contacts/{id}. */

/* The contact that {id} names, by public id or e-mail address. NOT_FOUND. */
gboolean tp_api_find_contact (TpApi *api, TpRequest *request, TpConn *conn, gint64 *out_number,
                              GError **error);
/* A change, with that contact found in it. (transfer full) */
TpChange *tp_api_begin_for_contact (TpApi *api, TpRequest *request, gint64 *out_number,
                                    GError **error);
