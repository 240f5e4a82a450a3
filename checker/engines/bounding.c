/* SPDX-License-Identifier: MIT */
#include "checker/engines/bounding.h"

#include "checker/engines/brute.h"

#include <inttypes.h>

/* What is left of the limits. */
struct limits {
    uint64_t executions, steps;
};

static uint64_t less(uint64_t limit, uint64_t used)
{
    return used < limit ? limit - used : 0;
}

static enum brute_coverage explore(struct check *check, int preemptions, struct limits *left)
{
    const struct brute_plan plan = {
        .phase = "bounding",
        .bounds = {.preemptions = preemptions, .delays = -1},
        .executions_max = left->executions,
        .steps_max = left->steps,
    };
    enum brute_coverage coverage = brute_cover(check, &plan);
    const struct search *s = &check->search;
    left->executions = less(left->executions, s->repeated_executions + s->executions);
    left->steps = less(left->steps, s->repeated_steps + s->steps);
    return coverage;
}

struct bounding bounding_explore(struct check *check, uint64_t executions_max, uint64_t steps_max)
{
    struct bounding b = {.preemptions = -1};
    struct limits left = {executions_max, steps_max};
    enum brute_coverage coverage = BRUTE_WITHIN_BOUNDS;
    for (int c = 0; coverage == BRUTE_WITHIN_BOUNDS && left.executions > 0 && left.steps > 0; c++) {
        size_t facts = check->machine->promoted.count;
        coverage = explore(check, c, &left);
        if (coverage != BRUTE_PART)
            b = (struct bounding){coverage == BRUTE_ALL, c, check->search.executions};
        else if (check->machine->promoted.count != facts)
            b.preemptions = -1; /* what was executed before did not stop at the new operations */
    }
    return b;
}

void bounding_say(const struct bounding *b, struct check *check)
{
    const char *plural = b->preemptions == 1 ? "" : "s";
    if (b->complete)
        verdict_scope(check->verdict,
                      "bounding: all %" PRIu64 " interleavings were executed; none needs more than %d "
                      "preemption%s",
                      b->executions, b->preemptions, plural);
    else if (b->preemptions >= 0)
        verdict_scope(check->verdict,
                      "bounding: all %" PRIu64 " interleavings with at most %d preemption%s were "
                      "executed",
                      b->executions, b->preemptions, plural);
}
