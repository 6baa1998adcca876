/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/log.h"
#include "cmd/commands.h"
#include "engine/engine.h"

#include <stdio.h>
#include <stdlib.h>

#define LISTEN_DEFAULT "127.0.0.1:8080"
#define STOP_POLL_MS 50

static gpointer
stop_engine (gpointer engine)
{
  tp_engine_stop (engine);
  return NULL;
}

/* Server and engine end what they have begun at the same time. A handler that is still running
 * after that holds the account: then the process ends without taking it apart. */
static void
stop (TpServer *server, TpEngine *engine)
{
  GThread *thread = g_thread_new ("stop", stop_engine, engine);
  gboolean stopped = tp_server_stop (server);
  g_thread_join (thread);
  if (!stopped) {
    tp_log (TP_LOG_WARNING, "request_cut_off");
    fflush (stdout);
    _Exit (0);
  }
}

/* On stderr, which only who starts the server reads. */
static void
offer_setup (TpApi *api, const char *address, const char *note)
{
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  if (!tp_api_open_setup (api, &token, &error))
    tp_log (TP_LOG_WARNING, "setup_not_offered", "reason", error->message);
  if (token != NULL)
    fprintf (stderr, "%s\n  http://%s/setup?token=%s\n", note, address, token);
}

static gboolean
serve (TpCommandLine *line, TpApi *api, TpEngine *engine, const char *note, GError **error)
{
  const char *listen = tp_command_option (line, "listen");
  const TpServerOptions options = {.listen = listen != NULL ? listen : LISTEN_DEFAULT,
                                   .trusted_proxies = tp_command_options (line, "trusted-proxy")};
  TpServer *server = tp_server_start (&options, tp_api_router (api), tp_api_hooks (api), error);
  if (server == NULL) {
    tp_engine_stop (engine);
    return FALSE;
  }
  printf ("listening on http://%s\n", tp_server_address (server));
  fflush (stdout);
  offer_setup (api, tp_server_address (server), note);
  tp_log (TP_LOG_NOTICE, "listening", "address", tp_server_address (server));
  while (!tp_command_is_stopping ())
    g_usleep (STOP_POLL_MS * 1000);
  tp_log (TP_LOG_NOTICE, "stopping");
  stop (server, engine);
  return TRUE;
}

/* What is answered over HTTP is in English: the person there is another than the one here. */
static gboolean
run_serve (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL)
    return FALSE;
  tp_log_init (tp_command_has (line, "verbose") ? TP_LOG_DEBUG : TP_LOG_NOTICE);
  const char *note =
      _ ("There is no user yet. Make the first one with 'tagpost user add', or here, "
         "once:");
  tp_i18n_init (TP_LANGUAGE_EN);
  g_autoptr (TpApi) api = tp_api_new (account, error);
  TpEngine *engine = api != NULL ? tp_engine_start (account, error) : NULL;
  return engine != NULL && serve (line, api, engine, note, error);
}

/* clang-format off */
static const TpOption serve_options[] = {
    {"listen", N_ ("ADDRESS:PORT"), FALSE,
     N_ ("where to listen; port 0 takes a free one [127.0.0.1:8080]")},
    {"trusted-proxy", N_ ("NETWORK"), TRUE,
     N_ ("a proxy whose X-Forwarded-For is believed, such as 10.0.0.0/8")},
    {"verbose", NULL, FALSE, N_ ("log every request")},
    {NULL},
};

const TpCommand tp_commands_serve[] = {
    {"serve", "[--listen ADDRESS:PORT]", N_ ("run the server until it is told to end"),
     serve_options, 0, 0, run_serve},
    {NULL},
};
/* clang-format on */
