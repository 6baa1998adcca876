/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* How Tagpost compares and sorts text: by keys made here, in C, and compared by byte on every
 * database engine. Keys are stored beside the text, so a new Unicode version of the library means
 * rebuilding them: the version is kept in the settings.
 *
 * The text must be valid UTF-8 (asserted); what comes from outside is checked before. Thread-safe.
 */

/* Comparison key: NFC, full case folding (Unicode 3.13, D145), NFC again, no locale. 'Straße' =
 * 'STRASSE', 'İ' = 'i̇'. (transfer full) */
char *tp_fold (const char *text);

/* Whether two texts have the same comparison key. */
gboolean tp_fold_equal (const char *a, const char *b);

/* Sorting key: the comparison key with accents taken off letters of the Latin script (NFKD without
 * marks), so that 'Ägidius' stands beside 'Agnes' in every language that we speak; ties are broken
 * by the comparison key. (transfer full) */
char *tp_sort_key (const char *text);

/* Names the version of the folding tables (the library that brings them). Static storage. */
const char *tp_fold_version (void);
