/* SPDX-License-Identifier: Apache-2.0 */
/* To add a code: a member in the enum (new ones last) and a row in codes[]. */
#include "base/error.h"

/* clang-format off */
G_DEFINE_QUARK (tp-error, tp_error)
/* clang-format on */

static const struct {
  const char *name;
  guint http_status;
  int exit_status;
} codes[] = {
    [TP_ERROR_INVALID] = {"invalid",   422, 2},
      [TP_ERROR_DENIED] = {"denied",    403, 1},
    [TP_ERROR_NOT_FOUND] = {"not_found", 404, 1},
      [TP_ERROR_CONFLICT] = {"conflict",  409, 1},
    [TP_ERROR_LIMIT] = {"limit",     413, 1},
      [TP_ERROR_BUSY] = {"busy",      503, 1},
    [TP_ERROR_UNCERTAIN] = {"uncertain", 500, 1},
      [TP_ERROR_INTERNAL] = {"internal",  500, 1},
};
G_STATIC_ASSERT (G_N_ELEMENTS (codes) == TP_ERROR_CODES);

gboolean
tp_error (GError **error, TpErrorCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  if (error != NULL) {
    g_assert (*error == NULL);
    *error = g_error_new_valist (TP_ERROR, (int)code, format, args);
  }
  va_end (args);
  return FALSE;
}

TpErrorCode
tp_error_code (const GError *error)
{
  return error->domain == TP_ERROR ? (TpErrorCode)error->code : TP_ERROR_INTERNAL;
}

const char *
tp_error_name (TpErrorCode code)
{
  return codes[code].name;
}

guint
tp_error_http_status (TpErrorCode code)
{
  return codes[code].http_status;
}

int
tp_error_exit_status (TpErrorCode code)
{
  return codes[code].exit_status;
}
