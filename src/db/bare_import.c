/* SPDX-License-Identifier: Apache-2.0 */
/* Must write what core/contact.c, core/tag_set.c and core/import_write.c write of such a file; when
 * they write another table or index, this does too. */
#include "db/bare_import.h"

#include "base/error.h"
#include "base/idset.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS 8
#define CONTACT_ADDED 1 /* numbers of event kinds (core/event.h) */
#define TAG_SET 20
#define IMPORT_ACTOR 4

enum {
  ADD_CONTACT,
  ADD_ADDRESS,
  ADD_TAG,
  ADD_EVENT,
  TAKE,
  NUMBER,
  SAVE,
  BEGIN,
  COMMIT,
  STATEMENTS
};

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *statements[STATEMENTS];
  gint64 next;     /* contact number */
  gint64 position; /* of the feed */
  gint64 first_tag;
  gint64 now;
  TpIdSet *added;
  TpIdSet *wearers[TP_BARE_TAGS];
} Bare;

static gboolean
fail (Bare *bare, GError **error)
{
  return tp_error (error, TP_ERROR_INTERNAL, "%s", sqlite3_errmsg (bare->db));
}

static gboolean
get_number (Bare *bare, const char *sql, gint64 *out_number)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok = sqlite3_prepare_v2 (bare->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step (statement) == SQLITE_ROW;
  if (ok)
    *out_number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
open_bare (Bare *bare, const char *database, GError **error)
{
  gint64 month = 0;
  gboolean ok =
      sqlite3_open (database, &bare->db) == SQLITE_OK &&
      sqlite3_exec (bare->db,
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = "
                    "-131072; PRAGMA wal_autocheckpoint = 8192; PRAGMA mmap_size = 1073741824",
                    NULL, NULL, NULL) == SQLITE_OK &&
      get_number (bare, "SELECT month FROM feed_head", &month) &&
      get_number (bare, "SELECT position FROM feed_head", &bare->position) &&
      get_number (bare, "SELECT next FROM contact_number", &bare->next);
  g_autofree char *add_event =
      g_strdup_printf ("INSERT INTO event_%d (position, at, kind, members, target, actor, actor_id)"
                       " VALUES (?, ?, ?, ?, ?, ?, 1)",
                       (int)month);
  const char *const sql[STATEMENTS] = {
      [ADD_CONTACT] = "INSERT INTO contact (id, state, created_at, changed_at, email, first_name,"
                      " last_name, birth_date, postcode, city, language)"
                      " VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [ADD_ADDRESS] =
          "INSERT INTO address (key, contact, is_primary, added_at) VALUES (?, ?, 1, ?)",
      [ADD_TAG] = "INSERT INTO contact_tag (contact, tag, since, why, why_id)"
                  " VALUES (?, ?, ?, 4, 1)",
      [ADD_EVENT] = add_event,
      [TAKE] = "UPDATE feed_head SET position = ?",
      [NUMBER] = "UPDATE contact_number SET next = ?",
      [SAVE] = "UPDATE import SET rows_done = ?1, added = ?1 WHERE id = 1",
      [BEGIN] = "BEGIN IMMEDIATE",
      [COMMIT] = "COMMIT",
  };
  for (guint i = 0; ok && i < STATEMENTS; i++)
    ok = sqlite3_prepare_v3 (bare->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &bare->statements[i],
                             NULL) == SQLITE_OK;
  return ok || fail (bare, error);
}

static void
close_bare (Bare *bare)
{
  for (guint i = 0; i < STATEMENTS; i++)
    sqlite3_finalize (bare->statements[i]);
  sqlite3_close (bare->db);
  g_clear_pointer (&bare->added, tp_id_set_free);
  for (guint i = 0; i < TP_BARE_TAGS; i++)
    g_clear_pointer (&bare->wearers[i], tp_id_set_free);
}

static gboolean
run (Bare *bare, guint statement)
{
  int code = sqlite3_step (bare->statements[statement]);
  sqlite3_reset (bare->statements[statement]);
  return code == SQLITE_DONE;
}

static gboolean
run_with (Bare *bare, guint statement, gint64 value)
{
  sqlite3_bind_int64 (bare->statements[statement], 1, value);
  return run (bare, statement);
}

static gboolean
add_tags (Bare *bare, const char *tags)
{
  sqlite3_stmt *statement = bare->statements[ADD_TAG];
  for (guint i = 0; i < TP_BARE_TAGS_WORN; i++) {
    guint tag = (guint)(tags[4 * i + 1] - '0') * 10 + (guint)(tags[4 * i + 2] - '0');
    sqlite3_bind_int64 (statement, 1, bare->next);
    sqlite3_bind_int64 (statement, 2, bare->first_tag + tag);
    sqlite3_bind_int64 (statement, 3, bare->now);
    if (!run (bare, ADD_TAG))
      return FALSE;
    tp_id_set_add (bare->wearers[tag], (guint32)bare->next);
  }
  return TRUE;
}

static gboolean
add_row (Bare *bare, const char *cells[COLUMNS])
{
  sqlite3_stmt *contact = bare->statements[ADD_CONTACT], *address = bare->statements[ADD_ADDRESS];
  sqlite3_bind_int64 (contact, 1, bare->next);
  sqlite3_bind_int64 (contact, 2, bare->now);
  sqlite3_bind_int64 (contact, 3, bare->now);
  for (int i = 0; i < COLUMNS - 1; i++)
    sqlite3_bind_text (contact, 4 + i, cells[i], -1, SQLITE_STATIC);
  sqlite3_bind_text (address, 1, cells[0], -1, SQLITE_STATIC);
  sqlite3_bind_int64 (address, 2, bare->next);
  sqlite3_bind_int64 (address, 3, bare->now);
  if (!run (bare, ADD_CONTACT) || !run (bare, ADD_ADDRESS) || !add_tags (bare, cells[COLUMNS - 1]))
    return FALSE;
  tp_id_set_add (bare->added, (guint32)bare->next);
  bare->next++;
  return TRUE;
}

static gboolean
add_event (Bare *bare, gint64 kind, gint64 target, const TpIdSet *members)
{
  if (tp_id_set_is_empty (members))
    return TRUE;
  g_autoptr (GBytes) bytes = tp_id_set_encode (members);
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  sqlite3_stmt *statement = bare->statements[ADD_EVENT];
  sqlite3_bind_int64 (statement, 1, ++bare->position);
  sqlite3_bind_int64 (statement, 2, bare->now);
  sqlite3_bind_int64 (statement, 3, kind);
  sqlite3_bind_blob (statement, 4, data, (int)length, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, target);
  sqlite3_bind_int64 (statement, 6, IMPORT_ACTOR);
  return run (bare, ADD_EVENT);
}

/* The sets that are open become events; new ones begin in the block of the next contact. */
static gboolean
flush_sets (Bare *bare)
{
  gboolean ok = TRUE;
  if (bare->added != NULL)
    ok = add_event (bare, CONTACT_ADDED, 0, bare->added);
  for (guint i = 0; ok && bare->added != NULL && i < TP_BARE_TAGS; i++)
    ok = add_event (bare, TAG_SET, bare->first_tag + i, bare->wearers[i]);
  g_clear_pointer (&bare->added, tp_id_set_free);
  bare->added = tp_id_set_new (TP_ID_BLOCK (bare->next));
  for (guint i = 0; i < TP_BARE_TAGS; i++) {
    g_clear_pointer (&bare->wearers[i], tp_id_set_free);
    bare->wearers[i] = tp_id_set_new (TP_ID_BLOCK (bare->next));
  }
  return ok;
}

/* Returns how many columns there are; their ends become NUL. */
static guint
cut (char *line, const char *cells[COLUMNS])
{
  guint length = 0;
  for (char *cell = line; cell != NULL && length < COLUMNS;) {
    cells[length++] = cell;
    char *end = strpbrk (cell, ",\r\n");
    gboolean more = end != NULL && *end == ',';
    if (end != NULL)
      *end = '\0';
    cell = more ? end + 1 : NULL;
  }
  return length;
}

static gboolean
end_chunk (Bare *bare, gint64 rows)
{
  return flush_sets (bare) && run_with (bare, NUMBER, bare->next) && run_with (bare, SAVE, rows) &&
         run_with (bare, TAKE, bare->position) && run (bare, COMMIT);
}

static gboolean
read_rows (Bare *bare, FILE *file)
{
  char line[1024];
  const char *cells[COLUMNS];
  gint64 rows = 0;
  gboolean ok = fgets (line, sizeof line, file) != NULL && flush_sets (bare);
  while (ok && fgets (line, sizeof line, file) != NULL) {
    ok = cut (line, cells) == COLUMNS && (rows % TP_BARE_CHUNK != 0 || run (bare, BEGIN)) &&
         (TP_ID_BLOCK (bare->next) == tp_id_set_block (bare->added) || flush_sets (bare)) &&
         add_row (bare, cells);
    rows++;
    if (ok && rows % TP_BARE_CHUNK == 0)
      ok = end_chunk (bare, rows);
  }
  return ok && (rows % TP_BARE_CHUNK == 0 || end_chunk (bare, rows));
}

gboolean
tp_bare_import (const char *database, const char *csv, gint64 first_tag, double *out_seconds,
                GError **error)
{
  Bare bare = {.first_tag = first_tag, .now = g_get_real_time () / 1000};
  FILE *file = fopen (csv, "re");
  if (file == NULL)
    return tp_error (error, TP_ERROR_INTERNAL, "cannot open '%s'", csv);
  gboolean ok = open_bare (&bare, database, error);
  gint64 begun_at = g_get_monotonic_time ();
  if (ok && !read_rows (&bare, file))
    ok = fail (&bare, error);
  *out_seconds = (double)(g_get_monotonic_time () - begun_at) / G_USEC_PER_SEC;
  close_bare (&bare);
  fclose (file);
  return ok;
}
