/* SPDX-License-Identifier: Apache-2.0 */
/* A line is written by one write in append mode, so that those of several processes do not mix. One
 * that power loss cut off is closed by the next append and does not parse. */
#include "core/erase_journal.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json_read.h"
#include "base/secret.h"
#include "core/erase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES (256 * 1024)
#define HASHES_MAX 2000

void
tp_erase_line_free (TpEraseLine *line)
{
  if (line == NULL)
    return;
  g_clear_pointer (&line->hashes, g_ptr_array_unref);
  g_free (line);
}

char *
tp_erase_hash (TpAccount *account, const char *key)
{
  gsize length;
  g_autoptr (GBytes) hash = tp_account_erasure_hash (account, key);
  const guint8 *bytes = g_bytes_get_data (hash, &length);
  return tp_base64url (bytes, length);
}

/* Tells accounts apart: nobody's address is empty. */
static char *
account_mark (TpAccount *account)
{
  return tp_erase_hash (account, "");
}

static char *
journal_path (TpAccount *account)
{
  return g_build_filename (tp_account_data_folder (account), TP_ERASE_JOURNAL, NULL);
}

static char *
format_line (TpAccount *account, const TpEraseLine *line)
{
  g_autofree char *mark = account_mark (account);
  g_autoptr (json_t) json = json_object ();
  json_t *hashes = json_array ();
  for (guint i = 0; line->hashes != NULL && i < line->hashes->len; i++)
    json_array_append_new (hashes, json_string (line->hashes->pdata[i]));
  json_object_set_new (json, "account", json_string (mark));
  json_object_set_new (json, "at", json_integer (line->at));
  json_object_set_new (json, "contact", json_integer (line->contact));
  json_object_set_new (json, "created", json_integer (line->created_at));
  json_object_set_new (json, "hashes", hashes);
  json_object_set_new (json, "undone", json_boolean (line->undone));
  g_autofree char *text = tp_json_text (json);
  return g_strconcat (text, "\n", NULL);
}

/* Whether the file ends inside a line. */
static gboolean
is_cut_off (int fd)
{
  char last = '\n';
  off_t end = lseek (fd, 0, SEEK_END);
  return end > 0 && pread (fd, &last, 1, end - 1) == 1 && last != '\n';
}

/* A new file is durable only with its folder. */
static gboolean
sync_folder (TpAccount *account)
{
  int fd = open (tp_account_data_folder (account), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  return ok;
}

gboolean
tp_erase_journal_append (TpAccount *account, const TpEraseLine *line, GError **error)
{
  g_autofree char *path = journal_path (account);
  g_autofree char *text = format_line (account, line);
  int fd = open (path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  gboolean ok = fd >= 0;
  if (ok && is_cut_off (fd))
    ok = write (fd, "\n", 1) == 1;
  ok = ok && write (fd, text, strlen (text)) == (gssize)strlen (text) && fsync (fd) == 0 &&
       sync_folder (account);
  int code = errno;
  if (fd >= 0)
    close (fd);
  return ok || tp_error (error, TP_ERROR_INTERNAL, _ ("cannot write the journal '%s': %s"), path,
                         g_strerror (code));
}

static gboolean
read_hashes (const TpJsonNode *array, TpEraseLine *line)
{
  for (gsize i = 0; i < tp_json_length (array); i++) {
    const char *hash;
    TpJsonNode item = tp_json_item (array, i);
    if (!tp_json_string (&item, 64, &hash, NULL))
      return FALSE;
    g_ptr_array_add (line->hashes, g_strdup (hash));
  }
  return TRUE;
}

/* NULL: not a whole line, or another account's. */
static TpEraseLine *
parse_line (const char *text, gsize length, const char *mark)
{
  TpJsonNode root, hashes;
  const char *account = NULL;
  g_autoptr (json_t) json = tp_json_parse (text, length, NULL);
  g_autoptr (TpEraseLine) line = g_new0 (TpEraseLine, 1);
  line->hashes = g_ptr_array_new_with_free_func (g_free);
  gboolean good =
      json != NULL && tp_json_root (json, NULL, &root, NULL) &&
      tp_json_get_string (&root, "account", TP_JSON_REQUIRED, 64, &account, NULL) &&
      tp_json_get_int64 (&root, "at", TP_JSON_REQUIRED, 0, G_MAXINT64, &line->at, NULL) &&
      tp_json_get_int64 (&root, "contact", TP_JSON_REQUIRED, 1, G_MAXUINT32, &line->contact,
                         NULL) &&
      tp_json_get_int64 (&root, "created", TP_JSON_REQUIRED, 0, G_MAXINT64, &line->created_at,
                         NULL) &&
      tp_json_get_bool (&root, "undone", TP_JSON_OPTIONAL, &line->undone, NULL) &&
      tp_json_get_array (&root, "hashes", TP_JSON_REQUIRED, HASHES_MAX, &hashes, NULL) &&
      read_hashes (&hashes, line);
  return good && strcmp (account, mark) == 0 ? g_steal_pointer (&line) : NULL;
}

/* Takes back the line that an undone one is about. */
static void
remove_undone (GPtrArray *lines, const TpEraseLine *undone)
{
  for (guint i = lines->len; i > 0; i--) {
    const TpEraseLine *line = lines->pdata[i - 1];
    if (line->contact == undone->contact && line->at == undone->at) {
      g_ptr_array_remove_index (lines, i - 1);
      return;
    }
  }
}

GPtrArray *
tp_erase_journal_read (TpAccount *account, GError **error)
{
  g_autofree char *path = journal_path (account);
  g_autofree char *mark = account_mark (account);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_erase_line_free);
  FILE *file = fopen (path, "re");
  if (file == NULL && errno == ENOENT)
    return g_steal_pointer (&lines);
  if (file == NULL) {
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot read the journal '%s': %s"), path,
              g_strerror (errno));
    return NULL;
  }
  char *text = NULL;
  size_t size = 0;
  for (ssize_t length; (length = getline (&text, &size, file)) > 0;) {
    TpEraseLine *line = length <= LINE_MAX_BYTES ? parse_line (text, (gsize)length, mark) : NULL;
    if (line != NULL && !line->undone) {
      g_ptr_array_add (lines, line);
      continue;
    }
    if (line != NULL)
      remove_undone (lines, line);
    tp_erase_line_free (line);
  }
  free (text);
  fclose (file);
  return g_steal_pointer (&lines);
}
