/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sqlite3.h>

/* The table-valued functions int64s(list) and texts(list), by which a statement reads a list that
 * was bound with tp_sqlite_list_bind: `SELECT value FROM int64s($1)`. */

#include "db/cell.h"

int tp_sqlite_list_register (sqlite3 *db); /* an SQLite result code */

/* Copies the list. An SQLite result code. */
int tp_sqlite_list_bind (sqlite3_stmt *statement, int parameter, const TpCell *cell);
