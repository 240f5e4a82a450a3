/* SPDX-License-Identifier: MIT */
/*
 * A small pseudo-random generator with a pinned stream: the same seed gives the same numbers on
 * every machine and in every release.
 *
 * xoshiro256++ seeded by splitmix64 (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", TOMS 2021).  Bounded draws multiply and reject, so they have no modulo bias (Lemire,
 * "Fast random integer generation in an interval", TOMACS 2019).
 */
#ifndef BASE_PRNG_H
#define BASE_PRNG_H

#include <stdint.h>

struct prng {
    uint64_t s[4];
};

static inline uint64_t prng_splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline struct prng prng_seeded(uint64_t seed)
{
    struct prng p;
    for (int i = 0; i < 4; i++)
        p.s[i] = prng_splitmix(&seed);
    return p;
}

static inline uint64_t prng_rotate_(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/** Uniform over all 64-bit values. */
static inline uint64_t prng_next(struct prng *p)
{
    uint64_t result = prng_rotate_(p->s[0] + p->s[3], 23) + p->s[0];
    uint64_t t = p->s[1] << 17;
    p->s[2] ^= p->s[0];
    p->s[3] ^= p->s[1];
    p->s[1] ^= p->s[2];
    p->s[0] ^= p->s[3];
    p->s[2] ^= t;
    p->s[3] = prng_rotate_(p->s[3], 45);
    return result;
}

/** Uniform in [0, bound); bound > 0. */
static inline uint64_t prng_below(struct prng *p, uint64_t bound)
{
    unsigned __int128 product = (unsigned __int128)prng_next(p) * bound;
    if (__builtin_expect((uint64_t)product < bound, 0)) {
        uint64_t threshold = (0 - bound) % bound;
        while ((uint64_t)product < threshold)
            product = (unsigned __int128)prng_next(p) * bound;
    }
    return (uint64_t)(product >> 64);
}

#endif
