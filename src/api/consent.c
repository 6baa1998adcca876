/* SPDX-License-Identifier: Apache-2.0 */
#include "api/consent.h"

void
tp_api_consent_clear (TpApiConsent *consent)
{
  g_clear_pointer (&consent->details, g_free);
}

gboolean
tp_api_consent_read (const TpJsonNode *body, TpApiConsent *out_consent, GError **error)
{
  static const char *const known[] = {"kind", "basis", "details", NULL};
  TpJsonNode node, details;
  const char *kind = NULL;
  *out_consent = (TpApiConsent){0};
  if (!tp_json_get_object (body, "consent", TP_JSON_OPTIONAL, &node, error))
    return FALSE;
  if (node.json == NULL)
    return TRUE;
  if (!tp_json_only (&node, known, error) ||
      !tp_json_get_string (&node, "kind", TP_JSON_OPTIONAL, 50, &kind, error) ||
      !tp_json_get_string (&node, "basis", TP_JSON_NOT_EMPTY, TP_CONSENT_BASIS_MAX,
                           &out_consent->basis, error) ||
      !tp_json_get_object (&node, "details", TP_JSON_OPTIONAL, &details, error))
    return FALSE;
  if (kind != NULL && !tp_consent_kind_find (kind, &out_consent->kind))
    return tp_json_fault (&node, error, _ ("no kind of consent '%s'"), kind);
  if (details.json != NULL)
    out_consent->details = tp_json_text (details.json);
  out_consent->given = TRUE;
  return TRUE;
}

gboolean
tp_api_consent_add (TpChange *change, const TpApiConsent *consent, gint64 contact, gint64 *out_id,
                    GError **error)
{
  return !consent->given || tp_consent_add (change, consent->kind, consent->basis, contact,
                                            consent->details, out_id, error);
}
