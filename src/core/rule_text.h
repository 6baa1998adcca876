/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "core/rule.h"

/* A rule as people write it, on the command line and in JSON. */

typedef struct {
  const char *when;          /* core/rule_event.h */
  const char *condition;     /* the segment language; NULL: everyone */
  const char *const *set;    /* tags, NULL-terminated, by name, made when missing (a rule may come
                                before    its tags), or by # and an id; NULL: none */
  const char *const *remove; /* likewise */
  const char *lasts;         /* "30 days"; NULL: for ever */
} TpRuleText;

/* Not stored yet, but for the tags that were made. Errors begin with the part that is wrong: "when:
 * position 5: ...". `names` of the change's connection. (transfer full); NULL: INVALID, NOT_FOUND,
 * LIMIT. */
TpRule *tp_rule_parse (TpChange *change, TpNames *names, const TpRuleText *text, GError **error);

/* {"id", "when", "if": null or text, "set": [{"id", "name"}], "remove": [...], "for": null or text,
 * "created_at"}; texts are canonical, with the present names. (transfer full) */
json_t *tp_rule_to_json (TpAccount *account, TpNames *names, const TpRule *rule, GError **error);
