/* SPDX-License-Identifier: MIT */
/*
 * auto: what finds most in little time first, then everything if that is possible.
 *
 * Some samples by all strategies; all interleavings with few preemptions; then all states or all traces,
 * whichever ends (docs/algorithms/auto.md).  All bounds are numbers of executions, steps and states, so the
 * result does not depend on the speed of the machine.  With --budget only that is a bound, and what is left
 * of it when nothing else can be done goes to samples.
 */
#include "checker/engines/bounding.h"
#include "checker/engines/brute.h"
#include "checker/engines/causes.h"
#include "checker/engines/dpor.h"
#include "checker/engines/registry.h"
#include "checker/engines/sample.h"
#include "checker/engines/states.h"

/* Chosen so that a check of an ordinary program takes some seconds at most. */
static const uint64_t SAMPLE_EXECUTIONS = 10000;
static const uint64_t SAMPLE_STEPS = UINT64_C(5000000);
static const uint64_t BOUNDING_EXECUTIONS = 2000;
static const uint64_t BOUNDING_STEPS = UINT64_C(500000);
static const uint64_t STATES_FIRST = 20000;
static const uint64_t STATES = UINT64_C(5000000);
static const uint64_t TRACES_FIRST = 50000;
static const uint64_t TRACES = 200000;
static const uint64_t TRACES_STEPS = UINT64_C(15000000);
static const uint64_t STATES_AFTER_RACE = 100000;

struct automatic {
    struct check *check;
    const struct check_options *options;
    bool by_budget; /* --budget */
    bool by_number; /* --executions */
};

static uint64_t at_most(uint64_t own, uint64_t wanted)
{
    return wanted > 0 && wanted < own ? wanted : own;
}

static bool sample_first(struct automatic *a, struct error *err)
{
    const struct sample sample = {
        .strategy = "portfolio",
        .executions = at_most(SAMPLE_EXECUTIONS, a->options->executions_max),
        .steps_max = SAMPLE_STEPS,
    };
    a->check->verdict->strategy = sample.strategy;
    return sample_explore(a->check, &sample, &a->check->verdict->complete, err);
}

/* With --executions, these count for each phase. */
static struct bounding bound_preemptions(struct automatic *a)
{
    uint64_t executions = at_most(BOUNDING_EXECUTIONS, a->options->executions_max);
    return bounding_explore(a->check, executions, BOUNDING_STEPS);
}

/* The bounds of an exhaustive phase: those that the user gave, or ours. */
static uint64_t executions_bound(const struct automatic *a)
{
    return a->by_number ? a->options->executions_max : a->by_budget ? 0 : TRACES;
}

static uint64_t steps_bound(const struct automatic *a)
{
    return a->by_number || a->by_budget ? 0 : TRACES_STEPS;
}

static bool goes_on(const struct automatic *a)
{
    return !check_is_settled(a->check);
}

/* What traces do not tell. */
static bool asks_for_states(const struct check_options *options)
{
    return options->fairness != LIVENESS_OFF || options->conditions || options->shortest ||
           options->compact || options->outcomes != NULL || options->automata != NULL;
}

/* Programs that cannot be learned. */
static bool execute_all(struct automatic *a)
{
    enum dpor_result traces = DPOR_REFUSED;
    uint64_t executions = executions_bound(a), steps = steps_bound(a);
    if (!a->options->check_determinism)
        traces = dpor_explore_direct(a->check, executions, steps);
    if (traces != DPOR_REFUSED || !goes_on(a))
        return traces == DPOR_COMPLETE;
    return brute_explore(a->check, executions, steps);
}

static bool cover_states(struct automatic *a, uint64_t most, enum states_result *result)
{
    *result = states_explore(a->check, most);
    return *result == STATES_COMPLETE;
}

/*
 * Programs of few states are done with at once; of the others, some have few traces.  What was tried before is not
 * worth a sentence when something else covered everything.
 */
static bool cover(struct automatic *a)
{
    const struct check_options *options = a->options;
    struct verdict *v = a->check->verdict;
    size_t said = v->scope.count;
    uint64_t most = options->states_max ? options->states_max : a->by_budget || a->by_number ? 0 : STATES;
    bool at_once = asks_for_states(options) || (most > 0 && most <= STATES_FIRST);
    enum states_result states;
    if (cover_states(a, at_once ? most : STATES_FIRST, &states) || !goes_on(a))
        return states == STATES_COMPLETE;
    if (states == STATES_REFUSED)
        return execute_all(a);
    if (at_once)
        return false;
    size_t tried = v->scope.count;
    bool covered = dpor_explore_learned(a->check, TRACES_FIRST, TRACES_STEPS) == DPOR_COMPLETE;
    if (!covered && goes_on(a)) {
        tried = v->scope.count;
        covered = cover_states(a, most, &states);
    }
    if (covered)
        verdict_unsay(v, said, tried);
    return covered;
}

/* An error that does not end an execution was seen, such as a data race: what follows from it may be rare. */
static void look_for_consequences(struct automatic *a)
{
    struct check *check = a->check;
    if (check->search.stop < STOP_BUDGET && check->mild_found && !check->fatal_found)
        states_explore(check, at_most(STATES_AFTER_RACE, a->options->states_max));
}

/* Nothing else can be done in the time that is left. */
static bool sample_on(struct automatic *a, struct error *err)
{
    const struct sample sample = {
        .strategy = "portfolio", .first = SAMPLE_EXECUTIONS, .learned = true};
    bool complete;
    return sample_explore(a->check, &sample, &complete, err);
}

static bool automatic_run(struct check *check, struct error *err)
{
    const struct check_options *options = check->options;
    struct automatic a = {.check = check,
                          .options = options,
                          .by_budget = options->budget.seconds > 0 || options->budget.steps > 0,
                          .by_number = options->executions_max > 0};
    struct bounding bounding = {.preemptions = -1};
    bool *complete = &check->verdict->complete;
    if (!options->shortest && !sample_first(&a, err))
        return false;
    if (*complete)
        return true;
    if (goes_on(&a) && !options->shortest) {
        bounding = bound_preemptions(&a);
        *complete = bounding.complete && !asks_for_states(options);
    }
    if (!*complete && goes_on(&a))
        *complete = cover(&a);
    else if (!*complete)
        look_for_consequences(&a);
    if (!*complete || bounding.complete)
        bounding_say(&bounding, check);
    if (!*complete && a.by_budget && !a.by_number && goes_on(&a) && !sample_on(&a, err))
        return false;
    return causes_look_for(check, err);
}

const struct engine_ops automatic_engine = {
    .name = "auto",
    .summary = "samples, few preemptions, then every state or trace, within bounds",
    .run = automatic_run,
};
