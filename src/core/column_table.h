/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/column.h"

/* The words of column.c, each table ascending by key (tp_column_key of the words as people write
 * them); the test holds them to that. */

typedef struct {
  const char *key;
  guint value; /* TpColumnKind, TpSubscription, or 1 for yes and 0 for no */
  TpSegmentBuiltin builtin;
} TpColumnWord;

extern const TpColumnWord tp_column_headers[];
extern const gsize tp_column_headers_length;
extern const TpColumnWord tp_column_subscriptions[];
extern const gsize tp_column_subscriptions_length;
extern const TpColumnWord tp_column_answers[];
extern const gsize tp_column_answers_length;
