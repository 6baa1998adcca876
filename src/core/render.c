/* SPDX-License-Identifier: Apache-2.0 */
/* To add to what a template can say: a name in members[] (the same for everyone) or in find_root,
 * and in the header's list. What is the same for everyone is worked out once, in tp_render_new. */
#include "core/render.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/render_private.h"
#include "core/setting.h"

#include <string.h>

const TpRenderMemberInfo tp_render_members[TP_RENDER_MEMBERS] = {
    [TP_RENDER_ACCOUNT_NAME] = {"account",  "name",     "account_name"},
    [TP_RENDER_ACCOUNT_IMPRINT] = {"account",  "imprint",  "imprint"     },
    [TP_RENDER_ACCOUNT_CURRENCY] = {"account",  "currency", "currency"    },
    [TP_RENDER_ACCOUNT_LANGUAGE] = {"account",  "language", "language"    },
    [TP_RENDER_ACCOUNT_URL] = {"account",  "url",      "base_url"    },
    [TP_RENDER_CAMPAIGN_NAME] = {"campaign", "name",     NULL          },
    [TP_RENDER_CAMPAIGN_ID] = {"campaign", "id",       NULL          },
    [TP_RENDER_CAMPAIGN_SUBJECT] = {"campaign", "subject",  NULL          },
    [TP_RENDER_CAMPAIGN_PURPOSE] = {"campaign", "purpose",  NULL          },
};

/* Parsing. */
typedef struct {
  TpRender *render;
  TpNames *names;
} Parsing;

static gpointer
prepare_segment (gpointer user, const char *expression, GError **error)
{
  Parsing *parsing = user;
  TpSegment *segment = tp_names_parse (parsing->names, expression, NULL, error);
  if (segment == NULL)
    return NULL;
  g_ptr_array_add (parsing->render->segments, segment);
  return GUINT_TO_POINTER (parsing->render->segments->len);
}

static gboolean
parse_template (Parsing *parsing, const char *what, const char *source, TpTemplate **out_template,
                GError **error)
{
  TpTemplateOptions options = {.prepare_segment = prepare_segment, .user = parsing};
  gsize length = 0;
  *out_template = NULL;
  if (source == NULL)
    return TRUE;
  *out_template = tp_template_parse (source, -1, &options, error);
  if (*out_template == NULL) {
    g_prefix_error (error, "%s: ", what);
    return FALSE;
  }
  const TpTemplateVariable *variables = tp_template_variables (*out_template, &length);
  for (gsize i = 0; i < length; i++)
    if (g_str_has_prefix (variables[i].path, "contact.tags") ||
        strcmp (variables[i].path, "contact") == 0)
      parsing->render->needs_tags = TRUE;
  return TRUE;
}

static gboolean
load_members (TpRender *self, TpConn *conn, const TpCampaign *campaign, GError **error)
{
  for (guint i = 0; i < TP_RENDER_MEMBERS; i++)
    if (tp_render_members[i].setting != NULL &&
        (self->members[i] = tp_setting_get (conn, tp_render_members[i].setting, error)) == NULL)
      return FALSE;
  self->members[TP_RENDER_CAMPAIGN_NAME] = g_strdup (campaign->name);
  self->members[TP_RENDER_CAMPAIGN_ID] =
      tp_account_public_id (self->account, TP_THING_CAMPAIGN, campaign->id);
  self->members[TP_RENDER_CAMPAIGN_SUBJECT] = g_strdup (campaign->subject);
  self->members[TP_RENDER_CAMPAIGN_PURPOSE] =
      g_strdup (tp_segment_purpose_name (campaign->purpose));
  return TRUE;
}

static gboolean
prepare_mail (TpRender *self, const TpCampaign *campaign, GError **error)
{
  TpMessageSettings settings = {0};
  g_autoptr (TpMailbox) reply_to = NULL;
  self->from = tp_mailbox_parse (campaign->from, -1, error);
  if (self->from == NULL)
    return FALSE;
  settings.from = self->from;
  if (campaign->reply_to != NULL) {
    settings.reply_to = reply_to = tp_mailbox_parse (campaign->reply_to, -1, error);
    if (reply_to == NULL)
      return FALSE;
  }
  self->mail = tp_message_template_new (&settings, error);
  return self->mail != NULL;
}

TpRender *
tp_render_new (TpAccount *account, TpConn *conn, const TpCampaign *campaign,
               const TpMessageSource *source, GError **error)
{
  g_autoptr (TpRender) self = g_new0 (TpRender, 1);
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  Parsing parsing = {self, names};
  self->account = account;
  self->zone = tp_account_zone (account);
  self->currency_digits = tp_account_currency_digits (account);
  self->segments = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_segment_unref);
  if (source != NULL)
    self->source = *source;
  if (!prepare_mail (self, campaign, error) ||
      !parse_template (&parsing, "subject", campaign->subject, &self->subject, error) ||
      !parse_template (&parsing, "html", campaign->html, &self->html, error) ||
      !parse_template (&parsing, "text", campaign->text, &self->text, error))
    return NULL;
  if (source == NULL)
    return g_steal_pointer (&self);
  self->fields = tp_fields_load (account, conn, error);
  if (self->fields == NULL || !load_members (self, conn, campaign, error))
    return NULL;
  gboolean may_go = campaign->list != 0 || campaign->purpose == TP_SEGMENT_PURPOSE_NEWSLETTER ||
                    campaign->purpose == TP_SEGMENT_PURPOSE_OFFERS;
  self->has_unsubscribe = may_go && *self->members[TP_RENDER_ACCOUNT_URL] != '\0';
  return g_steal_pointer (&self);
}

void
tp_render_free (TpRender *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->from, tp_mailbox_free);
  g_clear_pointer (&self->mail, tp_message_template_free);
  g_clear_pointer (&self->subject, tp_template_free);
  g_clear_pointer (&self->html, tp_template_free);
  g_clear_pointer (&self->text, tp_template_free);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->fields, tp_fields_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  for (guint i = 0; i < TP_RENDER_MEMBERS; i++)
    g_free (self->members[i]);
  g_free (self);
}

const char *
tp_render_sender (const TpRender *self)
{
  return self->from->address->wire;
}

void
tp_render_item_clear (TpRenderItem *item)
{
  g_clear_pointer (&item->to, g_free);
  g_clear_pointer (&item->key, g_free);
  g_clear_pointer (&item->subject, g_free);
  g_clear_pointer (&item->fault, g_free);
  if (item->bytes != NULL)
    g_string_free (g_steal_pointer (&item->bytes), TRUE);
}
