/* SPDX-License-Identifier: Apache-2.0 */
/* The pool and the group commit; statements are in conn.c, engines in sqlite.c, postgresql.c and
 * scripted.c.
 *
 * With TP_DB_GROUP_COMMIT there is one writing connection. Its turn passes from thread to thread: a
 * command takes the turn in tp_db_begin and gives it on in end_turn. Who ends its turn while others
 * wait (and the group is still small) leaves the transaction open for them and sleeps until the
 * group is done; who finds nobody waiting commits for all. Whoever waits does take the turn, so an
 * open group always has somebody to close it.
 *
 * To add an engine: a TpBackend in a file of its own and a row in backends[]. */
#include "db/db.h"

#include "base/error.h"
#include "base/i18n.h"
#include "db/conn.h"

#include <string.h>

#define MAX_READERS 16
#define MAX_WRITERS 8 /* on an engine with concurrent writers */
#define GROUP_COMMANDS 1000
#define GROUP_MICROSECONDS 20000
#define PAUSE_MICROSECONDS 1000
#define WAIT_MICROSECONDS (30 * G_USEC_PER_SEC)

struct TpDbGroup {
  int references;
  GPtrArray *members; /* borrowed pointers */
  guint commands;
  gint64 begun_at; /* monotonic, microseconds */
  gboolean done;
  GError *error; /* why it failed */
};

struct TpDb {
  const TpBackend *backend;
  char *target;
  TpDbFlush flush;
  gpointer flush_data;

  GMutex lock;
  GCond changed;
  GQueue idle_readers, idle_writers; /* of TpConn */
  guint readers, writers;            /* open, idle or not */

  gboolean turn_taken; /* group commit: a thread has the writing connection */
  guint turn_waiting;
  TpDbGroup *group; /* the open transaction, or NULL */
  TpConn *writer;
  gint64 pause_until; /* monotonic: others' chance at the lock after a long group */
};

static const struct {
  const char *scheme;
  const TpBackend *backend;
  gboolean keep_scheme;
} backends[] = {
    {"postgresql://", &tp_backend_postgresql, TRUE },
    {"postgres://",   &tp_backend_postgresql, TRUE },
    {"scripted:",     &tp_backend_scripted,   FALSE},
    {"sqlite:",       &tp_backend_sqlite,     FALSE},
    {"",              &tp_backend_sqlite,     FALSE}, /* a path */
};

static void
group_unref (TpDbGroup *group)
{
  if (--group->references > 0)
    return;
  g_ptr_array_unref (group->members);
  g_clear_error (&group->error);
  g_free (group);
}

static TpConn *
connect (TpDb *db, gboolean writer, GError **error)
{
  gpointer handle = db->backend->connect (db->target, writer, error);
  if (handle == NULL)
    return NULL;
  TpConn *conn = g_new0 (TpConn, 1);
  conn->db = db;
  conn->backend = db->backend;
  conn->handle = handle;
  conn->writer = writer;
  return conn;
}

static void
disconnect (TpConn *conn)
{
  conn->backend->disconnect (conn->handle);
  g_free (conn);
}

TpDb *
tp_db_open (const char *url, GError **error)
{
  g_autoptr (TpDb) db = g_new0 (TpDb, 1);
  g_mutex_init (&db->lock);
  g_cond_init (&db->changed);
  g_queue_init (&db->idle_readers);
  g_queue_init (&db->idle_writers);
  gsize i = 0;
  while (!g_str_has_prefix (url, backends[i].scheme))
    i++;
  db->backend = backends[i].backend;
  db->target = g_strdup (backends[i].keep_scheme ? url : url + strlen (backends[i].scheme));
  TpConn *conn = connect (db, TRUE, error);
  if (conn == NULL)
    return NULL;
  db->writers = 1;
  if (tp_db_can (db, TP_DB_GROUP_COMMIT))
    db->writer = conn;
  else
    g_queue_push_head (&db->idle_writers, conn);
  return g_steal_pointer (&db);
}

void
tp_db_free (TpDb *db)
{
  if (db == NULL)
    return;
  g_assert (!db->turn_taken && db->group == NULL);
  g_assert (db->readers == g_queue_get_length (&db->idle_readers));
  g_queue_clear_full (&db->idle_readers, (GDestroyNotify)disconnect);
  g_queue_clear_full (&db->idle_writers, (GDestroyNotify)disconnect);
  g_clear_pointer (&db->writer, disconnect);
  g_mutex_clear (&db->lock);
  g_cond_clear (&db->changed);
  g_free (db->target);
  g_free (db);
}

void
tp_db_set_flush (TpDb *db, TpDbFlush flush, gpointer data)
{
  db->flush = flush;
  db->flush_data = data;
}

gboolean
tp_db_can (TpDb *db, TpDbCapability capability)
{
  return (db->backend->capabilities & capability) != 0;
}

const char *
tp_db_engine (TpDb *db)
{
  return db->backend->name;
}

const char *
tp_db_target (TpDb *db)
{
  return db->target;
}

/* Takes an idle connection or opens one while the pool has room; else waits. */
static TpConn *
take_pooled (TpDb *db, GQueue *idle, guint *open, guint limit, gboolean writer, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MICROSECONDS;
  g_mutex_lock (&db->lock);
  while (g_queue_is_empty (idle) && *open >= limit)
    if (!g_cond_wait_until (&db->changed, &db->lock, deadline)) {
      g_mutex_unlock (&db->lock);
      tp_error (error, TP_ERROR_BUSY, _ ("all database connections are in use"));
      return NULL;
    }
  TpConn *conn = g_queue_pop_head (idle);
  if (conn == NULL)
    (*open)++;
  g_mutex_unlock (&db->lock);
  if (conn != NULL && !conn->backend->is_usable (conn->handle))
    g_clear_pointer (&conn, disconnect);
  if (conn == NULL)
    conn = connect (db, writer, error);
  if (conn == NULL) {
    g_mutex_lock (&db->lock);
    (*open)--;
    g_cond_broadcast (&db->changed);
    g_mutex_unlock (&db->lock);
  }
  return conn;
}

static void
give_pooled (TpConn *conn)
{
  TpDb *db = conn->db;
  GQueue *idle = conn->writer ? &db->idle_writers : &db->idle_readers;
  gboolean usable = conn->backend->is_usable (conn->handle);
  g_mutex_lock (&db->lock);
  if (usable)
    g_queue_push_head (idle, conn);
  else if (conn->writer)
    db->writers--;
  else
    db->readers--;
  g_cond_broadcast (&db->changed);
  g_mutex_unlock (&db->lock);
  if (!usable)
    disconnect (conn);
}

TpConn *
tp_db_read (TpDb *db, GError **error)
{
  TpConn *conn = take_pooled (db, &db->idle_readers, &db->readers, MAX_READERS, FALSE, error);
  if (conn == NULL)
    return NULL;
  if (!conn->backend->begin (conn->handle, FALSE, error)) {
    give_pooled (conn);
    return NULL;
  }
  conn->open = TRUE;
  return conn;
}

/* Group commit: waits for the turn. */
static void
take_turn (TpDb *db)
{
  g_mutex_lock (&db->lock);
  db->turn_waiting++;
  while (db->turn_taken)
    g_cond_wait (&db->changed, &db->lock);
  db->turn_waiting--;
  db->turn_taken = TRUE;
  gint64 pause = db->group == NULL ? db->pause_until - g_get_monotonic_time () : 0;
  g_mutex_unlock (&db->lock);
  if (pause > 0)
    g_usleep ((gulong)pause);
}

static void
finish_group (TpDb *db, GError *error)
{
  TpDbGroup *group = g_steal_pointer (&db->group);
  gint64 now = g_get_monotonic_time ();
  if (now - group->begun_at > PAUSE_MICROSECONDS)
    db->pause_until = now + PAUSE_MICROSECONDS;
  group->done = TRUE;
  group->error = error;
  group_unref (group);
}

static gboolean
flush_and_commit (TpConn *conn, GPtrArray *members, GError **error)
{
  TpDb *db = conn->db;
  conn->open = TRUE;
  gboolean flushed =
      db->flush == NULL || members->len == 0 || db->flush (conn, members, db->flush_data, error);
  conn->open = FALSE;
  tp_conn_batch_abandon (conn);
  if (flushed && conn->backend->commit (conn->handle, error))
    return TRUE;
  conn->backend->rollback (conn->handle);
  return FALSE;
}

/* Gives the turn on, and closes the group when there is no reason to leave it open. `lost`: the
 * transaction is gone, and with it the group's earlier commands. */
static void
end_turn (TpConn *conn, gboolean lost)
{
  TpDb *db = conn->db;
  g_mutex_lock (&db->lock);
  TpDbGroup *group = db->group;
  gboolean leave_open = !lost && db->turn_waiting > 0 && group->commands < GROUP_COMMANDS &&
                        g_get_monotonic_time () - group->begun_at < GROUP_MICROSECONDS;
  g_mutex_unlock (&db->lock);
  if (!leave_open) {
    GError *error = NULL;
    if (lost)
      tp_error (&error, TP_ERROR_INTERNAL, _ ("the transaction was lost"));
    else if (group->commands == 0)
      conn->backend->rollback (conn->handle);
    else
      flush_and_commit (conn, group->members, &error);
    g_mutex_lock (&db->lock);
    finish_group (db, error);
  } else {
    g_mutex_lock (&db->lock);
  }
  db->turn_taken = FALSE;
  g_cond_broadcast (&db->changed);
  g_mutex_unlock (&db->lock);
}

static gboolean
open_group (TpDb *db, GError **error)
{
  if (db->group != NULL)
    return TRUE;
  if (!db->writer->backend->begin (db->writer->handle, TRUE, error))
    return FALSE;
  TpDbGroup *group = g_new0 (TpDbGroup, 1);
  group->references = 1;
  group->members = g_ptr_array_new ();
  group->begun_at = g_get_monotonic_time ();
  g_mutex_lock (&db->lock);
  db->group = group;
  g_mutex_unlock (&db->lock);
  return TRUE;
}

static TpConn *
begin_in_group (TpDb *db, GError **error)
{
  take_turn (db);
  if (!open_group (db, error)) {
    g_mutex_lock (&db->lock);
    db->turn_taken = FALSE;
    g_cond_broadcast (&db->changed);
    g_mutex_unlock (&db->lock);
    return NULL;
  }
  if (!db->backend->savepoint (db->writer->handle, error)) {
    end_turn (db->writer, TRUE);
    return NULL;
  }
  return db->writer;
}

static TpConn *
begin_alone (TpDb *db, GError **error)
{
  TpConn *conn = take_pooled (db, &db->idle_writers, &db->writers, MAX_WRITERS, TRUE, error);
  if (conn != NULL && !conn->backend->begin (conn->handle, TRUE, error)) {
    give_pooled (conn);
    return NULL;
  }
  return conn;
}

TpConn *
tp_db_begin (TpDb *db, gpointer member, GError **error)
{
  TpConn *conn =
      tp_db_can (db, TP_DB_GROUP_COMMIT) ? begin_in_group (db, error) : begin_alone (db, error);
  if (conn == NULL)
    return NULL;
  conn->open = TRUE;
  conn->member = member;
  return conn;
}

static gboolean
commit_in_group (TpConn *conn, GError **error)
{
  TpDb *db = conn->db;
  TpDbGroup *group = db->group;
  if (!conn->backend->release (conn->handle, error)) {
    end_turn (conn, !conn->backend->rollback_to (conn->handle));
    return FALSE;
  }
  g_mutex_lock (&db->lock);
  group->references++;
  group->commands++;
  if (conn->member != NULL)
    g_ptr_array_add (group->members, conn->member);
  g_mutex_unlock (&db->lock);
  end_turn (conn, FALSE);
  g_mutex_lock (&db->lock);
  while (!group->done)
    g_cond_wait (&db->changed, &db->lock);
  gboolean ok = group->error == NULL;
  if (!ok)
    g_propagate_error (error, g_error_copy (group->error));
  group_unref (group);
  g_mutex_unlock (&db->lock);
  return ok;
}

static gboolean
commit_alone (TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  if (conn->member != NULL)
    g_ptr_array_add (members, conn->member);
  gboolean ok = flush_and_commit (conn, members, error);
  give_pooled (conn);
  return ok;
}

gboolean
tp_db_commit (TpConn **conn, GError **error)
{
  TpConn *taken = g_steal_pointer (conn);
  g_assert (taken->writer && taken->open && !taken->batching);
  taken->open = FALSE;
  return tp_db_can (taken->db, TP_DB_GROUP_COMMIT) ? commit_in_group (taken, error)
                                                   : commit_alone (taken, error);
}

void
tp_conn_release (TpConn *conn)
{
  if (conn == NULL)
    return;
  g_assert (conn->open);
  conn->open = FALSE;
  tp_conn_batch_abandon (conn);
  if (conn->writer && tp_db_can (conn->db, TP_DB_GROUP_COMMIT)) {
    end_turn (conn, !conn->backend->rollback_to (conn->handle));
    return;
  }
  conn->backend->rollback (conn->handle);
  give_pooled (conn);
}

gboolean
tp_db_prepare_all (TpDb *db, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (db, error);
  if (conn == NULL)
    return FALSE;
  for (int sql = 0; sql < TP_SQL_COUNT; sql++)
    if (!tp_statements[sql].monthly && !tp_conn_prepare (conn, (TpSql)sql, error))
      return FALSE;
  return TRUE;
}
