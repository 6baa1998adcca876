/* SPDX-License-Identifier: Apache-2.0 */
/* The notes are a JSON object from the beginning, so keeping them is writing it. */
#include "core/import_notes.h"

#include "base/i18n.h"
#include "base/json.h"

#include <string.h>

struct TpImportNotes {
  json_t *json;
};

TpImportNotes *
tp_import_notes_new (const char *text)
{
  TpImportNotes *notes = g_new0 (TpImportNotes, 1);
  notes->json = text != NULL ? tp_json_parse (text, strlen (text), NULL) : NULL;
  if (!json_is_object (notes->json)) {
    json_decref (notes->json);
    notes->json = json_object ();
  }
  return notes;
}

void
tp_import_notes_free (TpImportNotes *notes)
{
  if (notes == NULL)
    return;
  json_decref (notes->json);
  g_free (notes);
}

char *
tp_import_notes_format (const TpImportNotes *notes)
{
  return tp_json_text (notes->json);
}

/* The member of that name, which is made with `empty` (taken) when it is missing. */
static json_t *
member (json_t *object, const char *name, json_t *empty)
{
  json_t *value = json_object_get (object, name);
  if (value == NULL) {
    json_object_set (object, name, empty);
    value = json_object_get (object, name);
  }
  json_decref (empty);
  return value;
}

static void
count (json_t *object, const char *name)
{
  json_int_t before = json_integer_value (json_object_get (object, name));
  json_object_set_new (object, name, json_integer (before + 1));
}

void
tp_import_notes_set_total (TpImportNotes *notes, gint64 rows)
{
  json_object_set_new (notes->json, "total", json_integer (rows));
}

void
tp_import_notes_set_error (TpImportNotes *notes, const char *reason)
{
  json_object_set_new (notes->json, "error", json_string (reason));
}

void
tp_import_notes_set_vendor (TpImportNotes *notes, const char *vendor)
{
  json_object_set_new (notes->json, "vendor", json_string (vendor));
}

void
tp_import_notes_add_column (TpImportNotes *notes, const char *column)
{
  size_t i;
  json_t *known;
  g_autofree char *valid = g_utf8_make_valid (column, -1);
  json_t *columns = member (notes->json, "left_out_columns", json_array ());
  json_array_foreach (columns, i, known) if (strcmp (json_string_value (known), valid) == 0) return;
  if (json_array_size (columns) < TP_IMPORT_NOTES_MAX)
    json_array_append_new (columns, json_string (valid));
}

static void
add_typing_error (TpImportNotes *notes, const char *domain, const char *meant)
{
  size_t i;
  json_t *known;
  json_t *all = member (notes->json, "typing_errors", json_array ());
  json_array_foreach (all, i, known)
  {
    if (strcmp (json_string_value (json_object_get (known, "domain")), domain) == 0) {
      count (known, "rows");
      return;
    }
  }
  if (json_array_size (all) == TP_IMPORT_NOTES_MAX)
    return;
  json_t *added = json_object ();
  json_object_set_new (added, "domain", json_string (domain));
  json_object_set_new (added, "meant", json_string (meant));
  json_object_set_new (added, "rows", json_integer (1));
  json_array_append_new (all, added);
}

void
tp_import_notes_add_advice (TpImportNotes *notes, const TpAddress *address,
                            const TpAddressAdvice *advice)
{
  const char *meant = strrchr (advice->suggestion, '@');
  if (meant != NULL)
    add_typing_error (notes, address->domain, meant + 1);
  if (advice->is_role)
    count (notes->json, "roles");
  if (advice->is_throwaway)
    count (notes->json, "throwaways");
}

static const char *const subscriptions[TP_SUBSCRIPTIONS] = {
    [TP_SUBSCRIPTION_SUBSCRIBED] = "subscribed", [TP_SUBSCRIPTION_UNCONFIRMED] = "unconfirmed",
    [TP_SUBSCRIPTION_ABSENT] = "not_subscribed", [TP_SUBSCRIPTION_UNSUBSCRIBED] = "unsubscribed",
    [TP_SUBSCRIPTION_CLEANED] = "bounced",       [TP_SUBSCRIPTION_BLOCKED] = "blocked",
};

void
tp_import_notes_add_subscription (TpImportNotes *notes, TpSubscription subscription)
{
  if (subscription != TP_SUBSCRIPTION_NONE)
    count (member (notes->json, "subscriptions", json_object ()), subscriptions[subscription]);
}

void
tp_import_notes_add_without_permission (TpImportNotes *notes)
{
  count (notes->json, "without_permission");
}

static void
add_count_text (GPtrArray *texts, const json_t *object, const char *name, const char *format)
{
  json_int_t number = json_integer_value (json_object_get (object, name));
  g_autoptr (GString) text = g_string_new (NULL);
  if (number == 0)
    return;
  g_string_append_printf (text, "%" G_GINT64_FORMAT " %s", (gint64)number, tp_text (format));
  g_ptr_array_add (texts, g_string_free (g_steal_pointer (&text), FALSE));
}

static void
add_column_texts (GPtrArray *texts, const json_t *json)
{
  size_t i;
  json_t *column;
  g_autoptr (GString) names = g_string_new (NULL);
  json_array_foreach (json_object_get (json, "left_out_columns"), i, column)
      g_string_append_printf (names, "%s'%s'", names->len > 0 ? ", " : "",
                              json_string_value (column));
  if (names->len > 0)
    g_ptr_array_add (texts,
                     g_strdup_printf (_ ("columns that were left out, since nothing says what they "
                                         "are (see --map): %s"),
                                      names->str));
}

GPtrArray *
tp_import_notes_texts (const TpImportNotes *notes)
{
  size_t i;
  json_t *typing;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  const char *vendor = json_string_value (json_object_get (notes->json, "vendor"));
  const json_t *states = json_object_get (notes->json, "subscriptions");
  if (vendor != NULL)
    g_ptr_array_add (texts, g_strdup_printf (_ ("recognised as an export of %s"), vendor));
  add_column_texts (texts, notes->json);
  add_count_text (texts, states, "unsubscribed", N_ ("had unsubscribed; that stays so"));
  add_count_text (texts, states, "bounced", N_ ("had bounced; their addresses are blocked"));
  add_count_text (texts, states, "blocked", N_ ("were blocked; their addresses stay blocked"));
  add_count_text (texts, states, "unconfirmed", N_ ("had never confirmed; they get no permission"));
  add_count_text (texts, states, "not_subscribed",
                  N_ ("had never asked for mail; they get no permission"));
  json_array_foreach (json_object_get (notes->json, "typing_errors"), i, typing) g_ptr_array_add (
      texts, g_strdup_printf (_ ("%lld at '%s': '%s' may be meant"),
                              (long long)json_integer_value (json_object_get (typing, "rows")),
                              json_string_value (json_object_get (typing, "domain")),
                              json_string_value (json_object_get (typing, "meant"))));
  add_count_text (texts, notes->json, "roles", N_ ("addresses are of a role, such as info@"));
  add_count_text (texts, notes->json, "throwaways", N_ ("addresses are of throw-away mailboxes"));
  add_count_text (texts, notes->json, "without_permission",
                  N_ ("have no permission recorded: newsletters and offers skip them (see "
                      "--basis)"));
  return texts;
}
