/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/transport_backend.h"

#include <string.h>

typedef struct {
  TpScriptStep step; /* owns its texts */
  guint used;
} Step;

typedef struct {
  const TpDelivery *delivery;
  TpReply reply;
  TpTransportDone done;
  gpointer data;
} Late;

typedef struct {
  GArray *steps;   /* Step */
  GPtrArray *kept; /* TpDelivery */
  GArray *late;    /* Late; at most the capacity */
} Scripted;

static void
keep (Scripted *self, const TpDelivery *delivery)
{
  if (self->kept->len == TP_SCRIPTED_KEPT_MAX)
    return;
  TpDelivery *copy = g_new0 (TpDelivery, 1);
  copy->from = g_strdup (delivery->from);
  copy->to = g_strdup (delivery->to);
  copy->bytes = g_strndup (delivery->bytes, delivery->length);
  copy->length = delivery->length;
  copy->user = delivery->user;
  g_ptr_array_add (self->kept, copy);
}

static void
free_kept (gpointer data)
{
  TpDelivery *kept = data;
  g_free ((char *)kept->from);
  g_free ((char *)kept->to);
  g_free ((char *)kept->bytes);
  g_free (kept);
}

static gboolean
fits (const Step *step, const char *to)
{
  if (step->step.times != 0 && step->used == step->step.times)
    return FALSE;
  const char *cue = step->step.to;
  return cue == NULL || (*cue == '@' ? g_str_has_suffix (to, cue) : g_str_equal (to, cue));
}

static const TpScriptStep *
take_step (Scripted *self, const char *to)
{
  static const TpScriptStep accept = {
      .outcome = TP_OUTCOME_ACCEPTED, .code = 250, .enhanced = "2.0.0", .text = "accepted"};
  for (guint i = 0; i < self->steps->len; i++) {
    Step *step = &g_array_index (self->steps, Step, i);
    if (!fits (step, to))
      continue;
    step->used++;
    return &step->step;
  }
  return &accept;
}

static void
submit_scripted (TpTransport *transport, const TpDelivery *deliveries, gsize n,
                 TpTransportDone done, gpointer data)
{
  Scripted *self = tp_transport_state (transport);
  for (gsize i = 0; i < n; i++) {
    keep (self, &deliveries[i]);
    const TpScriptStep *step = take_step (self, deliveries[i].to);
    Late late = {.delivery = &deliveries[i], .done = done, .data = data};
    tp_reply_set (&late.reply, step->outcome, step->code, step->enhanced, step->text);
    if (step->late)
      g_array_append_val (self->late, late);
    else
      tp_transport_answer (transport, &deliveries[i], &late.reply, done, data);
  }
}

/* Newest first, so that a caller that counts on the order is found out. */
static void
wait_scripted (TpTransport *transport, guint timeout_ms)
{
  Scripted *self = tp_transport_state (transport);
  while (self->late->len > 0) {
    Late late = g_array_index (self->late, Late, self->late->len - 1);
    g_array_set_size (self->late, self->late->len - 1);
    tp_transport_answer (transport, late.delivery, &late.reply, late.done, late.data);
  }
}

static void
clear_step (gpointer data)
{
  Step *step = data;
  g_free ((char *)step->step.to);
  g_free ((char *)step->step.enhanced);
  g_free ((char *)step->step.text);
}

static void
free_scripted (gpointer state)
{
  Scripted *self = state;
  g_array_unref (self->steps);
  g_ptr_array_unref (self->kept);
  g_array_unref (self->late);
  g_free (self);
}

TpTransport *
tp_transport_new_scripted (const TpScriptStep *steps, gsize n)
{
  static const TpTransportClass klass = {"scripted", 1000, submit_scripted, wait_scripted,
                                         free_scripted};
  Scripted *self = g_new0 (Scripted, 1);
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, clear_step);
  self->kept = g_ptr_array_new_with_free_func (free_kept);
  self->late = g_array_new (FALSE, FALSE, sizeof (Late));
  for (gsize i = 0; i < n; i++) {
    Step step = {.step = steps[i]};
    step.step.to = g_strdup (steps[i].to);
    step.step.enhanced = g_strdup (steps[i].enhanced);
    step.step.text = g_strdup (steps[i].text);
    g_array_append_val (self->steps, step);
  }
  return tp_transport_new (&klass, self);
}

const TpDelivery *
tp_transport_scripted_get (const TpTransport *transport, gsize i)
{
  const Scripted *self = tp_transport_state (transport);
  return i < self->kept->len ? g_ptr_array_index (self->kept, i) : NULL;
}
