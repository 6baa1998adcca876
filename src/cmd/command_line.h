/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cmd/command.h"

/* The parsed command line, inside cmd's frame only. */

struct TpCommandLine {
  const TpCommand *command; /* NULL: none was named */
  GPtrArray *arguments;     /* borrowed from argv */
  GHashTable *options;      /* name → GPtrArray of borrowed values, NULL-terminated when read */
  gboolean json;
  gboolean help;
  gboolean version;
  int status;
  char *data_folder;
  char *database;
  TpClock *clock;
  TpAccount *account;
};

/* Options that every command takes. */
extern const TpOption tp_general_options[];

/* INVALID names the word that is wrong. The line is filled as far as it was understood, so that an
 * error can still be told as JSON. */
gboolean tp_command_line_parse (TpCommandLine *line, int argc, char **argv, GError **error);
void tp_command_line_clear (TpCommandLine *line);

/* The usage of the command that the line names, of those that share its only word ("segment"), or
 * of all. (transfer full) */
char *tp_command_usage (TpCommandLine *line);
