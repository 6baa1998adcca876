/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_contacts.h"

/* Takes back an import of contacts or of blocked addresses.
 *
 * - Contacts that it added and nothing and nobody else has touched since are removed for good: no
 *   address, tag or value stays, and no trace that would keep the person away from a later import.
 *   Those that were touched (any event about them but of the import itself and of rules that
 *   followed it) are kept.
 * - Of contacts that it changed, each field, tag, list state and permission gets back what was
 *   before, unless it is another by now than what the import made of it.
 * - Addresses that it blocked are free again.
 *
 * Chunk by chunk, newest first; broken off, the same call goes on. */

typedef struct {
  gint64 removed;  /* contacts that it had added */
  gint64 restored; /* contacts that it had changed */
  gint64 kept;     /* contacts of either kind in which something stays, as it was touched since */
  gint64 released; /* addresses */
} TpImportUndone;

/* NOT_FOUND; CONFLICT: it is undone already, or is of another kind; BUSY: stopped by the watch, or
 * another process is at it. */
gboolean tp_import_contacts_undo (TpAccount *account, TpActor actor, gint64 id,
                                  const TpImportWatch *watch, TpImportUndone *out_undone,
                                  GError **error);
