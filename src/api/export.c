/* SPDX-License-Identifier: Apache-2.0 */
#include "core/export.h"

#include "api/resources.h"
#include "core/names.h"

typedef struct {
  TpAccount *account;
  TpExportOptions options; /* owns where and fields */
} Export;

static void
free_export (gpointer data)
{
  Export *export = data;
  g_clear_pointer (&export->options.where, tp_segment_unref);
  g_free ((char *)export->options.fields);
  g_free (export);
}

static gboolean
write_piece (const char *bytes, gsize length, gpointer stream, GError **error)
{
  return tp_stream_write (stream, bytes, (gssize)length, error);
}

static gboolean
write_export (TpStream *stream, gpointer data, GError **error)
{
  Export *export = data;
  return tp_export_contacts (export->account, &export->options, write_piece, stream, NULL, error);
}

static gboolean
read_where (TpApi *api, TpRequest *request, TpSegment **out_where, GError **error)
{
  const char *where = tp_request_query (request, "where");
  if (where == NULL)
    return TRUE;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  *out_where = tp_names_parse (names, where, NULL, error);
  return *out_where != NULL;
}

static gboolean
export_contacts (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  Export *export = g_new0 (Export, 1);
  export->account = tp_api_account (api);
  export->options.fields = g_strdup (tp_request_query (request, "fields"));
  tp_export_format_find (tp_request_query (request, "format"), &export->options.format);
  if (!read_where (api, request, &export->options.where, error) ||
      !tp_export_check (export->account, &export->options, error)) {
    free_export (export);
    return FALSE;
  }
  gboolean csv = export->options.format == TP_EXPORT_CSV;
  tp_response_download (response, csv ? "contacts.csv" : "contacts.ndjson");
  tp_response_stream (response, csv ? "text/csv" : "application/x-ndjson", write_export, export,
                      free_export);
  return TRUE;
}

/* clang-format off */
static const TpQueryParam query[] = {
    {"where", TP_QUERY_TEXT, N_ ("the condition; everyone when not given"), .max = 20000},
    {"fields", TP_QUERY_TEXT,
     N_ ("names of fields, and id, created, tags, lists, permissions, separated by commas"),
     .max = 20000},
    {"format", TP_QUERY_CHOICE, N_ ("the file's format"), .choices = "csv|ndjson",
     .fallback = "csv"},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/contacts/export", "exports:read", 0, export_contacts, "contacts",
     N_ ("contacts as a file"), .query = query, .response_type = "text/csv"},
};
/* clang-format on */

const TpApiResource tp_api_export = {
    routes, G_N_ELEMENTS (routes), {NULL, 0}
};
