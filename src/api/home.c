/* SPDX-License-Identifier: Apache-2.0 */
/* The server's own pages, which need no script: what this is, logging in and out, the first user.
 * Browsers tell of a form's page only where the referrer policy lets them (http/origin.h), so these
 * pages have their own. */
#include "api/frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/user.h"
#include "http/html.h"

#include <string.h>

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;"
    "color:#1c2430;background:#fff}"
    "h1{font-size:1.6rem;margin:0 0 .5rem}"
    "form{max-width:22rem;margin:1.5rem 0}"
    "table{width:100%;border-collapse:collapse}th,td{padding:.25rem .5rem .25rem 0;text-align:left;"
    "vertical-align:top}td{overflow-wrap:anywhere}"
    "label{display:block;margin:.8rem 0}"
    "input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.45rem .6rem;"
    "border:1px solid #8a94a3;border-radius:4px}"
    "button{font:inherit;padding:.45rem 1rem;border:0;border-radius:4px;background:#1f5fbf;"
    "color:#fff;cursor:pointer}"
    ".problem{padding:.5rem .8rem;border-left:4px solid #b3261e;background:#fdecea}"
    "a{color:#1f5fbf}"
    "@media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181f}"
    "input{background:#1d232c;color:inherit}.problem{background:#3a1f1d}a{color:#8ab4f8}}";

typedef struct {
  TpLanguage language;
  TpHtml *html;
} Page;

static const char *
say (const Page *page, const char *english)
{
  return tp_text_in (page->language, english);
}

static Page
open_page (TpRequest *request)
{
  TpLanguage language = tp_request_language (request);
  TpHtml *html = tp_html_new (tp_language_code (language), "Tagpost");
  tp_html_style_sheet (html, "/server.css");
  tp_html_open (html, "main", NULL);
  tp_html_element (html, "h1", "Tagpost");
  return (Page){language, html};
}

static gboolean
close_page (Page *page, TpResponse *response)
{
  tp_response_html (response, tp_html_finish (page->html));
  tp_html_free (page->html);
  tp_response_header (response, "Referrer-Policy", "same-origin");
  tp_response_header (response, "Vary", "Accept-Language, Cookie");
  return TRUE;
}

static void
write_problem (const Page *page, const char *text)
{
  if (text == NULL)
    return;
  tp_html_open (page->html, "p", "class", "problem", "role", "alert", NULL);
  tp_html_text (page->html, text);
  tp_html_close (page->html);
}

static void
write_input (const Page *page, const char *label, const char *name, const char *type,
             const char *value, const char *autocomplete)
{
  tp_html_open (page->html, "label", NULL);
  tp_html_text (page->html, label);
  tp_html_empty (page->html, "input", "name", name, "type", type, "value", value, "required", "",
                 "autocomplete", autocomplete, NULL);
  tp_html_close (page->html);
}

static void
write_button (const Page *page, const char *text)
{
  tp_html_open (page->html, "button", "type", "submit", NULL);
  tp_html_text (page->html, text);
  tp_html_close (page->html);
}

static void
write_link (const Page *page, const char *target, const char *text)
{
  tp_html_open (page->html, "li", NULL);
  tp_html_open (page->html, "a", "href", target, NULL);
  tp_html_text (page->html, text);
  tp_html_close (page->html);
  tp_html_close (page->html);
}

static void
write_login (const Page *page, const char *email)
{
  tp_html_open (page->html, "form", "method", "post", "action", "/login", NULL);
  write_input (page, say (page, N_ ("E-mail address")), "email", "email", email, "username");
  write_input (page, say (page, N_ ("Password")), "password", "password", NULL, "current-password");
  write_button (page, say (page, N_ ("Log in")));
  tp_html_close (page->html);
}

static gboolean
has_route (TpApi *api, const char *path)
{
  for (gsize i = 0; i < tp_router_length (api->router); i++)
    if (strcmp (tp_router_get (api->router, i)->path, path) == 0)
      return TRUE;
  return FALSE;
}

static void
write_links (TpApi *api, const Page *page, gboolean is_known)
{
  tp_html_open (page->html, "ul", NULL);
  if (is_known && has_route (api, "/mailbox"))
    write_link (page, "/mailbox", say (page, N_ ("Mailbox: mails that were kept here")));
  write_link (page, "/api/v1/openapi.json",
              say (page, N_ ("The interface for programs (OpenAPI)")));
  tp_html_close (page->html);
}

static void
write_user (const Page *page, const TpUser *user)
{
  tp_html_open (page->html, "p", NULL);
  tp_html_printf (page->html, say (page, N_ ("You are logged in as %s.")),
                  user->name != NULL ? user->name : user->email);
  tp_html_close (page->html);
  tp_html_open (page->html, "form", "method", "post", "action", "/logout", NULL);
  write_button (page, say (page, N_ ("Log out")));
  tp_html_close (page->html);
}

/* Who looks at a public page. NULL without an error: nobody that is known. */
static TpUser *
find_visitor (TpApi *api, TpRequest *request, TpConn *conn, GError **error)
{
  TpSession session;
  return tp_api_find_session (api, request, conn, &session, error)
             ? tp_user_get (conn, session.user, error)
             : NULL;
}

static gboolean
show_home (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 users = 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_user_count (conn, &users, error))
    return FALSE;
  g_autoptr (TpUser) user = find_visitor (api, request, conn, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  Page page = open_page (request);
  tp_html_element (page.html, "p",
                   say (&page, N_ ("This server writes to exactly the right "
                                   "person: newsletters, campaigns and all that "
                                   "is known of your customers.")));
  if (user != NULL)
    write_user (&page, user);
  else if (users > 0)
    write_login (&page, NULL);
  else
    tp_html_element (page.html, "p",
                     say (&page, N_ ("Nobody can log in yet. Open the set-up link that the server "
                                     "printed when it was started.")));
  write_links (api, &page, user != NULL);
  return close_page (&page, response);
}

static const char *
field_of (const TpForm *form, const char *name)
{
  const char *value = tp_form_get (form, name);
  return value != NULL ? value : "";
}

/* The form again, with what was wrong. */
static gboolean
show_login_again (TpRequest *request, TpResponse *response, const char *email,
                  const GError *problem)
{
  Page page = open_page (request);
  TpErrorCode code = tp_error_code (problem);
  if (code == TP_ERROR_DENIED)
    tp_response_set_status (response, 401);
  else if (code != TP_ERROR_LIMIT)
    tp_response_set_status (response, tp_error_http_status (code));
  write_problem (&page, code == TP_ERROR_DENIED
                            ? say (&page, N_ ("The e-mail address or the password is wrong."))
                        : code == TP_ERROR_LIMIT
                            ? say (&page, N_ ("Too many failed logins. Please wait some minutes."))
                            : say (&page, N_ ("This did not work. Please try again.")));
  write_login (&page, email);
  return close_page (&page, response);
}

static gboolean
post_login (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (GError) problem = NULL;
  const TpForm *form = tp_request_form (request, error);
  gint64 user = 0;
  if (form == NULL)
    return FALSE;
  const char *email = field_of (form, "email");
  if (!tp_api_log_in (app, request, response, email, field_of (form, "password"), &user, &problem))
    return show_login_again (request, response, email, problem);
  tp_response_redirect (response, 303, "/");
  return TRUE;
}

static gboolean
post_logout (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  if (!tp_api_log_out (app, request, response, error))
    return FALSE;
  tp_response_redirect (response, 303, "/");
  return TRUE;
}

static gboolean
show_setup_form (TpRequest *request, TpResponse *response, const TpApiSetup *setup,
                 const char *problem)
{
  Page page = open_page (request);
  tp_html_element (page.html, "p", say (&page, N_ ("Make the first user, who may do everything.")));
  write_problem (&page, problem);
  tp_html_open (page.html, "form", "method", "post", "action", "/setup", NULL);
  tp_html_empty (page.html, "input", "type", "hidden", "name", "token", "value", setup->token,
                 NULL);
  write_input (&page, say (&page, N_ ("E-mail address")), "email", "email", setup->email,
               "username");
  write_input (&page, say (&page, N_ ("Password")), "password", "password", NULL, "new-password");
  write_button (&page, say (&page, N_ ("Make this user")));
  tp_html_close (page.html);
  return close_page (&page, response);
}

static gboolean
show_setup (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  const TpApiSetup setup = {.token = tp_request_query (request, "token")};
  return show_setup_form (request, response, &setup, NULL);
}

static gboolean
post_setup (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (GError) problem = NULL;
  const TpForm *form = tp_request_form (request, error);
  gint64 user = 0;
  if (form == NULL)
    return FALSE;
  const TpApiSetup setup = {.token = field_of (form, "token"),
                            .email = field_of (form, "email"),
                            .password = field_of (form, "password")};
  if (!tp_api_make_first_user (app, request, response, &setup, &user, &problem)) {
    TpErrorCode code = tp_error_code (problem);
    gboolean is_ours = code == TP_ERROR_INTERNAL || code == TP_ERROR_UNCERTAIN;
    tp_response_set_status (response, tp_error_http_status (code));
    return show_setup_form (request, response, &setup,
                            is_ours ? tp_text_in (tp_request_language (request),
                                                  N_ ("This did not work. Please try again."))
                                    : problem->message);
  }
  tp_response_redirect (response, 303, "/");
  return TRUE;
}

static gboolean
show_style (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (style, strlen (style));
  tp_response_bytes (response, bytes, "text/css; charset=utf-8");
  tp_response_cache (response, "public, max-age=3600");
  return TRUE;
}

/* clang-format off */
static const TpQueryParam setup_query[] = {
    {"token", TP_QUERY_TEXT, N_ ("what the server printed when it was started"), .max = 200,
     .fallback = ""},
    {NULL},
};
/* clang-format on */

#define FORM "application/x-www-form-urlencoded"
#define PAGE (TP_ROUTE_PUBLIC | TP_ROUTE_HIDDEN)

/* clang-format off */
static const TpRoute routes[] = {
    {"GET", "/", NULL, PAGE | TP_ROUTE_ANY_QUERY, show_home, "pages", N_ ("the start page")},
    {"POST", "/login", NULL, PAGE | TP_ROUTE_SAME_ORIGIN, post_login, "pages",
     N_ ("log in by the form"), .request_type = FORM},
    {"POST", "/logout", NULL, PAGE | TP_ROUTE_SAME_ORIGIN, post_logout, "pages",
     N_ ("log out by the form"), .request_type = "*"},
    {"GET", "/setup", NULL, PAGE, show_setup, "pages", N_ ("the form for the first user"),
     .query = setup_query},
    {"POST", "/setup", NULL, PAGE | TP_ROUTE_SAME_ORIGIN, post_setup, "pages",
     N_ ("make the first user by the form"), .request_type = FORM},
    {"GET", "/server.css", NULL, PAGE | TP_ROUTE_INLINE, show_style, "pages",
     N_ ("how these pages look")},
};
/* clang-format on */

const TpApiResource tp_api_home = {
    routes, G_N_ELEMENTS (routes), {NULL, 0}
};
