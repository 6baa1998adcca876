/* SPDX-License-Identifier: Apache-2.0 */
/* Words are taken first (the longest command name that fits), then options anywhere; "--" ends the
 * options. */
#include "cmd/command_line.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define NAME_WORDS_MAX 3 /* of a command */

/* clang-format off */
const TpOption tp_general_options[] = {
    {"data", N_ ("DIR"), FALSE, N_ ("the data folder (TAGPOST_DATA)")},
    {"database", N_ ("URL"), FALSE,
     N_ ("postgresql://... instead of the file there (TAGPOST_DATABASE)")},
    {"json", NULL, FALSE, N_ ("answer in JSON")},
    {"help", NULL, FALSE, N_ ("show this")},
    {"version", NULL, FALSE, N_ ("show the version")},
    {NULL},
};
/* clang-format on */

static const TpOption *
find_in (const TpOption *options, const char *name, gsize length)
{
  for (; options != NULL && options->name != NULL; options++)
    if (strlen (options->name) == length && strncmp (options->name, name, length) == 0)
      return options;
  return NULL;
}

/* While the command is not known yet, an option of any command will do; parse_words checks it
 * afterwards. */
static const TpOption *
find_anywhere (const char *name, gsize length)
{
  const TpOption *option = find_in (tp_general_options, name, length);
  for (const TpCommand *const *table = tp_command_tables; option == NULL && *table != NULL; table++)
    for (const TpCommand *command = *table; option == NULL && command->name != NULL; command++)
      option = find_in (command->options, name, length);
  return option;
}

static const TpOption *
find_option (const TpCommandLine *line, const char *name, gsize length)
{
  if (line->command == NULL)
    return find_anywhere (name, length);
  const TpOption *option = find_in (tp_general_options, name, length);
  return option != NULL ? option : find_in (line->command->options, name, length);
}

/* How many leading words are this command's name; 0: it is another. */
static guint
match_name (const char *name, GPtrArray *words)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1);
  guint i = 0;
  for (; parts[i] != NULL; i++)
    if (i >= words->len || strcmp (parts[i], words->pdata[i]) != 0)
      return 0;
  return i;
}

static const TpCommand *
find_command (GPtrArray *words, guint *out_length)
{
  const TpCommand *best = NULL;
  *out_length = 0;
  for (const TpCommand *const *table = tp_command_tables; *table != NULL; table++)
    for (const TpCommand *command = *table; command->name != NULL; command++) {
      guint length = match_name (command->name, words);
      if (length > *out_length) {
        best = command;
        *out_length = length;
      }
    }
  return best;
}

static gboolean
belongs_to (const TpCommand *command, const char *group)
{
  gsize length = strlen (group);
  return g_str_has_prefix (command->name, group) && command->name[length] == ' ';
}

/* The first word of several commands ("segment"), when that is what was said. */
static const char *
find_group (TpCommandLine *line)
{
  const char *word = line->arguments->len == 1 ? line->arguments->pdata[0] : "";
  for (const TpCommand *const *table = tp_command_tables; *table != NULL; table++)
    for (const TpCommand *row = *table; row->name != NULL; row++)
      if (belongs_to (row, word))
        return word;
  return NULL;
}

static gboolean
store_option (TpCommandLine *line, const TpOption *option, const char *value, GError **error)
{
  GPtrArray *values = g_hash_table_lookup (line->options, option->name);
  if (values != NULL && !option->several && option->argument != NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("--%s is given twice"), option->name);
  if (values == NULL) {
    values = g_ptr_array_new_null_terminated (1, NULL, TRUE);
    g_hash_table_insert (line->options, (gpointer)option->name, values);
  }
  g_ptr_array_add (values, (gpointer)value);
  return TRUE;
}

/* One word that begins with "--"; *i moves past its value. */
static gboolean
parse_option (TpCommandLine *line, int argc, char **argv, int *i, GError **error)
{
  const char *name = argv[*i] + 2, *equals = strchr (name, '=');
  gsize length = equals != NULL ? (gsize)(equals - name) : strlen (name);
  const TpOption *option = find_option (line, name, length);
  if (option == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("no option '--%.*s'"), (int)MIN (length, 100),
                     name);
  if (option->argument == NULL)
    return equals == NULL
               ? store_option (line, option, "", error)
               : tp_error (error, TP_ERROR_INVALID, _ ("--%s takes no value"), option->name);
  if (equals != NULL)
    return store_option (line, option, equals + 1, error);
  if (*i + 1 >= argc)
    return tp_error (error, TP_ERROR_INVALID, _ ("--%s wants a value: %s"), option->name,
                     _ (option->argument));
  return store_option (line, option, argv[++*i], error);
}

static gboolean
parse_words (TpCommandLine *line, int argc, char **argv, GError **error)
{
  gboolean only_words = FALSE;
  for (int i = 1; i < argc; i++) {
    if (!g_utf8_validate (argv[i], -1, NULL))
      return tp_error (error, TP_ERROR_INVALID, _ ("argument %d is not valid UTF-8"), i);
    if (!only_words && strcmp (argv[i], "--") == 0) {
      only_words = TRUE;
    } else if (!only_words && g_str_has_prefix (argv[i], "--")) {
      if (!parse_option (line, argc, argv, &i, error))
        return FALSE;
    } else {
      if (line->arguments->len >= TP_COMMAND_ARGUMENTS_MAX)
        return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d arguments"),
                         TP_COMMAND_ARGUMENTS_MAX);
      g_ptr_array_add (line->arguments, argv[i]);
      guint length = 0;
      if (line->command == NULL || line->arguments->len <= NAME_WORDS_MAX)
        line->command = find_command (line->arguments, &length);
    }
  }
  return TRUE;
}

static gboolean
check_options (TpCommandLine *line, GError **error)
{
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, line->options);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_option (line, name, strlen (name)) == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("'%s' has no option '--%s'"),
                       line->command->name, (char *)name);
  return TRUE;
}

static gboolean
check_arguments (TpCommandLine *line, GError **error)
{
  guint length = 0;
  line->command = find_command (line->arguments, &length);
  if (line->command == NULL && line->arguments->len > 0 && find_group (line) == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("no command '%s'; see: tagpost --help"),
                     (char *)line->arguments->pdata[0]);
  if (line->command == NULL || line->help || line->version)
    return TRUE;
  g_ptr_array_remove_range (line->arguments, 0, length);
  if (!check_options (line, error))
    return FALSE;
  if (line->arguments->len >= line->command->min_arguments &&
      line->arguments->len <= line->command->max_arguments)
    return TRUE;
  return tp_error (error, TP_ERROR_INVALID, _ ("usage: tagpost %s %s"), line->command->name,
                   line->command->arguments);
}

gboolean
tp_command_line_parse (TpCommandLine *line, int argc, char **argv, GError **error)
{
  *line = (TpCommandLine){0};
  line->arguments = g_ptr_array_new ();
  line->options =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  gboolean ok = parse_words (line, argc, argv, error);
  line->json = tp_command_has (line, "json");
  line->help = tp_command_has (line, "help");
  line->version = tp_command_has (line, "version");
  return ok && check_arguments (line, error);
}

void
tp_command_line_clear (TpCommandLine *line)
{
  g_ptr_array_unref (line->arguments);
  g_hash_table_unref (line->options);
  tp_command_close_account (line);
  g_clear_pointer (&line->clock, tp_clock_free);
  g_free (line->data_folder);
  g_free (line->database);
}

static void
append_option (GString *text, const TpOption *option)
{
  g_autofree char *left = option->argument != NULL
                              ? g_strdup_printf ("--%s %s", option->name, _ (option->argument))
                              : g_strdup_printf ("--%s", option->name);
  g_string_append_printf (text, "  %-28s %s\n", left, _ (option->help));
}

static void
append_summary (GString *text, const TpCommand *command)
{
  g_string_append_printf (text, "  tagpost %s%s%s\n      %s\n", command->name,
                          *command->arguments != '\0' ? " " : "", command->arguments,
                          _ (command->summary));
}

char *
tp_command_usage (TpCommandLine *line)
{
  const TpCommand *command = line->command;
  const char *group = find_group (line);
  GString *text = g_string_new (NULL);
  if (command != NULL) {
    append_summary (text, command);
    for (const TpOption *option = command->options; option != NULL && option->name != NULL;
         option++)
      append_option (text, option);
  } else {
    if (group == NULL)
      g_string_append (text, _ ("Tagpost writes to exactly the right person.\n\n"));
    for (const TpCommand *const *table = tp_command_tables; *table != NULL; table++)
      for (const TpCommand *row = *table; row->name != NULL; row++)
        if (group == NULL || belongs_to (row, group))
          append_summary (text, row);
  }
  g_string_append (text, _ ("\nEverywhere:\n"));
  for (const TpOption *option = tp_general_options; option->name != NULL; option++)
    append_option (text, option);
  return g_string_free (text, FALSE);
}

const char *
tp_command_argument (TpCommandLine *line, guint i)
{
  return i < line->arguments->len ? line->arguments->pdata[i] : NULL;
}

guint
tp_command_arguments (TpCommandLine *line)
{
  return line->arguments->len;
}

const char *const *
tp_command_options (TpCommandLine *line, const char *name)
{
  static const char *const none[] = {NULL};
  GPtrArray *values = g_hash_table_lookup (line->options, name);
  return values != NULL ? (const char *const *)values->pdata : none;
}

const char *
tp_command_option (TpCommandLine *line, const char *name)
{
  GPtrArray *values = g_hash_table_lookup (line->options, name);
  return values != NULL ? values->pdata[values->len - 1] : NULL;
}

gboolean
tp_command_has (TpCommandLine *line, const char *name)
{
  return g_hash_table_contains (line->options, name);
}

gboolean
tp_command_number (TpCommandLine *line, const char *name, gint64 min, gint64 max, gint64 *out_value,
                   GError **error)
{
  const char *text = tp_command_option (line, name);
  if (text == NULL || g_ascii_string_to_signed (text, 10, min, max, out_value, NULL))
    return TRUE;
  return tp_error (
      error, TP_ERROR_INVALID,
      _ ("--%s: a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is expected"),
      name, min, max);
}
