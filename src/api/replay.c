/* SPDX-License-Identifier: Apache-2.0 */
/* Two nets keep a request with an Idempotency-Key from acting twice: in_flight tells a repetition
 * that comes while the first is under way in this process; the record, committed with the effect,
 * all others. Requests whose effect is made without tp_api_commit, and those that fail, leave their
 * record after the handler. */
#include "api/frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/idempotency.h"

#include <string.h>

static gboolean
answer_again (const TpIdempotency *record, TpResponse *response)
{
  if (record->body != NULL)
    tp_response_bytes (response, record->body,
                       record->content_type != NULL ? record->content_type : "application/json");
  else
    tp_response_empty (response);
  if (record->location != NULL)
    tp_response_header (response, "Location", record->location);
  tp_response_set_status (response, record->status);
  return TRUE;
}

static gboolean
enter (TpApi *api, TpPrincipal *principal, const char *key, GError **error)
{
  g_autofree char *entry = g_strdup_printf ("%s %s", principal->name, key);
  g_mutex_lock (&api->lock);
  gboolean is_first = !g_hash_table_contains (api->in_flight, entry);
  if (is_first) {
    principal->in_flight = g_steal_pointer (&entry);
    g_hash_table_add (api->in_flight, principal->in_flight);
  }
  g_mutex_unlock (&api->lock);
  return is_first || tp_error (error, TP_ERROR_CONFLICT,
                               _ ("a request with this Idempotency-Key is still under way"));
}

/* Before the answer goes out: whoever has it may send the same again at once. */
void
tp_api_leave (TpApi *api, TpPrincipal *principal)
{
  if (principal->in_flight == NULL)
    return;
  g_mutex_lock (&api->lock);
  g_hash_table_remove (api->in_flight, principal->in_flight);
  g_mutex_unlock (&api->lock);
  principal->in_flight = NULL;
}

/* Fills the response when there is a record. */
static gboolean
find_record (TpApi *api, TpRequest *request, TpResponse *response, gboolean *out_replayed,
             GError **error)
{
  const TpPrincipal *principal = tp_request_principal (request);
  const char *key = tp_request_idempotency_key (request);
  g_autoptr (GError) local = NULL;
  TpIdempotency record = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  if (conn == NULL)
    return FALSE;
  if (!tp_idempotency_find (conn, tp_account_now (api->account), principal->name, key, &record,
                            &local)) {
    if (local == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *out_replayed = strcmp (record.fingerprint, tp_request_fingerprint (request)) == 0
                      ? answer_again (&record, response)
                      : tp_error (error, TP_ERROR_INVALID,
                                  _ ("this Idempotency-Key was used with another request"));
  tp_idempotency_clear (&record);
  return *out_replayed;
}

gboolean
tp_api_replay (gpointer data, TpRequest *request, TpResponse *response, gboolean *out_replayed,
               GError **error)
{
  TpApi *api = data;
  TpPrincipal *principal = tp_request_principal (request);
  *out_replayed = FALSE;
  if (principal == NULL)
    return TRUE;
  if (!enter (api, principal, tp_request_idempotency_key (request), error))
    return FALSE;
  gboolean ok = find_record (api, request, response, out_replayed, error);
  if (!ok || *out_replayed)
    tp_api_leave (api, principal);
  return ok;
}

gboolean
tp_api_store_in (TpRequest *request, const TpResponse *response, TpChange *change, GError **error)
{
  const TpPrincipal *principal = tp_request_principal (request);
  const char *key = tp_request_idempotency_key (request);
  if (key == NULL || principal == NULL)
    return TRUE;
  TpResponseView view;
  tp_response_view (response, &view);
  const TpIdempotency record = {(char *)tp_request_fingerprint (request), view.status,
                                (char *)view.content_type, (char *)view.location, view.body};
  gboolean stored = FALSE;
  if (!tp_idempotency_store (change, principal->name, key, &record, &stored, error))
    return FALSE;
  return stored || tp_error (error, TP_ERROR_CONFLICT,
                             _ ("a request with this Idempotency-Key was carried out meanwhile"));
}

static gboolean
store_after (TpApi *api, TpRequest *request, const TpIdempotency *record, GError **error)
{
  const TpPrincipal *principal = tp_request_principal (request);
  gboolean stored = FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL &&
         tp_idempotency_store (change, principal->name, tp_request_idempotency_key (request),
                               record, &stored, error) &&
         tp_change_commit (&change, NULL, error);
}

void
tp_api_store (gpointer data, TpRequest *request, guint status, const char *content_type,
              GBytes *body)
{
  const TpIdempotency record = {(char *)tp_request_fingerprint (request), status,
                                (char *)content_type, NULL, body};
  g_autoptr (GError) error = NULL;
  TpPrincipal *principal = tp_request_principal (request);
  if (principal != NULL && !principal->has_record && !store_after (data, request, &record, &error))
    tp_log (TP_LOG_WARNING, "idempotency_not_stored", "id", tp_request_id (request), "reason",
            error->message);
  if (principal != NULL)
    tp_api_leave (data, principal);
}
