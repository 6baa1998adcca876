/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"

/* The resource of each file. */
extern const TpApiResource tp_api_health;
extern const TpApiResource tp_api_description;
extern const TpApiResource tp_api_home;
extern const TpApiResource tp_api_me;
extern const TpApiResource tp_api_setting;
extern const TpApiResource tp_api_token;
extern const TpApiResource tp_api_user;
extern const TpApiResource tp_api_segment;

/* All of them; ended by NULL. */
extern const TpApiResource *const tp_api_resources[];
