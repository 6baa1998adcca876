/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/* The compiled message catalogue (see base/i18n.h); the table is generated from po/. */
typedef struct {
  const char *english; /* sorted by strcmp */
  const char *german;  /* NULL: not translated */
  const char *dutch;
} TpMessage;

extern const TpMessage tp_catalog[];
extern const size_t tp_catalog_length;
