/* SPDX-License-Identifier: Apache-2.0 */
#include "core/address_check.h"

#include "core/address_book.h"
#include "mail/address_advice.h"
#include "mail/mx.h"

#define ONE_MS 4000

static const char *const outcomes[] = {
    [TP_MX_FOUND] = "found",
    [TP_MX_REFUSED] = "refused",
    [TP_MX_NONE] = "none",
    [TP_MX_TEMPORARY] = "temporary",
};

static json_t *
check_one (const char *spelling, TpMxResolver *resolver, const TpAddressAdviser *adviser)
{
  TpMxResult result = {0};
  g_autoptr (TpAddress) address = tp_address_parse (spelling, -1, NULL);
  if (address == NULL)
    return json_pack ("{s:s, s:n, s:n, s:b, s:b}", "address", spelling, "mail_server", "suggestion",
                      "role", FALSE, "throwaway", FALSE);
  tp_mx_find (resolver, address->domain, ONE_MS, &result);
  TpAddressAdvice advice = tp_address_advise (adviser, address);
  return json_pack ("{s:s, s:s, s:s?, s:b, s:b}", "address", spelling, "mail_server",
                    outcomes[result.outcome], "suggestion",
                    advice.suggestion[0] != '\0' ? advice.suggestion : NULL, "role", advice.is_role,
                    "throwaway", advice.is_throwaway);
}

json_t *
tp_address_check_json (const GPtrArray *entries, GError **error)
{
  g_autoptr (TpMxResolver) resolver = tp_mx_resolver_new (NULL, error);
  g_autoptr (TpAddressAdviser) adviser =
      resolver != NULL ? tp_address_adviser_new (NULL, error) : NULL;
  gint64 until = g_get_monotonic_time () + (TP_ADDRESS_CHECK_MS - ONE_MS) * 1000;
  if (adviser == NULL)
    return NULL;
  json_t *items = json_array ();
  for (guint i = 0; i < entries->len && g_get_monotonic_time () < until; i++) {
    const TpAddressEntry *entry = entries->pdata[i];
    json_array_append_new (items, check_one (entry->spelling, resolver, adviser));
  }
  return items;
}
