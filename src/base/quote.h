/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#define TP_QUOTE_MAX_LENGTH 64 /* characters */

/* A foreign text made fit for a message: valid UTF-8 on one line, without control characters or
 * marks that change the direction of writing, and when longer than 64 characters cut, with an
 * ellipsis. For
 * '%s' in messages. (transfer full) */
char *tp_quote (const char *text);
