/* SPDX-License-Identifier: Apache-2.0 */
/* The OpenAPI document, as it was made when the server started. */
#include "api/frame.h"

static gboolean
show_document (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_bytes (response, ((TpApi *)app)->document, "application/json");
  return TRUE;
}

/* clang-format off */
static const TpSchema schemas[] = {
    {"OpenApi", "{\"type\":\"object\",\"required\":[\"openapi\",\"info\",\"paths\"]}"},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/openapi.json", NULL, TP_ROUTE_PUBLIC | TP_ROUTE_INLINE, show_document,
     "server", N_ ("this document"), .response_schema = "OpenApi"},
};
/* clang-format on */

const TpApiResource tp_api_description = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
