/* SPDX-License-Identifier: MIT */
/*
 * Pseudo-random numbers as the C library makes them: a single-task program gets the numbers that
 * its author knows.
 *
 * rand() and random() are the additive feedback generator r[i] = r[i-3] + r[i-31] (TYPE_3 of
 * random(3)), drand48() and its family the 48-bit linear congruence of POSIX.
 *
 * Every task has streams of its own, so numbers do not depend on the interleaving: a task starts
 * from the seed that its creator had at that moment, mixed with the task's own number.
 */
#ifndef SIM_POSIX_RANDOM_H
#define SIM_POSIX_RANDOM_H

#include <stdint.h>

enum { RANDOM_DEGREE = 31, RANDOM_SEPARATION = 3 };

struct random_stream {
    uint32_t state[RANDOM_DEGREE];
    uint32_t front, rear;
};

void random_seed(struct random_stream *stream, uint32_t seed);
/** Uniform in [0, 2^31). */
int32_t random_next(struct random_stream *stream);

/** rand_r: uniform in [0, 2^31); *seed is replaced. */
int32_t random_reentrant(uint32_t *seed);

/** The next state of drand48's generator. */
uint64_t random_step48(uint64_t state);

#endif
