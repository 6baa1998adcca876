/* SPDX-License-Identifier: Apache-2.0 */
/* All resources, in the order of the OpenAPI document. */
#include "api/resources.h"

/* clang-format off */
const TpApiResource *const tp_api_resources[] = {
    &tp_api_health,
    &tp_api_description,
    &tp_api_home,
    &tp_api_me,
    &tp_api_user,
    &tp_api_token,
    &tp_api_setting,
    &tp_api_contact,
    &tp_api_contact_part,
    &tp_api_field,
    &tp_api_suppression,
    &tp_api_duplicate,
    &tp_api_segment,
    &tp_api_tag,
    &tp_api_rule,
    &tp_api_lists,
    &tp_api_permission,
    &tp_api_campaign,
    &tp_api_campaign_run,
    &tp_api_captured_mail,
    &tp_api_product,
    &tp_api_purchase,
    &tp_api_import,
    &tp_api_export,
    NULL,
};
/* clang-format on */
