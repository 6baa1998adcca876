/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The tables behind core/country.h: "name=CODE", sorted by byte. */
extern const char *const tp_country_names[];
extern const gsize tp_country_names_length;
extern const char *const tp_language_names[];
extern const gsize tp_language_names_length;
