/* SPDX-License-Identifier: Apache-2.0 */
/* GMime parses; this walks its tree with a stack of its own and copies what is shown. */
#include "mail/view.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "mail/gmime.h"

#include <string.h>

typedef struct {
  GMimeObject *part; /* borrowed from the message */
  guint depth;
} Visit;

static void
init_gmime (void)
{
  static gsize once;
  if (g_once_init_enter (&once)) {
    g_mime_init ();
    g_once_init_leave (&once, 1);
  }
}

/* Octets that do not cut a character, at most max. */
static gsize
cut_length (const char *text, gsize length, gsize max)
{
  if (length <= max)
    return length;
  while (max > 0 && ((guchar)text[max] & 0xC0) == 0x80)
    max--;
  return max;
}

/* Valid UTF-8 on one line, bounded. NULL becomes "". */
static char *
make_line (TpMailView *view, const char *text)
{
  if (text == NULL)
    return g_strdup ("");
  gsize length = strlen (text);
  gsize cut = cut_length (text, length, TP_VIEW_LINE_MAX);
  view->is_cut |= cut < length;
  char *line = g_utf8_make_valid (text, (gssize)cut);
  for (char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return g_strstrip (line);
}

static char *
make_addresses (TpMailView *view, InternetAddressList *list)
{
  if (list == NULL)
    return g_strdup ("");
  g_autofree char *text = internet_address_list_to_string (list, NULL, FALSE);
  return make_line (view, text);
}

static void
free_header (gpointer data)
{
  TpViewHeader *header = data;
  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

static void
free_attachment (gpointer data)
{
  TpViewAttachment *attachment = data;
  g_free (attachment->name);
  g_free (attachment->type);
  g_free (attachment);
}

static void
add_headers (TpMailView *view, GMimeMessage *message)
{
  GMimeHeaderList *list = g_mime_object_get_header_list (GMIME_OBJECT (message));
  int n = g_mime_header_list_get_count (list);
  view->is_cut |= n > TP_VIEW_HEADERS_MAX;
  for (int i = 0; i < MIN (n, TP_VIEW_HEADERS_MAX); i++) {
    GMimeHeader *given = g_mime_header_list_get_header_at (list, i);
    TpViewHeader *header = g_new0 (TpViewHeader, 1);
    header->name = make_line (view, g_mime_header_get_name (given));
    header->value = make_line (view, g_mime_header_get_value (given));
    g_ptr_array_add (view->headers, header);
  }
}

static void
add_fields (TpMailView *view, GMimeMessage *message)
{
  view->subject = make_line (view, g_mime_message_get_subject (message));
  view->from = make_addresses (view, g_mime_message_get_from (message));
  view->to = make_addresses (view, g_mime_message_get_to (message));
  view->reply_to = make_addresses (view, g_mime_message_get_reply_to (message));
  view->message_id = make_line (view, g_mime_message_get_message_id (message));
  GDateTime *date = g_mime_message_get_date (message);
  view->has_date = date != NULL;
  if (date != NULL)
    view->date_at = g_date_time_to_unix (date) * TP_SECOND;
}

static gboolean
is_charset_name (const char *name)
{
  gsize length = strlen (name);
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && strchr ("-_.:", name[i]) == NULL)
      return FALSE;
  return length > 0 && length < 40;
}

/* By the charset it claims, else as UTF-8, else as Windows-1252; what still cannot be read is
 * replaced. */
static char *
make_text (const char *bytes, gsize length, const char *charset)
{
  char *text = NULL;
  gsize written = 0;
  gboolean utf8 = charset == NULL || g_ascii_strcasecmp (charset, "utf-8") == 0 ||
                  g_ascii_strcasecmp (charset, "us-ascii") == 0;
  if (!utf8 && is_charset_name (charset))
    text = g_convert (bytes, (gssize)length, "UTF-8", charset, NULL, &written, NULL);
  if (text == NULL && !utf8 && !g_utf8_validate_len (bytes, length, NULL))
    text = g_convert (bytes, (gssize)length, "UTF-8", "WINDOWS-1252", NULL, &written, NULL);
  if (text == NULL)
    return g_utf8_make_valid (bytes, (gssize)length);
  char *valid = g_utf8_make_valid (text, (gssize)written);
  g_free (text);
  return valid;
}

static char *
read_text (TpMailView *view, GMimePart *part)
{
  GMimeDataWrapper *wrapper = g_mime_part_get_content (part);
  if (wrapper == NULL)
    return g_strdup ("");
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  g_mime_data_wrapper_write_to_stream (wrapper, stream);
  GByteArray *bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  const char *charset = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), "charset");
  if (bytes->len == 0)
    return g_strdup ("");
  gsize length = MIN (bytes->len, TP_VIEW_TEXT_MAX);
  g_autofree char *text = make_text ((const char *)bytes->data, length, charset);
  gsize full = strlen (text);
  gsize cut = cut_length (text, full, TP_VIEW_TEXT_MAX);
  view->is_cut |= cut < full || length < bytes->len;
  text[cut] = '\0';
  return g_steal_pointer (&text);
}

static char *
type_of (TpMailView *view, GMimeObject *part)
{
  g_autofree char *type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (part));
  return make_line (view, type);
}

static gsize
size_of (GMimeObject *part)
{
  if (!GMIME_IS_PART (part))
    return 0;
  GMimeDataWrapper *wrapper = g_mime_part_get_content (GMIME_PART (part));
  GMimeStream *stream = wrapper != NULL ? g_mime_data_wrapper_get_stream (wrapper) : NULL;
  gint64 length = stream != NULL ? g_mime_stream_length (stream) : 0;
  return length > 0 ? (gsize)length : 0;
}

static void
add_attachment (TpMailView *view, GMimeObject *part)
{
  if (view->attachments->len == TP_VIEW_ATTACHMENTS_MAX) {
    view->is_cut = TRUE;
    return;
  }
  TpViewAttachment *attachment = g_new0 (TpViewAttachment, 1);
  const char *name = GMIME_IS_PART (part) ? g_mime_part_get_filename (GMIME_PART (part)) : NULL;
  attachment->name = make_line (view, name);
  for (char *p = attachment->name; *p != '\0'; p++)
    if (*p == '\\')
      *p = '/';
  const char *slash = strrchr (attachment->name, '/');
  if (slash != NULL)
    memmove (attachment->name, slash + 1, strlen (slash + 1) + 1);
  attachment->type = type_of (view, part);
  attachment->size = size_of (part);
  g_ptr_array_add (view->attachments, attachment);
}

static void
add_leaf (TpMailView *view, GMimeObject *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (part);
  gboolean shown = GMIME_IS_PART (part) && !g_mime_part_is_attachment (GMIME_PART (part));
  if (shown && view->html == NULL && g_mime_content_type_is_type (type, "text", "html"))
    view->html = read_text (view, GMIME_PART (part));
  else if (shown && view->text == NULL && g_mime_content_type_is_type (type, "text", "plain"))
    view->text = read_text (view, GMIME_PART (part));
  else
    add_attachment (view, part);
}

/* Depth first, in the order of the parts. */
static void
walk (TpMailView *view, GMimeObject *root)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Visit));
  Visit first = {root, 0};
  g_array_append_val (stack, first);
  guint seen = 0;
  while (stack->len > 0) {
    Visit visit = g_array_index (stack, Visit, stack->len - 1);
    g_array_set_size (stack, stack->len - 1);
    if (++seen > TP_VIEW_PARTS_MAX || visit.depth > TP_VIEW_DEPTH_MAX) {
      view->is_cut = TRUE;
      continue;
    }
    if (!GMIME_IS_MULTIPART (visit.part)) {
      add_leaf (view, visit.part);
      continue;
    }
    int n = g_mime_multipart_get_count (GMIME_MULTIPART (visit.part));
    view->is_cut |= n > TP_VIEW_PARTS_MAX;
    for (int i = MIN (n, TP_VIEW_PARTS_MAX) - 1; i >= 0; i--) {
      Visit child = {g_mime_multipart_get_part (GMIME_MULTIPART (visit.part), i), visit.depth + 1};
      g_array_append_val (stack, child);
    }
  }
}

TpMailView *
tp_mail_view_parse (const char *bytes, gsize length, GError **error)
{
  if (length > TP_VIEW_MAIL_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("the mail is larger than %d octets"), TP_VIEW_MAIL_MAX);
    return NULL;
  }
  init_gmime ();
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (bytes, length);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);
  g_autoptr (GMimeMessage) message = g_mime_parser_construct_message (parser, NULL);
  if (message == NULL) {
    tp_error (error, TP_ERROR_INVALID, _ ("this is not a mail"));
    return NULL;
  }
  TpMailView *view = g_new0 (TpMailView, 1);
  view->headers = g_ptr_array_new_with_free_func (free_header);
  view->attachments = g_ptr_array_new_with_free_func (free_attachment);
  add_headers (view, message);
  add_fields (view, message);
  if (g_mime_message_get_mime_part (message) != NULL)
    walk (view, g_mime_message_get_mime_part (message));
  return view;
}

void
tp_mail_view_free (TpMailView *view)
{
  if (view == NULL)
    return;
  g_free (view->subject);
  g_free (view->from);
  g_free (view->to);
  g_free (view->reply_to);
  g_free (view->message_id);
  g_free (view->text);
  g_free (view->html);
  g_ptr_array_unref (view->headers);
  g_ptr_array_unref (view->attachments);
  g_free (view);
}

const char *
tp_mail_view_find_header (const TpMailView *view, const char *name)
{
  for (guint i = 0; i < view->headers->len; i++) {
    const TpViewHeader *header = g_ptr_array_index (view->headers, i);
    if (g_ascii_strcasecmp (header->name, name) == 0)
      return header->value;
  }
  return NULL;
}
