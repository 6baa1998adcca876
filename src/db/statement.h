/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/sql.h"

#include <glib.h>

/* The named queries and the migrations of sql/, as embedded in the program. Inside the db layer
 * only. */

typedef enum { TP_DIALECT_SQLITE, TP_DIALECT_POSTGRESQL } TpDialect;
#define TP_DIALECTS (TP_DIALECT_POSTGRESQL + 1)

typedef struct {
  const char *name;
  gboolean monthly; /* the text holds {month} */
  const char *text[TP_DIALECTS];
} TpStatement;

typedef struct {
  int number;         /* 1, 2, 3 ...; 0 ends the table */
  int oldest_program; /* the oldest schema number whose program may still run on this schema */
  const char *name;
  const char *text[TP_DIALECTS];
} TpMigration;

extern const TpStatement tp_statements[]; /* by TpSql */
extern const TpMigration tp_migrations[];
