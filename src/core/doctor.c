/* SPDX-License-Identifier: Apache-2.0 */
/* To add a check: a function and a row in checks[]; what counts rows that should not be there is
 * only a query in sql/doctor.sql and a row in strays[]. */
#include "core/doctor.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/feed.h"
#include "core/follower.h"
#include "core/history.h"
#include "core/setting.h"
#include "db/migrate.h"
#include "db/transfer.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define LITTLE_SPACE G_GINT64_CONSTANT (1073741824)
#define NO_SPACE G_GINT64_CONSTANT (67108864)
#define LARGE_LOG G_GINT64_CONSTANT (1073741824)
#define HISTORY_LAG 100000

typedef struct {
  TpAccount *account;
  TpConn *conn;
  GPtrArray *findings;
  const char *check; /* the one that runs */
} Examination;

void
tp_finding_free (TpFinding *finding)
{
  g_free (finding->text);
  g_free (finding->remedy);
  g_free (finding);
}

const char *
tp_finding_kind_name (TpFindingKind kind)
{
  static const char *const names[] = {"fine", "advice", "fault"};
  return names[kind];
}

/* Takes `text`. */
static void
tell (Examination *examination, TpFindingKind kind, char *text, const char *remedy)
{
  TpFinding *finding = g_new0 (TpFinding, 1);
  *finding = (TpFinding){examination->check, kind, text, g_strdup (remedy)};
  g_ptr_array_add (examination->findings, finding);
}

static gboolean
check_folder (Examination *examination, GError **error)
{
  const char *folder = tp_account_data_folder (examination->account);
  struct stat status;
  struct statvfs space;
  if (stat (folder, &status) != 0 || statvfs (folder, &space) != 0) {
    tell (
        examination, TP_FINDING_FAULT,
        g_strdup_printf (_ ("cannot look at the data folder '%s': %s"), folder, g_strerror (errno)),
        NULL);
    return TRUE;
  }
  gint64 left = (gint64)space.f_bavail * (gint64)space.f_frsize;
  g_autofree char *size = g_format_size ((guint64)left);
  if ((status.st_mode & 0077) != 0)
    tell (examination, TP_FINDING_ADVICE,
          g_strdup_printf (_ ("other users of this machine can look into '%s'"), folder),
          "chmod 700");
  if (left < LITTLE_SPACE)
    tell (examination, left < NO_SPACE ? TP_FINDING_FAULT : TP_FINDING_ADVICE,
          g_strdup_printf (_ ("the disk is nearly full: %s left"), size),
          _ ("make room, or move the data folder"));
  else
    tell (examination, TP_FINDING_FINE,
          g_strdup_printf (_ ("data folder '%s', %s left"), folder, size), NULL);
  return TRUE;
}

static void
check_log_size (Examination *examination)
{
  TpDb *db = tp_account_db (examination->account);
  struct stat status;
  g_autofree char *log = g_strconcat (tp_db_target (db), "-wal", NULL);
  if (!tp_db_can (db, TP_DB_FILE) || stat (log, &status) != 0 || status.st_size < LARGE_LOG)
    return;
  g_autofree char *size = g_format_size ((guint64)status.st_size);
  tell (examination, TP_FINDING_ADVICE,
        g_strdup_printf (_ ("the database's log has grown to %s"), size),
        _ ("a program holds a read open for long: end it, or restart the server"));
}

static gboolean
check_database (Examination *examination, GError **error)
{
  TpDb *db = tp_account_db (examination->account);
  g_autoptr (GError) local = NULL;
  g_autofree char *fault = tp_db_check (db, &local);
  if (local != NULL || fault != NULL)
    tell (
        examination, TP_FINDING_FAULT,
        g_strdup_printf (_ ("the database is damaged: %s"), fault != NULL ? fault : local->message),
        "tagpost restore FILE");
  else
    tell (examination, TP_FINDING_FINE,
          g_strdup_printf (_ ("%s database, schema %d, sound"), tp_db_engine (db),
                           tp_db_schema_number ()),
          NULL);
  check_log_size (examination);
  return TRUE;
}

/* Positions without gaps, the head at the last one, no cursor beyond it. */
static gboolean
check_feed (Examination *examination, GError **error)
{
  TpFeedPoint head, history;
  if (!tp_feed_head (examination->conn, &head, error) ||
      !tp_follower_cursor (examination->conn, &tp_history_follower, &history, error))
    return FALSE;
  gint64 position = 0;
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) events =
        tp_feed_read (examination->conn, position, TP_FEED_READ_MAX, error);
    if (events == NULL)
      return FALSE;
    more = events->len == TP_FEED_READ_MAX;
    for (guint i = 0; i < events->len; i++) {
      gint64 next = ((TpEvent *)events->pdata[i])->position;
      if (next != position + 1) {
        tell (
            examination, TP_FINDING_FAULT,
            g_strdup_printf (_ ("events %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " are missing"),
                             position + 1, next - 1),
            "tagpost restore FILE");
        return TRUE;
      }
      position = next;
    }
  }
  if (position != head.position)
    tell (examination, TP_FINDING_FAULT,
          g_strdup_printf (_ ("the last event is %" G_GINT64_FORMAT
                              ", but the head stands at %" G_GINT64_FORMAT),
                           position, head.position),
          "tagpost restore FILE");
  else
    tell (examination, TP_FINDING_FINE,
          g_strdup_printf (_ ("%" G_GINT64_FORMAT " events, none missing"), position), NULL);
  if (head.position - history.position > HISTORY_LAG)
    tell (examination, TP_FINDING_ADVICE,
          g_strdup_printf (_ ("%" G_GINT64_FORMAT " events are not filed under their contacts yet"),
                           head.position - history.position),
          _ ("let the server run: tagpost serve"));
  return TRUE;
}

static const struct {
  TpSql count;
  const char *text; /* takes the number */
} strays[] = {
    {TP_SQL_DOCTOR_ADDRESSES,   N_ ("addresses of no contact: %" G_GINT64_FORMAT)                 },
    {TP_SQL_DOCTOR_PRIMARY,
     N_ ("contacts whose chosen address is not one of theirs: %" G_GINT64_FORMAT)                 },
    {TP_SQL_DOCTOR_TAGS,        N_ ("tags on no contact, or that are no tag: %" G_GINT64_FORMAT)  },
    {TP_SQL_DOCTOR_LISTS,       N_ ("list entries of no contact or of no list: %" G_GINT64_FORMAT)},
    {TP_SQL_DOCTOR_PERMISSIONS,
     N_ ("permissions of no contact, or without their evidence: %" G_GINT64_FORMAT)               },
    {TP_SQL_DOCTOR_PURCHASES,   N_ ("purchases of no contact: %" G_GINT64_FORMAT)                 },
    {TP_SQL_DOCTOR_ITEMS,       N_ ("items of no purchase or of no product: %" G_GINT64_FORMAT)   },
    {TP_SQL_DOCTOR_REFUNDS,     N_ ("refunds of no purchase: %" G_GINT64_FORMAT)                  },
    {TP_SQL_DOCTOR_MERGED,      N_ ("merged contacts that lead nowhere: %" G_GINT64_FORMAT)       },
};

static gboolean
check_references (Examination *examination, GError **error)
{
  guint faults = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (strays); i++) {
    gint64 count = 0;
    g_autoptr (GError) local = NULL;
    tp_conn_int64 (examination->conn, strays[i].count, &count, &local, "");
    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (count == 0)
      continue;
    faults++;
    tell (examination, TP_FINDING_FAULT, g_strdup_printf (_ (strays[i].text), count),
          "tagpost restore FILE");
  }
  if (faults == 0)
    tell (examination, TP_FINDING_FINE, g_strdup (_ ("everything that is referred to is there")),
          NULL);
  return TRUE;
}

static const struct {
  const char *name;
  const char *text;
  const char *remedy;
} wanted_settings[] = {
    {"base_url",     N_ ("no public address: links in mails cannot work"),
     N_ ("tagpost config base_url=https://mail.example.com")                                                           },
    {"imprint",      N_ ("no imprint: mails to customers need one"),
     N_ ("tagpost config imprint='Name, street, city'")                                                                },
    {"account_name", N_ ("the business has no name"),                      N_ ("tagpost config account_name='My shop'")},
};

static gboolean
check_settings (Examination *examination, GError **error)
{
  guint missing = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (wanted_settings); i++) {
    g_autofree char *value = tp_setting_get (examination->conn, wanted_settings[i].name, error);
    if (value == NULL)
      return FALSE;
    if (*value != '\0')
      continue;
    missing++;
    tell (examination, TP_FINDING_ADVICE, g_strdup (_ (wanted_settings[i].text)),
          _ (wanted_settings[i].remedy));
  }
  if (missing == 0)
    tell (examination, TP_FINDING_FINE, g_strdup (_ ("name, imprint and public address are set")),
          NULL);
  return TRUE;
}

static gboolean
check_users (Examination *examination, GError **error)
{
  gint64 count = 0;
  if (!tp_conn_int64 (examination->conn, TP_SQL_DOCTOR_USERS, &count, error, ""))
    return FALSE;
  if (count == 0)
    tell (examination, TP_FINDING_ADVICE, g_strdup (_ ("nobody can log in yet")),
          "tagpost user add EMAIL --password-file FILE --role owner");
  else
    tell (examination, TP_FINDING_FINE, g_strdup_printf (_ ("users: %" G_GINT64_FORMAT), count),
          NULL);
  return TRUE;
}

static gboolean
check_imports (Examination *examination, GError **error)
{
  gint64 count = 0;
  if (!tp_conn_int64 (examination->conn, TP_SQL_DOCTOR_IMPORTS, &count, error, ""))
    return FALSE;
  if (count > 0)
    tell (examination, TP_FINDING_ADVICE,
          g_strdup_printf (_ ("imports that were broken off: %" G_GINT64_FORMAT), count),
          _ ("run the same import again: it goes on where it stopped"));
  else
    tell (examination, TP_FINDING_FINE, g_strdup (_ ("no import was broken off")), NULL);
  return TRUE;
}

static const struct {
  const char *name;
  gboolean (*run) (Examination *examination, GError **error);
} checks[] = {
    {"folder",     check_folder    },
    {"database",   check_database  },
    {"feed",       check_feed      },
    {"references", check_references},
    {"settings",   check_settings  },
    {"users",      check_users     },
    {"imports",    check_imports   },
};

GPtrArray *
tp_doctor_examine (TpAccount *account, GError **error)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_finding_free);
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL)
      return NULL;
    Examination examination = {account, conn, findings, checks[i].name};
    g_autoptr (GError) local = NULL;
    if (!checks[i].run (&examination, &local))
      tell (&examination, TP_FINDING_FAULT, g_strdup (local->message), NULL);
  }
  return g_steal_pointer (&findings);
}
