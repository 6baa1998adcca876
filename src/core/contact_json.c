/* SPDX-License-Identifier: Apache-2.0 */
/* Each part of a whole contact is a row in parts[]: its name, and the function that makes it. */
#include "core/contact_json.h"

#include "base/error.h"
#include "base/time.h"
#include "core/address_book.h"
#include "core/list.h"
#include "core/money.h"
#include "core/permission.h"
#include "core/purchase.h"
#include "core/tag_set.h"

static json_t *
make_time (gint64 at)
{
  g_autofree char *text = at != 0 ? tp_time_format_rfc3339 (at) : NULL;
  return text != NULL ? json_string (text) : json_null ();
}

static json_t *
make_id (TpAccount *account, TpThing thing, gint64 number)
{
  g_autofree char *id = tp_account_public_id (account, thing, number);
  return json_string (id);
}

static json_t *
make_text (const char *text)
{
  return text != NULL ? json_string (text) : json_null ();
}

json_t *
tp_contact_to_json (TpAccount *account, const TpFields *fields, TpContact *contact)
{
  json_t *values = json_object ();
  for (guint i = 0; i < tp_fields_length (fields); i++) {
    const TpField *field = tp_fields_nth (fields, i);
    const char *stored = field->kind.builtin != TP_SEGMENT_EMAIL && field->archived_at == 0
                             ? tp_contact_value (contact, field)
                             : NULL;
    if (stored != NULL)
      json_object_set_new (values, field->name, tp_field_to_json (field, stored));
  }
  if (contact->has_score)
    json_object_set_new (values, "score", json_integer (contact->score));
  return json_pack (
      "{s:o, s:o, s:s, s:o, s:o, s:o}", "id", make_id (account, TP_THING_CONTACT, contact->number),
      "email", make_text (contact->values[TP_SEGMENT_EMAIL]), "state",
      tp_contact_state_name (contact->state), "created_at", make_time (contact->created_at),
      "changed_at", make_time (contact->changed_at), "fields", values);
}

json_t *
tp_contact_addresses_json (TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (GPtrArray) entries = tp_address_book_list (conn, number, error);
  if (entries == NULL)
    return NULL;
  g_autofree const char **keys = g_new0 (const char *, entries->len + 1);
  g_autofree guint8 *reasons = g_new0 (guint8, entries->len + 1);
  for (guint i = 0; i < entries->len; i++)
    keys[i] = ((TpAddressEntry *)entries->pdata[i])->key;
  if (!tp_suppression_find_many (conn, keys, entries->len, reasons, error))
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < entries->len; i++) {
    const TpAddressEntry *entry = entries->pdata[i];
    json_array_append_new (
        list,
        json_pack ("{s:s, s:b, s:o, s:o}", "address", entry->spelling, "chosen", entry->chosen,
                   "added_at", make_time (entry->added_at), "suppressed",
                   make_text (reasons[i] != 0 ? tp_suppression_reason_name (reasons[i]) : NULL)));
  }
  return list;
}

json_t *
tp_contact_history_json (TpAccount *account, TpConn *conn, gint64 number, gint64 before,
                         guint limit, gint64 *out_before, GError **error)
{
  g_autoptr (GPtrArray) events = tp_contact_history (conn, number, before, NULL, limit, error);
  g_autoptr (TpEventTexts) texts =
      events != NULL ? tp_event_texts_load (account, conn, events, error) : NULL;
  if (texts == NULL)
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < events->len; i++)
    json_array_append_new (list, tp_event_to_json (texts, events->pdata[i]));
  if (out_before != NULL)
    *out_before = events->len == limit ? ((TpEvent *)events->pdata[events->len - 1])->position : 0;
  return list;
}

static json_t *
show_addresses (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  return tp_contact_addresses_json (conn, number, error);
}

static json_t *
show_tags (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (GPtrArray) tags = tp_tag_of_contacts (conn, &number, 1, error);
  if (tags == NULL)
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < tags->len; i++) {
    const TpWornTag *worn = tags->pdata[i];
    json_array_append_new (list, json_pack ("{s:o, s:s, s:o, s:s, s:o}", "id",
                                            make_id (account, TP_THING_TAG, worn->tag), "name",
                                            worn->name, "since", make_time (worn->since), "why",
                                            tp_actor_name (worn->why.kind), "ends_at",
                                            make_time (worn->ends_at)));
  }
  return list;
}

static json_t *
show_lists (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (GPtrArray) lists = tp_list_of_contacts (conn, &number, 1, error);
  if (lists == NULL)
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < lists->len; i++) {
    const TpListMember *member = lists->pdata[i];
    json_array_append_new (list, json_pack ("{s:o, s:s, s:s, s:o}", "id",
                                            make_id (account, TP_THING_LIST, member->list), "name",
                                            member->name, "state",
                                            tp_segment_list_state_name (member->state), "since",
                                            make_time (member->since)));
  }
  return list;
}

static json_t *
show_permissions (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (GPtrArray) permissions = tp_permission_of_contacts (conn, &number, 1, error);
  if (permissions == NULL)
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < permissions->len; i++) {
    const TpPermissionRow *row = permissions->pdata[i];
    json_array_append_new (
        list, json_pack ("{s:s, s:s, s:o, s:o}", "purpose", tp_segment_purpose_name (row->purpose),
                         "state", tp_segment_permission_name (row->state), "basis",
                         make_text (row->basis), "since", make_time (row->since)));
  }
  return list;
}

static json_t *
make_money (gint64 amount, const char *currency)
{
  g_autofree char *text = tp_money_format (amount, currency);
  return json_pack ("{s:s, s:s}", "amount", text, "currency", currency);
}

static json_t *
make_items (const TpPurchase *purchase)
{
  json_t *items = json_array ();
  for (guint i = 0; i < purchase->items->len; i++) {
    const TpPurchaseItem *item = purchase->items->pdata[i];
    json_array_append_new (
        items, json_pack ("{s:o, s:f, s:o, s:o}", "product", make_text (item->product_name),
                          "quantity", (double)item->quantity / TP_QUANTITY_ONE, "amount",
                          make_money (item->amount, purchase->currency), "refunded",
                          make_money (item->refunded, purchase->currency)));
  }
  return items;
}

static json_t *
show_purchases (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) purchases =
      tp_purchase_page (conn, number, NULL, TP_CONTACT_JSON_PURCHASES, &next, error);
  if (purchases == NULL)
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < purchases->len; i++) {
    const TpPurchase *purchase = purchases->pdata[i];
    json_array_append_new (list,
                           json_pack ("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                                      make_id (account, TP_THING_PURCHASE, purchase->id), "order",
                                      make_text (purchase->name), "at", make_time (purchase->at),
                                      "source", make_text (purchase->source_name), "total",
                                      make_money (purchase->amount, purchase->currency), "refunded",
                                      make_money (purchase->refunded, purchase->currency), "items",
                                      make_items (purchase)));
  }
  return list;
}

static json_t *
show_events (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  return tp_contact_history_json (account, conn, number, 0, TP_CONTACT_JSON_EVENTS, NULL, error);
}

static const struct {
  const char *name;
  json_t *(*show) (TpAccount *account, TpConn *conn, gint64 number, GError **error);
} parts[] = {
    {"addresses",   show_addresses  },
    {"tags",        show_tags       },
    {"lists",       show_lists      },
    {"permissions", show_permissions},
    {"purchases",   show_purchases  },
    {"events",      show_events     },
};

json_t *
tp_contact_show_json (TpAccount *account, TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (TpFields) fields = tp_fields_load (account, conn, error);
  if (fields == NULL || !tp_contact_resolve (conn, number, &number, error))
    return NULL;
  g_autoptr (TpContact) contact = tp_contact_load (conn, number, error);
  if (contact == NULL)
    return NULL;
  g_autoptr (json_t) json = tp_contact_to_json (account, fields, contact);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    json_t *part = parts[i].show (account, conn, number, error);
    if (part == NULL)
      return NULL;
    json_object_set_new (json, parts[i].name, part);
  }
  return g_steal_pointer (&json);
}

json_t *
tp_note_to_json (TpAccount *account, const TpNote *note)
{
  return json_pack (
      "{s:o, s:s, s:o, s:s, s:o}", "id", make_id (account, TP_THING_NOTE, note->id), "kind",
      tp_note_kind_name (note->kind), "at", make_time (note->at), "text", note->text, "author",
      note->author != 0 ? make_id (account, TP_THING_USER, note->author) : json_null ());
}

json_t *
tp_suppression_to_json (const TpSuppression *suppression)
{
  return json_pack ("{s:s, s:s, s:o, s:o}", "address", suppression->key, "reason",
                    tp_suppression_reason_name (suppression->reason), "detail",
                    make_text (suppression->detail), "since", make_time (suppression->since));
}

json_t *
tp_field_description_json (TpAccount *account, const TpField *field)
{
  gboolean custom = field->kind.builtin == TP_SEGMENT_CUSTOM;
  json_t *choices = json_array ();
  for (const char *const *choice = field->kind.choices; choice != NULL && *choice != NULL; choice++)
    json_array_append_new (choices, json_string (*choice));
  return json_pack ("{s:o, s:s, s:s, s:b, s:b, s:b, s:b, s:o, s:b}", "id",
                    custom ? make_id (account, TP_THING_FIELD, field->kind.id) : json_null (),
                    "name", field->name, "type", tp_field_type_name (field->kind.type), "several",
                    field->kind.several, "anniversary", field->kind.anniversary, "derived",
                    field->kind.derived, "built_in", !custom, "choices", choices, "archived",
                    field->archived_at != 0);
}
