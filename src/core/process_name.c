/* SPDX-License-Identifier: Apache-2.0 */
/* A process is told by its number and the time of its start (proc(5), field 22 of stat), within a
 * boot and a namespace of processes. */
#include "core/process_name.h"

#include "base/secret.h"

#include <string.h>
#include <unistd.h>

#define START_FIELD 20 /* behind the command's closing bracket, from 1 */

/* When the process began, in ticks since the boot; NULL: there is none of that number. (transfer
 * full) */
static char *
start_of (const char *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", process);
  g_autofree char *stat = NULL;
  if (!g_file_get_contents (path, &stat, NULL, NULL))
    return NULL;
  const char *behind = strrchr (stat, ')');
  g_auto (GStrv) fields = g_strsplit (behind != NULL ? behind : "", " ", START_FIELD + 2);
  return g_strv_length (fields) > START_FIELD ? g_strdup (fields[START_FIELD]) : NULL;
}

/* What must be the same for numbers of processes to mean the same. (transfer full) */
static char *
place (void)
{
  char space[64] = "";
  g_autofree char *boot = NULL;
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL) ||
      readlink ("/proc/self/ns/pid", space, sizeof space - 1) <= 0)
    return NULL;
  return g_strdup_printf ("%s,%s", g_strstrip (boot), space);
}

char *
tp_process_name_new (void)
{
  g_autofree char *random = tp_token_new ("process_");
  g_autofree char *here = place ();
  g_autofree char *process = g_strdup_printf ("%d", (int)getpid ());
  g_autofree char *start = start_of (process);
  if (here == NULL || start == NULL)
    return g_steal_pointer (&random);
  return g_strdup_printf ("%s@%s,%s,%s", random, here, process, start);
}

gboolean
tp_process_name_is_dead (const char *name)
{
  const char *at = strchr (name, '@');
  g_autofree char *here = place ();
  if (at == NULL || here == NULL || !g_str_has_prefix (at + 1, here))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (at + 1 + strlen (here), ",", 3);
  if (g_strv_length (parts) != 3)
    return FALSE;
  g_autofree char *start = start_of (parts[1]);
  return g_strcmp0 (start, parts[2]) != 0;
}
