/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Names for the holders of leases that tell, on the same machine, whether the process that took
 * one is still alive, so that what a kill left behind can be taken up at once instead of when the
 * lease runs out. */

/* "<random>@<boot>,<process namespace>,<process>,<start>". (transfer full) */
char *tp_process_name_new (void);

/* TRUE only when it is certain: a process of this boot and namespace that does not run any more. */
gboolean tp_process_name_is_dead (const char *name);
