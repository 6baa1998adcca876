/* SPDX-License-Identifier: Apache-2.0 */
/* To add a transport: a row in transports[]. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "engine/sender.h"

#include <string.h>
#include <unistd.h>

#define LEASE_SECONDS 10
#define LEASE_SECONDS_MAX 3600

static TpTransport *
new_null (const char *argument, GError **error)
{
  return tp_transport_new_null ();
}

static TpTransport *
new_stdout (const char *argument, GError **error)
{
  return tp_transport_new_stream (STDOUT_FILENO);
}

static TpTransport *
new_folder (const char *argument, GError **error)
{
  return tp_transport_new_folder (argument, error);
}

static const struct {
  const char *name; /* with a colon where an argument follows */
  TpTransport *(*make) (const char *argument, GError **error); /* NULL: the mailbox */
} transports[] = {
    {"mailbox", NULL      },
    {"null",    new_null  },
    {"stdout",  new_stdout},
    {"folder:", new_folder},
};

static gboolean
find_transport (const char *text, TpTransport **out_transport, GError **error)
{
  *out_transport = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (transports); i++) {
    gsize length = strlen (transports[i].name);
    gboolean has_argument = transports[i].name[length - 1] == ':';
    if (has_argument ? !g_str_has_prefix (text, transports[i].name) || text[length] == '\0'
                     : strcmp (text, transports[i].name) != 0)
      continue;
    if (transports[i].make == NULL)
      return TRUE;
    *out_transport = transports[i].make (text + length, error);
    return *out_transport != NULL;
  }
  return tp_error (error, TP_ERROR_INVALID,
                   _ ("TAGPOST_MAIL: mailbox, null, stdout or folder:DIR is expected, not '%s'"),
                   text);
}

/* "90s", "1m", "6h", "2d". */
static gboolean
parse_wait (const char *text, gint64 *out_ms)
{
  static const struct {
    char unit;
    gint64 ms;
  } units[] = {
      {'s', TP_SECOND},
      {'m', TP_MINUTE},
      {'h', TP_HOUR  },
      {'d', TP_DAY   }
  };
  char *end = NULL;
  guint64 n = g_ascii_strtoull (text, &end, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_isdigit (*text) && n > 0 && n <= 1000 && end[0] == units[i].unit &&
        end[1] == '\0') {
      *out_ms = (gint64)n * units[i].ms;
      return TRUE;
    }
  return FALSE;
}

static gboolean
parse_waits (const char *text, TpSenderOptions *options, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", TP_SENDER_RETRIES_MAX + 1);
  guint length = g_strv_length (parts);
  for (guint i = 0; i < length && length <= TP_SENDER_RETRIES_MAX; i++) {
    if (!parse_wait (g_strstrip (parts[i]), &options->retry_ms[i]))
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("TAGPOST_RETRY: waits such as 1m,10m,1h,6h are expected, not '%s'"),
                       parts[i]);
  }
  options->retries = length;
  return length <= TP_SENDER_RETRIES_MAX ||
         tp_error (error, TP_ERROR_LIMIT, _ ("TAGPOST_RETRY: at most %d waits are possible"),
                   TP_SENDER_RETRIES_MAX);
}

gboolean
tp_sender_options_init (TpSenderOptions *options, TpTransport **out_transport, GError **error)
{
  const char *mail = g_getenv ("TAGPOST_MAIL"), *retry = g_getenv ("TAGPOST_RETRY"),
             *lease = g_getenv ("TAGPOST_LEASE");
  guint64 seconds = LEASE_SECONDS;
  *options = (TpSenderOptions){0};
  *out_transport = NULL;
  if (lease != NULL &&
      !g_ascii_string_to_unsigned (lease, 10, 1, LEASE_SECONDS_MAX, &seconds, NULL))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("TAGPOST_LEASE: a number of seconds from 1 to %d is expected, not '%s'"),
                     LEASE_SECONDS_MAX, lease);
  options->lease_seconds = (guint)seconds;
  if (!parse_waits (retry != NULL && *retry != '\0' ? retry : "1m,10m,1h,6h", options, error) ||
      !find_transport (mail != NULL && *mail != '\0' ? mail : "mailbox", out_transport, error))
    return FALSE;
  options->transport = *out_transport;
  return TRUE;
}
