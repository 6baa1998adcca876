/* SPDX-License-Identifier: Apache-2.0 */
/* To add a kind: a number in the enum and a row in kinds[], with the event that it makes. */
#include "core/note.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/contact.h"

#include <string.h>

static const struct {
  const char *name;
  TpEventKind event;
} kinds[TP_NOTE_KINDS] = {
    [TP_NOTE_NOTE] = {"note",    TP_EVENT_NOTE_ADDED},
    [TP_NOTE_CALL] = {"call",    TP_EVENT_CALLED    },
    [TP_NOTE_MEETING] = {"meeting", TP_EVENT_NOTE_ADDED},
    [TP_NOTE_LETTER] = {"letter",  TP_EVENT_NOTE_ADDED},
};

const char *
tp_note_kind_name (TpNoteKind kind)
{
  return (guint)kind < TP_NOTE_KINDS ? kinds[kind].name : "note";
}

gboolean
tp_note_kind_find (const char *name, TpNoteKind *out_kind)
{
  for (guint i = 0; i < TP_NOTE_KINDS; i++)
    if (strcmp (kinds[i].name, name) == 0) {
      *out_kind = i;
      return TRUE;
    }
  return FALSE;
}

void
tp_note_free (TpNote *note)
{
  if (note == NULL)
    return;
  g_free (note->text);
  g_free (note);
}

/* Without blanks at both ends; line breaks stay. (transfer full) */
static char *
clean_text (const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL)) {
    tp_error (error, TP_ERROR_INVALID, _ ("the note is not valid UTF-8"));
    return NULL;
  }
  g_autofree char *clean = g_strstrip (g_strdup (text));
  if (*clean == '\0') {
    tp_error (error, TP_ERROR_INVALID, _ ("the note is empty"));
    return NULL;
  }
  if (g_utf8_strlen (clean, -1) > TP_NOTE_TEXT_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("the note is longer than %d characters"), TP_NOTE_TEXT_MAX);
    return NULL;
  }
  return g_steal_pointer (&clean);
}

gboolean
tp_note_add (TpChange *change, gint64 contact, TpNoteKind kind, gint64 at, const char *text,
             gint64 *out_id, GError **error)
{
  gint64 id = 0;
  TpConn *conn = tp_change_conn (change);
  TpActor actor = tp_change_actor (change);
  gint64 author = actor.kind == TP_ACTOR_USER ? actor.id : 0;
  g_autofree char *clean = clean_text (text, error);
  at = at != 0 ? at : tp_change_now (change);
  if (clean == NULL)
    return FALSE;
  if (at > tp_change_now (change))
    return tp_error (error, TP_ERROR_INVALID, _ ("a note cannot be of the future"));
  if (!tp_contact_resolve (conn, contact, &contact, error) ||
      !tp_conn_int64 (conn, TP_SQL_NOTE_ADD, &id, error, "iiisI", contact, at, (gint64)kind, clean,
                      author != 0 ? &author : NULL))
    return FALSE;
  tp_change_event_at (change, kinds[kind].event, at, contact, id, 0, NULL);
  if (out_id != NULL)
    *out_id = id;
  return TRUE;
}

gboolean
tp_note_remove (TpChange *change, gint64 contact, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_contact_resolve (conn, contact, &contact, error) ||
      !tp_conn_run (conn, TP_SQL_NOTE_REMOVE, error, "ii", id, contact))
    return FALSE;
  return tp_conn_changes (conn) > 0 ||
         tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such note"));
}

GPtrArray *
tp_note_page (TpConn *conn, gint64 contact, gint64 before, guint limit, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_note_free);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_NOTE_PAGE, &local, "iii", contact,
                     before > 0 ? before : G_MAXINT64, (gint64)MIN (limit, TP_NOTE_PAGE_MAX));
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpNote *note = g_new0 (TpNote, 1);
    note->id = tp_rows_int64 (rows, 0);
    note->contact = tp_rows_int64 (rows, 1);
    note->at = tp_rows_int64 (rows, 2);
    note->kind = (TpNoteKind)tp_rows_int64 (rows, 3);
    note->text = g_strdup (tp_rows_text (rows, 4));
    note->author = tp_rows_int64 (rows, 5);
    g_ptr_array_add (notes, note);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&notes) : NULL;
}
