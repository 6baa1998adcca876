/* SPDX-License-Identifier: Apache-2.0 */
/* A state machine over `pending`, which holds what cannot be judged yet: at most one slice of input
 * and one header block. It begins as CR LF, so that the first boundary line looks like all others:
 * the delimiter is always CR LF "--" boundary. Each step consumes from the front of pending and
 * says whether it could go on; data before a possible delimiter is given to the part at once. */
#include "http/multipart.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/part_header.h"
#include "http/spool.h"

#define SLICE (64 * 1024)

typedef enum { STATE_DATA, STATE_AFTER_DELIMITER, STATE_HEADERS, STATE_EPILOGUE } State;
typedef enum { PART_NONE, PART_FIELD, PART_FILE } PartKind;

struct TpMultipart {
  State state;
  GString *delimiter;
  GString *pending;
  char *spool_dir;
  TpForm *form;
  GPtrArray *uploads; /* of TpUpload */
  PartKind kind;      /* of the part that is being read; PART_NONE drops its data */
  char *field;
  GString *value;
  guint parts;
  gsize field_bytes;
  GError *failure;
};

static void
upload_free (gpointer data)
{
  TpUpload *upload = data;
  g_free (upload->field);
  g_free (upload->file_name);
  g_free (upload->content_type);
  close (upload->fd);
  g_free (upload);
}

TpMultipart *
tp_multipart_new (const char *content_type, const char *spool_dir, GError **error)
{
  g_autofree char *boundary = tp_header_parameter (content_type, "boundary");
  gsize length = boundary != NULL ? strlen (boundary) : 0;
  if (length == 0 || length > TP_MULTIPART_BOUNDARY_MAX ||
      strspn (boundary,
              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? "
              "*!#$&^`|~%") != length) {
    tp_error (error, TP_ERROR_INVALID, _ ("the multipart form has no usable boundary"));
    return NULL;
  }
  TpMultipart *multipart = g_new0 (TpMultipart, 1);
  multipart->delimiter = g_string_new ("\r\n--");
  g_string_append (multipart->delimiter, boundary);
  multipart->pending = g_string_new ("\r\n");
  multipart->spool_dir = g_strdup (spool_dir);
  multipart->form = tp_form_new ();
  multipart->uploads = g_ptr_array_new_with_free_func (upload_free);
  multipart->value = g_string_new (NULL);
  return multipart;
}

void
tp_multipart_free (TpMultipart *multipart)
{
  if (multipart == NULL)
    return;
  g_string_free (multipart->delimiter, TRUE);
  g_string_free (multipart->pending, TRUE);
  g_string_free (multipart->value, TRUE);
  g_free (multipart->spool_dir);
  g_free (multipart->field);
  tp_form_free (multipart->form);
  g_ptr_array_unref (multipart->uploads);
  g_clear_error (&multipart->failure);
  g_free (multipart);
}

static gboolean
start_file (TpMultipart *multipart, TpPartHeader *header, GError **error)
{
  if (multipart->uploads->len == TP_MULTIPART_FILES_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the form has more than %d files"),
                     TP_MULTIPART_FILES_MAX);
  int fd = tp_spool_open (multipart->spool_dir, error);
  if (fd < 0)
    return FALSE;
  TpUpload *upload = g_new0 (TpUpload, 1);
  upload->fd = fd;
  upload->field = g_strdup (header->name);
  upload->file_name = g_steal_pointer (&header->file_name);
  upload->content_type = g_steal_pointer (&header->content_type);
  g_ptr_array_add (multipart->uploads, upload);
  multipart->kind = PART_FILE;
  return TRUE;
}

static gboolean
start_part (TpMultipart *multipart, const char *block, gsize length, GError **error)
{
  if (++multipart->parts > TP_MULTIPART_PARTS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the form has more than %d parts"),
                     TP_MULTIPART_PARTS_MAX);
  g_auto (TpPartHeader) header = {NULL};
  if (!tp_part_header_parse (block, length, &header, error))
    return FALSE;
  g_free (multipart->field);
  multipart->field = g_strdup (header.name);
  multipart->kind = PART_FIELD;
  if (header.no_file_chosen)
    multipart->kind = PART_NONE;
  else if (header.file_name != NULL)
    return start_file (multipart, &header, error);
  return TRUE;
}

static gboolean
take_data (TpMultipart *multipart, const char *bytes, gsize length, GError **error)
{
  if (multipart->kind == PART_FILE) {
    TpUpload *upload = g_ptr_array_index (multipart->uploads, multipart->uploads->len - 1);
    upload->length += (gint64)length;
    return tp_spool_write (upload->fd, bytes, length, error);
  }
  if (multipart->kind == PART_NONE)
    return TRUE;
  multipart->field_bytes += length;
  if (multipart->value->len + length > TP_MULTIPART_FIELD_MAX ||
      multipart->field_bytes > TP_MULTIPART_FIELDS_MAX) {
    g_autofree char *shown = g_utf8_make_valid (multipart->field, -1);
    return tp_error (error, TP_ERROR_LIMIT, _ ("form field '%s' is too long"), shown);
  }
  g_string_append_len (multipart->value, bytes, (gssize)length);
  return TRUE;
}

static gboolean
end_part (TpMultipart *multipart, GError **error)
{
  gboolean ok = TRUE;
  if (multipart->kind == PART_FIELD)
    ok = tp_form_add (multipart->form, multipart->field, strlen (multipart->field),
                      multipart->value->str, multipart->value->len, error);
  g_string_truncate (multipart->value, 0);
  multipart->kind = PART_NONE;
  return ok;
}

/* The steps: each returns FALSE with an error, or TRUE with *out_more telling whether it consumed
 * something and should be called again without new input. */

static gboolean
step_data (TpMultipart *multipart, gboolean *out_more, GError **error)
{
  GString *pending = multipart->pending;
  GString *delimiter = multipart->delimiter;
  const char *found = memmem (pending->str, pending->len, delimiter->str, delimiter->len);
  gsize sure = found != NULL ? (gsize)(found - pending->str)
                             : pending->len - MIN (pending->len, delimiter->len - 1);
  if (!take_data (multipart, pending->str, sure, error))
    return FALSE;
  if (found == NULL) {
    g_string_erase (pending, 0, (gssize)sure);
    return TRUE;
  }
  g_string_erase (pending, 0, (gssize)(sure + delimiter->len));
  multipart->state = STATE_AFTER_DELIMITER;
  *out_more = TRUE;
  return end_part (multipart, error);
}

static gboolean
step_after_delimiter (TpMultipart *multipart, gboolean *out_more, GError **error)
{
  GString *pending = multipart->pending;
  if (g_str_has_prefix (pending->str, "--")) {
    multipart->state = STATE_EPILOGUE;
    *out_more = TRUE;
    return TRUE;
  }
  gsize blanks = strspn (pending->str, " \t");
  gsize rest = pending->len - blanks;
  if (blanks == 0 && rest == 1 && pending->str[0] == '-')
    return TRUE;
  if (rest >= 2 && memcmp (pending->str + blanks, "\r\n", 2) == 0) {
    /* The CR LF stays: it may be the empty line after no headers at all. */
    g_string_erase (pending, 0, (gssize)blanks);
    multipart->state = STATE_HEADERS;
    *out_more = TRUE;
    return TRUE;
  }
  gboolean may_still_be = rest == 0 || (rest == 1 && pending->str[blanks] == '\r');
  if (may_still_be && blanks <= TP_MULTIPART_BOUNDARY_MAX)
    return TRUE;
  return tp_error (error, TP_ERROR_INVALID, _ ("the boundary before part %u is broken"),
                   multipart->parts + 1);
}

static gboolean
step_headers (TpMultipart *multipart, gboolean *out_more, GError **error)
{
  GString *pending = multipart->pending;
  const char *end = memmem (pending->str, pending->len, "\r\n\r\n", 4);
  gsize length = end != NULL ? (gsize)(end - pending->str) : pending->len;
  if (length > TP_MULTIPART_HEADER_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the headers of part %u are too long"),
                     multipart->parts + 1);
  if (end == NULL)
    return TRUE;
  if (!start_part (multipart, pending->str, length, error))
    return FALSE;
  g_string_erase (pending, 0, (gssize)length + 4);
  multipart->state = STATE_DATA;
  *out_more = TRUE;
  return TRUE;
}

static gboolean
process (TpMultipart *multipart, GError **error)
{
  for (gboolean more = TRUE; more;) {
    gboolean ok = TRUE;
    more = FALSE;
    switch (multipart->state) {
    case STATE_DATA:
      ok = step_data (multipart, &more, error);
      break;
    case STATE_AFTER_DELIMITER:
      ok = step_after_delimiter (multipart, &more, error);
      break;
    case STATE_HEADERS:
      ok = step_headers (multipart, &more, error);
      break;
    case STATE_EPILOGUE:
      g_string_truncate (multipart->pending, 0);
      break;
    }
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static gboolean
repeat_failure (const TpMultipart *multipart, GError **error)
{
  g_propagate_error (error, g_error_copy (multipart->failure));
  return FALSE;
}

gboolean
tp_multipart_feed (TpMultipart *multipart, const char *bytes, gsize length, GError **error)
{
  while (length > 0 && multipart->failure == NULL) {
    gsize slice = MIN (length, SLICE);
    g_string_append_len (multipart->pending, bytes, (gssize)slice);
    process (multipart, &multipart->failure);
    bytes += slice;
    length -= slice;
  }
  return multipart->failure == NULL ? TRUE : repeat_failure (multipart, error);
}

gboolean
tp_multipart_finish (TpMultipart *multipart, GError **error)
{
  if (multipart->failure == NULL && multipart->state != STATE_EPILOGUE)
    tp_error (&multipart->failure, TP_ERROR_INVALID,
              _ ("the multipart form ends before its closing boundary"));
  if (multipart->failure != NULL)
    return repeat_failure (multipart, error);
  for (guint i = 0; i < multipart->uploads->len; i++)
    lseek (((TpUpload *)g_ptr_array_index (multipart->uploads, i))->fd, 0, SEEK_SET);
  return TRUE;
}

const TpForm *
tp_multipart_form (const TpMultipart *multipart)
{
  return multipart->form;
}

const TpUpload *
tp_multipart_upload (const TpMultipart *multipart, const char *field)
{
  for (guint i = 0; i < multipart->uploads->len; i++) {
    const TpUpload *upload = g_ptr_array_index (multipart->uploads, i);
    if (strcmp (upload->field, field) == 0)
      return upload;
  }
  return NULL;
}

gsize
tp_multipart_upload_count (const TpMultipart *multipart)
{
  return multipart->uploads->len;
}
