/* SPDX-License-Identifier: Apache-2.0 */
/* To add a resource: a file with handlers, schemas and routes, a line in resources.h and one in
 * resources.c. What handlers call is here and in list.c; what happens before and after them in
 * authenticate.c and replay.c. */
#include "api/frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/time.h"
#include "core/feed.h"
#include "core/user.h"

#include <string.h>

#define POSITION_POLL_MS 5

/* Failed logins: so many at once, then one in so many seconds. */
#define ADDRESS_TRIES 20
#define ADDRESS_REFILL_SECONDS 10
#define USER_TRIES 10
#define USER_REFILL_SECONDS 60

static void
log_access (gpointer data, const TpAccess *access)
{
  char status[12], duration[24];
  g_snprintf (status, sizeof status, "%u", access->status);
  g_snprintf (duration, sizeof duration, "%" G_GINT64_FORMAT, access->duration_us);
  tp_log (TP_LOG_DEBUG, "request", "id", access->request_id, "method", access->method, "route",
          access->pattern, "status", status, "microseconds", duration);
}

static void
log_fault (gpointer data, const char *request_id, const char *pattern, const GError *error)
{
  tp_log (TP_LOG_ERROR, "request_failed", "id", request_id, "route", pattern, "reason",
          error->message);
}

static gboolean
check_permissions (const TpRouter *router, GError **error)
{
  for (gsize i = 0; i < tp_router_length (router); i++) {
    const TpRoute *route = tp_router_get (router, i);
    if (route->permission != NULL && tp_scope_find (route->permission) == 0)
      return tp_error (error, TP_ERROR_INTERNAL, "route '%s %s' asks for '%s', which is no scope",
                       route->method, route->path, route->permission);
  }
  return TRUE;
}

TpRouter *
tp_api_make_router (TpApi *api, GError **error)
{
  g_autoptr (TpRouter) router = tp_router_new ();
  for (const TpApiResource *const *at = tp_api_resources; *at != NULL; at++)
    tp_router_add (router, (*at)->routes, (*at)->length, api);
  if (!tp_router_check (router, error) || !check_permissions (router, error))
    return NULL;
  return g_steal_pointer (&router);
}

static GBytes *
make_document (const TpRouter *router, GError **error)
{
  g_autoptr (GArray) tables = g_array_new (FALSE, FALSE, sizeof (TpSchemaTable));
  for (const TpApiResource *const *at = tp_api_resources; *at != NULL; at++)
    g_array_append_val (tables, (*at)->schemas);
  g_autoptr (json_t) document = tp_openapi_build (router, (TpSchemaTable *)tables->data,
                                                  tables->len, "Tagpost", TP_VERSION, error);
  if (document == NULL)
    return NULL;
  char *text = tp_json_text (document);
  return g_bytes_new_take (text, strlen (text));
}

TpApi *
tp_api_new (TpAccount *account, GError **error)
{
  g_autoptr (TpApi) api = g_new0 (TpApi, 1);
  g_mutex_init (&api->lock);
  api->account = account;
  api->in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  api->hooks = (TpHttpHooks){.data = api,
                             .authenticate = tp_api_authenticate,
                             .release = tp_api_release,
                             .allow = tp_api_allow,
                             .replay = tp_api_replay,
                             .store = tp_api_store,
                             .access = log_access,
                             .fault = log_fault};
  api->hasher = tp_hasher_new (TP_PASSWORD_CONCURRENT);
  api->logins_by_address = tp_throttle_new (ADDRESS_TRIES, ADDRESS_REFILL_SECONDS);
  api->logins_by_user = tp_throttle_new (USER_TRIES, USER_REFILL_SECONDS);
  api->seen = tp_seen_new (account);
  api->router = tp_api_make_router (api, error);
  api->document = api->router != NULL ? make_document (api->router, error) : NULL;
  return api->document != NULL ? g_steal_pointer (&api) : NULL;
}

void
tp_api_free (TpApi *api)
{
  if (api == NULL)
    return;
  g_clear_pointer (&api->router, tp_router_free);
  g_clear_pointer (&api->document, g_bytes_unref);
  tp_seen_free (api->seen);
  tp_throttle_free (api->logins_by_address);
  tp_throttle_free (api->logins_by_user);
  tp_hasher_free (api->hasher);
  g_hash_table_unref (api->in_flight);
  g_free (api->setup_token);
  g_mutex_clear (&api->lock);
  g_free (api);
}

gboolean
tp_api_open_setup (TpApi *api, char **out_token, GError **error)
{
  gint64 count = 0;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  *out_token = NULL;
  if (conn == NULL || !tp_user_count (conn, &count, error))
    return FALSE;
  if (count > 0)
    return TRUE;
  g_mutex_lock (&api->lock);
  g_free (api->setup_token);
  api->setup_token = tp_token_new ("setup_");
  *out_token = g_strdup (api->setup_token);
  g_mutex_unlock (&api->lock);
  return TRUE;
}

TpRouter *
tp_api_router (TpApi *api)
{
  return api->router;
}

const TpHttpHooks *
tp_api_hooks (TpApi *api)
{
  return &api->hooks;
}

TpAccount *
tp_api_account (TpApi *api)
{
  return api->account;
}

TpActor
tp_api_actor (TpRequest *request)
{
  const TpPrincipal *principal = tp_request_principal (request);
  return principal != NULL ? principal->actor : (TpActor){TP_ACTOR_SYSTEM, 0};
}

gboolean
tp_api_may (TpRequest *request, const char *scope)
{
  const TpPrincipal *principal = tp_request_principal (request);
  return principal != NULL && (principal->scopes & tp_scope_find (scope)) != 0;
}

/* "position-epoch". */
static gboolean
parse_position (const char *text, TpFeedPoint *out_point, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);
  if (parts[0] != NULL && parts[1] != NULL &&
      g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64, &out_point->position, NULL) &&
      g_ascii_string_to_signed (parts[1], 10, G_MININT64, G_MAXINT64, &out_point->epoch, NULL))
    return TRUE;
  return tp_error (error, TP_ERROR_INVALID, _ ("%s is not one that this server gave"),
                   TP_HEADER_POSITION);
}

static void
set_position (TpResponse *response, gint64 position, gint64 epoch)
{
  g_autofree char *text =
      g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, position, epoch);
  tp_response_header (response, TP_HEADER_POSITION, text);
}

/* Every look needs a connection of its own: one shows the database as of when it was taken. */
static TpConn *
read_at (TpApi *api, const TpFeedPoint *wanted, GError **error)
{
  gint64 until = g_get_monotonic_time () + TP_API_POSITION_SECONDS * G_USEC_PER_SEC;
  while (TRUE) {
    TpFeedPoint head = {0};
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
    if (conn == NULL || !tp_feed_head (conn, &head, error))
      return NULL;
    if (head.epoch != wanted->epoch || head.position >= wanted->position)
      return g_steal_pointer (&conn);
    if (g_get_monotonic_time () >= until) {
      tp_error (error, TP_ERROR_BUSY, _ ("the change is not visible here yet; try again"));
      return NULL;
    }
    g_clear_pointer (&conn, tp_conn_release);
    g_usleep (POSITION_POLL_MS * 1000);
  }
}

TpConn *
tp_api_read (TpApi *api, TpRequest *request, GError **error)
{
  const char *header = tp_request_header (request, TP_HEADER_POSITION);
  TpFeedPoint wanted = {0};
  if (header == NULL)
    return tp_db_read (tp_account_db (api->account), error);
  return parse_position (header, &wanted, error) ? read_at (api, &wanted, error) : NULL;
}

TpChange *
tp_api_begin (TpApi *api, TpRequest *request, GError **error)
{
  return tp_change_begin (api->account, tp_api_actor (request), tp_request_id (request), error);
}

gboolean
tp_api_commit (TpApi *api, TpRequest *request, TpResponse *response, TpChange **change,
               GError **error)
{
  g_autoptr (TpChange) taken = g_steal_pointer (change);
  TpFeedPoint head = {0};
  gint64 position = 0;
  if (!tp_feed_head (tp_change_conn (taken), &head, error) ||
      !tp_api_store_in (request, response, taken, error) ||
      !tp_change_commit (&taken, &position, error))
    return FALSE;
  TpPrincipal *principal = tp_request_principal (request);
  if (principal != NULL)
    principal->has_record = TRUE;
  set_position (response, position, head.epoch);
  return TRUE;
}

gboolean
tp_api_set_position (TpApi *api, TpResponse *response, GError **error)
{
  TpFeedPoint head = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  if (conn == NULL || !tp_feed_head (conn, &head, error))
    return FALSE;
  set_position (response, head.position, head.epoch);
  return TRUE;
}

gboolean
tp_api_body (TpRequest *request, const char *const *known, TpJsonNode *out_body, GError **error)
{
  json_t *json = tp_request_json (request, error);
  return json != NULL && tp_json_root (json, NULL, out_body, error) &&
         (known == NULL || tp_json_only (out_body, known, error));
}

static const char *
name_thing (TpThing thing)
{
  static const char *const names[TP_THINGS] = {
      [TP_THING_CONTACT] = N_ ("contact"),    [TP_THING_TAG] = N_ ("tag"),
      [TP_THING_LIST] = N_ ("list"),          [TP_THING_SEGMENT] = N_ ("segment"),
      [TP_THING_CAMPAIGN] = N_ ("campaign"),  [TP_THING_PRODUCT] = N_ ("product"),
      [TP_THING_CATEGORY] = N_ ("category"),  [TP_THING_PURCHASE] = N_ ("purchase"),
      [TP_THING_FIELD] = N_ ("field"),        [TP_THING_RULE] = N_ ("rule"),
      [TP_THING_IMPORT] = N_ ("import"),      [TP_THING_USER] = N_ ("user"),
      [TP_THING_TOKEN] = N_ ("token"),        [TP_THING_NOTE] = N_ ("note"),
      [TP_THING_MESSAGE] = N_ ("message"),    [TP_THING_REFUND] = N_ ("refund"),
      [TP_THING_CAPTURED_MAIL] = N_ ("mail"), [TP_THING_FORM] = N_ ("form"),
      [TP_THING_LINK] = N_ ("link"),          [TP_THING_AUTOMATION] = N_ ("automation"),
      [TP_THING_REQUEST] = N_ ("request"),
  };
  return names[thing] != NULL ? _ (names[thing]) : _ ("thing");
}

gboolean
tp_api_find_id (TpApi *api, TpThing thing, const char *text, gint64 *out_number, GError **error)
{
  if (tp_account_find_public_id (api->account, thing, text, out_number))
    return TRUE;
  return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no %s '%.100s'"), name_thing (thing), text);
}

gboolean
tp_api_id (TpApi *api, TpRequest *request, const char *parameter, TpThing thing, gint64 *out_number,
           GError **error)
{
  return tp_api_find_id (api, thing, tp_request_param (request, parameter), out_number, error);
}

json_t *
tp_api_public_id (TpApi *api, TpThing thing, gint64 number)
{
  if (number == 0)
    return json_null ();
  g_autofree char *id = tp_account_public_id (api->account, thing, number);
  return json_string (id);
}

json_t *
tp_api_time (gint64 at)
{
  if (at == 0)
    return json_null ();
  g_autofree char *text = tp_time_format_rfc3339 (at);
  return json_string (text);
}

json_t *
tp_api_text (const char *text)
{
  return text != NULL ? json_string (text) : json_null ();
}
