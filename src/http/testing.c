/* SPDX-License-Identifier: Apache-2.0 */
#include "http/testing.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/network.h"

#define CLOSE_WAIT_MS 150

void
tp_test_reply_free (TpTestReply *reply)
{
  g_free (reply->head);
  g_free (reply->body);
  g_free (reply);
}

int
tp_test_connect (const char *address)
{
  struct sockaddr_storage storage;
  socklen_t length;
  g_assert_true (tp_network_address_parse (address, &storage, &length, NULL));
  int fd = socket (storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&storage, length), ==, 0);
  return fd;
}

/* A server may refuse and close before all is sent; the answer tells. */
void
tp_test_send (int fd, const char *bytes, gssize length)
{
  gsize rest = length < 0 ? strlen (bytes) : (gsize)length;
  while (rest > 0) {
    gssize sent = send (fd, bytes, rest, MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    bytes += sent;
    rest -= (gsize)sent;
  }
}

/* Appends what comes next; FALSE: nothing more, or not in time. */
static gboolean
read_more (int fd, GString *data, int wait_ms)
{
  struct pollfd poller = {fd, POLLIN, 0};
  if (poll (&poller, 1, wait_ms) <= 0)
    return FALSE;
  char buffer[65536];
  gssize length = recv (fd, buffer, sizeof buffer, 0);
  if (length <= 0)
    return FALSE;
  g_string_append_len (data, buffer, length);
  return TRUE;
}

static char *
find_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  gsize length = strlen (name);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strstrip (g_strdup (lines[i] + length + 1));
  return NULL;
}

char *
tp_test_header (const TpTestReply *reply, const char *name)
{
  return reply->head != NULL ? find_header (reply->head, name) : NULL;
}

static gboolean
read_bytes (int fd, GString *data, gsize wanted)
{
  while (data->len < wanted)
    if (!read_more (fd, data, TP_TEST_SECONDS * 1000))
      return FALSE;
  return TRUE;
}

static gboolean
read_chunks (int fd, GString *data, GString *body)
{
  for (;;) {
    const char *end;
    while ((end = strstr (data->str, "\r\n")) == NULL)
      if (!read_more (fd, data, TP_TEST_SECONDS * 1000))
        return FALSE;
    gsize size = strtoul (data->str, NULL, 16);
    gsize begin = (gsize)(end - data->str) + 2;
    if (!read_bytes (fd, data, begin + size + 2))
      return FALSE;
    g_string_append_len (body, data->str + begin, (gssize)size);
    g_string_erase (data, 0, (gssize)(begin + size + 2));
    if (size == 0)
      return TRUE;
  }
}

static void
read_body (int fd, TpTestReply *reply, GString *data)
{
  g_autofree char *length = tp_test_header (reply, "Content-Length");
  g_autofree char *coding = tp_test_header (reply, "Transfer-Encoding");
  GString *body = g_string_new (NULL);
  if (coding != NULL) {
    reply->is_whole = read_chunks (fd, data, body);
  } else {
    gsize wanted = length != NULL ? strtoul (length, NULL, 10) : 0;
    reply->is_whole = read_bytes (fd, data, wanted);
    g_string_append_len (body, data->str, (gssize)MIN (wanted, data->len));
  }
  reply->length = body->len;
  reply->body = g_string_free (body, FALSE);
}

static gboolean
is_closed (int fd)
{
  struct pollfd poller = {fd, POLLIN, 0};
  char byte;
  return poll (&poller, 1, CLOSE_WAIT_MS) > 0 && recv (fd, &byte, 1, MSG_PEEK) <= 0;
}

TpTestReply *
tp_test_receive (int fd, gboolean is_head)
{
  TpTestReply *reply = g_new0 (TpTestReply, 1);
  g_autoptr (GString) data = g_string_new (NULL);
  const char *end = NULL;
  while ((end = strstr (data->str, "\r\n\r\n")) == NULL)
    if (!read_more (fd, data, TP_TEST_SECONDS * 1000)) {
      reply->is_closed = is_closed (fd);
      return reply;
    }
  reply->head = g_strndup (data->str, (gsize)(end - data->str));
  reply->status = (guint)strtoul (reply->head + strcspn (reply->head, " "), NULL, 10);
  g_string_erase (data, 0, end - data->str + 4);
  if (!is_head)
    read_body (fd, reply, data);
  reply->is_closed = is_closed (fd);
  return reply;
}

TpTestReply *
tp_test_exchange (const char *address, const char *bytes, gssize length)
{
  int fd = tp_test_connect (address);
  tp_test_send (fd, bytes, length);
  TpTestReply *reply = tp_test_receive (fd, g_str_has_prefix (bytes, "HEAD "));
  close (fd);
  return reply;
}

TpTestReply *
tp_test_request (const char *address, const char *method, const char *target, const char *headers,
                 const char *body)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_string_append_printf (bytes, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s", method,
                          target, address, headers != NULL ? headers : "");
  if (body != NULL)
    g_string_append_printf (bytes, "Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen (body));
  g_string_append (bytes, "\r\n");
  if (body != NULL)
    g_string_append (bytes, body);
  return tp_test_exchange (address, bytes->str, (gssize)bytes->len);
}
