/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cmd/command.h"
#include "core/campaign.h"

/* The campaign subcommands, which stand in several files. */

extern const TpOption tp_campaign_create_options[];
gboolean tp_campaign_run_create (TpCommandLine *line, GError **error);

extern const TpOption tp_campaign_send_options[];
gboolean tp_campaign_run_send (TpCommandLine *line, GError **error);

/* The campaign that the first argument names, by id or name. NOT_FOUND. (transfer full) */
TpCampaign *tp_campaign_of_line (TpCommandLine *line, GError **error);

/* A text file, at most as large as a template may be. INVALID. (transfer full) */
char *tp_campaign_read_file (const char *path, GError **error);
