/* SPDX-License-Identifier: MIT */
#include "checker/liveness/conditions.h"

#include "checker/liveness/path.h"
#include "checker/liveness/progress.h"
#include "checker/liveness/starvation.h"

bool exclusion_find_violation(const struct graph *g, struct lasso *out)
{
    uint64_t *crowded = bitmap_new(g->states);
    bool found = false;
    for (uint32_t s = 0; s < g->states; s++) {
        if ((g->critical[s] & (g->critical[s] - 1)) == 0)
            continue;
        bitmap_set(crowded, s);
        found = true;
    }
    if (found) {
        struct path_search search;
        *out = (struct lasso){0};
        path_init(&search, g);
        path_to_states(&search, &(struct subgraph){.graph = g}, 0, crowded, &out->prefix);
        path_release(&search);
    }
    free(crowded);
    return found;
}

static void judge_starvation(const struct graph *g, struct conditions *out)
{
    out->starvation_weak = memory_new(g->tasks, sizeof *out->starvation_weak);
    out->starvation_strong = memory_new(g->tasks, sizeof *out->starvation_strong);
    for (uint32_t t = 0; t < g->tasks; t++) {
        struct condition *weak = &out->starvation_weak[t], *strong = &out->starvation_strong[t];
        weak->violated = starvation_find(g, t, FAIRNESS_WEAK, &weak->witness);
        /* A strongly fair run is weakly fair. */
        if (weak->violated)
            strong->violated = starvation_find(g, t, FAIRNESS_STRONG, &strong->witness);
    }
}

static bool has_doorway(const struct graph *g)
{
    for (uint32_t s = 0; s < g->states; s++)
        if (g->waiting[s] != 0)
            return true;
    return false;
}

void conditions_judge(const struct graph *g, struct conditions *out)
{
    *out = (struct conditions){.tasks = g->tasks};
    out->mutual_exclusion.violated = exclusion_find_violation(g, &out->mutual_exclusion.witness);
    out->progress.violated = progress_find_violation(g, FAIRNESS_WEAK, &out->progress.witness);
    judge_starvation(g, out);
    bypass_measure(g, INTERVAL_FIRST_STEP, &out->bypass_first_step);
    bypass_measure(g, INTERVAL_DOORWAY, &out->bypass_doorway);
    if (has_doorway(g))
        out->fcfs_answer = fcfs_find_violation(g, &out->fcfs) ? FCFS_VIOLATED : FCFS_KEPT;
}

void conditions_release(struct conditions *conditions)
{
    lasso_release(&conditions->mutual_exclusion.witness);
    lasso_release(&conditions->progress.witness);
    for (uint32_t t = 0; t < conditions->tasks; t++) {
        lasso_release(&conditions->starvation_weak[t].witness);
        lasso_release(&conditions->starvation_strong[t].witness);
    }
    free(conditions->starvation_weak);
    free(conditions->starvation_strong);
    bypass_release(&conditions->bypass_first_step);
    bypass_release(&conditions->bypass_doorway);
    fcfs_release(&conditions->fcfs);
}
