/* SPDX-License-Identifier: MIT */
#include "checker/states/signature.h"

#include "base/memory.h"
#include "base/prng.h"

#include <stdlib.h>

void signature_init(struct signature *g, uint32_t words, uint64_t seed)
{
    struct prng prng = prng_seeded(seed);
    g->words = words;
    g->factors = memory_new(words + 1, sizeof *g->factors);
    for (uint32_t i = 0; i <= words; i++) {
        g->factors[i] = prng_next(&prng);
        g->factors[i] = g->factors[i] << 64 | prng_next(&prng);
    }
}

void signature_release(struct signature *g)
{
    free(g->factors);
    g->factors = NULL;
}

uint64_t signature_of(const struct signature *g, const uint64_t *state)
{
    unsigned __int128 sum = g->factors[g->words];
    for (uint32_t i = 0; i < g->words; i++)
        sum += g->factors[i] * state[i];
    return (uint64_t)(sum >> 64);
}

double signature_omission_probability(uint64_t states)
{
    double n = (double)states, bound = n * (n + 1) * 0x1p-65;
    return bound < 1 ? bound : 1;
}
