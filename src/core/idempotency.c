/* SPDX-License-Identifier: Apache-2.0 */
/* `headers` holds two lines: the content type and the Location, each possibly empty. */
#include "core/idempotency.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "core/setting.h"

#include <string.h>

void
tp_idempotency_clear (TpIdempotency *record)
{
  g_free (record->fingerprint);
  g_free (record->content_type);
  g_free (record->location);
  g_clear_pointer (&record->body, g_bytes_unref);
  *record = (TpIdempotency){0};
}

/* Records made before this time are forgotten. */
static gboolean
find_cutoff (TpConn *conn, gint64 now, gint64 *out_at, GError **error)
{
  gint64 hours = 0;
  if (!tp_setting_get_int64 (conn, "idempotency_hours", &hours, error))
    return FALSE;
  *out_at = now - hours * TP_HOUR;
  return TRUE;
}

static char *
line_or_null (const char *line)
{
  return line != NULL && *line != '\0' ? g_strdup (line) : NULL;
}

static void
read_record (TpRows *rows, TpIdempotency *out_record)
{
  gsize length = 0;
  const guint8 *hash = tp_rows_bytes (rows, 0, &length);
  out_record->fingerprint = g_strndup ((const char *)hash, length);
  out_record->status = (guint)tp_rows_int64 (rows, 1);
  g_auto (GStrv) headers = g_strsplit (tp_rows_text (rows, 2), "\n", 2);
  out_record->content_type = line_or_null (headers[0]);
  out_record->location = headers[0] != NULL ? line_or_null (headers[1]) : NULL;
  if (!tp_rows_is_null (rows, 3)) {
    const guint8 *body = tp_rows_bytes (rows, 3, &length);
    out_record->body = g_bytes_new (body, length);
  }
}

gboolean
tp_idempotency_find (TpConn *conn, gint64 now, const char *principal, const char *key,
                     TpIdempotency *out_record, GError **error)
{
  gint64 cutoff = 0;
  if (!find_cutoff (conn, now, &cutoff, error))
    return FALSE;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_IDEMPOTENCY_FIND, error, "ssi", principal, key, cutoff);
  if (rows == NULL || !tp_rows_next (rows, error))
    return FALSE;
  read_record (rows, out_record);
  return TRUE;
}

gboolean
tp_idempotency_store (TpChange *change, const char *principal, const char *key,
                      const TpIdempotency *record, gboolean *out_stored, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gint64 cutoff = 0;
  if (!find_cutoff (conn, tp_change_now (change), &cutoff, error))
    return FALSE;
  gboolean fits =
      record->body != NULL && g_bytes_get_size (record->body) <= TP_IDEMPOTENCY_BODY_MAX;
  g_autoptr (GBytes) hash = g_bytes_new (record->fingerprint, strlen (record->fingerprint));
  g_autofree char *headers =
      g_strdup_printf ("%s\n%s", fits && record->content_type != NULL ? record->content_type : "",
                       record->location != NULL ? record->location : "");
  if (!tp_conn_run (conn, TP_SQL_IDEMPOTENCY_STORE, error, "ssbisbii", principal, key, hash,
                    (gint64)record->status, headers, fits ? record->body : NULL,
                    tp_change_now (change), cutoff))
    return FALSE;
  *out_stored = tp_conn_changes (conn) > 0;
  return TRUE;
}

gboolean
tp_idempotency_tidy (TpChange *change, GError **error)
{
  gint64 cutoff = 0;
  TpConn *conn = tp_change_conn (change);
  return find_cutoff (conn, tp_change_now (change), &cutoff, error) &&
         tp_conn_run (conn, TP_SQL_IDEMPOTENCY_REMOVE_BEFORE, error, "i", cutoff);
}
