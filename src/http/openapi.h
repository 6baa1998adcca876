/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "http/route.h"

/* The OpenAPI 3.1 document, made from the router's rows and the component schemas that each
 * resource file brings as JSON texts (JSON Schema 2020-12; references as
 * "#/components/schemas/Tag"):
 *
 *   static const TpSchema schemas[] = {
 *       {"Tag", "{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}}}"},
 *   };
 *
 * A schema Problem for errors is built in. */

typedef struct {
  const char *name;
  const char *json;
} TpSchema;

typedef struct {
  const TpSchema *schemas;
  gsize length;
} TpSchemaTable;

/* INTERNAL, naming it: a schema that is not JSON, is named twice, or is referred to and missing.
 * Rows that are HIDDEN are left out. (transfer full) */
json_t *tp_openapi_build (const TpRouter *router, const TpSchemaTable *tables, gsize length,
                          const char *title, const char *version, GError **error);
