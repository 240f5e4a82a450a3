/* SPDX-License-Identifier: MIT */
/* A verdict as JSON: what `heddle check --json` prints.  docs/verdict-format.md has the fields. */
#ifndef CHECKER_VERDICT_JSON_H
#define CHECKER_VERDICT_JSON_H

#include "checker/verdict.h"

struct json;

/** The member `conditions`, to be put into another value (traces/json.h). */
struct json *report_card_json(const struct report_card *card);

/** Appends one object, indented, with a newline at the end. */
void verdict_write_json(const struct verdict *verdict, struct str *out);

#endif
