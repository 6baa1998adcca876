/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/field.h"

/* What field.c and field_value.c share. */
struct TpFields {
  int references;
  TpAccount *account; /* borrowed */
  guint currency_digits;
  GPtrArray *all;      /* of TpField: the built-in ones by number, then the custom ones */
  GHashTable *by_name; /* folded name → TpField, of those in use */
  GHashTable *by_id;   /* → TpField */
};
