/* SPDX-License-Identifier: MIT */
#include "checker/states/signature.h"

#include "base/memory.h"

#include <stdlib.h>

static void draw(struct signature *g, unsigned __int128 *factor)
{
    *factor = prng_next(&g->prng);
    *factor = *factor << 64 | prng_next(&g->prng);
}

void signature_init(struct signature *g, uint32_t words, uint64_t seed)
{
    *g = (struct signature){.prng = prng_seeded(seed)};
    g->factors = memory_new(1, sizeof *g->factors);
    draw(g, &g->factors[0]);
    signature_widen(g, words);
}

void signature_widen(struct signature *g, uint32_t words)
{
    if (words <= g->words)
        return;
    g->factors = memory_resize(g->factors, words + 1, sizeof *g->factors);
    while (g->words < words)
        draw(g, &g->factors[++g->words]);
}

void signature_release(struct signature *g)
{
    free(g->factors);
    g->factors = NULL;
}

uint64_t signature_of(const struct signature *g, const uint64_t *state)
{
    unsigned __int128 sum = g->factors[0];
    for (uint32_t i = 0; i < g->words; i++)
        sum += g->factors[i + 1] * state[i];
    return (uint64_t)(sum >> 64);
}

double signature_omission_probability(uint64_t states)
{
    double n = (double)states, bound = n * (n + 1) * 0x1p-65;
    return bound < 1 ? bound : 1;
}
