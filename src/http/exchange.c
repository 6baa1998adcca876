/* SPDX-License-Identifier: Apache-2.0 */
/* The poll thread and one other thread meet at a request: the one suspends the connection, the
 * other resumes it. Both happen under the request's lock with the state that they depend on, and
 * the exchange's lock (taken inside it) keeps the queue of suspended ones for a stop. */
#include "http/exchange.h"

#include <string.h>
#include <unistd.h>

#include "base/json.h"

TpRequest *
tp_request_new (TpExchange *exchange, struct MHD_Connection *connection, const char *target)
{
  TpRequest *request = g_new0 (TpRequest, 1);
  request->refs = 1;
  request->exchange = exchange;
  request->connection = connection;
  request->started_us = g_get_monotonic_time ();
  request->target = g_strdup (target);
  request->spool_fd = -1;
  request->kept = g_ptr_array_new_with_free_func (g_free);
  request->active.data = request;
  g_mutex_init (&request->lock);
  tp_response_init (&request->response, request);
  guint number = (guint)g_atomic_int_add (&exchange->next_id, 1);
  g_snprintf (request->id, sizeof request->id, "%08x%08x", exchange->id_prefix, number);
  g_atomic_int_inc (&exchange->requests);
  return request;
}

TpRequest *
tp_request_ref (TpRequest *request)
{
  g_atomic_int_inc (&request->refs);
  return request;
}

static void
free_body (TpRequest *request)
{
  if (request->body != NULL)
    g_string_free (request->body, TRUE);
  if (request->spool_fd >= 0)
    close (request->spool_fd);
  if (request->checksum != NULL)
    g_checksum_free (request->checksum);
  tp_multipart_free (request->multipart);
  tp_form_free (request->form);
  json_decref (request->json);
  g_clear_error (&request->body_error);
  g_free (request->body_type);
  g_free (request->idempotency_key);
}

void
tp_request_unref (TpRequest *request)
{
  if (request == NULL || !g_atomic_int_dec_and_test (&request->refs))
    return;
  TpExchange *exchange = request->exchange;
  if (request->principal != NULL && exchange->hooks->release != NULL)
    exchange->hooks->release (exchange->hooks->data, request->principal);
  if (request->answer != NULL)
    MHD_destroy_response (request->answer);
  tp_response_clear (&request->response);
  free_body (request);
  tp_route_match_clear (&request->match);
  tp_form_free (request->query);
  g_free (request->target);
  g_free (request->path);
  g_free (request->client);
  g_free (request->origin);
  g_free (request->header_block);
  g_ptr_array_unref (request->kept);
  g_mutex_clear (&request->lock);
  __atomic_fetch_sub (&exchange->body_memory, request->reserved, __ATOMIC_RELAXED);
  g_free (request);
  g_atomic_int_dec_and_test (&exchange->requests);
}

/* With the request's lock held. */
static void
resume (TpRequest *request)
{
  if (!request->is_suspended)
    return;
  request->is_suspended = FALSE;
  TpExchange *exchange = request->exchange;
  g_mutex_lock (&exchange->lock);
  g_queue_unlink (&exchange->suspended, &request->active);
  g_mutex_unlock (&exchange->lock);
  MHD_resume_connection (request->connection);
}

void
tp_request_settle (TpRequest *request)
{
  g_mutex_lock (&request->lock);
  if (!request->is_settled) {
    request->is_settled = TRUE;
    request->answer = tp_response_answer (&request->response, &request->answer_status);
    resume (request);
  }
  g_mutex_unlock (&request->lock);
}

void
tp_request_wake (TpRequest *request)
{
  g_mutex_lock (&request->lock);
  resume (request);
  g_mutex_unlock (&request->lock);
}

gboolean
tp_request_suspend (TpRequest *request)
{
  g_mutex_lock (&request->lock);
  gboolean is_open = !request->is_settled;
  if (is_open) {
    TpExchange *exchange = request->exchange;
    request->is_suspended = TRUE;
    MHD_suspend_connection (request->connection);
    g_mutex_lock (&exchange->lock);
    g_queue_push_tail_link (&exchange->suspended, &request->active);
    g_mutex_unlock (&exchange->lock);
  }
  g_mutex_unlock (&request->lock);
  return is_open;
}

static void
abandon (TpRequest *request)
{
  g_mutex_lock (&request->lock);
  if (!request->is_settled) {
    request->is_settled = TRUE;
    request->is_abandoned = TRUE;
    resume (request);
  }
  g_mutex_unlock (&request->lock);
}

void
tp_exchange_abandon (TpExchange *exchange)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_request_unref);
  g_mutex_lock (&exchange->lock);
  for (GList *link = exchange->suspended.head; link != NULL; link = link->next)
    g_ptr_array_add (waiting, tp_request_ref (link->data));
  g_mutex_unlock (&exchange->lock);
  for (guint i = 0; i < waiting->len; i++)
    abandon (g_ptr_array_index (waiting, i));
}

struct MHD_Response *
tp_exchange_unavailable (TpRequest *request)
{
  static const char body[] = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
                             "\"status\":503,\"code\":\"busy\"}";
  struct MHD_Response *answer =
      MHD_create_response_from_buffer (sizeof body - 1, (void *)body, MHD_RESPMEM_PERSISTENT);
  if (answer == NULL)
    return NULL;
  MHD_add_response_header (answer, "Content-Type", "application/problem+json");
  MHD_add_response_header (answer, "Content-Security-Policy", TP_CSP_STRICT);
  MHD_add_response_header (answer, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header (answer, "Cache-Control", "no-store");
  MHD_add_response_header (answer, "Request-Id", request->id);
  MHD_add_response_header (answer, "Retry-After", "1");
  MHD_add_response_header (answer, "Connection", "close");
  return answer;
}
