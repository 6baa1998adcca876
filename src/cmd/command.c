/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/command.h"

int
tp_command_main (int argc, char **argv)
{
  return 2;
}
