/* SPDX-License-Identifier: MIT */
#include "checker/states/live.h"

#include "checker/liveness/conditions.h"
#include "checker/liveness/livelock.h"
#include "checker/liveness/progress.h"
#include "checker/liveness/starvation.h"
#include "checker/states/neglect.h"

static void add(const struct state_graph *g, enum finding_kind kind, uint32_t task,
                struct lasso *lasso, struct endless_list *out)
{
    struct endless found = {.kind = kind, .task = task};
    state_graph_steps(g, &lasso->prefix, &found.prefix);
    state_graph_steps(g, &lasso->cycle, &found.cycle);
    vec_push(out, found);
    lasso_release(lasso);
}

void live_judge(const struct state_graph *g, enum fairness fairness, struct endless_list *out)
{
    struct lasso lasso = {0};
    if (!g->marked) {
        if (nontermination_find(&g->graph, fairness, &lasso))
            add(g, FINDING_LIVELOCK, TASK_NONE, &lasso, out);
        for (uint32_t t = 0; t < g->graph.tasks; t++)
            if (neglect_find(g, t, fairness, &lasso))
                add(g, FINDING_STARVATION, t, &lasso, out);
        return;
    }
    if (livelock_find(&g->graph, fairness, &lasso))
        add(g, FINDING_LIVELOCK, TASK_NONE, &lasso, out);
    if (progress_find_violation(&g->graph, fairness, &lasso))
        add(g, FINDING_PROGRESS, TASK_NONE, &lasso, out);
    for (uint32_t t = 0; t < g->graph.tasks; t++)
        if (starvation_find(&g->graph, t, fairness, &lasso))
            add(g, FINDING_STARVATION, t, &lasso, out);
}

static enum answer answer_of(bool violated)
{
    return violated ? ANSWER_NO : ANSWER_YES;
}

static enum answer nobody_starves(const struct condition *starvation, uint32_t tasks)
{
    bool starves = false;
    for (uint32_t t = 0; t < tasks; t++)
        starves |= starvation[t].violated;
    return answer_of(starves);
}

void live_card(const struct state_graph *g, struct report_card *card)
{
    struct conditions c;
    if (!g->marked)
        return;
    conditions_judge(&g->graph, &c);
    card->mutual_exclusion = answer_of(c.mutual_exclusion.violated);
    card->progress = answer_of(c.progress.violated);
    card->starvation_free_weak = nobody_starves(c.starvation_weak, c.tasks);
    card->starvation_free_strong = nobody_starves(c.starvation_strong, c.tasks);
    card->fcfs = c.fcfs_answer == FCFS_UNMARKED ? ANSWER_UNKNOWN
                                                : answer_of(c.fcfs_answer == FCFS_VIOLATED);
    card->bypass = c.bypass_first_step.kind;
    card->bypass_bound = c.bypass_first_step.bound;
    card->bypass_doorway = c.bypass_doorway.kind;
    card->bypass_doorway_bound = c.bypass_doorway.bound;
    conditions_release(&c);
}

void endless_list_release(struct endless_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        vec_release(&list->items[i].prefix.steps);
        vec_release(&list->items[i].cycle.steps);
    }
    vec_release(list);
}
