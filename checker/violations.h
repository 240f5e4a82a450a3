/* SPDX-License-Identifier: MIT */
/*
 * Violations: findings that outlive their execution.
 *
 * The first finding of each signature is kept, with every name resolved to text and with the
 * schedule that shows it.
 */
#ifndef CHECKER_VIOLATIONS_H
#define CHECKER_VIOLATIONS_H

#include "checker/engine.h"

enum { VIOLATIONS_MAX = 1000 }; /* that one verdict keeps */

/**
 * Maps the severity of a finding as the options say (--race, --leak).  False: it is switched off.
 */
bool violation_apply_policy(const struct check_options *options, struct finding *finding);

/** Keeps what is new among the findings of the execution that just ended. */
void violations_keep(struct check *check);

/**
 * Overwrites what a violation says with another showing of the same bug: the execution of m that
 * just ended.  Its index and severity stay.
 */
void violation_refill(struct violation *v, struct machine *m, const struct finding *finding);

/** The finding with this signature in the execution that just ended, or NULL. */
const struct finding *violation_find(const struct machine *m, uint64_t signature);

#endif
