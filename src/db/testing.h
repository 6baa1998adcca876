/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* For tests alone: the same test on every engine. PostgreSQL is the server that TP_TEST_POSTGRESQL
 * names (the test command starts one); where it is not set these tests are skipped and say so. Each
 * test gets an empty database of its own, which is removed afterwards. */

typedef void (*TpTestingFunc) (const char *url);

/* Registers "/sqlite PATH" and "/postgresql PATH". */
void tp_testing_add (const char *path, TpTestingFunc func);

/* TP_TEST_LONG=1: tests may take minutes. */
gboolean tp_testing_is_long (void);

/* A folder for the test's files, removed with all in it by tp_testing_remove_folder. (transfer
 * full) */
char *tp_testing_make_folder (void);
void tp_testing_remove_folder (const char *path);
