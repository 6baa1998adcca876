/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is taken has a text that gives the same event again. */
#include "core/rule_event.h"

#include "segment/names_memory.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  g_autofree char *text = g_strndup ((const char *)bytes, length);
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  TpRuleEvent event, again;
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  if (!tp_rule_event_parse (text, names, &event, NULL))
    return 0;
  g_autofree char *canonical = tp_rule_event_format (&event, names);
  if (strlen (canonical) <= TP_RULE_EVENT_TEXT_MAX) {
    g_assert_true (tp_rule_event_parse (canonical, names, &again, NULL));
    g_assert_true (again.when == event.when && again.target == event.target);
    g_assert_cmpstr (again.name, ==, event.name);
    tp_rule_event_clear (&again);
  }
  tp_rule_event_clear (&event);
  return 0;
}
