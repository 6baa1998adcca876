/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Names and values of application/x-www-form-urlencoded (WHATWG URL, 5.1): the body of a form and
 * the query of a target. Unlike a browser it refuses what cannot be meant: a broken percent sign,
 * invalid UTF-8, NUL. Order and repetitions are kept. Immutable once parsed. */

#define TP_FORM_FIELDS_MAX 1000
#define TP_FORM_NAME_MAX 200

typedef struct TpForm TpForm;

TpForm *tp_form_new (void); /* empty (transfer full) */
/* NULL with INVALID, naming the field, or LIMIT. (transfer full) */
TpForm *tp_form_parse (const char *bytes, gsize length, GError **error);
void tp_form_free (TpForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpForm, tp_form_free)

/* For who fills one from elsewhere: INVALID, LIMIT as parse. */
gboolean tp_form_add (TpForm *form, const char *name, gsize name_length, const char *value,
                      gsize value_length, GError **error);

gsize tp_form_length (const TpForm *form);
const char *tp_form_name (const TpForm *form, gsize index);
const char *tp_form_value (const TpForm *form, gsize index);

/* The first value of that name; NULL: none. (borrowed) */
const char *tp_form_get (const TpForm *form, const char *name);
/* How many values have that name. */
gsize tp_form_count (const TpForm *form, const char *name);
