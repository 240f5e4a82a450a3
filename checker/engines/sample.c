/* SPDX-License-Identifier: MIT */
/*
 * sample: executions that a strategy chooses.
 *
 * It finds bugs soon and in programs of any size, and proves nothing: unless the program turns out
 * to make no choices at all, its verdict without a violation is "inconclusive".
 */
#include "checker/engines/sample.h"

#include "checker/engines/registry.h"
#include "checker/engines/sample_learned.h"
#include "checker/execution.h"

#include <inttypes.h>

/* Without --executions: some seconds at most. */
static const uint64_t EXECUTIONS_DEFAULT = 100000;
static const uint64_t STEPS_DEFAULT = UINT64_C(100000000);

/* So many executions first on the direct machine: it needs no preparation, and most bugs show soon. */
enum { DIRECT_FIRST = 1000 };

/* Was the execution that just ended the only one that the program has? */
static bool was_the_only_one(const struct machine *m, enum machine_end end)
{
    return m->schedule.picks.count == 0 && end >= END_FINISHED && end <= END_VIOLATION &&
           m->promoted.count == m->schedule.promoted.count;
}

/* The execution that new_execution announced.  False: no more of them. */
static bool run_one(struct check *check, struct scheduler scheduler, bool *only)
{
    struct machine *m = check->machine;
    enum machine_end end = execution_run(m, scheduler);
    bool go_on = check_after_execution(check, end);
    *only = m->schedule.picks.count == 0 && was_the_only_one(m, end);
    return go_on && !*only;
}

/* Returns true if the program makes no choices. */
static bool run(struct check *check, const struct sample *sample, struct scheduler scheduler)
{
    bool only = false, announced = false;
    uint64_t made = 0;
    while (announced || scheduler.ops->new_execution(scheduler.self)) {
        announced = false;
        if (!run_one(check, scheduler, &only))
            return only;
        /* A learned machine may start an execution again, which is no longer a fair sample. */
        if (++made == DIRECT_FIRST && sample->learned && sample_may_be_learned(check) &&
            !sample_learned(check, estimate_inner(scheduler), &announced))
            return false;
    }
    return false;
}

static void say_coverage(struct check *check, const struct sample *sample, bool complete)
{
    uint64_t executions = check->search.executions;
    if (complete)
        verdict_scope(check->verdict, "the program makes no choices: its one execution was made");
    else
        verdict_scope(check->verdict,
                      "sample: %" PRIu64 " execution%s by strategy %s, seed %" PRIu64, executions,
                      executions == 1 ? "" : "s", sample->strategy, check->options->seed);
}

bool sample_explore(struct check *check, const struct sample *sample, bool *complete,
                    struct error *err)
{
    const struct check_options *options = check->options;
    struct scheduler_options scheduler_options = check_strategy_options(options);
    scheduler_options.first = sample->first;
    scheduler_options.executions = sample->executions;
    struct scheduler scheduler;
    if (!scheduler_make(sample->strategy, &scheduler_options, &scheduler, err))
        return false;
    uint64_t executions_max = sample->executions;
    if (options->check_determinism) {
        scheduler = scheduler_with_determinism_check(scheduler);
        executions_max *= 2;
    }
    struct scheduler inner = scheduler;
    scheduler = scheduler_with_estimate(inner, &check->estimate);
    search_phase(&check->search, sample->strategy, executions_max, sample->steps_max);
    *complete = run(check, sample, scheduler);
    say_coverage(check, sample, *complete);
    if (options->check_determinism && determinism_difference(inner) != NULL) {
        check->verdict->kind = VERDICT_ERROR;
        check->verdict->unsupported = memory_copy_text(determinism_difference(inner));
        *complete = false;
    }
    scheduler_release(scheduler);
    return true;
}

static bool sample_run(struct check *check, struct error *err)
{
    const struct check_options *options = check->options;
    struct sample sample = {
        .strategy = options->strategy, .executions = options->executions_max, .learned = true};
    if (!check_is_bounded(options)) {
        sample.executions = EXECUTIONS_DEFAULT;
        sample.steps_max = STEPS_DEFAULT;
    }
    check->verdict->strategy = options->strategy;
    if (!sample_explore(check, &sample, &check->verdict->complete, err))
        return false;
    if (!check->verdict->complete)
        verdict_scope(check->verdict, "a sample says nothing about executions that were not made");
    return true;
}

const struct engine_ops sample_engine = {
    .name = "sample",
    .summary = "a number of executions by a strategy; for large programs and first impressions",
    .run = sample_run,
};
