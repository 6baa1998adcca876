/* SPDX-License-Identifier: Apache-2.0 */
/* To add a type: a member of TpQueryType, a check below with a case in tp_query_check_value, a row
 * in openapi.c's schema_of, and a reader in request.c. */
#include "http/query.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

#define TEXT_MAX 1000

static gboolean
check_int (const TpQueryParam *param, const char *value, GError **error)
{
  gint64 number;
  if (!g_ascii_string_to_signed (value, 10, param->min, param->max, &number, NULL))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("query parameter '%s' is not a whole number from %lld to %lld: '%s'"),
                     param->name, (long long)param->min, (long long)param->max, value);
  return TRUE;
}

static gboolean
check_text (const TpQueryParam *param, const char *value, GError **error)
{
  gint64 length = (gint64)strlen (value);
  gint64 max = param->max > 0 ? param->max : TEXT_MAX;
  if (length < param->min || length > max)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("query parameter '%s' is not %lld to %lld bytes long"), param->name,
                     (long long)param->min, (long long)max);
  for (const char *at = value; *at != '\0'; at++)
    if (((guchar)*at < 0x20 && *at != '\t' && *at != '\n' && *at != '\r') || *at == 0x7f)
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("query parameter '%s' holds a control character"), param->name);
  return TRUE;
}

static gboolean
check_choice (const TpQueryParam *param, const char *value, GError **error)
{
  g_auto (GStrv) choices = g_strsplit (param->choices, "|", -1);
  if (g_strv_contains ((const char *const *)choices, value))
    return TRUE;
  g_autofree char *shown = g_strjoinv (", ", choices);
  return tp_error (error, TP_ERROR_INVALID, _ ("query parameter '%s' is not one of %s: '%s'"),
                   param->name, shown, value);
}

gboolean
tp_query_read_bool (const char *value, gboolean *out_value)
{
  static const char *const yes[] = {"true", "yes", "1", NULL};
  static const char *const no[] = {"false", "no", "0", NULL};
  *out_value = g_strv_contains (yes, value);
  return *out_value || g_strv_contains (no, value);
}

gboolean
tp_query_check_value (const TpQueryParam *param, const char *value, GError **error)
{
  gboolean is_true;
  switch (param->type) {
  case TP_QUERY_INT:
    return check_int (param, value, error);
  case TP_QUERY_CHOICE:
    return check_choice (param, value, error);
  case TP_QUERY_BOOL:
    return tp_query_read_bool (value, &is_true) ||
           tp_error (error, TP_ERROR_INVALID, _ ("query parameter '%s' is not true or false: '%s'"),
                     param->name, value);
  case TP_QUERY_TEXT:
    break;
  }
  return check_text (param, value, error);
}

const TpQueryParam *
tp_query_find (const TpQueryParam *params, const char *name)
{
  for (const TpQueryParam *param = params; param != NULL && param->name != NULL; param++)
    if (strcmp (param->name, name) == 0)
      return param;
  return NULL;
}

gboolean
tp_query_check (const TpQueryParam *params, gboolean any, const TpForm *form,
                const char **out_field, GError **error)
{
  for (gsize i = 0; i < tp_form_length (form); i++) {
    const char *name = tp_form_name (form, i);
    const TpQueryParam *param = tp_query_find (params, name);
    *out_field = name;
    if (param == NULL && any)
      continue;
    if (param == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("query parameter '%s' is not known here"), name);
    if (tp_form_count (form, name) > 1)
      return tp_error (error, TP_ERROR_INVALID, _ ("query parameter '%s' is given twice"), name);
    if (!tp_query_check_value (param, tp_form_value (form, i), error))
      return FALSE;
  }
  for (const TpQueryParam *param = params; param != NULL && param->name != NULL; param++) {
    *out_field = param->name;
    if (param->required && tp_form_get (form, param->name) == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("query parameter '%s' is missing"), param->name);
  }
  *out_field = NULL;
  return TRUE;
}
