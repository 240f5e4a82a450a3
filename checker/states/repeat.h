/* SPDX-License-Identifier: MIT */
/*
 * What a search found by looking things up is executed on the direct machine, which proves it, or does not.
 */
#ifndef CHECKER_STATES_REPEAT_H
#define CHECKER_STATES_REPEAT_H

#include "checker/engine.h"
#include "checker/states/live.h"

/**
 * Executes the path, and keeps what that shows as violations of the check.  False: it could not be executed, or the
 * witness claims an error, and the execution shows neither that nor an error that ends it sooner.  Warnings, and data
 * races that are none of the user's business (--race), confirm nothing but themselves.
 */
bool repeat_witness(struct check *check, const struct witness *w, const struct path *path);

/** The same for an endless run: its cycle is executed twice. */
bool repeat_endless(struct check *check, const struct endless *run);

#endif
