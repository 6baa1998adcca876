/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A raw client for tests: sends bytes as they are, right or wrong, and reads what comes. Blocking;
 * a test that waits over TP_TEST_SECONDS gets a reply of status 0. */

#define TP_TEST_SECONDS 20

typedef struct {
  guint status; /* 0: no answer */
  char *head;   /* status line and headers */
  char *body;   /* chunks put together; NUL follows */
  gsize length;
  gboolean is_whole;  /* the body came to its announced end */
  gboolean is_closed; /* the server closed the connection after it */
} TpTestReply;

void tp_test_reply_free (TpTestReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpTestReply, tp_test_reply_free)

/* "127.0.0.1:1234" or "[::1]:1234"; asserts. The caller closes it. */
int tp_test_connect (const char *address);
void tp_test_send (int fd, const char *bytes, gssize length);
/* Reads one answer; of a HEAD none of the body. (transfer full) */
TpTestReply *tp_test_receive (int fd, gboolean is_head);

/* One request on a connection of its own. (transfer full) */
TpTestReply *tp_test_exchange (const char *address, const char *bytes, gssize length);
/* The same, put together: headers are lines ending in CR LF, or NULL; body NULL for none. Host,
 * Content-Length and Connection: close are added. (transfer full) */
TpTestReply *tp_test_request (const char *address, const char *method, const char *target,
                              const char *headers, const char *body);

/* The value of a header; NULL: none. (transfer full) */
char *tp_test_header (const TpTestReply *reply, const char *name);
