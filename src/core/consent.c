/* SPDX-License-Identifier: Apache-2.0 */
#include "core/consent.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"

#include <string.h>

static const char *const kinds[] = {
    [TP_CONSENT_STATED] = "stated",
    [TP_CONSENT_SINGLE_OPT_IN] = "single_opt_in",
    [TP_CONSENT_DOUBLE_OPT_IN] = "double_opt_in",
    [TP_CONSENT_SPOKEN] = "spoken",
    [TP_CONSENT_WITHDRAWN] = "withdrawn",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == TP_CONSENT_KINDS);

gboolean
tp_consent_kind_find (const char *name, TpConsentKind *out_kind)
{
  for (guint i = 0; i < TP_CONSENT_KINDS; i++)
    if (strcmp (kinds[i], name) == 0) {
      *out_kind = (TpConsentKind)i;
      return TRUE;
    }
  return FALSE;
}

void
tp_consent_free (TpConsent *consent)
{
  if (consent == NULL)
    return;
  g_free (consent->basis);
  g_free (consent->details);
  g_free (consent);
}

static gboolean
check_basis (const char *basis, GError **error)
{
  if (!g_utf8_validate (basis, -1, NULL))
    return tp_error (error, TP_ERROR_INVALID, _ ("basis: not valid UTF-8"));
  glong length = g_utf8_strlen (basis, -1);
  g_autofree char *stripped = g_strstrip (g_strdup (basis));
  return (*stripped != '\0' && length <= TP_CONSENT_BASIS_MAX) ||
         tp_error (error, TP_ERROR_INVALID, _ ("basis: 1 to %d characters are expected"),
                   TP_CONSENT_BASIS_MAX);
}

static gboolean
check_details (const char *details, GError **error)
{
  if (details == NULL)
    return TRUE;
  if (strlen (details) > TP_CONSENT_DETAILS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("details of a consent: longer than %d bytes"),
                     TP_CONSENT_DETAILS_MAX);
  g_autoptr (json_t) json = tp_json_parse (details, strlen (details), error);
  return json != NULL && (json_is_object (json) ||
                          tp_error (error, TP_ERROR_INVALID,
                                    _ ("details of a consent: a JSON object is expected")));
}

gboolean
tp_consent_add (TpChange *change, TpConsentKind kind, const char *basis, gint64 contact,
                const char *details, gint64 *out_id, GError **error)
{
  TpActor actor = tp_change_actor (change);
  return check_basis (basis, error) && check_details (details, error) &&
         tp_conn_int64 (tp_change_conn (change), TP_SQL_CONSENT_ADD, out_id, error, "iisiiIs",
                        tp_change_now (change), (gint64)kind, basis, (gint64)actor.kind, actor.id,
                        contact != 0 ? &contact : NULL, details);
}

TpConsent *
tp_consent_find (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (TpRows) row = tp_conn_query (conn, TP_SQL_CONSENT_FIND, error, "i", id);
  if (row == NULL || !tp_rows_next (row, error))
    return NULL;
  TpConsent *consent = g_new0 (TpConsent, 1);
  consent->id = tp_rows_int64 (row, 0);
  consent->at = tp_rows_int64 (row, 1);
  consent->kind = (TpConsentKind)tp_rows_int64 (row, 2);
  consent->basis = g_strdup (tp_rows_text (row, 3));
  consent->actor = (TpActor){(TpActorKind)tp_rows_int64 (row, 4), tp_rows_int64 (row, 5)};
  consent->contact = tp_rows_int64 (row, 6);
  consent->details = g_strdup (tp_rows_text (row, 7));
  return consent;
}
