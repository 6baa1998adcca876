/* SPDX-License-Identifier: Apache-2.0 */
/* The socket is made here, not by libmicrohttpd, so that errors can be told apart and port 0 read
 * back. */
#include "http/listen.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/network.h"

#define BACKLOG 4096

static int
open_socket (const struct sockaddr_storage *address, socklen_t length)
{
  int fd = socket (address->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;
  if (fd < 0)
    return -1;
  if (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      bind (fd, (const struct sockaddr *)address, length) == 0 && listen (fd, BACKLOG) == 0)
    return fd;
  int number = errno;
  close (fd);
  errno = number;
  return -1;
}

int
tp_listen (const char *address, char **out_address, GError **error)
{
  struct sockaddr_storage storage;
  socklen_t length;
  if (!tp_network_address_parse (address, &storage, &length, error))
    return -1;
  int fd = open_socket (&storage, length);
  if (fd < 0) {
    gboolean is_taken = errno == EADDRINUSE;
    tp_error (error, is_taken ? TP_ERROR_BUSY : TP_ERROR_INTERNAL,
              _ ("the address '%s' cannot be listened on: %s"), address, g_strerror (errno));
    return -1;
  }
  length = sizeof storage;
  getsockname (fd, (struct sockaddr *)&storage, &length);
  *out_address = tp_network_address_format ((struct sockaddr *)&storage, TRUE);
  return fd;
}
