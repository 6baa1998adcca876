/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/contact.h"
#include "core/message.h"
#include "liquid/value.h"

/* A contact as a template sees it. Lives for one batch of rendering, on one thread. */
typedef struct {
  TpAccount *account;
  const TpFields *fields;
  TpContact *contact;  /* (borrowed); NULL: it has gone */
  const char *address; /* where this mail goes (borrowed) */
  const TpValue *tags; /* names (borrowed) */
  gsize n_tags;
  const char *currency; /* (borrowed) */
  guint currency_digits;
  gint64 today; /* as year * 10000 + month * 100 + day, for the age */
} TpRenderContact;

extern const TpValueClass tp_render_contact_class;

/* A stored value as the template's; nil where it is not of its type. */
void tp_render_value (const TpField *field, const char *stored, const char *currency, guint digits,
                      TpArena *arena, TpValue *out);
