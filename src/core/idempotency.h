/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* What was answered to a request that carried an Idempotency-Key, kept for idempotency_hours (a
 * setting), so that the same request again gets the same answer and does nothing. A record is
 * known by who sent it and the key; it is committed with the effect. Answers may hold personal
 * data, of anyone: erasing a contact blanks the bodies of all records (column `body`). */

#define TP_IDEMPOTENCY_BODY_MAX (1024 * 1024) /* of a longer answer only the status is kept */

typedef struct {
  char *fingerprint; /* of the request, hex */
  guint status;
  char *content_type; /* NULL: no body */
  char *location;     /* NULL: none */
  GBytes *body;       /* NULL: none */
} TpIdempotency;

void tp_idempotency_clear (TpIdempotency *record);

/* FALSE without an error: there is none that is young enough. */
gboolean tp_idempotency_find (TpConn *conn, gint64 now, const char *principal, const char *key,
                              TpIdempotency *out_record, GError **error);

/* Stores within the change. *out_stored FALSE: another request stored one under that key
 * meanwhile. */
gboolean tp_idempotency_store (TpChange *change, const char *principal, const char *key,
                               const TpIdempotency *record, gboolean *out_stored, GError **error);

/* Removes what is too old. */
gboolean tp_idempotency_tidy (TpChange *change, GError **error);
