/* SPDX-License-Identifier: MIT */
/*
 * Shortening.  A schedule is edited and the edited one is run: the guide (guide.h) follows it as
 * far as it fits and otherwise lets the running task go on.  If the same finding appears and the
 * execution is simpler, what really happened becomes the new schedule.
 *
 * Edits:   cut the tail (binary search); remove chunks of choices, halving the chunk (delta
 *          debugging: Zeller and Hildebrandt, TSE 2002).
 * Differs: a removed choice does not shift the others by force: what does not fit is skipped.
 * Cost:    at most EXECUTIONS_MAX executions for a violation; counted, never timed.
 */
#include "checker/shorten.h"

#include "base/check.h"
#include "checker/confirm.h"
#include "checker/execution.h"
#include "checker/guide.h"
#include "checker/violations.h"

#include <string.h>

enum { EXECUTIONS_MAX = 500, ALL_EXECUTIONS_MAX = 2000, ALL_STEPS_MAX = 10000000 };
enum { STEPS_MORE = 1000 };

struct shortening {
    struct machine *machine;
    struct violation *violation;
    struct shorten_budget *budget;
    uint64_t executions_left;
    struct guide *guide;
    struct guide_plan best; /* what the simplest execution so far did */
    struct guide_cost cost; /* of best */
    struct guide_plan edited;
    bool changed;
};

struct shorten_budget shorten_budget_default(void)
{
    return (struct shorten_budget){.executions = ALL_EXECUTIONS_MAX, .steps = ALL_STEPS_MAX};
}

static void spend(struct shorten_budget *budget, uint64_t steps)
{
    budget->executions -= budget->executions > 0;
    budget->steps -= steps < budget->steps ? steps : budget->steps;
}

static bool can_go_on(const struct shortening *s)
{
    return s->executions_left > 0 && s->budget->executions > 0 && s->budget->steps > 0;
}

static bool is_simpler(const struct guide_cost *a, const struct guide_cost *b)
{
    if (a->preemptions != b->preemptions)
        return a->preemptions < b->preemptions;
    if (a->switches != b->switches)
        return a->switches < b->switches;
    if (a->steps != b->steps)
        return a->steps < b->steps;
    return a->alternatives < b->alternatives;
}

/* Runs along the plan.  The finding, if the violation appeared. */
static const struct finding *run(struct shortening *s, const struct guide_plan *plan)
{
    struct machine *m = s->machine;
    guide_start(s->guide, plan);
    confirm_prepare(m, s->violation);
    execution_run(m, guide_scheduler(s->guide));
    s->executions_left--;
    spend(s->budget, m->steps);
    return violation_find(m, s->violation->signature);
}

/* Runs the edited plan, and takes what happened if it is simpler.  True: the finding appeared. */
static bool attempt(struct shortening *s)
{
    const struct finding *finding = run(s, &s->edited);
    if (finding == NULL)
        return false;
    if (is_simpler(guide_cost(s->guide), &s->cost)) {
        violation_refill(s->violation, s->machine, finding);
        guide_plan_copy(&s->best, guide_happened(s->guide));
        s->cost = *guide_cost(s->guide);
        s->changed = true;
    }
    return true;
}

/* The shortest prefix of choices after which running on without preemption still fails, more or
 * less: it searches by halves as if longer prefixes always failed too. */
static void cut_tail(struct shortening *s)
{
    size_t passes = 0, fails = s->best.choices.count;
    struct guide_plan whole = {0};
    guide_plan_copy(&whole, &s->best);
    while (passes < fails && can_go_on(s)) {
        size_t middle = passes + (fails - passes) / 2;
        guide_plan_copy(&s->edited, &whole);
        s->edited.choices.count = middle;
        if (attempt(s))
            fails = middle;
        else
            passes = middle + 1;
    }
    guide_plan_release(&whole);
}

/* The best plan without [from, from + count). */
static void edit_without(struct shortening *s, size_t from, size_t count)
{
    guide_plan_copy(&s->edited, &s->best);
    struct guide_choice *items = s->edited.choices.items;
    size_t rest = s->edited.choices.count - from - count;
    if (rest > 0)
        memmove(items + from, items + from + count, rest * sizeof *items);
    s->edited.choices.count -= count;
}

/* Tries to remove each chunk of this size, the last one first.  True if one made it simpler. */
static bool remove_chunks(struct shortening *s, size_t size)
{
    bool any = false;
    size_t end = s->best.choices.count;
    while (end > 0 && can_go_on(s)) {
        size_t from = end > size ? end - size : 0;
        struct guide_cost before = s->cost;
        edit_without(s, from, end - from);
        attempt(s);
        any = any || is_simpler(&s->cost, &before);
        end = from < s->best.choices.count ? from : s->best.choices.count;
    }
    return any;
}

static void search(struct shortening *s)
{
    cut_tail(s);
    for (size_t size = s->best.choices.count / 2; size > 1; size /= 2)
        remove_chunks(s, size);
    while (can_go_on(s) && remove_chunks(s, 1))
        ;
}

bool shorten_violation(struct machine *m, struct violation *v, struct shorten_budget *budget)
{
    struct shortening s = {
        .machine = m,
        .violation = v,
        .budget = budget,
        .executions_left = EXECUTIONS_MAX,
        .guide = guide_new(),
    };
    struct guide_plan exact = {0};
    for (size_t i = 0; i < v->schedule.picks.count; i++)
        vec_push(&exact.choices, (struct guide_choice){v->schedule.picks.items[i], GUIDE_ANY});
    uint64_t steps_max = m->options.steps_max;
    if (steps_max > STEPS_MORE && v->steps < (steps_max - STEPS_MORE) / 2)
        m->options.steps_max = 2 * v->steps + STEPS_MORE; /* longer ones are no use */
    if (can_go_on(&s) && run(&s, &exact) != NULL) {
        guide_plan_copy(&s.best, guide_happened(s.guide));
        s.cost = *guide_cost(s.guide);
        search(&s);
    }
    m->options.steps_max = steps_max;
    guide_plan_release(&exact);
    guide_plan_release(&s.best);
    guide_plan_release(&s.edited);
    guide_free(s.guide);
    return s.changed;
}
