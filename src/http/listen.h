/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A listening socket, not blocking, closed on exec. -1 with INVALID, BUSY (the address is taken) or
 * INTERNAL. *out_address has the port that is open. (transfer full) */
int tp_listen (const char *address, char **out_address, GError **error);
