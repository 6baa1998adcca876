/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"
#include "core/testing.h"
#include "http/testing.h"

/* For tests alone: the whole interface served on a test account, and tokens to speak to it with. */

typedef struct {
  TpTestingAccount account;
  TpApi *api;
  TpServer *server;
  char *token; /* with every scope */
} TpTestingApi;

void tp_testing_api_init (TpTestingApi *testing, const char *url);
void tp_testing_api_clear (TpTestingApi *testing);

/* A new token with these scopes. (transfer full) */
char *tp_testing_api_token (TpTestingApi *testing, const char *scopes);

/* One request; token, headers (lines ending in CR LF) and body (JSON) may be NULL. (transfer full)
 */
TpTestReply *tp_testing_api_send (TpTestingApi *testing, const char *method, const char *target,
                                  const char *token, const char *headers, const char *body);

/* Sends with every scope, asserts the status, gives the JSON of the answer (NULL for none).
 * (transfer full) */
json_t *tp_testing_api_expect (TpTestingApi *testing, guint want_status, const char *method,
                               const char *target, const char *body);

/* Holds a JSON value to a schema of the document, as far as our schemas go: $ref, type, enum,
 * properties, required, additionalProperties, items, anyOf, oneOf, allOf, minimum, maximum. NULL:
 * it fits; else the place and what is wrong. (transfer full) */
char *tp_testing_check_schema (const json_t *document, const json_t *schema, const json_t *value);
