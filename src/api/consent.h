/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"
#include "core/consent.h"

/* Consent in requests: {"kind": "double_opt_in", "basis": "form 'Shop'", "details": {...}}. */

typedef struct {
  gboolean given;
  TpConsentKind kind; /* stated unless said */
  const char *basis;  /* borrowed from the request */
  char *details;      /* JSON text, or NULL */
} TpApiConsent;
void tp_api_consent_clear (TpApiConsent *consent);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TpApiConsent, tp_api_consent_clear)

/* Reads the member "consent" of a body. INVALID. */
gboolean tp_api_consent_read (const TpJsonNode *body, TpApiConsent *out_consent, GError **error);

/* Keeps it; *out_id stays when none was given. */
gboolean tp_api_consent_add (TpChange *change, const TpApiConsent *consent, gint64 contact,
                             gint64 *out_id, GError **error);

#define TP_API_CONSENT_SCHEMA                                                                      \
  "\"consent\":{\"type\":\"object\",\"required\":[\"basis\"],\"additionalProperties\":false,"      \
  "\"properties\":{\"kind\":{\"type\":\"string\",\"enum\":[\"stated\",\"single_opt_in\","          \
  "\"double_opt_in\",\"spoken\",\"withdrawn\"]},\"basis\":{\"type\":\"string\",\"maxLength\":500}" \
  ","                                                                                              \
  "\"details\":{\"type\":\"object\"}}}"
