/* SPDX-License-Identifier: MIT */
/*
 * Test suites.
 *
 * A suite is one file tests/test_<noun>.c.  Its function adds the suite and its tests, whose names are
 * claims:
 *
 *     static void rejects_a_trailing_dot(void) { ... CU_ASSERT_FALSE(...); }
 *
 *     void suite_schedule(void)
 *     {
 *         CU_pSuite suite = CU_add_suite("schedule", NULL, NULL);
 *         CU_ADD_TEST(suite, rejects_a_trailing_dot);
 *     }
 *
 * Register it with a line in tests/module.mk (object) and one in tests/suites.inc.  Each suite runs in a process of
 * its own with a time limit, in the root of the source tree, several at the same time: a crash or an
 * endless loop fails that suite alone.  Whatever needs another program or a crash uses process.h.
 */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

#include <stdbool.h>

struct suite {
    const char *name;
    void (*add)(void);
    bool quick; /* also in the asan and hard builds of `make check` */
};

#define SUITE(noun, quick) void suite_##noun(void);
#include "tests/suites.inc"
#undef SUITE

#endif
