/* SPDX-License-Identifier: MIT */
/*
 * Liveness analyses on a large graph: the product of tasks that go round through the regions, each
 * by itself. Nobody is ever blocked, so the whole graph is one component.  A step is an edge of the
 * graph.
 */
#include "bench/bench.h"

#include "base/memory.h"
#include "checker/liveness/bypass.h"
#include "checker/liveness/progress.h"
#include "checker/liveness/scc.h"
#include "checker/liveness/starvation.h"

#include <stdlib.h>

enum { TASKS = 5, PLACES = 16, STATES = 1 << 20 }; /* PLACES to the power of TASKS */

struct product {
    struct graph graph;
    uint64_t *first, *masks[7];
    uint32_t *target;
    uint8_t *task;
};

static void fill_masks(struct product *p, uint32_t s, uint32_t task, uint32_t place)
{
    /* enabled and unfinished always; then remainder, trying, waiting, doorway, critical */
    const bool is[] = {true,
                       true,
                       place < 4,
                       place >= 4 && place < 12,
                       place >= 6 && place < 12,
                       place == 5,
                       place >= 12 && place < 14};
    for (int i = 0; i < 7; i++)
        p->masks[i][s] |= (uint64_t)is[i] << task;
}

static void fill_state(struct product *p, uint32_t s)
{
    uint32_t scale = 1;
    p->first[s + 1] = p->first[s] + TASKS;
    for (uint32_t task = 0; task < TASKS; task++, scale *= PLACES) {
        const uint32_t place = s / scale % PLACES;
        const uint64_t e = p->first[s] + task;
        p->target[e] = place + 1 < PLACES ? s + scale : s - place * scale;
        p->task[e] = (uint8_t)task;
        fill_masks(p, s, task, place);
    }
}

static void product_init(struct product *p)
{
    *p = (struct product){
        .first = memory_new(STATES + 1, sizeof *p->first),
        .target = memory_new(STATES * TASKS, sizeof *p->target),
        .task = memory_new(STATES * TASKS, sizeof *p->task),
    };
    for (int i = 0; i < 7; i++)
        p->masks[i] = memory_new(STATES, sizeof(uint64_t));
    for (uint32_t s = 0; s < STATES; s++)
        fill_state(p, s);
    p->graph = (struct graph){
        .states = STATES,
        .tasks = TASKS,
        .first = p->first,
        .target = p->target,
        .task = p->task,
        .enabled = p->masks[0],
        .unfinished = p->masks[1],
        .remainder = p->masks[2],
        .trying = p->masks[3],
        .waiting = p->masks[4],
        .doorway = p->masks[5],
        .critical = p->masks[6],
    };
}

static void product_release(struct product *p)
{
    for (int i = 0; i < 7; i++)
        free(p->masks[i]);
    free(p->first);
    free(p->target);
    free(p->task);
}

static void find_components(const struct graph *g)
{
    struct scc scc;
    scc_find(&(struct subgraph){.graph = g}, &scc);
    scc_release(&scc);
}

static void find_starvation(const struct graph *g)
{
    starvation_find(g, 0, FAIRNESS_STRONG, NULL);
}

static void find_lack_of_progress(const struct graph *g)
{
    struct lasso lasso = {0};
    progress_find_violation(g, FAIRNESS_WEAK, &lasso);
    lasso_release(&lasso);
}

static void find_bypass(const struct graph *g)
{
    struct bypass bypass;
    bypass_measure(g, INTERVAL_FIRST_STEP, &bypass);
    bypass_release(&bypass);
}

static bool measure_product(struct measurement *m, void (*analysis)(const struct graph *g))
{
    struct product p;
    product_init(&p);
    double start = bench_seconds();
    analysis(&p.graph);
    m->seconds = bench_seconds() - start;
    m->steps = graph_edges(&p.graph);
    product_release(&p);
    return true;
}

bool bench_components(struct measurement *m)
{
    return measure_product(m, find_components);
}

bool bench_starvation(struct measurement *m)
{
    return measure_product(m, find_starvation);
}

bool bench_progress(struct measurement *m)
{
    return measure_product(m, find_lack_of_progress);
}

bool bench_bypass(struct measurement *m)
{
    return measure_product(m, find_bypass);
}
