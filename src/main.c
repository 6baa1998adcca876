/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the subcommand; nothing else (cmd/command.h). */
#include "cmd/command.h"

int
main (int argc, char **argv)
{
  return tp_command_main (argc, argv);
}
