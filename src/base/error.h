/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The one error domain. A message is lower case, says what is wrong first and quotes the value in
 * single quotes; with TP_ERROR_INVALID it is fit for the person who typed the value. Outcomes are
 * not errors: an SMTP reply or a refused CSV row is a struct that travels on. What only a
 * programming fault can cause is asserted. */

typedef enum {
  TP_ERROR_INVALID, /* the input is wrong; the message names the place. HTTP 422 (400 when not even
                       parsed), exit 2 */
  TP_ERROR_DENIED,  /* not logged in or not allowed. HTTP 401/403, exit 1 */
  TP_ERROR_NOT_FOUND, /* the named thing is not there. HTTP 404, exit 1 */
  TP_ERROR_CONFLICT,  /* it stands against something that is there. HTTP 409, exit 1 */
  TP_ERROR_LIMIT,     /* a named limit is passed. HTTP 413/429, exit 1 */
  TP_ERROR_BUSY,      /* try again: locked, full, stopping. HTTP 503, exit 1 */
  TP_ERROR_UNCERTAIN, /* it may have happened: the answer was lost. HTTP 500, exit 1 */
  TP_ERROR_INTERNAL,  /* a fault of the program or the machine. HTTP 500, exit 1 */
} TpErrorCode;
#define TP_ERROR_CODES (TP_ERROR_INTERNAL + 1)

#define TP_ERROR (tp_error_quark ())
GQuark tp_error_quark (void);

/* Sets *error (when wanted) from a printf format, which should be marked with _(). Always returns
 * FALSE, so that a function can end with `return tp_error (error, ...)`. */
gboolean tp_error (GError **error, TpErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The code of an error of this domain; INTERNAL for one of another domain. */
TpErrorCode tp_error_code (const GError *error);

/* What a code is called in JSON ("invalid", "not_found"), which HTTP status and which exit status
 * it becomes. */
const char *tp_error_name (TpErrorCode code);
guint tp_error_http_status (TpErrorCode code);
int tp_error_exit_status (TpErrorCode code);
