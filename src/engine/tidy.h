/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "engine/engine.h"

/* Removes what has ended by time: sessions, answers kept for repeated requests. */
#define TP_TIDY_EVERY_MS (10 * 60 * 1000)
gboolean tp_tidy_run (TpEngine *engine, TpAccount *account, GError **error);
