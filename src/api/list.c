/* SPDX-License-Identifier: Apache-2.0 */
/* A cursor is base64url of a MAC and the place. The MAC covers the path and all filters, so that a
 * cursor fits its own list alone and nobody reaches places that the list did not name. */
#include "api/frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/secret.h"

#include <string.h>

#define MAC_BYTES 12

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* What the cursor is bound to. Neither path nor values hold line ends. */
static char *
describe_list (const TpRequest *request)
{
  const TpForm *query = tp_request_query_form (request);
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < tp_form_length (query); i++) {
    const char *name = tp_form_name (query, i);
    if (strcmp (name, "after") != 0 && strcmp (name, "limit") != 0)
      g_ptr_array_add (filters, g_strdup_printf ("%s=%s", name, tp_form_value (query, i)));
  }
  g_ptr_array_sort (filters, compare_texts);
  GString *text = g_string_new (tp_request_path (request));
  for (guint i = 0; i < filters->len; i++)
    g_string_append_printf (text, "\n%s", (const char *)filters->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
sign_place (TpApi *api, const TpRequest *request, const char *place, gsize length,
            guint8 out_mac[TP_SHA256_BYTES])
{
  g_autofree char *list = describe_list (request);
  g_autoptr (GString) bytes = g_string_new (list);
  g_string_append_c (bytes, '\0');
  g_string_append_len (bytes, place, (gssize)length);
  tp_account_mac (api->account, "cursor", bytes->str, bytes->len, out_mac);
}

char *
tp_api_next (TpApi *api, TpRequest *request, const char *place)
{
  guint8 mac[TP_SHA256_BYTES];
  if (place == NULL)
    return NULL;
  gsize length = strlen (place);
  g_assert (length <= TP_API_PLACE_MAX);
  sign_place (api, request, place, length, mac);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_byte_array_append (bytes, mac, MAC_BYTES);
  g_byte_array_append (bytes, (const guint8 *)place, (guint)length);
  return tp_base64url (bytes->data, bytes->len);
}

char *
tp_api_next_number (TpApi *api, TpRequest *request, gint64 place)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, place);
  return tp_api_next (api, request, text);
}

gboolean
tp_api_after (TpApi *api, TpRequest *request, char **out_place, GError **error)
{
  const char *text = tp_request_query (request, "after");
  guint8 mac[TP_SHA256_BYTES];
  gsize length = 0;
  *out_place = NULL;
  if (text == NULL)
    return TRUE;
  g_autofree guint8 *bytes = tp_base64url_parse (text, &length);
  if (bytes != NULL && length >= MAC_BYTES) {
    const char *place = (const char *)bytes + MAC_BYTES;
    sign_place (api, request, place, length - MAC_BYTES, mac);
    if (tp_secret_equal_bytes (mac, bytes, MAC_BYTES)) {
      *out_place = g_strndup (place, length - MAC_BYTES);
      return TRUE;
    }
  }
  return tp_error (error, TP_ERROR_INVALID, _ ("after: not a cursor of this list"));
}

gboolean
tp_api_after_number (TpApi *api, TpRequest *request, gint64 *out_place, GError **error)
{
  g_autofree char *place = NULL;
  if (!tp_api_after (api, request, &place, error))
    return FALSE;
  if (place != NULL)
    *out_place = g_ascii_strtoll (place, NULL, 10);
  return TRUE;
}

void
tp_api_list (TpResponse *response, const char *name, json_t *items, char *next)
{
  tp_response_json (response, json_pack ("{s:o, s:o}", name, items, "next", tp_api_text (next)));
  g_free (next);
}
