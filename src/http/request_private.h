/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <microhttpd.h>

#include "http/hooks.h"
#include "http/network.h"
#include "http/request.h"
#include "http/response_private.h"
#include "http/route.h"

/* The inside of a request, for the files of http/ that receive, run and answer it. */

typedef enum {
  TP_STAGE_NEW,       /* the headers have come */
  TP_STAGE_AUTHORIZE, /* a worker asks the hooks before the body is let in */
  TP_STAGE_RECEIVE,
  TP_STAGE_RUN,    /* with a worker, or deferred */
  TP_STAGE_ANSWER, /* request->answer is there, or will be when the body has been passed over */
  TP_STAGE_SENT,
} TpStage;

typedef struct {
  const char *name; /* within the request's header block */
  const char *value;
} TpHeader;

#define TP_HEADERS_MAX 100

/* What of the server a request needs; one struct for all of them. */
typedef struct {
  const TpRouter *router;
  const TpHttpHooks *hooks;
  const TpNetworks *trusted;
  const char *spool_dir;
  gsize header_bytes_max;
  gint64 body_bytes_max;
  gint64 body_memory_max;
  gint64 body_memory; /* in use; atomic */
  gint is_stopping;   /* atomic */
  gint requests;      /* that exist; atomic */
  guint id_prefix;
  gint next_id; /* atomic */
  struct TpStreams *streams;
  GThreadPool *workers;
  guint queue_max;  /* requests that may wait for one */
  GMutex lock;      /* of the next; taken inside a request's */
  GQueue suspended; /* of TpRequest, by their link `active` */
} TpExchange;

struct TpRequest {
  gint refs;
  TpExchange *exchange;
  struct MHD_Connection *connection; /* for the poll thread, and for suspend and resume */
  char id[20];
  gint64 started_us; /* monotonic */

  GMutex lock; /* of the four below */
  gboolean is_settled;
  gboolean is_suspended;
  gboolean is_abandoned; /* the server stopped first: the response belongs to the worker for good */
  GList active;

  TpStage stage;
  char *target; /* as it came */
  char method[16];
  char *path;
  char *client;
  char *origin;
  gboolean is_https;
  TpForm *query;
  GPtrArray *kept; /* texts that were lent out */
  char *header_block;
  TpHeader headers[TP_HEADERS_MAX];
  guint headers_length;
  gboolean is_matched;
  TpRouteMatch match;

  gboolean has_body; /* announced */
  gboolean is_chunked;
  gint64 announced; /* Content-Length */
  gint64 body_limit;
  gint64 received;
  gint64 reserved; /* of the body memory */
  char *body_type;
  GString *body;
  int spool_fd; /* -1: none */
  TpMultipart *multipart;
  GError *body_error;   /* the rest of the body is passed over */
  gboolean is_unparsed; /* the body has no meaning at all: 400, not 422 */
  TpForm *form;
  json_t *json;
  char *idempotency_key;
  GChecksum *checksum;

  gboolean is_authorized;
  TpAuthKind auth;
  gpointer principal;
  gboolean is_deferred;
  gboolean must_close;
  TpResponse response;
  struct MHD_Response *answer;
  guint answer_status;
};
