/* SPDX-License-Identifier: Apache-2.0 */
/* All resources, in the order of the OpenAPI document. */
#include "api/resources.h"

const TpApiResource *const tp_api_resources[] = {
    &tp_api_health,
    &tp_api_description,
    NULL,
};
