/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/address.h"
#include "mail/mailbox.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpAddress) address = tp_address_parse ((const char *)data, (gssize)size, &error);
  g_assert_true ((address != NULL) == (error == NULL));
  if (address != NULL) {
    g_assert_true (g_utf8_validate (address->spelling, -1, NULL));
    g_assert_cmpuint (strlen (address->spelling), <=, TP_ADDRESS_LENGTH_MAX);
    g_assert_null (strpbrk (address->wire, "\r\n"));
    g_assert_true (g_str_is_ascii (address->domain));
    g_autoptr (TpAddress) again = tp_address_parse (address->key, -1, NULL);
    g_assert_cmpstr (again->key, ==, address->key);
    g_autofree char *shown = tp_domain_show (address->domain);
    g_autoptr (TpAddress) wire = tp_address_parse (address->wire, -1, NULL);
    g_assert_cmpstr (wire->key, ==, address->key);
  }
  g_autoptr (TpMailbox) mailbox = tp_mailbox_parse ((const char *)data, (gssize)size, NULL);
  g_assert_true (mailbox == NULL || strpbrk (mailbox->name, "\r\n") == NULL);
  return 0;
}
