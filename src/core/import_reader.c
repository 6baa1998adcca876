/* SPDX-License-Identifier: Apache-2.0 */
/* One place for a finished chunk between the two threads: the reader waits until it is taken, the
 * taker until it is filled, so at most three chunks are in memory. */
#include "base/error.h"
#include "core/import_file.h"

#include <string.h>

struct TpImportReader {
  TpImportFile *file;
  gint64 skip;
  GThread *thread;
  GMutex lock; /* of all below */
  GCond changed;
  TpImportChunk *ready;
  gboolean ended, stopped;
};

/* Either kind of file. */
typedef struct {
  TpCsvReader *csv;
  TpNdjsonReader *json;
  TpImportRows rows;
  guint tags, lists; /* names that chunks before this one had */
} Source;

static void
free_row (gpointer row)
{
  tp_import_row_free (row);
}

static TpImportChunk *
new_chunk (void)
{
  TpImportChunk *chunk = g_new0 (TpImportChunk, 1);
  chunk->rows = g_ptr_array_new_with_free_func (free_row);
  chunk->tags = g_ptr_array_new_with_free_func (g_free);
  chunk->lists = g_ptr_array_new_with_free_func (g_free);
  return chunk;
}

void
tp_import_chunk_free (TpImportChunk *chunk)
{
  if (chunk == NULL)
    return;
  g_ptr_array_unref (chunk->rows);
  g_ptr_array_unref (chunk->tags);
  g_ptr_array_unref (chunk->lists);
  g_clear_error (&chunk->error);
  g_free (chunk);
}

static void
add_names (const TpImportNames *names, guint from, GPtrArray *out_names)
{
  for (guint i = from; i < names->names->len; i++)
    g_ptr_array_add (out_names, g_strdup (names->names->pdata[i]));
}

/* The names that every row gets come first. */
static void
number_options (TpImportRows *rows, const TpImportOptions *options)
{
  TpImportRow row = {0};
  for (guint i = 0; options->tags != NULL && options->tags[i] != NULL; i++)
    tp_import_rows_add_tag (rows, &row, options->tags[i], NULL);
  for (guint i = 0; options->lists != NULL && options->lists[i] != NULL; i++)
    tp_import_rows_add_list (rows, &row, options->lists[i], NULL, NULL);
  g_clear_pointer (&row.tags, g_array_unref);
  g_clear_pointer (&row.lists, g_array_unref);
}

static void
open_source (const TpImportFile *file, Source *source, GError **error)
{
  memset (source, 0, sizeof *source);
  tp_import_rows_init (&source->rows, file->plan, file->adviser, file->zone, file->now);
  number_options (&source->rows, file->plan->options);
  if (file->plan->options->format == TP_IMPORT_NDJSON) {
    source->json = tp_ndjson_reader_new (tp_source_fd (file->fd));
  } else {
    source->csv = tp_csv_reader_new (tp_source_fd (file->fd), NULL);
    tp_csv_read_header (source->csv, error);
  }
}

static void
close_source (Source *source)
{
  g_clear_pointer (&source->csv, tp_csv_reader_free);
  g_clear_pointer (&source->json, tp_ndjson_reader_free);
  tp_import_rows_clear (&source->rows);
}

/* One row, or with `pass` none but a step over it; *out_row NULL at the end, else a row or, when
 * passed, whatever is not NULL. */
static gboolean
read_row (Source *source, gboolean pass, gsize *bytes, TpImportRow **out_row, gboolean *out_end,
          GError **error)
{
  const TpCsvRow *csv = NULL;
  const TpNdjsonRow *json = NULL;
  if (source->csv != NULL ? !tp_csv_next (source->csv, &csv, error)
                          : !tp_ndjson_next (source->json, &json, error))
    return FALSE;
  *out_end = csv == NULL && json == NULL;
  if (*out_end || pass)
    return TRUE;
  *out_row = csv != NULL ? tp_import_rows_of_csv (&source->rows, source->csv, csv)
                         : tp_import_rows_of_json (&source->rows, json);
  for (guint i = 0; (*out_row)->cells[i] != NULL; i++)
    *bytes += strlen ((*out_row)->cells[i]);
  return TRUE;
}

static TpImportChunk *
read_chunk (Source *source, gboolean *out_end)
{
  gsize bytes = 0;
  TpImportChunk *chunk = new_chunk ();
  *out_end = FALSE;
  while (!*out_end && chunk->rows->len < TP_IMPORT_CHUNK_ROWS && bytes < TP_IMPORT_CHUNK_BYTES) {
    TpImportRow *row = NULL;
    if (!read_row (source, FALSE, &bytes, &row, out_end, &chunk->error))
      *out_end = TRUE;
    else if (row != NULL)
      g_ptr_array_add (chunk->rows, row);
  }
  add_names (&source->rows.tags, source->tags, chunk->tags);
  add_names (&source->rows.lists, source->lists, chunk->lists);
  source->tags = source->rows.tags.names->len;
  source->lists = source->rows.lists.names->len;
  return chunk;
}

/* Gives the chunk over once there is room. FALSE: nobody wants it. */
static gboolean
put_chunk (TpImportReader *reader, TpImportChunk *chunk, gboolean end)
{
  g_mutex_lock (&reader->lock);
  while (reader->ready != NULL && !reader->stopped)
    g_cond_wait (&reader->changed, &reader->lock);
  gboolean wanted = !reader->stopped;
  if (wanted) {
    reader->ready = chunk;
    reader->ended = end;
  }
  g_cond_broadcast (&reader->changed);
  g_mutex_unlock (&reader->lock);
  if (!wanted)
    tp_import_chunk_free (chunk);
  return wanted && !end;
}

static gpointer
run (gpointer data)
{
  TpImportReader *reader = data;
  Source source;
  gboolean end = FALSE;
  gsize bytes = 0;
  g_autoptr (GError) error = NULL;
  open_source (reader->file, &source, &error);
  for (gint64 i = 0; error == NULL && !end && i < reader->skip; i++)
    read_row (&source, TRUE, &bytes, NULL, &end, &error);
  if (error != NULL) {
    TpImportChunk *failed = new_chunk ();
    failed->error = g_steal_pointer (&error);
    put_chunk (reader, failed, TRUE);
  } else {
    do {
      TpImportChunk *chunk = read_chunk (&source, &end);
      if (!put_chunk (reader, chunk, end))
        break;
    } while (!end);
  }
  close_source (&source);
  return NULL;
}

TpImportReader *
tp_import_reader_new (TpImportFile *file, gint64 skip)
{
  TpImportReader *reader = g_new0 (TpImportReader, 1);
  reader->file = file;
  reader->skip = skip;
  g_mutex_init (&reader->lock);
  g_cond_init (&reader->changed);
  reader->thread = g_thread_new ("import", run, reader);
  return reader;
}

void
tp_import_reader_free (TpImportReader *reader)
{
  if (reader == NULL)
    return;
  g_mutex_lock (&reader->lock);
  reader->stopped = TRUE;
  g_cond_broadcast (&reader->changed);
  g_mutex_unlock (&reader->lock);
  g_thread_join (reader->thread);
  tp_import_chunk_free (reader->ready);
  g_mutex_clear (&reader->lock);
  g_cond_clear (&reader->changed);
  g_free (reader);
}

TpImportChunk *
tp_import_reader_next (TpImportReader *reader, GError **error)
{
  g_mutex_lock (&reader->lock);
  while (reader->ready == NULL && !reader->ended)
    g_cond_wait (&reader->changed, &reader->lock);
  g_autoptr (TpImportChunk) chunk = g_steal_pointer (&reader->ready);
  g_cond_broadcast (&reader->changed);
  g_mutex_unlock (&reader->lock);
  if (chunk == NULL)
    return NULL;
  if (chunk->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&chunk->error));
    return NULL;
  }
  return chunk->rows->len > 0 ? g_steal_pointer (&chunk) : NULL;
}
