/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Runs the subcommand that the arguments name; returns the exit status. */
int tp_command_main (int argc, char **argv);
