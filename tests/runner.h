/* SPDX-License-Identifier: MIT */
/* Runs suites, each in a process of its own, several at the same time. */
#ifndef TESTS_RUNNER_H
#define TESTS_RUNNER_H

#include "tests/suite.h"

#include <stddef.h>

enum { SUITE_SECONDS_MAX = 300 };

/**
 * Prints what failed, and "N passed, N failed" as the last line.  A suite that crashes or exceeds
 * its time counts as one more failed test.  Returns 0 if nothing failed and something ran, else 1.
 */
int runner_run(const struct suite *suites, size_t count);

#endif
