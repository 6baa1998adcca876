/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule.h"

gboolean
tp_rule_react (TpChange *change, GError **error)
{
  return TRUE;
}
