/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a contact: history, addresses and notes. */
#include "api/contact.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/address_book.h"
#include "core/address_check.h"

static gboolean
list_history (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 number = 0, before = 0, next = 0;
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after_number (api, request, &before, error) ||
      !tp_api_find_contact (api, request, conn, &number, error))
    return FALSE;
  json_t *items =
      tp_contact_history_json (tp_api_account (api), conn, number, before, limit, &next, error);
  if (items == NULL)
    return FALSE;
  tp_api_list (response, "events", items,
               next != 0 ? tp_api_next_number (api, request, next) : NULL);
  return TRUE;
}

static gboolean
list_addresses (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  if (conn == NULL || !tp_api_find_contact (app, request, conn, &number, error))
    return FALSE;
  json_t *items = tp_contact_addresses_json (conn, number, error);
  if (items == NULL)
    return FALSE;
  tp_api_list (response, "addresses", items, NULL);
  return TRUE;
}

/* Answers with the addresses as the change leaves them, and commits. */
static gboolean
answer_addresses (TpApi *api, TpRequest *request, TpResponse *response, TpChange **change,
                  gint64 number, GError **error)
{
  json_t *items = tp_contact_addresses_json (tp_change_conn (*change), number, error);
  if (items == NULL)
    return FALSE;
  tp_api_list (response, "addresses", items, NULL);
  return tp_api_commit (api, request, response, change, error);
}

static gboolean
add_address (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"address", "choose", NULL};
  TpJsonNode body;
  const char *address = NULL;
  gboolean choose = FALSE;
  gint64 number = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "address", TP_JSON_NOT_EMPTY, 1000, &address, error) ||
      !tp_json_get_bool (&body, "choose", TP_JSON_OPTIONAL, &choose, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (app, request, &number, error);
  return change != NULL && tp_address_book_add (change, number, address, choose, error) &&
         answer_addresses (app, request, response, &change, number, error);
}

static gboolean
remove_address (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (app, request, &number, error);
  return change != NULL &&
         tp_address_book_remove (change, number, tp_request_param (request, "address"), error) &&
         answer_addresses (app, request, response, &change, number, error);
}

/* The connection is given back before the name servers are asked. */
static GPtrArray *
read_addresses (TpApi *api, TpRequest *request, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_find_contact (api, request, conn, &number, error))
    return NULL;
  return tp_address_book_list (conn, number, error);
}

static gboolean
check_addresses (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (GPtrArray) entries = read_addresses (app, request, error);
  json_t *items = entries != NULL ? tp_address_check_json (entries, error) : NULL;
  if (items == NULL)
    return FALSE;
  tp_api_list (response, "addresses", items, NULL);
  return TRUE;
}

static gboolean
list_notes (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 number = 0, before = 0;
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after_number (api, request, &before, error) ||
      !tp_api_find_contact (api, request, conn, &number, error))
    return FALSE;
  g_autoptr (GPtrArray) notes = tp_note_page (conn, number, before, limit, error);
  if (notes == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < notes->len; i++)
    json_array_append_new (items, tp_note_to_json (tp_api_account (api), notes->pdata[i]));
  gint64 last = notes->len == limit ? ((TpNote *)notes->pdata[notes->len - 1])->id : 0;
  tp_api_list (response, "notes", items,
               last != 0 ? tp_api_next_number (api, request, last) : NULL);
  return TRUE;
}

static gboolean
add_note (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"kind", "text", "at", NULL};
  static const char *const kinds[] = {"note", "call", "meeting", "letter", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *text = NULL;
  int kind = TP_NOTE_NOTE;
  gint64 at = 0, number = 0, id = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_choice (&body, "kind", TP_JSON_OPTIONAL, kinds, &kind, error) ||
      !tp_json_get_string (&body, "text", TP_JSON_NOT_EMPTY, TP_NOTE_TEXT_MAX, &text, error) ||
      !tp_json_get_time (&body, "at", TP_JSON_OPTIONAL, &at, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (api, request, &number, error);
  if (change == NULL || !tp_note_add (change, number, (TpNoteKind)kind, at, text, &id, error))
    return FALSE;
  g_autoptr (GPtrArray) notes = tp_note_page (tp_change_conn (change), number, id + 1, 1, error);
  if (notes == NULL || notes->len == 0)
    return FALSE;
  tp_response_json (response, tp_note_to_json (tp_api_account (api), notes->pdata[0]));
  return tp_api_commit (api, request, response, &change, error);
}

static gboolean
remove_note (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 number = 0, id = 0;
  if (!tp_api_id (app, request, "note", TP_THING_NOTE, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (app, request, &number, error);
  tp_response_empty (response);
  return change != NULL && tp_note_remove (change, number, id, error) &&
         tp_api_commit (app, request, response, &change, error);
}

/* clang-format off */
static const TpSchema schemas[] = {
    {"ContactEvent",
     "{\"type\":\"object\",\"required\":[\"at\",\"kind\",\"text\",\"by\",\"position\",\"data\"],"
     "\"properties\":{\"at\":{\"type\":\"string\",\"format\":\"date-time\"},\"kind\":{\"type\":"
     "\"string\"},\"text\":{\"type\":\"string\"},\"by\":{\"type\":\"string\"},\"position\":{"
     "\"type\":\"integer\"},\"data\":{\"type\":[\"object\",\"null\"]}}}"},
    {"ContactEventList", TP_API_LIST_SCHEMA ("events", "ContactEvent")},
    {"ContactAddress",
     "{\"type\":\"object\",\"required\":[\"address\",\"chosen\",\"added_at\",\"suppressed\"],"
     "\"properties\":{\"address\":{\"type\":\"string\"},\"chosen\":{\"type\":\"boolean\"},"
     "\"added_at\":{\"type\":\"string\",\"format\":\"date-time\"},\"suppressed\":{\"type\":["
     "\"string\",\"null\"],\"description\":\"why it is not mailed\"}}}"},
    {"ContactAddressList", TP_API_LIST_SCHEMA ("addresses", "ContactAddress")},
    {"ContactAddressInput",
     "{\"type\":\"object\",\"required\":[\"address\"],\"additionalProperties\":false,"
     "\"properties\":{\"address\":{\"type\":\"string\"},\"choose\":{\"type\":\"boolean\"}}}"},
    {"AddressCheck",
     "{\"type\":\"object\",\"required\":[\"address\",\"mail_server\",\"suggestion\",\"role\","
     "\"throwaway\"],\"properties\":{\"address\":{\"type\":\"string\"},\"mail_server\":{\"type\":["
     "\"string\",\"null\"],\"enum\":[\"found\",\"refused\",\"none\",\"temporary\",null]},"
     "\"suggestion\":{\"type\":[\"string\",\"null\"]},\"role\":{\"type\":\"boolean\"},"
     "\"throwaway\":{\"type\":\"boolean\"}}}"},
    {"AddressCheckList", TP_API_LIST_SCHEMA ("addresses", "AddressCheck")},
    {"Note",
     "{\"type\":\"object\",\"required\":[\"id\",\"kind\",\"at\",\"text\",\"author\"],"
     "\"properties\":{\"id\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},\"at\":{"
     "\"type\":\"string\",\"format\":\"date-time\"},\"text\":{\"type\":\"string\"},\"author\":{"
     "\"type\":[\"string\",\"null\"]}}}"},
    {"NoteList", TP_API_LIST_SCHEMA ("notes", "Note")},
    {"NoteInput",
     "{\"type\":\"object\",\"required\":[\"text\"],\"additionalProperties\":false,\"properties\":{"
     "\"kind\":{\"type\":\"string\",\"enum\":[\"note\",\"call\",\"meeting\",\"letter\"]},"
     "\"text\":{\"type\":\"string\"},\"at\":{\"type\":\"string\",\"format\":\"date-time\"}}}"},
};
/* clang-format on */

static const TpQueryParam page_query[] = {TP_API_LIMIT, TP_API_AFTER, {NULL}};

static const TpRoute routes[] = {
    {"GET",                                    "/api/v1/contacts/{id}/history", "contacts:read", 0,                                                                         list_history,                "contacts",
     N_ ("what happened to a contact, the newest first"),                                                                                                                                                                                                                                  .query = page_query,
     .response_schema = "ContactEventList"},
    {"GET",                                        "/api/v1/contacts/{id}/addresses",                                                                   "contacts:read",          0,  list_addresses,                   "contacts",
     N_ ("the e-mail addresses of a contact"),                                                      .response_schema = "ContactAddressList"                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        },
    {"POST",                                        "/api/v1/contacts/{id}/addresses",                                                                  "contacts:write",         TP_ROUTE_IDEMPOTENT, add_address,
     "contacts", N_ ("add an address, or choose one"),                                                                                                                                                                                                                                                                           .request_schema = "ContactAddressInput",
     .response_schema = "ContactAddressList"},
    {"DELETE",  "/api/v1/contacts/{id}/addresses/{address}",                                 "contacts:write",                                         TP_ROUTE_IDEMPOTENT,
     remove_address,                                                 "contacts", N_ ("remove an address"),                                                                                                                                                                                                                                                                       .response_schema = "ContactAddressList"                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      },
    {"GET", "/api/v1/contacts/{id}/address-check",                                "contacts:read",                                           0,                                                                               check_addresses,                                                            "contacts",
     N_ ("ask whether the domains of a contact's addresses take mail"),
     .response_schema = "AddressCheckList"},
    {"GET",    "/api/v1/contacts/{id}/notes",                                   "contacts:read",                                              0,                                                                                       list_notes,                                                                 "contacts",
     N_ ("the notes about a contact, the newest first"), .query = page_query,
     .response_schema = "NoteList"},
    {"POST",                     "/api/v1/contacts/{id}/notes",                                             "contacts:write",                                                            TP_ROUTE_IDEMPOTENT,                                                                                                                                add_note,
     "contacts",                                                         N_ ("write a note about a contact"),                                              .request_schema = "NoteInput",                                                                                                                                                                                                                                                 .status = 201,
     .response_schema = "Note"},
    {"DELETE",     "/api/v1/contacts/{id}/notes/{note}",       "contacts:write",         TP_ROUTE_IDEMPOTENT,
     remove_note,                                                                                                                                                                        "contacts",                                                                                                                                                                            N_ ("remove a note"),                                                                                                                                                                                                       .status = 204                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          },
};

const TpApiResource tp_api_contact_part = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
