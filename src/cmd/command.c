/* SPDX-License-Identifier: Apache-2.0 */
/* To add a subcommand: a file with its table, and the table in commands.c. */
#include "cmd/command.h"

#include "base/error.h"
#include "base/i18n.h"
#include "cmd/command_line.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const TpActor tp_command_actor = {TP_ACTOR_COMMAND_LINE, 0};

static volatile sig_atomic_t stopping; /* set by the signal handler, which can reach nothing else */

static void
on_signal (int number)
{
  stopping = 1;
}

gboolean
tp_command_is_stopping (void)
{
  return stopping != 0;
}

static void
catch_signals (void)
{
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND};
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  signal (SIGPIPE, SIG_IGN);
}

/* The language of texts, by the usual order; JSON does not follow it. */
static TpLanguage
wanted_language (void)
{
  static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++) {
    const char *value = g_getenv (variables[i]);
    if (value != NULL && *value != '\0')
      return tp_language_parse (value);
  }
  return TP_LANGUAGE_EN;
}

const char *
tp_command_data_folder (TpCommandLine *line)
{
  if (line->data_folder == NULL) {
    const char *option = tp_command_option (line, "data"), *variable = g_getenv ("TAGPOST_DATA");
    if (option != NULL || (variable != NULL && *variable != '\0'))
      line->data_folder = g_strdup (option != NULL ? option : variable);
    else
      line->data_folder = g_build_filename (g_get_user_data_dir (), "tagpost", NULL);
  }
  return line->data_folder;
}

const char *
tp_command_database (TpCommandLine *line)
{
  const char *option = tp_command_option (line, "database"),
             *variable = g_getenv ("TAGPOST_DATABASE");
  if (option != NULL)
    return option;
  return variable != NULL && *variable != '\0' ? variable : NULL;
}

static gboolean
open_clock (TpCommandLine *line, GError **error)
{
  const char *path = g_getenv ("TAGPOST_CLOCK");
  line->clock =
      path != NULL && *path != '\0' ? tp_clock_new_file (path, error) : tp_clock_new_system ();
  return line->clock != NULL;
}

TpClock *
tp_command_clock (TpCommandLine *line)
{
  return line->clock;
}

TpAccount *
tp_command_account (TpCommandLine *line, GError **error)
{
  if (line->account == NULL)
    line->account = tp_account_open (tp_command_data_folder (line), tp_command_database (line),
                                     line->clock, error);
  return line->account;
}

void
tp_command_close_account (TpCommandLine *line)
{
  g_clear_pointer (&line->account, tp_account_free);
}

gboolean
tp_command_is_json (TpCommandLine *line)
{
  return line->json;
}

void
tp_command_print_json (TpCommandLine *line, json_t *value)
{
  json_dumpf (value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
  putchar ('\n');
  json_decref (value);
}

void
tp_command_print (TpCommandLine *line, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  if (!line->json)
    vprintf (format, args);
  va_end (args);
}

void
tp_command_set_status (TpCommandLine *line, int status)
{
  line->status = status;
}

void
tp_command_note (TpCommandLine *line, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  if (!line->json) {
    vfprintf (stderr, format, args);
    fputc ('\n', stderr);
  }
  va_end (args);
}

/* As on HTTP (RFC 9457), with the exit status. */
static void
print_problem (TpCommandLine *line, const GError *error, int status)
{
  TpErrorCode code = tp_error_code (error);
  json_t *problem =
      json_pack ("{s:s, s:s, s:i, s:s, s:s, s:i}", "type", "about:blank", "title",
                 tp_error_name (code), "status", (int)tp_error_http_status (code), "detail",
                 error->message, "code", tp_error_name (code), "exit_status", status);
  tp_command_print_json (line, problem);
}

static int
tell_error (TpCommandLine *line, const GError *error)
{
  int status = tp_error_exit_status (tp_error_code (error));
  if (line->json)
    print_problem (line, error, status);
  else
    fprintf (stderr, "tagpost: %s\n", error->message);
  return status;
}

static gboolean
run_line (TpCommandLine *line, int argc, char **argv, GError **error)
{
  if (!tp_command_line_parse (line, argc, argv, error))
    return FALSE;
  if (line->version) {
    printf ("tagpost %s\n", TP_VERSION);
    return TRUE;
  }
  if (line->help || line->command == NULL) {
    g_autofree char *usage = tp_command_usage (line);
    fputs (usage, line->help ? stdout : stderr);
    line->status = line->help ? 0 : 2;
    return TRUE;
  }
  return open_clock (line, error) && line->command->run (line, error);
}

/* Output that could not be written (a full disk, a closed pipe) is not success. */
static int
finish_output (int status)
{
  return fflush (stdout) == 0 && !ferror (stdout) ? status : MAX (status, 1);
}

int
tp_command_main (int argc, char **argv)
{
  TpCommandLine line;
  g_autoptr (GError) error = NULL;
  gboolean json = FALSE;
  setlocale (LC_CTYPE, "C.UTF-8");
  umask (077); /* database, backups and exports hold people and keys */
  catch_signals ();
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    json = json || strcmp (argv[i], "--json") == 0;
  tp_i18n_init (json ? TP_LANGUAGE_EN : wanted_language ());
  gboolean ok = run_line (&line, argc, argv, &error);
  line.json = line.json || json;
  int status = ok ? line.status : tell_error (&line, error);
  tp_command_line_clear (&line);
  return finish_output (status);
}
