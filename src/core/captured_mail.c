/* SPDX-License-Identifier: Apache-2.0 */
#include "core/captured_mail.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/address_book.h"
#include "core/setting.h"

#include <string.h>

void
tp_captured_mail_free (TpCapturedMail *mail)
{
  if (mail == NULL)
    return;
  g_free (mail->sender);
  g_free (mail->recipient);
  g_free (mail->subject);
  g_free (mail->raw);
  g_free (mail);
}

/* Numbers are given in order, so what is too old is a range at the beginning. */
static gboolean
prune (TpConn *conn, GError **error)
{
  gint64 newest = 0, most = 0;
  return tp_conn_int64 (conn, TP_SQL_CAPTURED_MAIL_NEWEST, &newest, error, "") &&
         tp_setting_get_int64 (conn, "captured_mail_max", &most, error) &&
         (newest <= most ||
          tp_conn_run (conn, TP_SQL_CAPTURED_MAIL_PRUNE, error, "i", newest - most));
}

gboolean
tp_captured_mail_add_many (TpChange *change, const TpCapturedMailNew *mails, gsize length,
                           GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (length == 0)
    return TRUE;
  if (!tp_conn_batch_begin (conn, TP_SQL_CAPTURED_MAIL_ADD, 0, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    const TpCapturedMailNew *mail = &mails[i];
    g_autoptr (GBytes) raw = g_bytes_new_static (mail->bytes, mail->length);
    const gint64 *contact = mail->contact != 0 ? &mail->contact : NULL;
    const gint64 *campaign = mail->campaign != 0 ? &mail->campaign : NULL;
    const gint64 *message = mail->message != 0 ? &mail->message : NULL;
    if (!tp_conn_batch_add (conn, error, "issIIIsb", tp_change_now (change), mail->sender,
                            mail->recipient, contact, campaign, message, mail->subject, raw))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error) && prune (conn, error);
}

static TpCapturedMail *
read_mail (TpRows *rows)
{
  TpCapturedMail *mail = g_new0 (TpCapturedMail, 1);
  mail->id = tp_rows_int64 (rows, 0);
  mail->at = tp_rows_int64 (rows, 1);
  mail->sender = g_strdup (tp_rows_text (rows, 2));
  mail->recipient = g_strdup (tp_rows_text (rows, 3));
  mail->contact = tp_rows_int64 (rows, 4);
  mail->campaign = tp_rows_int64 (rows, 5);
  mail->message = tp_rows_int64 (rows, 6);
  mail->subject = g_strdup (tp_rows_text (rows, 7));
  return mail;
}

/* A contact's mails where the address is one of a contact, else those to that very address. */
static TpRows *
query_page (TpConn *conn, const char *to, gint64 before, guint limit, GError **error)
{
  gint64 contact = 0, from = before > 0 ? before : G_MAXINT64;
  if (to == NULL)
    return tp_conn_query (conn, TP_SQL_CAPTURED_MAIL_PAGE, error, "ii", from, (gint64)limit);
  g_autoptr (TpAddress) address = tp_address_parse (to, -1, error);
  if (address == NULL || !tp_address_book_find (conn, address->key, &contact, error))
    return NULL;
  if (contact != 0)
    return tp_conn_query (conn, TP_SQL_CAPTURED_MAIL_PAGE_TO, error, "iii", from, contact,
                          (gint64)limit);
  g_autofree char *lower = g_ascii_strdown (address->wire, -1);
  return tp_conn_query (conn, TP_SQL_CAPTURED_MAIL_PAGE_RECIPIENT, error, "isi", from, lower,
                        (gint64)limit);
}

GPtrArray *
tp_captured_mail_page (TpConn *conn, const char *to, gint64 before, guint limit, GError **error)
{
  g_assert (limit <= TP_CAPTURED_MAIL_PAGE_MAX);
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) mails =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_captured_mail_free);
  g_autoptr (TpRows) rows = query_page (conn, to, before, limit, &local);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (mails, read_mail (rows));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&mails) : NULL;
}

TpCapturedMail *
tp_captured_mail_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_CAPTURED_MAIL_GET, &local, "i", id);
  if (rows != NULL && tp_rows_next (rows, &local)) {
    TpCapturedMail *mail = read_mail (rows);
    const guint8 *raw = tp_rows_bytes (rows, 8, &mail->raw_length);
    mail->raw = g_malloc0 (mail->raw_length + 1);
    if (raw != NULL)
      memcpy (mail->raw, raw, mail->raw_length);
    return mail;
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such mail"));
  return NULL;
}

TpMailView *
tp_captured_mail_view (const TpCapturedMail *mail, GError **error)
{
  return tp_mail_view_parse (mail->raw, mail->raw_length, error);
}
