/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"

/* Looks an account over and says what is wrong, what is missing and what to do about it. Reads
 * only; its look at the whole database takes as long as reading it, so it is asked for by a person,
 * never by itself. */

typedef enum {
  TP_FINDING_FINE,
  TP_FINDING_ADVICE, /* works, but something should be done */
  TP_FINDING_FAULT,
} TpFindingKind;

typedef struct {
  const char *check; /* "database", "feed", ...: static */
  TpFindingKind kind;
  char *text;   /* in the process' language */
  char *remedy; /* what to do, or NULL */
} TpFinding;

void tp_finding_free (TpFinding *finding);
const char *tp_finding_kind_name (TpFindingKind kind); /* "fine", "advice", "fault" */

/* Every check says at least one thing. (transfer full), of TpFinding; NULL when the database can't
 * be read at all. */
GPtrArray *tp_doctor_examine (TpAccount *account, GError **error);
