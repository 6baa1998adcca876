/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/json.h"
#include "liquid/template.h"

#include <stdint.h>

/* Any bytes as a template: parsed, and rendered both ways over a small contact, within tight
 * limits. */

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size);

static const TpTemplate *
load_snippet (gpointer user, const char *name, GError **error)
{
  return user;
}

static gpointer
prepare_segment (gpointer user, const char *expression, GError **error)
{
  return g_strdup (expression);
}

static gboolean
in_segment (gpointer user, gpointer handle, gboolean *out_in, GError **error)
{
  *out_in = *(const char *)handle != '\0';
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  static const char data[] = "{\"a\":[3,1.5,\"x\",null,{\"t\":\"ä\"}],\"s\":\"Müller <b>\","
                             "\"o\":{\"first_name\":\"Anna\",\"gender\":\"f\"},\"n\":-7,\"d\":"
                             "\"2026-01-31\"}";
  const TpTemplateOptions options = {.prepare_segment = prepare_segment, .free_segment = g_free};
  const TpTemplateLimits limits = {
      .steps = 20000, .output_bytes = 100000, .memory_bytes = 200000, .milliseconds = 1000};
  g_autoptr (TpTemplate) template =
      tp_template_parse ((const char *)bytes, (gssize)size, &options, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  json_t *json = json_loads (data, 0, NULL);
  TpTemplateEnv env = {.data = tp_value_json (json),
                       .load_snippet = load_snippet,
                       .in_segment = in_segment,
                       .user = template,
                       .limits = &limits};

  for (guint i = 0; template != NULL && i < 3; i++) {
    env.text = i == 1;
    env.strict = i == 2;
    env.language = (TpLanguage)i;
    g_string_truncate (out, 0);
    tp_template_render (template, &env, out, NULL);
  }
  json_decref (json);
  return 0;
}
