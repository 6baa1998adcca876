/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Settings of an account: a table of names with type, range, default and help (setting.c), of which
 * `tagpost config`, the API and the manual are printed. Values are kept as text; what was never set
 * has its default. Secret ones are written but never shown. */

typedef enum {
  TP_SETTING_TEXT, /* one line; the imprint may have more */
  TP_SETTING_URL,  /* http or https, with a path or without */
  TP_SETTING_NUMBER,
  TP_SETTING_YES_NO,
  TP_SETTING_ZONE,     /* an IANA time zone */
  TP_SETTING_CURRENCY, /* ISO 4217 */
  TP_SETTING_LANGUAGE, /* en, de, nl */
} TpSettingType;

typedef struct {
  const char *name;
  TpSettingType type;
  gint64 min, max;           /* NUMBER: the range; TEXT: bytes */
  const char *default_value; /* NULL: made with the account */
  const char *unit;          /* "days", or NULL */
  gboolean secret;           /* never shown */
  gboolean internal;         /* not for people to set */
  const char *help;          /* marked */
} TpSettingInfo;

/* The table, ended by a NULL name; and one row of it. */
const TpSettingInfo *tp_setting_table (void);
const TpSettingInfo *tp_setting_info (const char *name);

/* The value or the default; NULL where there is neither. NOT_FOUND: no such setting. (transfer
 * full) */
char *tp_setting_get (TpConn *conn, const char *name, GError **error);
gboolean tp_setting_get_int64 (TpConn *conn, const char *name, gint64 *out_value, GError **error);

/* Checks and stores; NULL goes back to the default. INVALID names what was expected. The account's
 * own copy is renewed by tp_account_reload after the commit. */
gboolean tp_setting_set (TpChange *change, const char *name, const char *value, GError **error);

/* INVALID when the value does not fit. */
gboolean tp_setting_check (const TpSettingInfo *info, const char *value, GError **error);
