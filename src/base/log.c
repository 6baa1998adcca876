/* SPDX-License-Identifier: Apache-2.0 */
/* The state of the process' stderr: the level, the format and the brakes of the events seen. Events
 * are literals in the code, so their number is bounded; beyond MAX_EVENTS they share one brake. */
#include "base/log.h"

#include "base/json.h"
#include "base/quote.h"
#include "base/time.h"

#include <string.h>
#include <unistd.h>

#define MAX_EVENTS 512

static struct {
  TpLogLevel least;
  TpLogFormat format;
  GMutex mutex;
  GHashTable *brakes; /* event → TpLogBrake */
} state = {.least = TP_LOG_WARNING};

static const struct {
  const char *name;
  int priority; /* of syslog (RFC 5424, section 6.2.1) */
} levels[] = {
    [TP_LOG_ERROR] = {"error",   3},
    [TP_LOG_WARNING] = {"warning", 4},
    [TP_LOG_NOTICE] = {"notice",  5},
    [TP_LOG_DEBUG] = {"debug",   7},
};

void
tp_log_init (TpLogLevel least)
{
  state.least = least;
  state.format = g_getenv ("JOURNAL_STREAM") != NULL ? TP_LOG_JOURNAL : TP_LOG_JSON;
}

static gboolean
is_local_part (char c)
{
  return g_ascii_isalnum (c) || (c & 0x80) != 0 || (c != '\0' && strchr (".!#$%&*+-/=?^_{|}~", c));
}

/* Valid UTF-8 of bounded length with the local parts of addresses masked. */
static char *
clean (const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, (gssize)strnlen (value, TP_LOG_MAX_VALUE));
  GString *out = g_string_new (NULL);
  for (const char *at = valid; *at != '\0'; at++) {
    if (*at == '@') {
      gsize keep = out->len;
      while (keep > 0 && is_local_part (out->str[keep - 1]))
        keep--;
      if (keep < out->len) {
        g_string_truncate (out, keep);
        g_string_append (out, "***");
      }
    }
    g_string_append_c (out, *at);
  }
  return g_string_free (out, FALSE);
}

static char *
json_line (gint64 at, TpLogLevel level, const char *event, const char *const *pairs)
{
  g_autofree char *time = tp_time_format_rfc3339 (at);
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", time,
                          levels[level].name, event);
  for (gsize i = 0; pairs[i] != NULL; i += 2) {
    g_autofree char *value = clean (pairs[i + 1]);
    g_autoptr (json_t) json = json_string (value);
    g_autofree char *text = tp_json_text (json);
    g_string_append_printf (out, ",\"%s\":%s", pairs[i], text);
  }
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

static char *
journal_line (TpLogLevel level, const char *event, const char *const *pairs)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "<%d>%s", levels[level].priority, event);
  for (gsize i = 0; pairs[i] != NULL; i += 2) {
    g_autofree char *value = clean (pairs[i + 1]);
    g_autoptr (json_t) json = json_string (value);
    g_autofree char *text = tp_json_text (json);
    g_string_append_printf (out, " %s=%s", pairs[i], text);
  }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

char *
tp_log_line (TpLogFormat format, gint64 at, TpLogLevel level, const char *event,
             const char *const *pairs)
{
  return format == TP_LOG_JSON ? json_line (at, level, event, pairs)
                               : journal_line (level, event, pairs);
}

gboolean
tp_log_brake_take (TpLogBrake *brake, gint64 at, guint *out_left_out)
{
  *out_left_out = 0;
  if (at < brake->begun_at || at - brake->begun_at >= TP_LOG_WINDOW * TP_SECOND) {
    *out_left_out = brake->lines > TP_LOG_BURST ? brake->lines - TP_LOG_BURST : 0;
    *brake = (TpLogBrake){.begun_at = at};
  }
  return ++brake->lines <= TP_LOG_BURST;
}

static gboolean
take_turn (const char *event, guint *out_left_out)
{
  g_mutex_lock (&state.mutex);
  if (state.brakes == NULL)
    state.brakes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (g_hash_table_size (state.brakes) >= MAX_EVENTS &&
      !g_hash_table_contains (state.brakes, event))
    event = "";
  TpLogBrake *brake = g_hash_table_lookup (state.brakes, event);
  if (brake == NULL) {
    brake = g_new0 (TpLogBrake, 1);
    g_hash_table_insert (state.brakes, g_strdup (event), brake);
  }
  gboolean ok = tp_log_brake_take (brake, g_get_monotonic_time () / 1000, out_left_out);
  g_mutex_unlock (&state.mutex);
  return ok;
}

static void
write_line (const char *line)
{
  gsize left = strlen (line);
  while (left > 0) {
    gssize written = write (STDERR_FILENO, line, left);
    if (written <= 0)
      return; /* there is nowhere to tell it */
    line += written;
    left -= (gsize)written;
  }
}

void
tp_log_write (TpLogLevel level, const char *event, ...)
{
  const char *pairs[2 * TP_LOG_MAX_PAIRS + 3];
  char left_out_text[16];
  gsize length = 0;
  guint left_out;
  if (level > state.least || !take_turn (event, &left_out))
    return;
  va_list args;
  va_start (args, event);
  for (const char *key; (key = va_arg (args, const char *)) != NULL;) {
    const char *value = va_arg (args, const char *);
    if (value == NULL || length >= 2 * TP_LOG_MAX_PAIRS)
      continue;
    pairs[length++] = key;
    pairs[length++] = value;
  }
  va_end (args);
  if (left_out > 0) {
    g_snprintf (left_out_text, sizeof left_out_text, "%u", left_out);
    pairs[length++] = "left_out";
    pairs[length++] = left_out_text;
  }
  pairs[length] = NULL;
  g_autofree char *line =
      tp_log_line (state.format, g_get_real_time () / 1000, level, event, pairs);
  write_line (line);
}
