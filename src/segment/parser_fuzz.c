/* SPDX-License-Identifier: Apache-2.0 */
/* Text and JSON from strangers: whatever is accepted must survive being written and read again. The
 * first byte chooses the form. */
#include "segment/format.h"
#include "segment/json.h"
#include "segment/names_memory.h"
#include "segment/parser.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_tree (TpSegment *segment, const TpSegmentNames *names)
{
  g_autofree char *text = tp_segment_format (segment, names);
  g_autoptr (TpSegment) from_text = tp_segment_parse (text, names, NULL, NULL);
  g_assert (from_text != NULL && tp_segment_equal (segment, from_text));
  g_autofree char *again = tp_segment_format (from_text, names);
  g_assert (strcmp (text, again) == 0);
  g_autofree char *json = tp_segment_format_json (segment, names);
  g_autoptr (TpSegment) from_json = tp_segment_parse_json (json, strlen (json), names, NULL);
  g_assert (from_json != NULL && tp_segment_equal (segment, from_json));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  g_autofree char *text = g_strndup ((const char *)data + 1, size - 1);
  g_autoptr (GError) error = NULL;
  TpSegmentFault fault = {0};
  g_autoptr (TpSegment) segment =
      data[0] == '{' ? tp_segment_parse_json ((const char *)data, size, names, &error)
                     : tp_segment_parse (text, names, &fault, &error);
  g_assert ((segment == NULL) == (error != NULL));
  if (segment != NULL)
    check_tree (segment, names);
  else
    g_assert (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
