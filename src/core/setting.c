/* SPDX-License-Identifier: Apache-2.0 */
/* To add a setting: a row in settings[]; `tagpost config` and docs show it. */
#include "core/setting.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/money.h"

#include <string.h>

static const TpSettingInfo settings[] = {
    {"account_name",                                              TP_SETTING_TEXT, 0, 200, "", NULL, FALSE, FALSE, N_ ("name of the business")},
    {"imprint",                                                          TP_SETTING_TEXT, 0, 4000, "", NULL, FALSE, FALSE,
     N_ ("postal address and imprint for the footer of mails")},
    {"time_zone",                                                         TP_SETTING_ZONE, 0, 0, NULL, NULL, FALSE, FALSE,
     N_ ("time zone in which days begin, such as Europe/Berlin")},
    {"currency",                                                      TP_SETTING_CURRENCY, 0, 0, NULL, NULL, FALSE, FALSE,
     N_ ("currency of reports and conditions; fixed by the first purchase")},
    {"language",                                TP_SETTING_LANGUAGE, 0, 0, "en", NULL, FALSE, FALSE,
     N_ ("language of the account: en, de or nl")},
    {"base_url",                                                   TP_SETTING_URL, 0, 500, "", NULL, FALSE, FALSE,
     N_ ("public address for links and forms")},
    {"automatic_tags",                                                          TP_SETTING_TEXT, 0, 200, "bought,refunded,charged_back,opened,clicked", NULL,
     FALSE, FALSE,
     N_ ("which tags are set by themselves: bought, refunded, charged_back, received, opened, "
         "clicked, joined")},
    {"session_days",                                                         TP_SETTING_NUMBER, 1, 365, "14", N_ ("days"), FALSE, FALSE,
     N_ ("how long a login lasts without use")},
    {"idempotency_hours",                                                      TP_SETTING_NUMBER, 1, 720, "48", N_ ("hours"), FALSE, FALSE,
     N_ ("how long the answer to a request with an Idempotency-Key is kept")},
    {"import_undo_days",   TP_SETTING_NUMBER, 1, 365, "30", N_ ("days"), FALSE, FALSE,
     N_ ("how long an import can be undone")},
    {"captured_mail_max",                                                 TP_SETTING_NUMBER, 1000, 100000000, "1000000", N_ ("mails"), FALSE, FALSE,
     N_ ("how many captured mails are kept")},
    {"currency_fixed",                                                          TP_SETTING_YES_NO, 0, 0, "no", NULL, FALSE, TRUE,
     N_ ("whether the currency was chosen")},
    {"id_key",                                                       TP_SETTING_TEXT, 32, 32, NULL, NULL, TRUE, TRUE, N_ ("key of the public ids")},
    {"secret_key",                                                      TP_SETTING_TEXT, 64, 64, NULL, NULL, TRUE, TRUE,
     N_ ("key of signed links and of erasure")},
    {"fold_version", TP_SETTING_TEXT, 0, 100, NULL, NULL, FALSE, TRUE,
     N_ ("version of the folding tables")},
    {NULL                                                 },
};

const TpSettingInfo *
tp_setting_table (void)
{
  return settings;
}

const TpSettingInfo *
tp_setting_info (const char *name)
{
  for (const TpSettingInfo *info = settings; info->name != NULL; info++)
    if (strcmp (info->name, name) == 0)
      return info;
  return NULL;
}

static const TpSettingInfo *
get_info (const char *name, GError **error)
{
  const TpSettingInfo *info = tp_setting_info (name);
  if (info == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no setting '%s'"), name);
  return info;
}

char *
tp_setting_get (TpConn *conn, const char *name, GError **error)
{
  const TpSettingInfo *info = get_info (name, error);
  char *value = NULL;
  g_autoptr (GError) local = NULL;
  if (info == NULL || tp_conn_text (conn, TP_SQL_SETTING_FIND, &value, &local, "s", name))
    return value;
  if (!tp_rows_ended (&local, error))
    return NULL;
  return g_strdup (info->default_value);
}

gboolean
tp_setting_get_int64 (TpConn *conn, const char *name, gint64 *out_value, GError **error)
{
  g_autofree char *value = tp_setting_get (conn, name, error);
  if (value == NULL)
    return FALSE;
  *out_value = g_ascii_strtoll (value, NULL, 10);
  return TRUE;
}

static gboolean
check_number (const TpSettingInfo *info, const char *value, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (g_ascii_string_to_signed (value, 10, info->min, info->max, NULL, &local))
    return TRUE;
  return tp_error (
      error, TP_ERROR_INVALID,
      _ ("%s: a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is expected"),
      info->name, info->min, info->max);
}

static gboolean
check_zone (const TpSettingInfo *info, const char *value, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (value);
  return zone != NULL ||
         tp_error (error, TP_ERROR_INVALID, _ ("%s: no time zone '%s'"), info->name, value);
}

static gboolean
check_one_of (const TpSettingInfo *info, const char *value, const char *const *words,
              GError **error)
{
  g_autofree char *list = g_strjoinv (", ", (char **)words);
  return g_strv_contains (words, value) ||
         tp_error (error, TP_ERROR_INVALID, _ ("%s: one of %s is expected"), info->name, list);
}

/* Lines are ended in the imprint alone; what stands in a header of a mail must be one line. */
static gboolean
check_text (const TpSettingInfo *info, const char *value, GError **error)
{
  if ((gint64)strlen (value) < info->min || (gint64)strlen (value) > info->max)
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: longer than %" G_GINT64_FORMAT " bytes"),
                     info->name, info->max);
  gboolean has_lines = strcmp (info->name, "imprint") == 0;
  for (const char *at = value; *at != '\0'; at++)
    if (((guchar)*at < 0x20 && !(has_lines && (*at == '\n' || *at == '\r'))) || *at == 0x7f)
      return tp_error (error, TP_ERROR_INVALID, _ ("%s: has a control character"), info->name);
  return TRUE;
}

/* Links are made by writing a path behind it. */
static gboolean
check_url (const TpSettingInfo *info, const char *value, GError **error)
{
  if (!check_text (info, value, error))
    return FALSE;
  g_autoptr (GUri) uri = g_uri_parse (value, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean is_web = strcmp (scheme, "https") == 0 || strcmp (scheme, "http") == 0;
  gboolean ok = is_web && host != NULL && *host != '\0' && g_uri_get_userinfo (uri) == NULL &&
                g_uri_get_query (uri) == NULL && g_uri_get_fragment (uri) == NULL &&
                strpbrk (value, " <>\"") == NULL;
  return *value == '\0' || ok ||
         tp_error (error, TP_ERROR_INVALID,
                   _ ("%s: an address such as https://mail.example.com is expected"), info->name);
}

gboolean
tp_setting_check (const TpSettingInfo *info, const char *value, GError **error)
{
  static const char *const yes_no[] = {"yes", "no", NULL}, *const languages[] = {"en", "de", "nl",
                                                                                 NULL};
  if (!g_utf8_validate (value, -1, NULL))
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: not valid UTF-8"), info->name);
  switch (info->type) {
  case TP_SETTING_TEXT:
    return check_text (info, value, error);
  case TP_SETTING_URL:
    return check_url (info, value, error);
  case TP_SETTING_NUMBER:
    return check_number (info, value, error);
  case TP_SETTING_YES_NO:
    return check_one_of (info, value, yes_no, error);
  case TP_SETTING_LANGUAGE:
    return check_one_of (info, value, languages, error);
  case TP_SETTING_ZONE:
    return check_zone (info, value, error);
  case TP_SETTING_CURRENCY:
    return tp_currency_digits (value) >= 0 ||
           tp_error (error, TP_ERROR_INVALID, _ ("%s: no currency '%s'"), info->name, value);
  }
  g_assert_not_reached ();
}

/* Orders are worth what they are in that currency, so it is chosen before the first one. */
static gboolean
choose_currency (TpConn *conn, const char *value, GError **error)
{
  gint64 one;
  g_autoptr (GError) local = NULL;
  g_autofree char *current = tp_setting_get (conn, "currency", error);
  if (current == NULL)
    return FALSE;
  if (strcmp (current, value) != 0 && tp_conn_int64 (conn, TP_SQL_PURCHASE_ANY, &one, &local, ""))
    return tp_error (error, TP_ERROR_CONFLICT,
                     _ ("the currency is %s, fixed by the first purchase"), current);
  if (!tp_rows_ended (&local, error))
    return FALSE;
  return tp_conn_run (conn, TP_SQL_SETTING_SET, error, "ss", "currency_fixed", "yes");
}

gboolean
tp_setting_set (TpChange *change, const char *name, const char *value, GError **error)
{
  const TpSettingInfo *info = get_info (name, error);
  TpConn *conn = tp_change_conn (change);
  if (info == NULL || (value != NULL && !tp_setting_check (info, value, error)))
    return FALSE;
  if (value == NULL && info->default_value == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: a value is expected"), info->name);
  if (info->type == TP_SETTING_CURRENCY && !choose_currency (conn, value, error))
    return FALSE;
  gboolean ok = value != NULL ? tp_conn_run (conn, TP_SQL_SETTING_SET, error, "ss", name, value)
                              : tp_conn_run (conn, TP_SQL_SETTING_REMOVE, error, "s", name);
  if (!ok)
    return FALSE;
  g_autofree char *data = g_strdup_printf ("{\"name\":\"%s\"}", name);
  tp_change_event (change, TP_EVENT_SETTING_CHANGED, 0, 0, 0, data);
  return TRUE;
}
