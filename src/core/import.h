/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* The run of an import, whatever it brings: it is found again after a kill by the fingerprint of
 * what was asked, and its counters are committed together with the effects of each chunk, so that
 * it goes on at the row where it stopped. Refused rows go to a file beside the database, whose
 * length is committed too; a resumed run cuts off what was not.
 *
 * One process at a time works on a run (a lease); another gets BUSY. */

typedef enum {
  TP_IMPORT_CONTACTS = 0,
  TP_IMPORT_PURCHASES = 1,
  TP_IMPORT_BLOCKED = 2, /* addresses that must not be mailed */
} TpImportKind;

typedef enum {
  TP_IMPORT_RUNNING = 0, /* or broken off: resumed by running it again */
  TP_IMPORT_DONE = 1,
  TP_IMPORT_UNDOING = 2, /* likewise */
  TP_IMPORT_UNDONE = 3,
} TpImportState;

/* "contacts", "running": in JSON; static storage. */
const char *tp_import_kind_name (TpImportKind kind);
const char *tp_import_state_name (TpImportState state);

#define TP_IMPORT_CHUNK_ROWS 8192
#define TP_IMPORT_LEASE_SECONDS 60

typedef struct {
  gint64 id;
  TpImportKind kind;
  TpImportState state;
  char *fingerprint;
  char *file_name; /* for people */
  char *options;   /* JSON object text */
  gint64 rows;     /* handled so far: added + updated + unchanged + refused */
  gint64 orders;
  gint64 added;
  gint64 updated;
  gint64 unchanged;
  gint64 refused;
  gint64 contacts_added;
  char *refused_file;   /* full path; NULL: nothing was refused */
  gint64 refused_bytes; /* of it that are committed */
  gint64 consent;       /* the evidence behind its permissions; 0: none */
  gint64 undo_sequence; /* rows of import_before written so far */
  gint64 started_at;
  gint64 ended_at; /* 0: it has not */
  TpActor actor;
  char *notes; /* JSON object text: what it tells besides (core/import_notes.h); NULL: nothing */
  gint64 first_position; /* in the feed: none of its effects is before that; 0: it has none */
  char *lease_holder;    /* while this process works on it */
} TpImport;

void tp_import_free (TpImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImport, tp_import_free)

/* SHA-256 over the file's bytes (from its beginning; the offset is put back to 0) and the options.
 * (transfer full) */
char *tp_import_fingerprint (int fd, const char *options, GError **error);

/* Finds the unfinished run with that fingerprint, or begins a new one (event import_begun), and
 * takes its lease. BUSY: another process is at it. *out_resumed tells which. (transfer full) */
TpImport *tp_import_begin (TpAccount *account, TpActor actor, TpImportKind kind,
                           const char *fingerprint, const char *file_name, const char *options,
                           gboolean *out_resumed, GError **error);

/* Writes the counters inside the chunk's change and renews the lease. CONFLICT when the lease was
 * lost. */
gboolean tp_import_save (TpChange *change, TpImport *import, GError **error);

/* The same with state done (or undone) and event import_ended (undone); gives the lease back. */
gboolean tp_import_end (TpChange *change, TpImport *import, TpImportState state, GError **error);

/* Takes the lease of a run that exists, for its undoing. BUSY. */
gboolean tp_import_take (TpAccount *account, TpImport *import, GError **error);
gboolean tp_import_give (TpAccount *account, TpImport *import, GError **error);

/* "import <public id>": by which blocked addresses remember where they came from. (transfer full)
 */
char *tp_import_label (TpAccount *account, const TpImport *import);

/* NOT_FOUND. (transfer full) */
TpImport *tp_import_get (TpConn *conn, gint64 id, GError **error);

/* Newest first, before an id (0: from the newest); of TpImport. (transfer full) */
GPtrArray *tp_import_page (TpConn *conn, gint64 before, guint limit, GError **error);
