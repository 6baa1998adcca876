/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The program's log on stderr: one event a line, with keys and values. JSON lines, or, when stderr
 * goes to journald (JOURNAL_STREAM is set), journald's priority and text.
 *
 *   tp_log (TP_LOG_WARNING, "relay_paused", "relay", name, "reason", reply);
 *
 * An event is a name in lower case with underscores that never changes its meaning, so that people
 * can search and count. Nothing personal goes into the log: contacts are named by public id. As a
 * net below that, the part of an e-mail address before the @ is masked wherever it occurs.
 *
 * Per event at most TP_LOG_BURST lines are written in TP_LOG_WINDOW seconds; the first line after
 * that says how many were left out. Lines are written whole, by one write. Thread-safe. */

typedef enum { TP_LOG_ERROR, TP_LOG_WARNING, TP_LOG_NOTICE, TP_LOG_DEBUG } TpLogLevel;
typedef enum { TP_LOG_JSON, TP_LOG_JOURNAL } TpLogFormat;

#define TP_LOG_BURST 20
#define TP_LOG_WINDOW 10
#define TP_LOG_MAX_PAIRS 16
#define TP_LOG_MAX_VALUE 512 /* bytes; what is longer is cut */

/* What is written: this level and those above it. WARNING until then; called once at the start,
 * before threads. */
void tp_log_init (TpLogLevel least);

/* Keys and values are texts; a NULL value is left out. */
#define tp_log(level, event, ...) tp_log_write (level, event, ##__VA_ARGS__, NULL)
void tp_log_write (TpLogLevel level, const char *event, ...) G_GNUC_NULL_TERMINATED;

/* The line, with its line end, for keys and values that end with NULL; `at` in milliseconds.
 * (transfer full) */
char *tp_log_line (TpLogFormat format, gint64 at, TpLogLevel level, const char *event,
                   const char *const *pairs);

/* The brake of one event. */
typedef struct {
  gint64 begun_at; /* the window, in milliseconds */
  guint lines;     /* in it, written or not */
} TpLogBrake;

/* Whether a line may be written now; then *out_left_out is how many were not before it. */
gboolean tp_log_brake_take (TpLogBrake *brake, gint64 at, guint *out_left_out);
