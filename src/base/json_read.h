/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"

/* Reads the members of a JSON object from outside, each with its type and range. Every error is
 * INVALID and begins with the member's path: "contact.fields.birth_date: not a date".
 *
 *   TpJsonNode body, fields;
 *   const char *name = NULL;
 *   gint64 limit = 50;
 *   static const char *const known[] = {"name", "limit", "fields", NULL};
 *   return tp_json_root (json, "contact", &body, error) && tp_json_only (&body, known, error) &&
 *          tp_json_get_string (&body, "name", TP_JSON_NOT_EMPTY, 200, &name, error) &&
 *          tp_json_get_int64 (&body, "limit", TP_JSON_OPTIONAL, 1, 1000, &limit, error) &&
 *          tp_json_get_object (&body, "fields", TP_JSON_OPTIONAL, &fields, error) && ...
 *
 * A member that is absent or null leaves its out parameter as it was (so give it the default
 * before); a node's `json` is NULL then. tp_json_is_null() tells null from absent where that
 * matters. */

/* A value and the way to it; lives on the stack, borrows the JSON tree, the name and its parent. */
typedef struct TpJsonNode TpJsonNode;
struct TpJsonNode {
  json_t *json; /* NULL: absent or null */
  const TpJsonNode *parent;
  const char *name; /* NULL: an item of an array, or a root without name */
  gsize index;
};

/* TRUE and FALSE serve for REQUIRED and OPTIONAL. */
typedef enum {
  TP_JSON_OPTIONAL,
  TP_JSON_REQUIRED,
  TP_JSON_NOT_EMPTY /* required, and a text or array must hold something */
} TpJsonPresence;

/* The outermost object, which gets that name in messages (NULL: none). */
gboolean tp_json_root (json_t *json, const char *name, TpJsonNode *out_node, GError **error);

/* Refuses members that are not in the list, which ends with NULL. */
gboolean tp_json_only (const TpJsonNode *object, const char *const *names, GError **error);

/* Whether the member is there with the value null. */
gboolean tp_json_is_null (const TpJsonNode *object, const char *name);

/* A member of any type. */
gboolean tp_json_get (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                      TpJsonNode *out_node, GError **error);

/* Text of at most `max_length` characters; borrowed from the tree. */
gboolean tp_json_get_string (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                             gsize max_length, const char **out_text, GError **error);
gboolean tp_json_get_int64 (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                            gint64 min, gint64 max, gint64 *out_value, GError **error);
/* An integer or a real number. */
gboolean tp_json_get_number (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                             double min, double max, double *out_value, GError **error);
gboolean tp_json_get_bool (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                           gboolean *out_value, GError **error);
/* One of the texts in `choices` (which ends with NULL), as its index. */
gboolean tp_json_get_choice (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                             const char *const *choices, int *out_index, GError **error);
/* A date "2026-01-31"; borrowed from the tree. */
gboolean tp_json_get_date (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                           const char **out_date, GError **error);
/* A time by RFC 3339, in milliseconds. */
gboolean tp_json_get_time (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                           gint64 *out_at, GError **error);
gboolean tp_json_get_object (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                             TpJsonNode *out_node, GError **error);
gboolean tp_json_get_array (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                            gsize max_length, TpJsonNode *out_node, GError **error);

/* The items of an array, i < tp_json_length; an absent array has none. */
gsize tp_json_length (const TpJsonNode *array);
TpJsonNode tp_json_item (const TpJsonNode *array, gsize i);

/* A node's own value, which must be there (null is refused). */
gboolean tp_json_string (const TpJsonNode *node, gsize max_length, const char **out_text,
                         GError **error);
gboolean tp_json_int64 (const TpJsonNode *node, gint64 min, gint64 max, gint64 *out_value,
                        GError **error);
gboolean tp_json_number (const TpJsonNode *node, double min, double max, double *out_value,
                         GError **error);
gboolean tp_json_bool (const TpJsonNode *node, gboolean *out_value, GError **error);
gboolean tp_json_object (const TpJsonNode *node, GError **error);
gboolean tp_json_array (const TpJsonNode *node, gsize max_length, GError **error);

/* An error about a node's value found by the caller: "path: " and the message, which should be
 * marked with _(). Always returns FALSE. */
gboolean tp_json_fault (const TpJsonNode *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* "contact.fields.birth_date", "items[3].name". (transfer full) */
char *tp_json_path (const TpJsonNode *node);
