/* SPDX-License-Identifier: Apache-2.0 */
/* Lines are cut out of a text buffer by memchr and parsed one by one; a line's JSON lives until the
 * next call. */
#include "base/ndjson.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/textbuffer.h"

#include <string.h>

struct TpNdjsonReader {
  TpTextBuffer text;
  TpNdjsonRow row;
  json_t *json;  /* owned, given out as row.json */
  GError *fault; /* owned, given out as row.fault */
  gint64 line;   /* of the line that comes next */
};

TpNdjsonReader *
tp_ndjson_reader_new (TpSource source)
{
  TpNdjsonReader *self = g_new0 (TpNdjsonReader, 1);
  self->line = 1;
  tp_text_buffer_init (&self->text, tp_decoder_new (source, TP_CHARSET_UTF_8, 0));
  return self;
}

static void
clear_row (TpNdjsonReader *self)
{
  g_clear_pointer (&self->json, json_decref);
  g_clear_error (&self->fault);
}

void
tp_ndjson_reader_free (TpNdjsonReader *self)
{
  if (self == NULL)
    return;
  clear_row (self);
  tp_text_buffer_clear (&self->text);
  g_free (self);
}

/* The next line ends with NUL instead of LF or CRLF; NULL at the end of the file. */
static gboolean
take_line (TpNdjsonReader *self, char **out_line, gsize *out_length, GError **error)
{
  TpTextBuffer *text = &self->text;
  char *begin, *end;
  for (;;) {
    begin = text->bytes + text->start;
    end = memchr (begin, '\n', text->end - text->start);
    gsize length = (gsize)((end != NULL ? end : text->bytes + text->end) - begin);
    if (length > TP_NDJSON_MAX_LINE)
      return tp_error (error, TP_ERROR_LIMIT, _ ("line %lld: longer than %d bytes"),
                       (long long)self->line, TP_NDJSON_MAX_LINE);
    if (end != NULL || text->ended)
      break;
    if (!tp_text_buffer_more (text, error))
      return FALSE;
  }
  *out_line = end == NULL && text->start == text->end ? NULL : begin;
  if (end == NULL)
    end = text->bytes + text->end;
  text->start = MIN ((gsize)(end - text->bytes) + 1, text->end);
  self->line++;
  if (end > begin && end[-1] == '\r')
    end--;
  *end = '\0';
  *out_length = (gsize)(end - begin);
  return TRUE;
}

gboolean
tp_ndjson_next (TpNdjsonReader *self, const TpNdjsonRow **out_row, GError **error)
{
  char *line = NULL;
  gsize length = 0;
  clear_row (self);
  *out_row = NULL;
  do
    if (!take_line (self, &line, &length, error))
      return FALSE;
  while (line != NULL && line[strspn (line, " \t\r")] == '\0');
  if (line == NULL)
    return TRUE;
  self->json = tp_json_parse (line, length, &self->fault);
  self->row = (TpNdjsonRow){
      .text = line,
      .length = length,
      .json = self->json,
      .fault = self->fault,
      .number = self->row.number + 1,
      .line = self->line - 1,
  };
  *out_row = &self->row;
  return TRUE;
}
