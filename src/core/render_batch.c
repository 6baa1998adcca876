/* SPDX-License-Identifier: Apache-2.0 */
/* The facts of all contacts of a batch are loaded first, with a query for each kind that the
 * templates ask for; then each mail is rendered from memory. */
#include "core/render_private.h"

#include "base/i18n.h"
#include "base/secret.h"
#include "core/audience.h"
#include "core/message_text.h"
#include "core/render_contact.h"
#include "core/tag_set.h"
#include "segment/day.h"

#include <string.h>

#define LOCAL_URL "http://127.0.0.1:8080" /* where the server listens unless told otherwise */
#define MAC_BYTES 16

/* A batch on its way: facts of all its contacts. */
typedef struct {
  const TpRender *render;
  GHashTable *contacts; /* number → TpContact */
  GPtrArray *loaded;
  GPtrArray *worn; /* TpWornTag, or NULL */
  TpValue *tags;
  GHashTable *first_tag; /* number → index in worn, from 1 */
  GPtrArray *sets;       /* TpIdSets for each segment */
  gint64 now;
} Batch;

/* One mail. */
typedef struct {
  const Batch *batch;
  const TpRender *render;
  const TpMessage *message;
  TpRenderContact contact;
} Mail;

static gboolean
find_member (gconstpointer data, const char *object, const char *name, gsize length, TpValue *out)
{
  const TpRender *self = data;
  for (guint i = 0; i < TP_RENDER_MEMBERS; i++)
    if (strcmp (tp_render_members[i].object, object) == 0 &&
        strncmp (tp_render_members[i].name, name, length) == 0 &&
        tp_render_members[i].name[length] == '\0') {
      *out = tp_value_string (self->members[i], -1);
      return TRUE;
    }
  *out = tp_value_nil ();
  return FALSE;
}

static gboolean
find_account (gconstpointer data, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  return find_member (data, "account", name, length, out);
}

static gboolean
find_campaign (gconstpointer data, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  return find_member (data, "campaign", name, length, out);
}

static const TpValueClass account_class = {.find = find_account};
static const TpValueClass campaign_class = {.find = find_campaign};

/* BASE/u/1.MESSAGE.MAC: the message's public id, and a proof that this account gave it out for
 * unsubscribing. */
static char *
unsubscribe_url (const TpRender *self, const TpMessage *message)
{
  guint8 mac[TP_SHA256_BYTES];
  const char *url = self->members[TP_RENDER_ACCOUNT_URL];
  g_autofree char *id = tp_account_public_id (
      self->account, TP_THING_MESSAGE, tp_message_number (self->source.id, message->sequence));
  tp_account_mac (self->account, "unsubscribe", id, strlen (id), mac);
  g_autofree char *proof = tp_base64url (mac, MAC_BYTES);
  return g_strdup_printf ("%s/u/1.%s.%s", *url != '\0' ? url : LOCAL_URL, id, proof);
}

static gboolean
find_root (gconstpointer data, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const Mail *mail = data;
  *out = tp_value_nil ();
  if (length == 7 && memcmp (name, "contact", 7) == 0)
    *out = tp_value_object (&tp_render_contact_class, &mail->contact);
  else if (length == 7 && memcmp (name, "account", 7) == 0)
    *out = tp_value_object (&account_class, mail->render);
  else if (length == 8 && memcmp (name, "campaign", 8) == 0)
    *out = tp_value_object (&campaign_class, mail->render);
  else if (length == 15 && memcmp (name, "unsubscribe_url", 15) == 0) {
    g_autofree char *url = unsubscribe_url (mail->render, mail->message);
    const char *copy = tp_arena_copy (arena, url, strlen (url));
    *out = copy != NULL ? tp_value_string (copy, -1) : tp_value_nil ();
  } else
    return FALSE;
  return TRUE;
}

static const TpValueClass root_class = {.find = find_root};

static gboolean
in_segment (gpointer user, gpointer handle, gboolean *out_in, GError **error)
{
  const Mail *mail = user;
  const TpIdSets *set = mail->batch->sets->pdata[GPOINTER_TO_UINT (handle) - 1];
  *out_in = tp_id_sets_contains (set, (guint32)mail->message->contact);
  return TRUE;
}

/* Loading what the batch needs. */
static gboolean
load_contacts (Batch *batch, TpConn *conn, const GArray *numbers, GError **error)
{
  batch->loaded =
      tp_contact_load_many (conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  for (guint i = 0; batch->loaded != NULL && i < batch->loaded->len; i++) {
    TpContact *contact = batch->loaded->pdata[i];
    g_hash_table_insert (batch->contacts, GSIZE_TO_POINTER ((gsize)contact->number), contact);
  }
  return batch->loaded != NULL;
}

static gboolean
load_tags (Batch *batch, TpConn *conn, const GArray *numbers, GError **error)
{
  if (!batch->render->needs_tags)
    return TRUE;
  batch->worn =
      tp_tag_of_contacts (conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  if (batch->worn == NULL)
    return FALSE;
  batch->tags = g_new0 (TpValue, batch->worn->len + 1);
  for (guint i = 0; i < batch->worn->len; i++) {
    const TpWornTag *tag = batch->worn->pdata[i];
    gpointer key = GSIZE_TO_POINTER ((gsize)tag->contact);
    batch->tags[i] = tp_value_string (tag->name, -1);
    if (!g_hash_table_contains (batch->first_tag, key))
      g_hash_table_insert (batch->first_tag, key, GUINT_TO_POINTER (i + 1));
  }
  return TRUE;
}

static gboolean
filter_segment (Batch *batch, TpConn *conn, TpSegment *segment, const TpIdSets *among,
                GError **error)
{
  TpIdSets *all = tp_id_sets_new ();
  g_ptr_array_add (batch->sets, all);
  for (guint i = 0; i < tp_id_sets_length (among); i++) {
    g_autoptr (TpIdSet) matching = NULL;
    if (!tp_audience_filter (conn, batch->render->account, segment, tp_id_sets_nth (among, i),
                             &matching, error))
      return FALSE;
    tp_id_sets_union (all, matching);
  }
  return TRUE;
}

static gboolean
load_segments (Batch *batch, TpConn *conn, const GArray *numbers, GError **error)
{
  const GPtrArray *segments = batch->render->segments;
  g_autoptr (TpIdSets) among = tp_id_sets_new ();
  for (guint i = 0; segments->len > 0 && i < numbers->len; i++)
    tp_id_sets_add (among, (guint32)g_array_index (numbers, gint64, i));
  for (guint i = 0; i < segments->len; i++)
    if (!filter_segment (batch, conn, segments->pdata[i], among, error))
      return FALSE;
  return TRUE;
}

static void
batch_clear (Batch *batch)
{
  g_hash_table_unref (batch->contacts);
  g_hash_table_unref (batch->first_tag);
  g_ptr_array_unref (batch->sets);
  g_clear_pointer (&batch->loaded, g_ptr_array_unref);
  g_clear_pointer (&batch->worn, g_ptr_array_unref);
  g_free (batch->tags);
}

static gboolean
batch_load (Batch *batch, TpConn *conn, const TpRenderItem *items, gsize length, GError **error)
{
  g_autoptr (GArray) numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)length);
  batch->contacts = g_hash_table_new (NULL, NULL);
  batch->first_tag = g_hash_table_new (NULL, NULL);
  batch->sets = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_id_sets_free);
  batch->now = tp_account_now (batch->render->account);
  for (gsize i = 0; i < length; i++)
    g_array_append_val (numbers, items[i].message->contact);
  return load_contacts (batch, conn, numbers, error) && load_tags (batch, conn, numbers, error) &&
         load_segments (batch, conn, numbers, error);
}

/* Rendering one. */
static void
mail_init (Mail *mail, const Batch *batch, const TpMessage *message, TpContact *contact)
{
  const TpRender *self = batch->render;
  *mail = (Mail){.batch = batch, .render = self, .message = message};
  mail->contact = (TpRenderContact){
      .account = self->account,
      .fields = self->fields,
      .contact = contact,
      .address = message->address,
      .currency = self->members[TP_RENDER_ACCOUNT_CURRENCY],
      .currency_digits = self->currency_digits,
      .today = tp_day_of_time (batch->now, self->zone),
  };
  guint first =
      GPOINTER_TO_UINT (g_hash_table_lookup (batch->first_tag, GSIZE_TO_POINTER (contact->number)));
  if (first == 0)
    return;
  mail->contact.tags = batch->tags + first - 1;
  for (guint i = first - 1; i < batch->worn->len; i++) {
    if (((const TpWornTag *)batch->worn->pdata[i])->contact != contact->number)
      break;
    mail->contact.n_tags++;
  }
}

static GString *
render_template (const Mail *mail, const TpTemplate *template, const char *what, gboolean text,
                 GError **error)
{
  const char *language = mail->contact.contact->values[TP_SEGMENT_LANGUAGE];
  TpTemplateEnv env = {
      .data = tp_value_object (&root_class, mail),
      .zone = mail->render->zone,
      .language = tp_language_parse (
          language != NULL ? language : mail->render->members[TP_RENDER_ACCOUNT_LANGUAGE]),
      .currency = mail->render->members[TP_RENDER_ACCOUNT_CURRENCY],
      .now = mail->batch->now,
      .text = text,
      .in_segment = in_segment,
      .user = (gpointer)mail,
  };
  GString *out = g_string_sized_new (1024);
  if (tp_template_render (template, &env, out, error))
    return out;
  g_prefix_error (error, "%s: ", what);
  g_string_free (out, TRUE);
  return NULL;
}

/* On one line. */
static char *
render_subject (const Mail *mail, GError **error)
{
  GString *text = render_template (mail, mail->render->subject, "subject", TRUE, error);
  if (text == NULL)
    return NULL;
  char *subject = g_string_free (text, FALSE);
  for (char *at = subject; *at != '\0'; at++)
    if (*at == '\r' || *at == '\n' || *at == '\t')
      *at = ' ';
  return g_strstrip (subject);
}

static void
add_unsubscribe (const Mail *mail, TpMessageContent *content, TpHeader headers[2], char **out_value)
{
  if (!mail->render->has_unsubscribe)
    return;
  g_autofree char *url = unsubscribe_url (mail->render, mail->message);
  *out_value = g_strdup_printf ("<%s>", url);
  headers[0] = (TpHeader){"List-Unsubscribe", *out_value};
  headers[1] = (TpHeader){"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"};
  content->headers = headers;
  content->n_headers = 2;
}

static gboolean
render_bodies (const Mail *mail, GString **out_html, GString **out_text, GError **error)
{
  const TpRender *self = mail->render;
  if (self->html != NULL &&
      (*out_html = render_template (mail, self->html, "html", FALSE, error)) == NULL)
    return FALSE;
  if (self->text != NULL)
    return (*out_text = render_template (mail, self->text, "text", TRUE, error)) != NULL;
  *out_text = g_string_sized_new (1024);
  tp_message_text_from_html ((*out_html)->str, (*out_html)->len, *out_text);
  return TRUE;
}

static char *
full_name (const TpContact *contact)
{
  const char *first = contact->values[TP_SEGMENT_FIRST_NAME];
  const char *last = contact->values[TP_SEGMENT_LAST_NAME];
  return first != NULL && last != NULL ? g_strdup_printf ("%s %s", first, last)
                                       : g_strdup (first != NULL ? first : last);
}

static gboolean
render_mail (const Mail *mail, TpRenderItem *item, GError **error)
{
  const TpRender *self = mail->render;
  TpHeader headers[2];
  g_autofree char *unsubscribe = NULL;
  g_autoptr (GString) html = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (TpAddress) address = tp_address_parse (mail->message->address, -1, error);
  if (address == NULL || (item->subject = render_subject (mail, error)) == NULL ||
      !render_bodies (mail, &html, &text, error))
    return FALSE;
  g_autofree char *id = tp_message_id (self->account, &self->source, mail->message->sequence,
                                       self->from->address->domain);
  g_autofree char *name = full_name (mail->contact.contact);
  TpMessageContent content = {
      .message_id = id,
      .date_at = mail->batch->now,
      .to = address->wire,
      .to_name = name,
      .subject = item->subject,
      .text = text->str,
      .text_length = text->len,
  };
  if (html != NULL) {
    content.html = html->str;
    content.html_length = html->len;
  }
  add_unsubscribe (mail, &content, headers, &unsubscribe);
  item->to = g_strdup (address->wire);
  item->key = g_strdup (address->key);
  item->bytes = g_string_sized_new (text->len + (html != NULL ? html->len : 0) + 1024);
  return tp_message_render (self->mail, &content, item->bytes, error);
}

static void
render_item (const Batch *batch, TpRenderItem *item)
{
  Mail mail;
  g_autoptr (GError) error = NULL;
  TpContact *contact =
      g_hash_table_lookup (batch->contacts, GSIZE_TO_POINTER ((gsize)item->message->contact));
  if (contact == NULL || item->message->address == NULL) {
    item->fault = g_strdup (_ ("the contact is no longer there"));
    return;
  }
  mail_init (&mail, batch, item->message, contact);
  if (!render_mail (&mail, item, &error)) {
    tp_render_item_clear (item);
    item->fault = g_strdup (error->message);
  }
}

gboolean
tp_render_many (const TpRender *render, TpConn *conn, TpRenderItem *items, gsize length,
                GError **error)
{
  g_assert (length <= TP_RENDER_MANY);
  Batch batch = {.render = render};
  gboolean ok = batch_load (&batch, conn, items, length, error);
  for (gsize i = 0; ok && i < length; i++)
    render_item (&batch, &items[i]);
  batch_clear (&batch);
  return ok;
}
