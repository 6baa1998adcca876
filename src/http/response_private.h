/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <microhttpd.h>

#include "http/pipe.h"
#include "http/response.h"

/* The inside of a response. */

typedef struct {
  char *name;
  char *value;
} TpResponseHeader;

#define TP_RESPONSE_HEADERS_MAX 50

struct TpResponse {
  struct TpRequest *request; /* (borrowed: it holds the response) */
  guint status;              /* 0: the route's */
  TpResponseHeader headers[TP_RESPONSE_HEADERS_MAX];
  guint headers_length;
  char *content_type;
  GBytes *bytes;
  int fd; /* -1: none */
  guint64 fd_length;
  TpPipe *pipe;
  TpStreamWriter write;
  gpointer write_data;
  GDestroyNotify free_write_data;
  char *csp;
  char *cache;
  char *etag;
  char *field;
  gint64 position; /* -1: none */
};

void tp_response_init (TpResponse *response, struct TpRequest *request);
void tp_response_clear (TpResponse *response);
/* Drops the body and its type. */
void tp_response_drop_body (TpResponse *response);

/* Fills in problem+json (RFC 9457); code is a word for programs ("not_found"). */
void tp_response_problem (TpResponse *response, guint status, const char *code, const char *detail);
/* The same for an error, which belongs to this domain or counts as INTERNAL; the message of one
 * that is not fit for the client goes to the fault hook. */
void tp_response_error (TpResponse *response, const GError *error);

/* The finished answer and its status. NULL: memory ran out. (transfer full) */
struct MHD_Response *tp_response_answer (TpResponse *response, guint *out_status);
