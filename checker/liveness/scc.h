/* SPDX-License-Identifier: MIT */
/*
 * The strongly connected components of a subgraph.
 *
 *     struct scc scc;
 *     scc_find(&sub, &scc);
 *     for (uint32_t c = 0; c < scc.count; c++)
 *         for (uint32_t i = scc.first[c]; i < scc.first[c + 1]; i++)
 *             use(scc.members[i]);
 *     scc_release(&scc);
 */
#ifndef CHECKER_LIVENESS_SCC_H
#define CHECKER_LIVENESS_SCC_H

#include "checker/liveness/subgraph.h"

#define SCC_NONE UINT32_MAX

struct scc {
    uint32_t count;
    uint32_t *component; /* per state; SCC_NONE: not in the subgraph */
    uint32_t *members;   /* the states, by component, ascending in each */
    uint32_t *first;     /* count + 1 entries: members of c are [first[c], first[c + 1]) */
};

/**
 * Numbers the components in reverse topological order: an edge between two components goes from the
 * larger number to the smaller one.  A state alone is a component, with or without an edge to
 * itself.
 *
 * Algorithm: Pearce, IPL 116(1), 2016 (docs/references.md [Pearce]).  Linear; 12 bytes per state,
 *            and 12 more per state on the deepest path while it works.
 */
void scc_find(const struct subgraph *sub, struct scc *out);
void scc_release(struct scc *scc);

#endif
