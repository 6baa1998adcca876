/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/contact.h"
#include "core/testing.h"

/* For tests alone: contacts made in one line, with everything asserted to succeed. */

TpChange *tp_testing_begin (TpTestingAccount *testing);
void tp_testing_commit (TpChange *change); /* takes it */

/* A contact with an address (or NULL) and one field (or NULL). */
gint64 tp_testing_add_contact (TpTestingAccount *testing, const char *email, const char *field,
                               const char *text);
void tp_testing_set_field (TpTestingAccount *testing, gint64 contact, const char *field,
                           const char *text);
TpContact *tp_testing_load_contact (TpTestingAccount *testing, gint64 contact);
/* Whom an id or address finds; 0: NOT_FOUND. */
gint64 tp_testing_find_contact (TpTestingAccount *testing, const char *id_or_email);
