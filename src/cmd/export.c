/* SPDX-License-Identifier: Apache-2.0 */
#include "core/export.h"

#include "base/error.h"
#include "base/i18n.h"
#include "cmd/commands.h"
#include "core/names.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
write_bytes (const char *bytes, gsize length, gpointer data, GError **error)
{
  int fd = *(int *)data;
  for (gsize done = 0; done < length;) {
    gssize written = write (fd, bytes + done, length - done);
    if (written < 0 && errno != EINTR)
      return tp_error (error, TP_ERROR_INTERNAL, _ ("cannot write: %s"), g_strerror (errno));
    done += (gsize)MAX (written, 0);
  }
  return !tp_command_is_stopping () || tp_error (error, TP_ERROR_BUSY, _ ("stopped"));
}

static gboolean
read_options (TpCommandLine *line, TpAccount *account, TpExportOptions *options, GError **error)
{
  const char *where = tp_command_option (line, "where");
  const char *format = tp_command_option (line, "format");
  options->fields = tp_command_option (line, "fields");
  options->format = tp_command_is_json (line) ? TP_EXPORT_NDJSON : TP_EXPORT_CSV;
  if (format != NULL && !tp_export_format_find (format, &options->format))
    return tp_error (error, TP_ERROR_INVALID, _ ("the format is csv or ndjson, not '%s'"), format);
  if (where == NULL)
    return TRUE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  options->where = tp_names_parse (names, where, NULL, error);
  return options->where != NULL;
}

/* Into a file beside, which gets its name once it is whole. */
static gboolean
export_to_file (TpAccount *account, const TpExportOptions *options, const char *path,
                gint64 *out_count, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int fd = g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("cannot write '%s': %s"), part,
                     g_strerror (errno));
  gboolean ok = tp_export_contacts (account, options, write_bytes, &fd, out_count, error);
  gboolean kept = ok && fsync (fd) == 0;
  close (fd);
  kept = kept && g_rename (part, path) == 0;
  if (ok && !kept)
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot write '%s': %s"), path, g_strerror (errno));
  if (!kept)
    g_unlink (part);
  return kept;
}

static gboolean
run_export (TpCommandLine *line, GError **error)
{
  gint64 count = 0;
  int out = STDOUT_FILENO;
  TpExportOptions options = {0};
  const char *path = tp_command_option (line, "output");
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL || !read_options (line, account, &options, error))
    return FALSE;
  gboolean ok = path != NULL
                    ? export_to_file (account, &options, path, &count, error)
                    : tp_export_contacts (account, &options, write_bytes, &out, &count, error);
  g_clear_pointer (&options.where, tp_segment_unref);
  if (ok)
    tp_command_note (line, _ ("%lld contacts"), (long long)count);
  return ok;
}

static const TpOption export_options[] = {
    {"where",                                                              "EXPR", FALSE, N_ ("the contacts; everyone when not given")},
    {"fields",                                                               "A,B,C", FALSE, N_ ("which columns: fields, id, created, tags, lists, permissions")},
    {"format",                                                                    "csv|ndjson", FALSE, N_ ("CSV when not given")},
    {"output","FILE", FALSE, N_ ("instead of standard output; it appears once it is whole")},
    {NULL},
};

const TpCommand tp_commands_export[] = {
    {"export",                   "", N_ ("write contacts out"), export_options, 0, 0, run_export},
    {NULL},
};
