/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"

#include <jansson.h>

/* The command line: a table row per subcommand (one file per subcommand, listed in commands.c),
 * options before or after it, answers as text or, with --json, as one JSON value on stdout and
 * nothing else there.
 *
 *   static const TpOption add_options[] = {{"where", "EXPR", FALSE, N_ ("the contacts")}, {NULL}};
 *   const TpCommand tp_commands_tag[] = {
 *       {"tag add", "NAME --where EXPR", N_ ("set a tag"), add_options, 1, 1, add_tag},
 *       {NULL},
 *   };
 *
 * `run` returns FALSE with an error, whose code becomes the exit status (base/error.h), or TRUE,
 * and then the status is 0 unless it set another. */

typedef struct TpCommandLine TpCommandLine;

typedef struct {
  const char *name;     /* "where"; NULL ends a table */
  const char *argument; /* "EXPR", or NULL for a switch */
  gboolean several;     /* may be given more than once */
  const char *help;     /* marked */
} TpOption;

typedef struct {
  const char *name;        /* "tag add"; NULL ends a table */
  const char *arguments;   /* as the usage line shows them */
  const char *summary;     /* marked */
  const TpOption *options; /* NULL: none but the general ones */
  guint min_arguments, max_arguments;
  gboolean (*run) (TpCommandLine *line, GError **error);
} TpCommand;

#define TP_COMMAND_ARGUMENTS_MAX 1000
#define TP_EXIT_PARTLY 3 /* refused rows, failed or uncertain messages */

/* Runs the subcommand that the arguments name; returns the exit status. */
int tp_command_main (int argc, char **argv);

/* Every command's table, for the usage and the manual; the last entry is NULL. */
extern const TpCommand *const tp_command_tables[];

/* What was given. Borrowed for the line's life. */
const char *tp_command_argument (TpCommandLine *line, guint i); /* NULL beyond the last */
guint tp_command_arguments (TpCommandLine *line);
const char *tp_command_option (TpCommandLine *line,
                               const char *name); /* NULL: not given; the last one given */
const char *const *tp_command_options (TpCommandLine *line,
                                       const char *name); /* all, in order; NULL-terminated */
gboolean tp_command_has (TpCommandLine *line, const char *name);
/* A number option within a range; *out_value is left alone when it was not given. INVALID. */
gboolean tp_command_number (TpCommandLine *line, const char *name, gint64 min, gint64 max,
                            gint64 *out_value, GError **error);

/* --data, --database and the clock. The account is opened at the first call and closed at the end.
 */
const char *tp_command_data_folder (TpCommandLine *line);
const char *tp_command_database (TpCommandLine *line); /* NULL: the file in the data folder */
TpClock *tp_command_clock (TpCommandLine *line);
TpAccount *tp_command_account (TpCommandLine *line,
                               GError **error); /* NULL: error set; (borrowed) */
extern const TpActor tp_command_actor;

/* Closes the account before its time (restore replaces the file). */
void tp_command_close_account (TpCommandLine *line);

/* Answers. Print JSON exactly once with --json, text otherwise. */
gboolean tp_command_is_json (TpCommandLine *line);
void tp_command_print_json (TpCommandLine *line, json_t *value); /* (transfer full) */
void tp_command_print (TpCommandLine *line, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tp_command_set_status (TpCommandLine *line, int status);

/* A note for people on stderr, a line of its own; silent with --json. */
void tp_command_note (TpCommandLine *line, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Whether the process was asked to end (SIGINT, SIGTERM): long commands look between chunks and
 * stop cleanly. */
gboolean tp_command_is_stopping (void);
