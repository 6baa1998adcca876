/* SPDX-License-Identifier: Apache-2.0 */
#include "core/purchase_buyer.h"

#include "core/address_book.h"
#include "core/contact.h"

gboolean
tp_purchase_buyer (TpChange *change, const char *email, gint64 *out_contact, GError **error)
{
  g_autoptr (TpAddress) address = tp_address_parse (email, -1, error);
  if (address == NULL ||
      !tp_address_book_find (tp_change_conn (change), address->key, out_contact, error))
    return FALSE;
  return *out_contact != 0 || tp_contact_add (change, email, NULL, 0, FALSE, out_contact, error);
}
