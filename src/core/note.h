/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Notes about a contact: what people wrote down, and calls, meetings and letters. The text is
 * personal. Stored numbers of kinds never change their meaning. */

typedef enum {
  TP_NOTE_NOTE = 0,
  TP_NOTE_CALL = 1, /* event called, which segments ask for; the others: note_added */
  TP_NOTE_MEETING = 2,
  TP_NOTE_LETTER = 3,
} TpNoteKind;
#define TP_NOTE_KINDS (TP_NOTE_LETTER + 1)
const char *tp_note_kind_name (TpNoteKind kind); /* "call" */
gboolean tp_note_kind_find (const char *name, TpNoteKind *out_kind);

#define TP_NOTE_TEXT_MAX 20000 /* characters */
#define TP_NOTE_PAGE_MAX 500

typedef struct {
  gint64 id;
  gint64 contact;
  gint64 at;
  TpNoteKind kind;
  char *text;
  gint64 author; /* the user; 0: none */
} TpNote;
void tp_note_free (TpNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpNote, tp_note_free)

/* `at` 0: now. NOT_FOUND: no such contact (aliases are followed); INVALID: the text is empty, or
 * `at` is in the future. */
gboolean tp_note_add (TpChange *change, gint64 contact, TpNoteKind kind, gint64 at,
                      const char *text, gint64 *out_id, GError **error);
/* NOT_FOUND, also when it is another contact's. */
gboolean tp_note_remove (TpChange *change, gint64 contact, gint64 id, GError **error);
/* The newest first, those below the id `before` (0: all); of TpNote. (transfer full) */
GPtrArray *tp_note_page (TpConn *conn, gint64 contact, gint64 before, guint limit, GError **error);
