/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The scripted double: a database that answers what a script says, in its order, and fails on cue.
 * Open it with tp_db_open ("scripted:" SCRIPT), where SCRIPT is lines such as
 *
 *   w begin
 *   w tag_find = 7|'Bought A'; 8|'Bought B'      two rows; numbers, 'text', null
 *   w tag_add                                   no rows
 *   w tag_add ! conflict already there          fails with that code (tp_error_name) and message
 *   w commit ! uncertain the answer was lost
 *   r begin
 *
 * w: the writing connections, r: the reading ones, each with its own place in the script. A
 * statement out of turn fails with INTERNAL and says what was expected; `rollback` needs no line.
 * Batches run as single statements. */
