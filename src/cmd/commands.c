/* SPDX-License-Identifier: Apache-2.0 */
/* All subcommands, in the order of the usage. */
#include "cmd/commands.h"

const TpCommand *const tp_command_tables[] = {
    tp_commands_serve,       tp_commands_import,     tp_commands_export,
    tp_commands_tag,         tp_commands_rule,       tp_commands_user,
    tp_commands_campaign,    tp_commands_segment,    tp_commands_contact,
    tp_commands_token,       tp_commands_routes,     tp_commands_import_purchases,
    tp_commands_rate,        tp_commands_config,     tp_commands_backup,
    tp_commands_dev_seed,    tp_commands_dev_bench,  tp_commands_doctor,
    tp_commands_dev_mailbox, tp_commands_dev_render, NULL,
};
