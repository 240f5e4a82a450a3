/* SPDX-License-Identifier: MIT */
/*
 * Counting the states of a handmade product up to a renaming of its threads: the oracle for symmetry.
 *
 *     const struct orbits_names names = {.number = owner};     // it holds the number of a thread
 *     orbits_count(p, &names, ORBITS_ALL, 100000);
 *
 * Every state is renamed in all ways, and the least of the results stands for it; how many there are is counted.
 */
#ifndef TESTS_ORBITS_H
#define TESTS_ORBITS_H

#include "tests/handmade.h"

/* What names threads, besides their local variables, which move with them.  Ids of variables, 0 = none. */
struct orbits_names {
    int number; /* it holds a thread's number */
    int array;  /* the first of as many cells as threads, one for each: 0, or 1 + a thread's number */
};

enum orbits_group { ORBITS_ALL, ORBITS_ROTATIONS };

uint32_t orbits_count(const struct handmade *p, const struct orbits_names *names,
                      enum orbits_group group, uint32_t states_max);

#endif
