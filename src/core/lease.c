/* SPDX-License-Identifier: Apache-2.0 */
/* Holders are process names (process_name.h), so that what a process of this machine held that was
 * killed is free at once, not when the lease runs out. */
#include "core/lease.h"

#include "base/error.h"
#include "core/process_name.h"

#include <string.h>

/* Takes it from a holder that is gone, unless another was quicker. */
static gboolean
take_over (TpConn *conn, const char *name, const char *holder, gint64 until, gboolean *out_taken,
           GError **error)
{
  g_autofree char *theirs = NULL;
  g_autoptr (GError) local = NULL;
  if (!tp_conn_text (conn, TP_SQL_LEASE_HOLDER, &theirs, &local, "s", name)) {
    return tp_rows_ended (&local, error);
  }
  if (!tp_process_name_is_dead (theirs))
    return TRUE;
  if (!tp_conn_run (conn, TP_SQL_LEASE_TAKE_OVER, error, "sssi", name, theirs, holder, until))
    return FALSE;
  *out_taken = tp_conn_changes (conn) == 1;
  return TRUE;
}

gboolean
tp_lease_take (TpConn *conn, const char *name, const char *holder, guint seconds,
               gboolean *out_taken, GError **error)
{
  gint64 now;
  g_assert (strlen (name) <= TP_LEASE_NAME_MAX);
  if (!tp_conn_server_time (conn, &now, error) ||
      !tp_conn_run (conn, TP_SQL_LEASE_TAKE, error, "ssii", name, holder,
                    now + seconds * G_GINT64_CONSTANT (1000), now))
    return FALSE;
  *out_taken = tp_conn_changes (conn) == 1;
  return *out_taken ||
         take_over (conn, name, holder, now + seconds * G_GINT64_CONSTANT (1000), out_taken, error);
}

gboolean
tp_lease_check (TpConn *conn, const char *name, const char *holder, gboolean *out_held,
                GError **error)
{
  gint64 now, one;
  g_autoptr (GError) local = NULL;
  if (!tp_conn_server_time (conn, &now, error))
    return FALSE;
  *out_held = tp_conn_int64 (conn, TP_SQL_LEASE_CHECK, &one, &local, "ssi", name, holder, now);
  return tp_rows_ended (&local, error);
}

gboolean
tp_lease_release (TpConn *conn, const char *name, const char *holder, GError **error)
{
  return tp_conn_run (conn, TP_SQL_LEASE_RELEASE, error, "ss", name, holder);
}
