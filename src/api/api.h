/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_read.h"
#include "core/change.h"
#include "core/scope.h"
#include "http/openapi.h"
#include "http/route.h"
#include "http/server.h"

/* The JSON interface and the server's pages: one file per resource with its handlers, its schemas
 * and its routes' table, listed in resources.c. A handler turns the request into one call of core
 * and its answer into JSON; it holds no SQL.
 *
 *   static gboolean
 *   list_tags (TpRequest *request, TpResponse *response, gpointer app, GError **error)
 *   {
 *     TpApi *api = app;
 *     g_autofree char *after = NULL;
 *     g_autoptr (TpConn) conn = tp_api_read (api, request, error);
 *     if (conn == NULL || !tp_api_after (api, request, &after, error))
 *       return FALSE;
 *     ...
 *     tp_api_list (response, "tags", items, tp_api_next (api, request, next_key));
 *     return TRUE;
 *   }
 *
 *   static gboolean
 *   add_tag (TpRequest *request, TpResponse *response, gpointer app, GError **error)
 *   {
 *     static const char *const known[] = {"name", NULL};
 *     TpJsonNode body;
 *     const char *name = NULL;
 *     if (!tp_api_body (request, known, &body, error) ||
 *         !tp_json_get_string (&body, "name", TP_JSON_NOT_EMPTY, 200, &name, error))
 *       return FALSE;
 *     g_autoptr (TpChange) change = tp_api_begin (api, request, error);
 *     if (change == NULL || !tp_tag_make (change, name, NULL, &id, error))
 *       return FALSE;
 *     tp_response_json (response, tag_json (api, tp_change_conn (change), id));
 *     return tp_api_commit (api, request, response, &change, error);
 *   }
 *
 *   const TpApiResource tp_api_tag = {routes, G_N_ELEMENTS (routes),
 *                                     {schemas, G_N_ELEMENTS (schemas)}};
 *
 * A route's permission is a scope of core/scope.h (or NULL: any principal); tp_api_new refuses
 * others. Write routes are IDEMPOTENT, unless their answer holds a secret. Times go out as
 * tp_api_time, ids as tp_api_public_id, lists as tp_api_list. */

typedef struct TpApi TpApi;

typedef struct {
  const TpRoute *routes;
  gsize length;
  TpSchemaTable schemas;
} TpApiResource;

/* `account` borrowed. INTERNAL names the row of a table that is wrong. (transfer full) */
TpApi *tp_api_new (TpAccount *account, GError **error);
void tp_api_free (TpApi *api);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpApi, tp_api_free)

TpRouter *tp_api_router (TpApi *api);         /* (borrowed) */
const TpHttpHooks *tp_api_hooks (TpApi *api); /* (borrowed) */
TpAccount *tp_api_account (TpApi *api);       /* (borrowed) */

/* The routes alone, to be looked at: their handlers must not be called. (transfer full) */
TpRouter *tp_api_make_router (TpApi *api, GError **error);

/* When there is no user yet: a token that makes the first one, once, at /setup?token=...; it is
 * kept in memory alone and replaces the one before. NULL: there are users. *out_token (transfer
 * full) */
gboolean tp_api_open_setup (TpApi *api, char **out_token, GError **error);

/* For handlers. */

/* Who sent the request: a user or a token; the system on a public route. */
TpActor tp_api_actor (TpRequest *request);
/* Whether they have that scope too: for what is asked for within a request. */
gboolean tp_api_may (TpRequest *request, const char *scope);

/* A connection for reading. A request that carries Tagpost-Position waits until this process sees
 * that position (at most TP_API_POSITION_SECONDS, then BUSY); one from before a restore is ignored.
 * (transfer full) */
#define TP_API_POSITION_SECONDS 1
TpConn *tp_api_read (TpApi *api, TpRequest *request, GError **error);

/* A change by whoever sent the request. (transfer full) */
TpChange *tp_api_begin (TpApi *api, TpRequest *request, GError **error);

/* Commits and sets Tagpost-Position. Takes *change. Fill the response before: with an
 * Idempotency-Key it is stored in the same transaction, so that a repetition gets it even if this
 * process ends right after the commit. CONFLICT: the same request was carried out at the same time.
 */
gboolean tp_api_commit (TpApi *api, TpRequest *request, TpResponse *response, TpChange **change,
                        GError **error);

/* Sets Tagpost-Position to where the feed is now: after core functions that commit by themselves.
 */
gboolean tp_api_set_position (TpApi *api, TpResponse *response, GError **error);

/* The body as a JSON object with no members but `known` (ended by NULL; NULL: any). INVALID. */
gboolean tp_api_body (TpRequest *request, const char *const *known, TpJsonNode *out_body,
                      GError **error);

/* The parameter of the path pattern ("id"), as the number of a thing. NOT_FOUND names the kind. */
gboolean tp_api_id (TpApi *api, TpRequest *request, const char *parameter, TpThing thing,
                    gint64 *out_number, GError **error);
/* The same for an id that stands in a body, or in a query. */
gboolean tp_api_find_id (TpApi *api, TpThing thing, const char *text, gint64 *out_number,
                         GError **error);

/* Lists: {"tags": [...], "next": null or a cursor}. In the query table of every list: */
#define TP_API_LIMIT                                                                               \
  {                                                                                                \
    "limit", TP_QUERY_INT, N_ ("how many at most"), .min = 1, .max = 500, .fallback = "50"         \
  }
#define TP_API_AFTER                                                                               \
  {                                                                                                \
    "after", TP_QUERY_TEXT, N_ ("the cursor of the page before, its \"next\""), .max = 4000        \
  }
/* In its schemas: {"TagList", TP_API_LIST_SCHEMA ("tags", "Tag")}. */
#define TP_API_LIST_SCHEMA(name, item)                                                             \
  "{\"type\":\"object\",\"required\":[\"" name "\",\"next\"],\"properties\":{\"" name              \
  "\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/" item                        \
  "\"}},\"next\":{\"type\":[\"string\",\"null\"]}}}"

/* The place that the cursor `after` names, as it was given to tp_api_next: text of the handler's
 * own making. NULL without an error: from the beginning. Only cursors that this server made for
 * this list (path and filters) are taken; INVALID. *out_place (transfer full) */
gboolean tp_api_after (TpApi *api, TpRequest *request, char **out_place, GError **error);
/* The same for lists whose place is a number; left alone when there is no cursor. */
gboolean tp_api_after_number (TpApi *api, TpRequest *request, gint64 *out_place, GError **error);
/* A cursor for the next page; NULL for NULL, the end. At most TP_API_PLACE_MAX bytes. (transfer
 * full) */
#define TP_API_PLACE_MAX 2000
char *tp_api_next (TpApi *api, TpRequest *request, const char *place);
char *tp_api_next_number (TpApi *api, TpRequest *request, gint64 place);
/* Fills the response; takes both, next may be NULL. */
void tp_api_list (TpResponse *response, const char *name, json_t *items, char *next);

/* JSON texts: a public id (null for the number 0), a time (null for 0), a text (null for NULL).
 * (transfer full) */
json_t *tp_api_public_id (TpApi *api, TpThing thing, gint64 number);
json_t *tp_api_time (gint64 at);
json_t *tp_api_text (const char *text);
