/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "engine/engine.h"

/* The engine's task: takes off the tags whose time has come (core/tag_set.h), a chunk at a time. */
gboolean tp_tag_expiry_run (TpEngine *engine, TpAccount *account, GError **error);
