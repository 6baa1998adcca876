/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"
#include "base/i18n.h"
#include "base/table.h"
#include "cmd/commands.h"

static const char *
permission_of (const TpRoute *route)
{
  if (route->flags & TP_ROUTE_PUBLIC)
    return "public";
  return route->permission != NULL ? route->permission : "any";
}

static void
print_table (TpCommandLine *line, const TpRouter *router)
{
  const TpTableColumn columns[] = {
      {_ ("method"),     FALSE},
      {_ ("path"),       FALSE},
      {_ ("permission"), FALSE},
      {_ ("what"),       FALSE}
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (gsize i = 0; i < tp_router_length (router); i++) {
    const TpRoute *route = tp_router_get (router, i);
    const char *const cells[] = {route->method, route->path, permission_of (route),
                                 _ (route->summary)};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
}

static void
print_json (TpCommandLine *line, const TpRouter *router)
{
  json_t *items = json_array ();
  for (gsize i = 0; i < tp_router_length (router); i++) {
    const TpRoute *route = tp_router_get (router, i);
    json_array_append_new (items, json_pack ("{s:s, s:s, s:s, s:s}", "method", route->method,
                                             "path", route->path, "permission",
                                             permission_of (route), "summary", route->summary));
  }
  tp_command_print_json (line, json_pack ("{s:o}", "routes", items));
}

static gboolean
run_routes (TpCommandLine *line, GError **error)
{
  g_autoptr (TpRouter) router = tp_api_make_router (NULL, error);
  if (router == NULL)
    return FALSE;
  if (tp_command_is_json (line))
    print_json (line, router);
  else
    print_table (line, router);
  return TRUE;
}

/* clang-format off */
const TpCommand tp_commands_routes[] = {
    {"routes", "", N_ ("what the server answers to, and with which permission"), NULL, 0, 0,
     run_routes},
    {NULL},
};
/* clang-format on */
