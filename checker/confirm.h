/* SPDX-License-Identifier: MIT */
/*
 * Confirms violations: repeats the schedule of each and sees whether the same finding appears
 * again.
 *
 * What does not appear again is still reported, together with a sentence that says so: then the
 * program does something that heddle does not control.
 */
#ifndef CHECKER_CONFIRM_H
#define CHECKER_CONFIRM_H

#include "checker/engine.h"

/** Confirms all violations of the verdict, and shortens those that can be (shorten.h). */
void confirm_violations(struct check *check);

/** Makes the machine start as it did when the violation's schedule was recorded. */
void confirm_prepare(struct machine *m, const struct violation *v);

/** Repeats the schedule once.  True: the finding appeared, and the machine is at that end. */
bool confirm_repeat(struct machine *m, const struct violation *v);

#endif
