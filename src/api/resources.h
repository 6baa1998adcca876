/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"

/* The resource of each file. */
extern const TpApiResource tp_api_health;
extern const TpApiResource tp_api_description;

/* All of them; ended by NULL. */
extern const TpApiResource *const tp_api_resources[];
