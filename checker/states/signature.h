/* SPDX-License-Identifier: MIT */
/*
 * Signatures of 64 bits for states of many words (hash compaction).
 *
 * sum(a[i] * word[i]) + b modulo 2^128, of which the upper half is the signature, with 128-bit
 * a[i], b.
 * Papers:    Wolper, Leroy, CAV 1993; Stern, Dill, FORTE 1996 ([Wolper], [Stern] in
 *            docs/references.md); the family: Dietzfelbinger, STACS 1996 ([Dietzfelbinger]).
 * Guarantee: for a[i] and b drawn at random, two different states have the same signature with a
 *            probability of 2^-64.  A search whose store has n states behaves up to its first
 *            omission like an exact one, so if there was an omission, two of the first n + 1
 *            states of the exact search have the same signature: that has a probability of at
 *            most n (n + 1) / 2 pairs * 2^-64.
 * Differs:   a[i] and b are drawn by a generator from a fixed seed, so that results can be
 *            repeated.
 */
#ifndef CHECKER_STATES_SIGNATURE_H
#define CHECKER_STATES_SIGNATURE_H

#include "base/prng.h"

#include <stdint.h>

struct signature {
    unsigned __int128 *factors; /* b, then one per word */
    uint32_t words;
    struct prng prng;           /* where more factors come from */
};

void signature_init(struct signature *g, uint32_t words, uint64_t seed);
/** States get more words, which are 0 in all states before: those keep their signatures. */
void signature_widen(struct signature *g, uint32_t words);
void signature_release(struct signature *g);
uint64_t signature_of(const struct signature *g, const uint64_t *state);

/** The memory of g. */
static inline uint64_t signature_bytes(const struct signature *g)
{
    return (g->words + UINT64_C(1)) * sizeof *g->factors;
}

/** The bound above for n states that are stored; at most 1. */
double signature_omission_probability(uint64_t states);

#endif
