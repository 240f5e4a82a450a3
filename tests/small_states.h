/* SPDX-License-Identifier: MIT */
/*
 * Counting the states of a small program by explicit enumeration, as docs/algorithms/states.md says what a state is.
 *
 * Each task is interpreted by itself first, fed every value that anybody could write to a cell, which gives its
 * automaton; the coarsest partition of it into situations that behave alike is found by naive refinement.
 * Then all states - the class of each task, the cells, the mutex, the semaphore - are visited, breadth first.
 */
#ifndef TESTS_SMALL_STATES_H
#define TESTS_SMALL_STATES_H

#include "tests/small_program.h"

struct small_count {
    uint64_t states;      /* the initial one included; a failed assertion is none */
    uint64_t transitions; /* all steps that can be made, those that fail included */
    uint64_t stuck;       /* states without a step in which not all tasks have ended */
    bool fails;           /* an assertion does, somewhere */
    uint64_t situations;  /* of the tasks: points with registers and counters that occur, all tasks */
    uint64_t classes;     /* how many of them are different */
};

/** Stops at states_max: then states is that. */
struct small_count small_states_count(const struct small_program *p, uint64_t states_max);

#endif
