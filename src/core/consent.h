/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Consent: the evidence behind a permission. Rows are only added, and blanked by erasure (personal:
 * contact, details; erase_consent in sql/erase.sql). */

typedef enum {
  TP_CONSENT_STATED = 0,        /* the user states the basis: an import, the API */
  TP_CONSENT_SINGLE_OPT_IN = 1, /* the person asked for it */
  TP_CONSENT_DOUBLE_OPT_IN = 2, /* the person confirmed by a mail */
  TP_CONSENT_SPOKEN = 3,        /* the person said so on the phone or in a talk */
  TP_CONSENT_WITHDRAWN = 4,     /* the person took it back */
} TpConsentKind;
#define TP_CONSENT_KINDS (TP_CONSENT_WITHDRAWN + 1)

gboolean tp_consent_kind_find (const char *name, TpConsentKind *out_kind);

#define TP_CONSENT_BASIS_MAX 500     /* characters */
#define TP_CONSENT_DETAILS_MAX 20000 /* bytes */

typedef struct {
  gint64 id;
  gint64 at;
  TpConsentKind kind;
  char *basis; /* "paper forms, fair 2026" */
  TpActor actor;
  gint64 contact; /* 0: about many, as an import is */
  char *details;  /* JSON object: wording, form, address, agent; NULL: none */
} TpConsent;
void tp_consent_free (TpConsent *consent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpConsent, tp_consent_free)

/* Keeps evidence, at the change's time and by its actor. `contact` 0: about many; `details` JSON
 * object text or NULL. INVALID: no basis, or too long. */
gboolean tp_consent_add (TpChange *change, TpConsentKind kind, const char *basis, gint64 contact,
                         const char *details, gint64 *out_id, GError **error);

/* NULL without an error when it is not there. (transfer full) */
TpConsent *tp_consent_find (TpConn *conn, gint64 id, GError **error);
