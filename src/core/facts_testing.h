/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/testing.h"

/* For tests alone: a small business whose every fact is known. Live contacts are 1, 2, 3, 4 and, in
 * the next block, 65537; 5 is archived, 6 erased, 7 merged into 3. */
void tp_facts_testing_fill (TpAccount *account);
