/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON form has its keys sorted (base/json.h), so equal options give equal fingerprints. To add
 * an option: a member, its line in format and parse, and the option of cmd/import.c and
 * api/import.c. */
#include "core/import_options.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json_read.h"
#include "core/consent.h"
#include "core/thing.h"

#include <string.h>

#define TEXT_MAX 2000

static const char *const formats[] = {"csv", "ndjson", NULL};

TpImportOptions *
tp_import_options_new (void)
{
  return g_new0 (TpImportOptions, 1);
}

void
tp_import_options_free (TpImportOptions *options)
{
  if (options == NULL)
    return;
  g_strfreev (options->tags);
  g_strfreev (options->lists);
  g_strfreev (options->maps);
  g_free (options->basis);
  g_free (options);
}

static gboolean
check_names (TpThing thing, char *const *names, GError **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *clean = tp_thing_clean_name (thing, names[i], error);
    if (clean == NULL)
      return FALSE;
    if (i >= TP_IMPORT_NAMES_MAX)
      return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d names"), TP_IMPORT_NAMES_MAX);
  }
  return TRUE;
}

gboolean
tp_import_options_check (const TpImportOptions *options, GError **error)
{
  if (options->purposes != 0 && options->basis == NULL)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("a purpose needs the basis of its permission (--basis)"));
  if (options->basis != NULL && options->basis[strspn (options->basis, " \t\r\n")] == '\0')
    return tp_error (error, TP_ERROR_INVALID, _ ("the basis of the permission is empty"));
  if (options->basis != NULL && (!g_utf8_validate (options->basis, -1, NULL) ||
                                 g_utf8_strlen (options->basis, -1) > TP_CONSENT_BASIS_MAX))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("the basis of the permission has more than %d characters"),
                     TP_CONSENT_BASIS_MAX);
  return check_names (TP_THING_TAG, options->tags, error) &&
         check_names (TP_THING_LIST, options->lists, error);
}

guint
tp_import_options_purposes (const TpImportOptions *options)
{
  if (options->purposes != 0)
    return options->purposes;
  return 1u << TP_SEGMENT_PURPOSE_NEWSLETTER | 1u << TP_SEGMENT_PURPOSE_OFFERS;
}

static void
set_texts (json_t *object, const char *name, char *const *texts)
{
  if (texts == NULL || texts[0] == NULL)
    return;
  json_t *array = json_array ();
  for (guint i = 0; texts[i] != NULL; i++)
    json_array_append_new (array, json_string (texts[i]));
  json_object_set_new (object, name, array);
}

static void
set_flag (json_t *object, const char *name, gboolean flag)
{
  if (flag)
    json_object_set_new (object, name, json_true ());
}

char *
tp_import_options_format (const TpImportOptions *options)
{
  g_autoptr (json_t) object = json_object ();
  json_object_set_new (object, "format", json_string (formats[options->format]));
  set_texts (object, "tags", options->tags);
  set_texts (object, "lists", options->lists);
  set_texts (object, "maps", options->maps);
  set_flag (object, "blocked", options->blocked);
  set_flag (object, "keep", options->keep);
  set_flag (object, "month_first", options->month_first);
  if (options->basis != NULL)
    json_object_set_new (object, "basis", json_string (options->basis));
  if (options->purposes != 0) {
    json_t *purposes = json_array ();
    for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
      if (options->purposes >> i & 1)
        json_array_append_new (purposes, json_string (tp_segment_purpose_name (i)));
    json_object_set_new (object, "purposes", purposes);
  }
  return tp_json_text (object);
}

static gboolean
read_texts (const TpJsonNode *object, const char *name, char ***out_texts, GError **error)
{
  TpJsonNode array;
  if (!tp_json_get_array (object, name, TP_JSON_OPTIONAL, TP_IMPORT_NAMES_MAX, &array, error))
    return FALSE;
  gsize length = tp_json_length (&array);
  if (length == 0)
    return TRUE;
  g_auto (GStrv) texts = g_new0 (char *, length + 1);
  for (gsize i = 0; i < length; i++) {
    const char *text;
    TpJsonNode item = tp_json_item (&array, i);
    if (!tp_json_string (&item, TEXT_MAX, &text, error))
      return FALSE;
    texts[i] = g_strdup (text);
  }
  *out_texts = g_steal_pointer (&texts);
  return TRUE;
}

static gboolean
read_purposes (const TpJsonNode *object, guint *out_purposes, GError **error)
{
  TpJsonNode array;
  if (!tp_json_get_array (object, "purposes", TP_JSON_OPTIONAL, TP_SEGMENT_PURPOSES, &array, error))
    return FALSE;
  for (gsize i = 0; i < tp_json_length (&array); i++) {
    const char *word;
    TpSegmentPurpose purpose;
    TpJsonNode item = tp_json_item (&array, i);
    if (!tp_json_string (&item, TEXT_MAX, &word, error))
      return FALSE;
    if (!tp_segment_purpose_find (word, &purpose))
      return tp_json_fault (&item, error, _ ("there is no such purpose"));
    *out_purposes |= 1u << purpose;
  }
  return TRUE;
}

TpImportOptions *
tp_import_options_parse (const char *text, GError **error)
{
  static const char *const names[] = {"format", "tags",        "lists",    "maps",  "blocked",
                                      "keep",   "month_first", "purposes", "basis", NULL};
  TpJsonNode root;
  const char *basis = NULL;
  int format = TP_IMPORT_CSV;
  g_autoptr (TpImportOptions) options = tp_import_options_new ();
  g_autoptr (json_t) json = tp_json_parse (text, strlen (text), error);
  if (json == NULL || !tp_json_root (json, NULL, &root, error) ||
      !tp_json_only (&root, names, error) ||
      !tp_json_get_choice (&root, "format", TP_JSON_OPTIONAL, formats, &format, error) ||
      !read_texts (&root, "tags", &options->tags, error) ||
      !read_texts (&root, "lists", &options->lists, error) ||
      !read_texts (&root, "maps", &options->maps, error) ||
      !tp_json_get_bool (&root, "blocked", TP_JSON_OPTIONAL, &options->blocked, error) ||
      !tp_json_get_bool (&root, "keep", TP_JSON_OPTIONAL, &options->keep, error) ||
      !tp_json_get_bool (&root, "month_first", TP_JSON_OPTIONAL, &options->month_first, error) ||
      !tp_json_get_string (&root, "basis", TP_JSON_OPTIONAL, TP_CONSENT_BASIS_MAX, &basis, error) ||
      !read_purposes (&root, &options->purposes, error))
    return NULL;
  options->format = (TpImportFormat)format;
  options->basis = g_strdup (basis);
  return g_steal_pointer (&options);
}
