/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in mailbox, for programs and as plain pages. The page shows a mail's HTML in a frame of
 * its own, whose answer makes it a foreign, scriptless document (TP_CSP_MAIL); headers and text are
 * written as text. */
#include "core/captured_mail.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "http/html.h"

static json_t *
json_of (TpApi *api, const TpCapturedMail *mail)
{
  return json_pack ("{s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_CAPTURED_MAIL, mail->id), "at",
                    tp_api_time (mail->at), "sender", mail->sender, "recipient", mail->recipient,
                    "subject", mail->subject, "contact",
                    tp_api_public_id (api, TP_THING_CONTACT, mail->contact), "campaign",
                    tp_api_public_id (api, TP_THING_CAMPAIGN, mail->campaign), "message",
                    tp_api_public_id (api, TP_THING_MESSAGE, mail->message));
}

static GPtrArray *
load_page (TpApi *api, TpRequest *request, gint64 *out_before, GError **error)
{
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  *out_before = 0;
  if (conn == NULL || !tp_api_after_number (api, request, out_before, error))
    return NULL;
  g_autoptr (GPtrArray) mails =
      tp_captured_mail_page (conn, tp_request_query (request, "to"), *out_before, limit, error);
  if (mails == NULL)
    return NULL;
  *out_before = mails->len == limit ? ((TpCapturedMail *)mails->pdata[limit - 1])->id : 0;
  return g_steal_pointer (&mails);
}

static gboolean
list_mails (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 before = 0;
  g_autoptr (GPtrArray) mails = load_page (api, request, &before, error);
  if (mails == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < mails->len; i++)
    json_array_append_new (items, json_of (api, mails->pdata[i]));
  tp_api_list (response, "captured_mails", items,
               before != 0 ? tp_api_next_number (api, request, before) : NULL);
  return TRUE;
}

static TpCapturedMail *
load_mail (TpApi *api, TpRequest *request, GError **error)
{
  gint64 id = 0;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  return conn != NULL && tp_api_id (api, request, "id", TP_THING_CAPTURED_MAIL, &id, error)
             ? tp_captured_mail_get (conn, id, error)
             : NULL;
}

static gboolean
show_mail (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpCapturedMail) mail = load_mail (app, request, error);
  g_autoptr (TpMailView) view = mail != NULL ? tp_captured_mail_view (mail, error) : NULL;
  if (view == NULL)
    return FALSE;
  json_t *json = json_of (app, mail), *headers = json_array ();
  for (guint i = 0; i < view->headers->len; i++) {
    const TpViewHeader *header = view->headers->pdata[i];
    json_array_append_new (headers,
                           json_pack ("{s:s, s:s}", "name", header->name, "value", header->value));
  }
  json_object_set_new (json, "headers", headers);
  json_object_set_new (json, "text", tp_api_text (view->text));
  json_object_set_new (json, "html", tp_api_text (view->html));
  tp_response_json (response, json);
  return TRUE;
}

static gboolean
show_raw (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpCapturedMail) mail = load_mail (app, request, error);
  if (mail == NULL)
    return FALSE;
  g_autoptr (GBytes) bytes = g_bytes_new (mail->raw, mail->raw_length);
  tp_response_bytes (response, bytes, "message/rfc822");
  tp_response_download (response, "mail.eml");
  return TRUE;
}

/* The pages. */
static void
write_link (TpHtml *html, const char *target, const char *text)
{
  tp_html_open (html, "p", NULL);
  tp_html_open (html, "a", "href", target, NULL);
  tp_html_text (html, text);
  tp_html_close (html);
  tp_html_close (html);
}

static TpHtml *
open_page (TpRequest *request, const char *title)
{
  TpLanguage language = tp_request_language (request);
  TpHtml *html = tp_html_new (tp_language_code (language), title);
  tp_html_style_sheet (html, "/server.css");
  tp_html_open (html, "main", NULL);
  write_link (html, "/", "Tagpost");
  tp_html_element (html, "h1", title);
  return html;
}

static void
write_row (TpHtml *html, TpApi *api, const TpCapturedMail *mail)
{
  g_autofree char *id =
      tp_account_public_id (tp_api_account (api), TP_THING_CAPTURED_MAIL, mail->id);
  g_autofree char *target = g_strdup_printf ("/mailbox/%s", id);
  g_autofree char *at = tp_time_format_rfc3339 (mail->at);
  tp_html_open (html, "tr", NULL);
  tp_html_element (html, "td", at);
  tp_html_element (html, "td", mail->recipient);
  tp_html_open (html, "td", NULL);
  tp_html_open (html, "a", "href", target, NULL);
  tp_html_text (html, *mail->subject != '\0' ? mail->subject : "-");
  tp_html_close (html);
  tp_html_close (html);
  tp_html_close (html);
}

static void
write_head_row (TpHtml *html, TpLanguage language)
{
  static const char *const titles[] = {N_ ("at"), N_ ("to"), N_ ("subject")};
  tp_html_open (html, "tr", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    tp_html_element (html, "th", tp_text_in (language, titles[i]));
  tp_html_close (html);
}

static gboolean
show_list_page (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 before = 0;
  TpLanguage language = tp_request_language (request);
  g_autoptr (GPtrArray) mails = load_page (api, request, &before, error);
  if (mails == NULL)
    return FALSE;
  g_autoptr (TpHtml) html = open_page (request, tp_text_in (language, N_ ("Mailbox")));
  if (mails->len == 0) {
    tp_html_element (html, "p", tp_text_in (language, N_ ("No mail is kept here.")));
  } else {
    tp_html_open (html, "table", NULL);
    write_head_row (html, language);
    for (guint i = 0; i < mails->len; i++)
      write_row (html, api, mails->pdata[i]);
    tp_html_close (html);
  }
  if (before != 0) {
    g_autofree char *next = tp_api_next_number (api, request, before);
    g_autofree char *target = g_strdup_printf ("/mailbox?after=%s", next);
    tp_html_open (html, "a", "href", target, NULL);
    tp_html_text (html, tp_text_in (language, N_ ("older mails")));
    tp_html_close (html);
  }
  tp_response_html (response, tp_html_finish (html));
  return TRUE;
}

static void
write_view (TpHtml *html, const TpMailView *view, const char *body_url)
{
  tp_html_open (html, "table", NULL);
  for (guint i = 0; i < view->headers->len; i++) {
    const TpViewHeader *header = view->headers->pdata[i];
    tp_html_open (html, "tr", NULL);
    tp_html_element (html, "th", header->name);
    tp_html_element (html, "td", header->value);
    tp_html_close (html);
  }
  tp_html_close (html);
  if (view->html != NULL) {
    tp_html_open (html, "iframe", "src", body_url, "sandbox", "", "title", view->subject, "width",
                  "100%", "height", "600", NULL);
    tp_html_close (html);
  }
  if (view->text != NULL)
    tp_html_element (html, "pre", view->text);
}

static gboolean
show_mail_page (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpCapturedMail) mail = load_mail (api, request, error);
  g_autoptr (TpMailView) view = mail != NULL ? tp_captured_mail_view (mail, error) : NULL;
  if (view == NULL)
    return FALSE;
  const char *id = tp_request_param (request, "id");
  g_autofree char *body_url = g_strdup_printf ("/mailbox/%s/html", id);
  g_autofree char *raw_url = g_strdup_printf ("/mailbox/%s/raw", id);
  g_autoptr (TpHtml) html = open_page (request, view->subject);
  TpLanguage language = tp_request_language (request);
  write_link (html, "/mailbox", tp_text_in (language, N_ ("Mailbox")));
  write_link (html, raw_url, tp_text_in (language, N_ ("as it would have been sent")));
  write_view (html, view, body_url);
  tp_response_html (response, tp_html_finish (html));
  return TRUE;
}

/* The mail's own HTML, for the frame. */
static gboolean
show_body (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpCapturedMail) mail = load_mail (app, request, error);
  g_autoptr (TpMailView) view = mail != NULL ? tp_captured_mail_view (mail, error) : NULL;
  if (view == NULL)
    return FALSE;
  if (view->html == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("the mail has no HTML"));
  tp_response_html (response, g_strdup (view->html));
  tp_response_csp (response, TP_CSP_MAIL);
  return TRUE;
}

#define TEXT "{\"type\":\"string\"}"
#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"
#define MAILBOX "mailbox:read"

/* clang-format off */
static const TpSchema schemas[] = {
    {"CapturedMail", "{\"type\":\"object\",\"required\":[\"id\",\"at\",\"sender\",\"recipient\","
                     "\"subject\"],\"properties\":{\"id\":" TEXT ",\"at\":" TEXT ",\"sender\":" TEXT
                     ",\"recipient\":" TEXT ",\"subject\":" TEXT ",\"contact\":" TEXT_OR_NULL
                     ",\"campaign\":" TEXT_OR_NULL ",\"message\":" TEXT_OR_NULL ",\"headers\":{"
                     "\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"name\":"
                     TEXT ",\"value\":" TEXT "}}},\"text\":" TEXT_OR_NULL ",\"html\":" TEXT_OR_NULL
                     "}}"},
    {"CapturedMailList", TP_API_LIST_SCHEMA ("captured_mails", "CapturedMail")},
};

static const TpQueryParam list_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"to", TP_QUERY_TEXT, N_ ("only mails to that contact or address"), .max = 300},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/captured-mails", MAILBOX, 0, list_mails, "mailbox",
     N_ ("list the mails in the built-in mailbox, the newest first"), .query = list_query,
     .response_schema = "CapturedMailList"},
    {"GET", "/api/v1/captured-mails/{id}", MAILBOX, 0, show_mail, "mailbox",
     N_ ("one mail of the built-in mailbox"), .response_schema = "CapturedMail"},
    {"GET", "/api/v1/captured-mails/{id}/raw", MAILBOX, 0, show_raw, "mailbox",
     N_ ("one mail as it would have been sent"), .response_type = "message/rfc822"},
    {"GET", "/mailbox", MAILBOX, TP_ROUTE_HIDDEN, show_list_page, "pages",
     N_ ("the built-in mailbox"), .query = list_query, .response_type = "text/html"},
    {"GET", "/mailbox/{id}", MAILBOX, TP_ROUTE_HIDDEN, show_mail_page, "pages",
     N_ ("one mail of the built-in mailbox"), .response_type = "text/html"},
    {"GET", "/mailbox/{id}/html", MAILBOX, TP_ROUTE_HIDDEN, show_body, "pages",
     N_ ("the mail's own HTML, for a frame"), .response_type = "text/html"},
    {"GET", "/mailbox/{id}/raw", MAILBOX, TP_ROUTE_HIDDEN, show_raw, "pages",
     N_ ("one mail as it would have been sent"), .response_type = "message/rfc822"},
};
/* clang-format on */

const TpApiResource tp_api_captured_mail = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
