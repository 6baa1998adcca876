/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "engine/engine.h"

/* The engine's task: imports that were asked for over HTTP, and undoing them
 * (core/import_queue.h). */
gboolean tp_import_run (TpEngine *engine, TpAccount *account, GError **error);
