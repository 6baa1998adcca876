/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"

/* The resource of each file. */
extern const TpApiResource tp_api_health;
extern const TpApiResource tp_api_description;
extern const TpApiResource tp_api_home;
extern const TpApiResource tp_api_import;
extern const TpApiResource tp_api_export;
extern const TpApiResource tp_api_me;
extern const TpApiResource tp_api_product;
extern const TpApiResource tp_api_purchase;
extern const TpApiResource tp_api_setting;
extern const TpApiResource tp_api_token;
extern const TpApiResource tp_api_user;
extern const TpApiResource tp_api_segment;
extern const TpApiResource tp_api_contact;
extern const TpApiResource tp_api_contact_part;
extern const TpApiResource tp_api_field;
extern const TpApiResource tp_api_suppression;
extern const TpApiResource tp_api_duplicate;
extern const TpApiResource tp_api_tag;
extern const TpApiResource tp_api_rule;
extern const TpApiResource tp_api_lists;
extern const TpApiResource tp_api_permission;
extern const TpApiResource tp_api_campaign;
extern const TpApiResource tp_api_campaign_run;
extern const TpApiResource tp_api_captured_mail;

/* All of them; ended by NULL. */
extern const TpApiResource *const tp_api_resources[];
