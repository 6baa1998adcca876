/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/request.h"
#include "http/response.h"

/* The routes of the server: one row of a constant table each. From the rows come the dispatch, the
 * checks before a handler runs (permission, query parameters, content type, body limit), the list
 * that `tagpost routes` prints and the OpenAPI document (http/openapi.h), so none can disagree.
 *
 *   static const TpQueryParam list_query[] = {
 *       {"limit", TP_QUERY_INT, N_ ("how many at most"), .min = 1, .max = 500, .fallback = "50"},
 *       {"after", TP_QUERY_TEXT, N_ ("the cursor of the page before")},
 *       {"sort", TP_QUERY_CHOICE, N_ ("the order"), .choices = "name|created"},
 *       {NULL},
 *   };
 *   static const TpRoute routes[] = {
 *       {"GET", "/api/v1/tags", "tags:read", 0, list_tags, "tags", N_ ("list tags"),
 *        .query = list_query, .response_schema = "TagList"},
 *       {"POST", "/api/v1/tags", "tags:write", TP_ROUTE_IDEMPOTENT, add_tag, "tags",
 *        N_ ("add a tag"), .request_schema = "TagInput", .status = 201, .response_schema = "Tag"},
 *   };
 *   tp_router_add (router, routes, G_N_ELEMENTS (routes), app);
 *
 * Patterns are made of literal segments, {name} for one segment, and {name*} at the end for one or
 * more. A literal beats {name}, which beats {name*}. Two patterns of one method that could match
 * the same path without one being the more specific throughout are refused by tp_router_check.
 *
 * GET routes answer HEAD too; OPTIONS is answered with Allow; a known path with another method is
 * 405 with Allow (routes ending in {name*} don't make a path known). A GET never changes state. */

#define TP_ROUTE_MAX 2000
#define TP_ROUTE_SEGMENTS_MAX 24
#define TP_PATH_BYTES_MAX 4096

typedef enum {
  /* No authentication is asked for; without it every route needs a principal. */
  TP_ROUTE_PUBLIC = 1 << 0,
  /* Takes Idempotency-Key (hooks replay and store). */
  TP_ROUTE_IDEMPOTENT = 1 << 1,
  /* The body goes to an unlinked temporary file (tp_request_body_fd); set body_limit. */
  TP_ROUTE_SPOOL = 1 << 2,
  /* The handler runs on a poll thread and must not block: no SQL, no file, no lock that is held
   * over either. It may defer (tp_request_defer). PUBLIC only: the authenticate hook may block. */
  TP_ROUTE_INLINE = 1 << 3,
  /* Query parameters that are not in the table are ignored instead of refused (links in mails
   * get utm_* and the like added); their values stay readable with tp_request_query. */
  TP_ROUTE_ANY_QUERY = 1 << 4,
  /* An unsafe method must come from our own pages even though no session is asked for (login). */
  TP_ROUTE_SAME_ORIGIN = 1 << 5,
  /* Not in the OpenAPI document (public pages, assets); still printed by `tagpost routes`. */
  TP_ROUTE_HIDDEN = 1 << 6,
} TpRouteFlags;

typedef enum {
  TP_QUERY_TEXT,   /* min..max bytes of UTF-8 without control characters; max 0: 1000 */
  TP_QUERY_INT,    /* min..max, both required in the row */
  TP_QUERY_BOOL,   /* true, false, yes, no, 1, 0 */
  TP_QUERY_CHOICE, /* one of choices */
} TpQueryType;

typedef struct {
  const char *name; /* NULL ends a table */
  TpQueryType type;
  const char *help; /* N_() */
  gint64 min, max;
  const char *fallback; /* the value when it is not given; NULL: none */
  const char *choices;  /* "name|created|-created" */
  gboolean required;
} TpQueryParam;

/* Runs on a worker thread, unless TP_ROUTE_INLINE. FALSE with an error becomes problem+json: its
 * status from tp_error_http_status (or the one set before with tp_response_set_status), its detail
 * the message; an INTERNAL or UNCERTAIN error's message goes to the fault hook with the request id
 * and is not shown. `app` is what was given to tp_router_add. */
typedef gboolean (*TpHandler) (TpRequest *request, TpResponse *response, gpointer app,
                               GError **error);

struct TpRoute {
  const char *method;     /* GET POST PUT PATCH DELETE */
  const char *path;       /* "/api/v1/contacts/{id}" */
  const char *permission; /* a constant such as "contacts:read", given to the allow hook; NULL: any
                             principal */
  TpRouteFlags flags;
  TpHandler handler;
  const char *tag;           /* groups routes in the document: "contacts" */
  const char *summary;       /* N_() */
  const TpQueryParam *query; /* ends with a NULL name; NULL: none */
  /* Accepted content types, "application/x-www-form-urlencoded|multipart/form-data"; NULL:
   * application/json; "*" any. Others are 415. */
  const char *request_type;
  const char *request_schema; /* component name, see http/openapi.h */
  gint64 body_limit;          /* bytes; 0: the server's (1 MiB) */
  guint status;               /* of success, for the document and as the default; 0: 200 */
  const char *response_schema;
  const char *response_type; /* NULL: application/json when there is a schema */
};

typedef struct TpRouter TpRouter;

TpRouter *tp_router_new (void); /* (transfer full) */
void tp_router_free (TpRouter *router);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRouter, tp_router_free)

/* Adds rows, which must live as long as the router. Wrong rows (bad pattern, INT without a range)
 * are reported by tp_router_check. */
void tp_router_add (TpRouter *router, const TpRoute *routes, gsize length, gpointer app);

/* Holds every row to the rules above and refuses ambiguity: INTERNAL, naming the rows. Call once
 * after the last add and before tp_router_match; the router is not changed after that and may be
 * read by any thread. */
gboolean tp_router_check (TpRouter *router, GError **error);

/* The rows in the order in which they were added. (borrowed) */
gsize tp_router_length (const TpRouter *router);
const TpRoute *tp_router_get (const TpRouter *router, gsize index);

typedef enum {
  TP_MATCH_FOUND,
  TP_MATCH_NOT_FOUND, /* 404 */
  TP_MATCH_METHOD,    /* 405: another method is known; *out_allow is the Allow header */
} TpMatch;

typedef struct {
  const TpRoute *route;
  gpointer app;
  /* Decoded values of the pattern's parameters, in its order. */
  const char *names[TP_ROUTE_SEGMENTS_MAX]; /* (borrowed from the router) */
  char *values[TP_ROUTE_SEGMENTS_MAX];
  guint length;
} TpRouteMatch;

/* Finds the row for a decoded path (http/path.h). HEAD matches GET rows. *out_allow (transfer full)
 * is set with TP_MATCH_METHOD and when the method is OPTIONS, which then is TP_MATCH_METHOD too. */
TpMatch tp_router_match (const TpRouter *router, const char *method, char *const *segments,
                         TpRouteMatch *out_match, char **out_allow);
void tp_route_match_clear (TpRouteMatch *match);
