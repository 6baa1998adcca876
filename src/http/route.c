/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are kept in order, and threaded into a tree of path segments by tp_router_check. A node has
 * literal children in a hash table, one for {name} and one for {name*}; rows hang on nodes by
 * method. Parameter names belong to the row, so rows may name the same place differently.
 *
 * A check on a row: a line in check_row and a case in route_test.c. */
#include "http/route.h"

#include <string.h>

#include "base/error.h"
#include "http/pattern.h"
#include "http/query.h"

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
#define METHODS G_N_ELEMENTS (methods)

typedef struct {
  const TpRoute *route;
  gpointer app;
  TpPattern pattern;
} Row;

typedef struct Node Node;
struct Node {
  GHashTable *literals; /* text → Node */
  Node *param;
  Node *rest;
  const Row *rows[METHODS];
};

struct TpRouter {
  GPtrArray *rows; /* of Row */
  Node *root;      /* NULL until checked */
};

static void
node_free (gpointer data)
{
  Node *node = data;
  if (node == NULL)
    return;
  g_hash_table_unref (node->literals);
  node_free (node->param);
  node_free (node->rest);
  g_free (node);
}

static Node *
node_new (void)
{
  Node *node = g_new0 (Node, 1);
  node->literals = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, node_free);
  return node;
}

static void
row_free (gpointer data)
{
  Row *row = data;
  tp_pattern_clear (&row->pattern);
  g_free (row);
}

TpRouter *
tp_router_new (void)
{
  TpRouter *router = g_new0 (TpRouter, 1);
  router->rows = g_ptr_array_new_with_free_func (row_free);
  return router;
}

void
tp_router_free (TpRouter *router)
{
  if (router == NULL)
    return;
  node_free (router->root);
  g_ptr_array_unref (router->rows);
  g_free (router);
}

void
tp_router_add (TpRouter *router, const TpRoute *routes, gsize length, gpointer app)
{
  g_assert (router->root == NULL);
  g_assert (router->rows->len + length <= TP_ROUTE_MAX);
  for (gsize i = 0; i < length; i++) {
    Row *row = g_new0 (Row, 1);
    row->route = &routes[i];
    row->app = app;
    g_ptr_array_add (router->rows, row);
  }
}

static int
method_index (const char *method)
{
  for (guint i = 0; method != NULL && i < METHODS; i++)
    if (strcmp (methods[i], method) == 0)
      return (int)i;
  return -1;
}

static gboolean
check_query (const TpRoute *route, GError **error)
{
  for (const TpQueryParam *param = route->query; param != NULL && param->name != NULL; param++) {
    if (param->help == NULL || (param->type == TP_QUERY_INT && param->min >= param->max) ||
        (param->type == TP_QUERY_CHOICE && param->choices == NULL))
      return tp_error (error, TP_ERROR_INTERNAL, "query parameter '%s' of '%s %s' is not complete",
                       param->name, route->method, route->path);
    if (param->fallback != NULL && !tp_query_check_value (param, param->fallback, NULL))
      return tp_error (error, TP_ERROR_INTERNAL, "the fallback of '%s' in '%s %s' is not allowed",
                       param->name, route->method, route->path);
  }
  return TRUE;
}

static gboolean
check_row (Row *row, GError **error)
{
  const TpRoute *route = row->route;
  int method = method_index (route->method);
  if (method < 0)
    return tp_error (error, TP_ERROR_INTERNAL, "the method of route '%s' is not known",
                     route->path);
  if (!tp_pattern_parse (route->path, &row->pattern, error))
    return FALSE;
  gboolean is_get = method == 0;
  gboolean is_shown = !(route->flags & TP_ROUTE_HIDDEN);
  const char *fault = NULL;
  if (route->handler == NULL)
    fault = "has no handler";
  else if (is_shown && (route->tag == NULL || route->summary == NULL))
    fault = "has no tag or summary";
  else if (is_get && (route->flags & (TP_ROUTE_IDEMPOTENT | TP_ROUTE_SPOOL)))
    fault = "is a GET and takes a body or a key";
  else if (is_get && (route->request_schema != NULL || route->request_type != NULL))
    fault = "is a GET and takes a body";
  else if ((route->flags & TP_ROUTE_SPOOL) && route->body_limit <= 0)
    fault = "spools its body and has no limit";
  else if ((route->flags & TP_ROUTE_INLINE) &&
           (!(route->flags & TP_ROUTE_PUBLIC) || (route->flags & TP_ROUTE_IDEMPOTENT)))
    fault = "is inline and asks hooks that may wait";
  else if ((route->flags & TP_ROUTE_PUBLIC) && route->permission != NULL)
    fault = "is public and names a permission";
  if (fault != NULL)
    return tp_error (error, TP_ERROR_INTERNAL, "route '%s %s' %s", route->method, route->path,
                     fault);
  return check_query (route, error);
}

static gboolean
check_ambiguity (const GPtrArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    for (guint j = 0; j < i; j++) {
      const Row *a = g_ptr_array_index (rows, i);
      const Row *b = g_ptr_array_index (rows, j);
      if (strcmp (a->route->method, b->route->method) == 0 &&
          tp_pattern_is_ambiguous (&a->pattern, &b->pattern))
        return tp_error (error, TP_ERROR_INTERNAL, "routes '%s %s' and '%s' are ambiguous",
                         a->route->method, a->route->path, b->route->path);
    }
  return TRUE;
}

static void
insert_row (Node *root, const Row *row)
{
  Node *node = root;
  for (guint i = 0; i < row->pattern.length; i++) {
    const TpPatternSegment *segment = &row->pattern.segments[i];
    Node *child = NULL;
    if (segment->kind == TP_SEGMENT_LITERAL) {
      child = g_hash_table_lookup (node->literals, segment->text);
      if (child == NULL) {
        child = node_new ();
        g_hash_table_insert (node->literals, segment->text, child);
      }
    } else {
      Node **place = segment->kind == TP_SEGMENT_PARAM ? &node->param : &node->rest;
      if (*place == NULL)
        *place = node_new ();
      child = *place;
    }
    node = child;
  }
  node->rows[method_index (row->route->method)] = row;
}

gboolean
tp_router_check (TpRouter *router, GError **error)
{
  g_assert (router->root == NULL);
  for (guint i = 0; i < router->rows->len; i++)
    if (!check_row (g_ptr_array_index (router->rows, i), error))
      return FALSE;
  if (!check_ambiguity (router->rows, error))
    return FALSE;
  router->root = node_new ();
  for (guint i = 0; i < router->rows->len; i++)
    insert_row (router->root, g_ptr_array_index (router->rows, i));
  return TRUE;
}

gsize
tp_router_length (const TpRouter *router)
{
  return router->rows->len;
}

const TpRoute *
tp_router_get (const TpRouter *router, gsize index)
{
  return ((const Row *)g_ptr_array_index (router->rows, index))->route;
}

typedef struct {
  int method; /* -1: one that no row can have */
  gboolean known[METHODS];
} Search;

/* Tells the methods of a node that stands for this very path; those below {name*} don't count. */
static const Row *
look_at (Search *search, const Node *node, gboolean is_rest)
{
  for (guint i = 0; i < METHODS && !is_rest; i++)
    search->known[i] |= node->rows[i] != NULL;
  return search->method >= 0 ? node->rows[search->method] : NULL;
}

static const Row *
search_node (Search *search, const Node *node, char *const *segments)
{
  if (segments[0] == NULL)
    return look_at (search, node, FALSE);
  const Row *found = NULL;
  const Node *literal = g_hash_table_lookup (node->literals, segments[0]);
  if (literal != NULL)
    found = search_node (search, literal, segments + 1);
  if (found == NULL && node->param != NULL && segments[0][0] != '\0')
    found = search_node (search, node->param, segments + 1);
  if (found == NULL && node->rest != NULL && segments[0][0] != '\0')
    found = look_at (search, node->rest, TRUE);
  return found;
}

static void
fill_match (const Row *row, char *const *segments, TpRouteMatch *out_match)
{
  out_match->route = row->route;
  out_match->app = row->app;
  out_match->length = 0;
  for (guint i = 0; i < row->pattern.length; i++) {
    const TpPatternSegment *segment = &row->pattern.segments[i];
    if (segment->kind == TP_SEGMENT_LITERAL)
      continue;
    out_match->names[out_match->length] = segment->text;
    out_match->values[out_match->length++] = segment->kind == TP_SEGMENT_REST
                                                 ? g_strjoinv ("/", (char **)segments + i)
                                                 : g_strdup (segments[i]);
  }
}

static char *
format_allow (const Search *search)
{
  g_autoptr (GString) allow = g_string_new ("OPTIONS");
  for (guint i = 0; i < METHODS; i++)
    if (search->known[i])
      g_string_append_printf (allow, ", %s%s", methods[i], i == 0 ? ", HEAD" : "");
  return g_strdup (allow->str);
}

TpMatch
tp_router_match (const TpRouter *router, const char *method, char *const *segments,
                 TpRouteMatch *out_match, char **out_allow)
{
  g_assert (router->root != NULL);
  memset (out_match, 0, sizeof *out_match);
  *out_allow = NULL;
  Search search = {method_index (strcmp (method, "HEAD") == 0 ? "GET" : method), {FALSE}};
  const Row *row = search_node (&search, router->root, segments);
  if (row != NULL) {
    fill_match (row, segments, out_match);
    return TP_MATCH_FOUND;
  }
  gboolean any = FALSE;
  for (guint i = 0; i < METHODS; i++)
    any |= search.known[i];
  if (!any)
    return TP_MATCH_NOT_FOUND;
  *out_allow = format_allow (&search);
  return TP_MATCH_METHOD;
}

void
tp_route_match_clear (TpRouteMatch *match)
{
  for (guint i = 0; i < match->length; i++)
    g_free (match->values[i]);
  match->length = 0;
}
