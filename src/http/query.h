/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/form.h"
#include "http/route.h"

/* Holds query parameters to a route's table. */

/* INVALID, naming the parameter: unknown (unless any is set), given twice, missing though required,
 * out of range. The name of the first wrong one goes to *out_field (borrowed from form or
 * params), also with NULL params. */
gboolean tp_query_check (const TpQueryParam *params, gboolean any, const TpForm *form,
                         const char **out_field, GError **error);

/* One value against one row: also for the row's own fallback. INVALID. */
gboolean tp_query_check_value (const TpQueryParam *param, const char *value, GError **error);

/* The row of that name; NULL: none. */
const TpQueryParam *tp_query_find (const TpQueryParam *params, const char *name);

gboolean tp_query_read_bool (const char *value, gboolean *out_value);
