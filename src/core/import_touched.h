/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "core/import.h"

/* The contacts about which something happened since an import, other than by it: by reading the
 * feed from its first event on. What rules and automatic tags made of it does not count, nor do
 * tags that ended. NULL: error. (transfer full) */
TpIdSets *tp_import_touched (TpAccount *account, const TpImport *import, GError **error);
