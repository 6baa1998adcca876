/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/request.h"

/* The check against requests that another site makes a browser send (CSRF): an unsafe method must
 * carry at least one of Origin, Sec-Fetch-Site and Tagpost-Client, which no foreign page can make
 * up; its Origin must be ours where it is given; and Sec-Fetch-Site must be same-origin or none
 * where it is given. A page of ours with a form needs Referrer-Policy: same-origin, else browsers
 * send Origin: null. DENIED. */
gboolean tp_origin_check (const TpRequest *request, GError **error);

/* Whether "https://a.example:443" names the host "a.example" and the like: the default port of the
 * scheme counts as none, letters' case not at all. "null" names none. */
gboolean tp_origin_names_host (const char *origin, const char *host);
