/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/import_queue.h"
#include "core/purchase_import.h"

#include <string.h>

#define UPLOAD_MAX (G_GINT64_CONSTANT (4) << 30)
#define LOOK_EVERY_MS 300

static json_t *
import_json (TpAccount *account, const TpImport *import)
{
  g_autofree char *id =
      import->id != 0 ? tp_account_public_id (account, TP_THING_IMPORT, import->id) : NULL;
  json_t *notes =
      import->notes != NULL ? tp_json_parse (import->notes, strlen (import->notes), NULL) : NULL;
  if (notes == NULL)
    notes = json_object ();
  return json_pack ("{s:s?, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:o, s:o, s:o}", "id",
                    id, "kind", tp_import_kind_name (import->kind), "state",
                    tp_import_state_name (import->state), "file_name", import->file_name, "rows",
                    (json_int_t)import->rows, "added", (json_int_t)import->added, "updated",
                    (json_int_t)import->updated, "unchanged", (json_int_t)import->unchanged,
                    "refused", (json_int_t)import->refused, "contacts_added",
                    (json_int_t)import->contacts_added, "has_refused_file",
                    import->refused_file != NULL, "notes", notes, "started_at",
                    tp_api_time (import->started_at), "ended_at", tp_api_time (import->ended_at));
}

static gboolean
list_imports (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 before = 0;
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after_number (api, request, &before, error))
    return FALSE;
  g_autoptr (GPtrArray) imports = tp_import_page (conn, before, limit, error);
  if (imports == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < imports->len; i++)
    json_array_append_new (items, import_json (tp_api_account (api), imports->pdata[i]));
  char *next =
      imports->len == limit
          ? tp_api_next_number (api, request, ((TpImport *)imports->pdata[imports->len - 1])->id)
          : NULL;
  tp_api_list (response, "imports", items, next);
  return TRUE;
}

/* The import of the path. (transfer full) */
static TpImport *
get_import (TpApi *api, TpRequest *request, GError **error)
{
  gint64 id;
  if (!tp_api_id (api, request, "id", TP_THING_IMPORT, &id, error))
    return NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  return conn != NULL ? tp_import_get (conn, id, error) : NULL;
}

static gboolean
show_import (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpImport) import = get_import (api, request, error);
  if (import == NULL)
    return FALSE;
  tp_response_json (response, import_json (tp_api_account (api), import));
  return TRUE;
}

/* What the form's "options" say; the format also by the file's name. (transfer full) */
static TpImportOptions *
read_options (TpRequest *request, const TpUpload *upload, GError **error)
{
  const TpForm *form = tp_request_form (request, error);
  const char *text = form != NULL ? tp_form_get (form, "options") : NULL;
  if (form == NULL)
    return NULL;
  TpImportOptions *options = tp_import_options_parse (text != NULL ? text : "{}", error);
  if (options != NULL && (g_str_has_suffix (upload->file_name, ".ndjson") ||
                          g_str_has_suffix (upload->file_name, ".jsonl")))
    options->format = TP_IMPORT_NDJSON;
  return options;
}

static gboolean
add_import (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpAccount *account = tp_api_account (api);
  gboolean rehearse = tp_request_query_bool (request, "dry_run");
  const TpUpload *upload = tp_request_upload (request, "file");
  if (upload == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("the form has no file named 'file'"));
  g_autoptr (TpImportOptions) options = read_options (request, upload, error);
  if (options == NULL)
    return FALSE;
  g_autoptr (TpImport) import =
      rehearse ? tp_import_contacts_rehearse (account, upload->fd, upload->file_name, options, NULL,
                                              error)
               : tp_import_queue_add (account, tp_api_actor (request), upload->fd,
                                      upload->file_name, options, error);
  if (import == NULL)
    return FALSE;
  tp_response_set_status (response, rehearse ? 200 : 202);
  tp_response_json (response, import_json (account, import));
  return rehearse || tp_api_set_position (api, response, error);
}

static gboolean
undo_import (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpAccount *account = tp_api_account (api);
  g_autoptr (TpImport) import = get_import (api, request, error);
  if (import == NULL)
    return FALSE;
  if (import->kind == TP_IMPORT_PURCHASES) {
    TpPurchaseImportOptions options = {0};
    g_autoptr (TpImport) undone =
        tp_purchase_import_undo (account, tp_api_actor (request), import->id, &options, error);
    if (undone == NULL)
      return FALSE;
  } else if (!tp_import_queue_undo (account, import->id, error)) {
    return FALSE;
  }
  g_autoptr (TpImport) now = get_import (api, request, error);
  if (now == NULL)
    return FALSE;
  tp_response_json (response, import_json (account, now));
  return tp_api_set_position (api, response, error);
}

static gboolean
download_refused (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpImport) import = get_import (api, request, error);
  if (import == NULL)
    return FALSE;
  if (import->refused_file == NULL || !g_file_test (import->refused_file, G_FILE_TEST_IS_REGULAR))
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no file of refused rows here"));
  tp_response_download (response, "refused.csv");
  return tp_response_file (response, import->refused_file, "text/csv", error);
}

/* An import that is watched. */
typedef struct {
  TpAccount *account;
  gint64 id;
} Watched;

static gboolean
write_event (TpStream *stream, TpAccount *account, const TpImport *import, GError **error)
{
  g_autoptr (json_t) json = import_json (account, import);
  g_autofree char *data = tp_json_text (json);
  g_autofree char *event = g_strdup_printf ("event: import\ndata: %s\n\n", data);
  return tp_stream_write (stream, event, -1, error);
}

/* An event at each change until nothing is under way any more. */
static gboolean
write_events (TpStream *stream, gpointer data, GError **error)
{
  Watched *watched = data;
  gint64 rows = -1, left = -1;
  for (;;) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (watched->account), error);
    g_autoptr (TpImport) import = conn != NULL ? tp_import_get (conn, watched->id, error) : NULL;
    g_clear_pointer (&conn, tp_conn_release);
    if (import == NULL)
      return FALSE;
    gboolean ended = import->state == TP_IMPORT_DONE || import->state == TP_IMPORT_UNDONE;
    gboolean moved = ended || import->rows != rows || import->undo_sequence != left;
    if (moved ? !write_event (stream, watched->account, import, error)
              : !tp_stream_write (stream, ":\n", -1, error))
      return FALSE;
    if (ended)
      return TRUE;
    rows = import->rows;
    left = import->undo_sequence;
    g_usleep (LOOK_EVERY_MS * 1000);
  }
}

static gboolean
watch_import (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpImport) import = get_import (api, request, error);
  if (import == NULL)
    return FALSE;
  Watched *watched = g_new0 (Watched, 1);
  *watched = (Watched){tp_api_account (api), import->id};
  tp_response_stream (response, "text/event-stream", write_events, watched, g_free);
  return TRUE;
}

static const TpSchema schemas[] = {
    {"Import",
     "{\"type\":\"object\",\"required\":[\"id\",\"kind\",\"state\",\"rows\",\"added\",\"updated\","
     "\"unchanged\",\"refused\"],\"properties\":{\"id\":{\"type\":[\"string\",\"null\"]},"
     "\"kind\":{\"type\":\"string\",\"enum\":[\"contacts\",\"purchases\",\"blocked\"]},"
     "\"state\":{\"type\":\"string\",\"enum\":[\"running\",\"done\",\"undoing\",\"undone\"]},"
     "\"file_name\":{\"type\":\"string\"},\"rows\":{\"type\":\"integer\"},"
     "\"added\":{\"type\":\"integer\"},\"updated\":{\"type\":\"integer\"},"
     "\"unchanged\":{\"type\":\"integer\"},\"refused\":{\"type\":\"integer\"},"
     "\"contacts_added\":{\"type\":\"integer\"},\"has_refused_file\":{\"type\":\"boolean\"},"
     "\"notes\":{\"type\":\"object\"},\"started_at\":{\"type\":[\"string\",\"null\"]},"
     "\"ended_at\":{\"type\":[\"string\",\"null\"]}}}"},
    {"ImportList", TP_API_LIST_SCHEMA ("imports",       "Import")},
    {"ImportInput",            "{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{"
                    "\"file\":{\"type\":\"string\",\"format\":\"binary\"},"
                    "\"options\":{\"type\":\"string\"}}}"                                  },
};

static const TpQueryParam list_query[] = {TP_API_LIMIT, TP_API_AFTER, {NULL}};

/* clang-format off */
static const TpQueryParam add_query[] = {
    {"dry_run", TP_QUERY_BOOL, N_ ("whether only to say what would happen"), .fallback = "false"},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/imports", "imports:read", 0, list_imports, "imports",
     N_ ("list imports, the newest first"), .query = list_query, .response_schema = "ImportList"},
    {"POST", "/api/v1/imports", "imports:write", 0, add_import, "imports",
     N_ ("import contacts from a file; options is a JSON object with format, tags, lists, basis, "
         "purposes, maps, keep, month_first, blocked"),
     .query = add_query, .request_type = "multipart/form-data", .request_schema = "ImportInput",
     .body_limit = UPLOAD_MAX, .status = 202, .response_schema = "Import"},
    {"GET", "/api/v1/imports/{id}", "imports:read", 0, show_import, "imports",
     N_ ("an import with its progress"), .response_schema = "Import"},
    {"GET", "/api/v1/imports/{id}/events", "imports:read", 0, watch_import, "imports",
     N_ ("the progress as server-sent events"), .response_type = "text/event-stream"},
    {"GET", "/api/v1/imports/{id}/refused", "imports:read", 0, download_refused, "imports",
     N_ ("the refused rows, with line and reason"), .response_type = "text/csv"},
    {"POST", "/api/v1/imports/{id}/undo", "imports:write", 0, undo_import, "imports",
     N_ ("take an import back"), .request_type = "*", .status = 202, .response_schema = "Import"},
};
/* clang-format on */

const TpApiResource tp_api_import = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
