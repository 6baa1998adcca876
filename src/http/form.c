/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the pairs; names and values lie in one array of structs, looked up by scanning,
 * since a form has a dozen of them. */
#include "http/form.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/path.h"

typedef struct {
  char *name;
  char *value;
} Field;

struct TpForm {
  GArray *fields; /* of Field */
};

static void
field_clear (gpointer data)
{
  Field *field = data;
  g_free (field->name);
  g_free (field->value);
}

TpForm *
tp_form_new (void)
{
  TpForm *form = g_new0 (TpForm, 1);
  form->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  g_array_set_clear_func (form->fields, field_clear);
  return form;
}

void
tp_form_free (TpForm *form)
{
  if (form == NULL)
    return;
  g_array_unref (form->fields);
  g_free (form);
}

static gboolean
text_is_valid (const char *text, gsize length)
{
  return memchr (text, '\0', length) == NULL && g_utf8_validate (text, (gssize)length, NULL);
}

gboolean
tp_form_add (TpForm *form, const char *name, gsize name_length, const char *value,
             gsize value_length, GError **error)
{
  if (form->fields->len == TP_FORM_FIELDS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the form has more than %d fields"),
                     TP_FORM_FIELDS_MAX);
  if (name_length > TP_FORM_NAME_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the form has a field name of more than %d bytes"),
                     TP_FORM_NAME_MAX);
  if (!text_is_valid (name, name_length))
    return tp_error (error, TP_ERROR_INVALID, _ ("the name of form field %u is not valid UTF-8"),
                     form->fields->len + 1);
  if (!text_is_valid (value, value_length)) {
    g_autofree char *shown = g_strndup (name, name_length);
    return tp_error (error, TP_ERROR_INVALID, _ ("form field '%s' is not valid UTF-8 text"), shown);
  }
  Field field = {g_strndup (name, name_length), g_strndup (value, value_length)};
  g_array_append_val (form->fields, field);
  return TRUE;
}

static gboolean
add_pair (TpForm *form, const char *pair, gsize length, GError **error)
{
  const char *equals = memchr (pair, '=', length);
  gsize name_raw = equals != NULL ? (gsize)(equals - pair) : length;
  gsize value_raw = equals != NULL ? length - name_raw - 1 : 0;
  g_autofree char *name = g_malloc (name_raw + 1);
  g_autofree char *value = g_malloc (value_raw + 1);
  gssize name_length = tp_percent_decode (pair, name_raw, TRUE, name);
  gssize value_length =
      tp_percent_decode (equals != NULL ? equals + 1 : "", value_raw, TRUE, value);
  if (name_length < 0 || value_length < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("form field %u has a broken percent sign"),
                     form->fields->len + 1);
  return tp_form_add (form, name, (gsize)name_length, value, (gsize)value_length, error);
}

TpForm *
tp_form_parse (const char *bytes, gsize length, GError **error)
{
  g_autoptr (TpForm) form = tp_form_new ();
  const char *end = bytes + length;
  for (const char *start = bytes; start < end;) {
    const char *ampersand = memchr (start, '&', (gsize)(end - start));
    const char *stop = ampersand != NULL ? ampersand : end;
    if (stop > start && !add_pair (form, start, (gsize)(stop - start), error))
      return NULL;
    start = stop + 1;
  }
  return g_steal_pointer (&form);
}

gsize
tp_form_length (const TpForm *form)
{
  return form->fields->len;
}

const char *
tp_form_name (const TpForm *form, gsize index)
{
  g_assert (index < form->fields->len);
  return g_array_index (form->fields, Field, index).name;
}

const char *
tp_form_value (const TpForm *form, gsize index)
{
  g_assert (index < form->fields->len);
  return g_array_index (form->fields, Field, index).value;
}

const char *
tp_form_get (const TpForm *form, const char *name)
{
  for (guint i = 0; i < form->fields->len; i++) {
    const Field *field = &g_array_index (form->fields, Field, i);
    if (strcmp (field->name, name) == 0)
      return field->value;
  }
  return NULL;
}

gsize
tp_form_count (const TpForm *form, const char *name)
{
  gsize count = 0;
  for (guint i = 0; i < form->fields->len; i++)
    count += strcmp (g_array_index (form->fields, Field, i).name, name) == 0;
  return count;
}
