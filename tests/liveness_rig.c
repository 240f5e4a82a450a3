/* SPDX-License-Identifier: MIT */
#include "tests/liveness_rig.h"

uint32_t sketch_state(struct sketch *sketch, struct regions regions)
{
    vec_push(&sketch->states, regions);
    return (uint32_t)sketch->states.count - 1;
}

void sketch_edge(struct sketch *sketch, uint32_t from, uint8_t task, uint32_t to)
{
    vec_push(&sketch->edges, (struct sketch_edge){.from = from, .to = to, .task = task});
    if (task < GRAPH_TASKS_MAX) {
        sketch->states.items[from].enabled |= UINT64_C(1) << task;
        sketch->states.items[from].unfinished |= UINT64_C(1) << task;
    }
}

static void fill_edges(struct sketch *sketch)
{
    const size_t states = sketch->states.count, edges = sketch->edges.count;
    uint64_t *first = sketch->memory[0] = memory_new(states + 1, sizeof *first);
    uint32_t *target = sketch->memory[1] = memory_new(edges + 1, sizeof *target);
    uint8_t *task = sketch->memory[2] = memory_new(edges + 1, sizeof *task);
    for (size_t i = 0; i < edges; i++)
        first[sketch->edges.items[i].from + 1]++;
    for (size_t s = 0; s < states; s++)
        first[s + 1] += first[s];
    uint64_t *next = memory_new(states, sizeof *next);
    for (size_t i = 0; i < edges; i++) {
        const struct sketch_edge *edge = &sketch->edges.items[i];
        uint64_t e = first[edge->from] + next[edge->from]++;
        target[e] = edge->to;
        task[e] = edge->task;
    }
    free(next);
    sketch->graph.first = first;
    sketch->graph.target = target;
    sketch->graph.task = task;
}

const struct graph *sketch_graph(struct sketch *sketch)
{
    struct graph *g = &sketch->graph;
    const size_t states = sketch->states.count;
    uint64_t *masks[7];
    for (int i = 0; i < 7; i++)
        masks[i] = memory_new(states, sizeof(uint64_t));
    for (size_t s = 0; s < states; s++) {
        const struct regions *r = &sketch->states.items[s];
        const uint64_t values[] = {r->enabled, r->unfinished, r->remainder, r->trying,
                                   r->waiting, r->doorway,    r->critical};
        for (int i = 0; i < 7; i++)
            masks[i][s] = values[i];
    }
    g->states = (uint32_t)states;
    g->enabled = masks[0], g->unfinished = masks[1], g->remainder = masks[2];
    g->trying = masks[3], g->waiting = masks[4], g->doorway = masks[5], g->critical = masks[6];
    fill_edges(sketch);
    for (int i = 0; i < 7; i++)
        sketch->memory[3 + i] = masks[i];
    return g;
}

void sketch_release(struct sketch *sketch)
{
    for (int i = 0; i < 10; i++)
        free(sketch->memory[i]);
    vec_release(&sketch->states);
    vec_release(&sketch->edges);
    *sketch = (struct sketch){0};
}

static uint8_t random_actor(struct prng *random, uint32_t tasks, bool buffers)
{
    static const uint8_t some_buffers[] = {64, 65, 200};
    if (buffers && prng_below(random, 4) == 0)
        return some_buffers[prng_below(random, 3)];
    return (uint8_t)prng_below(random, tasks);
}

/* Each task's bit is set with a probability of eighths / 8. */
static uint64_t random_mask(struct prng *random, uint32_t tasks, uint64_t eighths)
{
    uint64_t mask = 0;
    for (uint32_t t = 0; t < tasks; t++)
        mask |= (uint64_t)(prng_below(random, 8) < eighths) << t;
    return mask;
}

/* A state whose masks have nothing to do with any other's. */
static struct regions random_regions(struct prng *random, uint32_t tasks, const uint64_t eighths[4])
{
    struct regions r = {.trying = random_mask(random, tasks, eighths[0]),
                        .critical = random_mask(random, tasks, eighths[1]),
                        .remainder = random_mask(random, tasks, eighths[2]),
                        .enabled = random_mask(random, tasks, eighths[3]),
                        .doorway = random_mask(random, tasks, 4),
                        .unfinished = (UINT64_C(1) << tasks) - 1};
    r.waiting = r.trying & random_mask(random, tasks, 7);
    return r;
}

/* The same with a task in another part of its round: remainder, trying, doorway, waiting, critical.
 * */
static struct regions move_task(struct regions r, uint32_t task, uint64_t part)
{
    const uint64_t bit = UINT64_C(1) << task;
    r.enabled = 0;
    r.remainder = part == 0 ? r.remainder | bit : r.remainder & ~bit;
    r.trying = part >= 1 && part <= 3 ? r.trying | bit : r.trying & ~bit;
    r.doorway = part == 2 ? r.doorway | bit : r.doorway & ~bit;
    r.waiting = part == 3 ? r.waiting | bit : r.waiting & ~bit;
    r.critical = part == 4 ? r.critical | bit : r.critical & ~bit;
    return r;
}

/* A new state, reached from an old one.  Masks are drawn; or, orderly, those of the old state apart
 * from the mover's. */
static void add_state(struct sketch *sketch, struct prng *random, const uint64_t *eighths,
                      bool orderly, bool buffers)
{
    const uint32_t tasks = sketch->graph.tasks, old = (uint32_t)sketch->states.count;
    const uint32_t from = (uint32_t)prng_below(random, old);
    const uint8_t actor = random_actor(random, tasks, buffers);
    struct regions r = random_regions(random, tasks, eighths);
    if (orderly) {
        r = sketch->states.items[from];
        if (actor < tasks)
            r = move_task(r, actor, prng_below(random, 5));
    }
    sketch_edge(sketch, from, actor, sketch_state(sketch, r));
}

void sketch_random(struct sketch *sketch, struct prng *random, uint32_t states_max)
{
    const uint32_t tasks = 1 + (uint32_t)(prng_below(random, 5) + 1) / 2;
    const uint32_t states = 1 + (uint32_t)prng_below(random, states_max);
    const bool buffers = prng_below(random, 4) == 0, orderly = prng_below(random, 2) == 0;
    const uint64_t eighths[] = {1 + prng_below(random, 7), prng_below(random, 4),
                                prng_below(random, 4), prng_below(random, 2)};
    *sketch = (struct sketch){.graph.tasks = tasks};
    sketch_state(sketch, random_regions(random, tasks, eighths));
    while (sketch->states.count < states)
        add_state(sketch, random, eighths, orderly, buffers);
    for (uint64_t more = prng_below(random, 2 * states); more > 0; more--)
        sketch_edge(sketch, (uint32_t)prng_below(random, states),
                    random_actor(random, tasks, buffers), (uint32_t)prng_below(random, states));
}
