/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/value.h"

#include <jansson.h>

/* A JSON value as a template sees it. Borrowed: the document must not change while it is rendered.
 * Objects keep the order of their members. NULL is nil. */
TpValue tp_value_json (const json_t *json);
