/* SPDX-License-Identifier: MIT */
/*
 * Small graphs for the tests of checker/liveness/: drawn by hand, or at random.
 *
 *     struct sketch sketch = {.graph.tasks = 2};
 *     uint32_t idle = sketch_state(&sketch, (struct regions){.remainder = 3});
 *     sketch_edge(&sketch, idle, 0, other);
 *     const struct graph *g = sketch_graph(&sketch);
 *     sketch_release(&sketch);
 */
#ifndef TESTS_LIVENESS_RIG_H
#define TESTS_LIVENESS_RIG_H

#include "base/prng.h"
#include "base/vec.h"
#include "checker/liveness/graph.h"

/* The masks of a state.  enabled is completed by the tasks of its edges. */
struct regions {
    uint64_t enabled, unfinished, remainder, trying, waiting, doorway, critical;
};

struct sketch_edge {
    uint32_t from, to;
    uint8_t task;
};

struct sketch {
    struct graph graph; /* set tasks; the rest is filled by sketch_graph */
    VEC(struct regions) states;
    VEC(struct sketch_edge) edges;
    void *memory[10];
};

/** A new state's number. */
uint32_t sketch_state(struct sketch *sketch, struct regions regions);
void sketch_edge(struct sketch *sketch, uint32_t from, uint8_t task, uint32_t to);
/** Once, when all is drawn.  The edges of a state keep their order.  Valid until sketch_release. */
const struct graph *sketch_graph(struct sketch *sketch);
void sketch_release(struct sketch *sketch);

/**
 * Draws a random graph of 1 .. states_max states with 1 .. 4 tasks, and now and then store buffers.
 * All states are reachable.  The masks are drawn independently of each other and of the edges; in
 * half of the graphs, edges of a spanning tree change nobody's masks but the mover's.
 */
void sketch_random(struct sketch *sketch, struct prng *random, uint32_t states_max);

#endif
