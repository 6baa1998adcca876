/* SPDX-License-Identifier: Apache-2.0 */
/* To add a stage: a member of TpStage, a case in tp_stage_handle that says what a call in it means,
 * and the function that it calls, which sets the next stage. A function that suspends the
 * connection sets the stage before, since the worker may be done at once. */
#include "http/stage.h"

#include <string.h>

#include "base/i18n.h"
#include "http/dispatch.h"
#include "http/exchange.h"
#include "http/intake.h"
#include "http/receive.h"

#define EARLY_AUTHORIZATION (64 * 1024) /* bodies from this size wait for the hooks' word */

TpConnection *
tp_stage_connection (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info->socket_context;
}

void
tp_stage_work (gpointer data, gpointer user_data)
{
  g_autoptr (TpRequest) request = data;
  if (request->stage == TP_STAGE_AUTHORIZE) {
    if (tp_dispatch_authorize (request)) {
      tp_request_wake (request);
      return;
    }
    request->must_close = TRUE;
    tp_request_settle (request);
    return;
  }
  tp_dispatch (request);
  if (!request->is_deferred)
    tp_request_settle (request);
}

/* Suspends the connection and gives the request to a worker. FALSE: too many wait already, and the
 * response says so. */
static gboolean
hand_over (TpExchange *exchange, TpRequest *request, TpStage stage)
{
  if (g_thread_pool_unprocessed (exchange->workers) >= exchange->queue_max) {
    tp_response_problem (&request->response, MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
                         _ ("too many requests are waiting"));
    return FALSE;
  }
  tp_connection_set_busy (tp_stage_connection (request->connection));
  request->stage = stage;
  if (tp_request_suspend (request))
    g_thread_pool_push (exchange->workers, tp_request_ref (request), NULL);
  return TRUE;
}

static enum MHD_Result
send_answer (TpRequest *request)
{
  tp_connection_set_busy (tp_stage_connection (request->connection));
  request->stage = TP_STAGE_SENT;
  if (request->is_abandoned) {
    request->answer_status = MHD_HTTP_SERVICE_UNAVAILABLE;
    struct MHD_Response *answer = tp_exchange_unavailable (request);
    enum MHD_Result result =
        answer != NULL ? MHD_queue_response (request->connection, request->answer_status, answer)
                       : MHD_NO;
    g_clear_pointer (&answer, MHD_destroy_response);
    return result;
  }
  if (request->answer == NULL)
    return MHD_NO;
  enum MHD_Result result =
      MHD_queue_response (request->connection, request->answer_status, request->answer);
  g_clear_pointer (&request->answer, MHD_destroy_response);
  return result;
}

/* A problem that was found before the body: sent at once when a body is on its way, which closes
 * the connection after it, else in its turn. */
static enum MHD_Result
answer_early (TpRequest *request)
{
  request->must_close |= request->has_body;
  tp_request_settle (request);
  request->stage = TP_STAGE_ANSWER;
  return request->must_close ? send_answer (request) : MHD_YES;
}

static enum MHD_Result
begin_body (TpRequest *request)
{
  if (!tp_receive_start (request))
    return answer_early (request);
  request->stage = TP_STAGE_RECEIVE;
  tp_connection_set_receiving (tp_stage_connection (request->connection), 0);
  return MHD_YES;
}

static enum MHD_Result
begin (TpExchange *exchange, TpRequest *request, const char *method, const char *version)
{
  if (!tp_intake (request, method, version))
    return answer_early (request);
  TpRouteFlags flags = request->match.route->flags;
  gboolean is_large = request->is_chunked || request->announced >= EARLY_AUTHORIZATION ||
                      (flags & TP_ROUTE_SPOOL) ||
                      strcmp (request->body_type, "multipart/form-data") == 0;
  if (request->has_body && is_large && !(flags & TP_ROUTE_PUBLIC))
    return hand_over (exchange, request, TP_STAGE_AUTHORIZE) ? MHD_YES : answer_early (request);
  return begin_body (request);
}

static enum MHD_Result
run_inline (TpRequest *request)
{
  request->stage = TP_STAGE_RUN;
  tp_connection_set_busy (tp_stage_connection (request->connection));
  g_autoptr (TpRequest) kept = tp_request_ref (request);
  tp_dispatch (request);
  if (!request->is_deferred)
    tp_request_settle (request);
  return tp_request_suspend (request) ? MHD_YES : send_answer (request);
}

static enum MHD_Result
end_body (TpExchange *exchange, TpRequest *request)
{
  gboolean is_whole = tp_receive_finish (request);
  if (is_whole && (request->match.route->flags & TP_ROUTE_INLINE))
    return run_inline (request);
  if (is_whole && hand_over (exchange, request, TP_STAGE_RUN))
    return MHD_YES;
  tp_request_settle (request);
  return send_answer (request);
}

static enum MHD_Result
after_authorization (TpRequest *request)
{
  return request->is_settled ? send_answer (request) : begin_body (request);
}

enum MHD_Result
tp_stage_handle (void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                 const char *version, const char *upload, size_t *upload_length, void **context)
{
  TpExchange *exchange = cls;
  TpRequest *request = *context;
  gsize length = *upload_length;
  *upload_length = 0;
  switch (request->stage) {
  case TP_STAGE_NEW:
    return begin (exchange, request, method, version);
  case TP_STAGE_AUTHORIZE:
    return after_authorization (request);
  case TP_STAGE_RECEIVE:
    if (length == 0)
      return end_body (exchange, request);
    if (!tp_receive (request, upload, length))
      return MHD_NO;
    tp_connection_set_receiving (tp_stage_connection (connection), request->received);
    return MHD_YES;
  case TP_STAGE_ANSWER:
    return length > 0 ? MHD_YES : send_answer (request);
  case TP_STAGE_RUN:
    return send_answer (request);
  case TP_STAGE_SENT:
    break;
  }
  return MHD_NO;
}
