/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cmd/command.h"

/* The table of each file. */
extern const TpCommand tp_commands_campaign[];
extern const TpCommand tp_commands_config[];
extern const TpCommand tp_commands_dev_mailbox[];
extern const TpCommand tp_commands_dev_render[];
extern const TpCommand tp_commands_dev_bench[];
extern const TpCommand tp_commands_dev_seed[];
extern const TpCommand tp_commands_contact[];
extern const TpCommand tp_commands_doctor[];
extern const TpCommand tp_commands_import_purchases[];
extern const TpCommand tp_commands_rate[];
extern const TpCommand tp_commands_import[];
extern const TpCommand tp_commands_export[];
extern const TpCommand tp_commands_serve[];
extern const TpCommand tp_commands_tag[];
extern const TpCommand tp_commands_rule[];
extern const TpCommand tp_commands_token[];
extern const TpCommand tp_commands_backup[];
extern const TpCommand tp_commands_user[];
extern const TpCommand tp_commands_routes[];
extern const TpCommand tp_commands_segment[];
