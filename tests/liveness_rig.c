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

static void draw_states(struct sketch *sketch, struct prng *random, uint32_t states)
{
    const uint32_t tasks = sketch->graph.tasks;
    const uint64_t trying = 1 + prng_below(random, 7), critical = prng_below(random, 4);
    const uint64_t remainder = prng_below(random, 4), enabled = prng_below(random, 2);
    for (uint32_t s = 0; s < states; s++) {
        struct regions r = {.trying = random_mask(random, tasks, trying),
                            .critical = random_mask(random, tasks, critical),
                            .remainder = random_mask(random, tasks, remainder),
                            .enabled = random_mask(random, tasks, enabled),
                            .doorway = random_mask(random, tasks, 4),
                            .unfinished = (UINT64_C(1) << tasks) - 1};
        r.waiting = r.trying & random_mask(random, tasks, 7);
        sketch_state(sketch, r);
    }
}

void sketch_random(struct sketch *sketch, struct prng *random, uint32_t states_max)
{
    const uint32_t tasks = 1 + (uint32_t)prng_below(random, 3);
    const uint32_t states = 1 + (uint32_t)prng_below(random, states_max);
    const bool buffers = prng_below(random, 4) == 0;
    *sketch = (struct sketch){.graph.tasks = tasks};
    draw_states(sketch, random, states);
    for (uint32_t s = 1; s < states; s++)
        sketch_edge(sketch, (uint32_t)prng_below(random, s), random_actor(random, tasks, buffers),
                    s);
    for (uint64_t more = prng_below(random, 2 * states); more > 0; more--)
        sketch_edge(sketch, (uint32_t)prng_below(random, states),
                    random_actor(random, tasks, buffers), (uint32_t)prng_below(random, states));
}
