/* SPDX-License-Identifier: MIT */
/* The engine around the strategy of brute.c: runs it, starts again if needed, says the coverage. */
#include "checker/engines/brute.h"
#include "checker/engines/registry.h"
#include "checker/execution.h"

#include <inttypes.h>

/* Without --executions: about a minute or two. */
static const uint64_t STEPS_DEFAULT = UINT64_C(1000000000);

/* Runs until nothing is left, or the search must stop.  Facts only grow, so this ends.  Returns how
 * many promoted cells the last pass knew of. */
static size_t run(struct check *check, struct brute *brute, struct scheduler scheduler)
{
    struct machine *m = check->machine;
    size_t promoted = m->promoted.count;
    while (scheduler.ops->new_execution(scheduler.self)) {
        bool go_on = check_after_execution(check, execution_run(m, scheduler));
        if (!go_on || brute_has_diverged(brute))
            break;
        if (m->promoted.count != promoted) {
            promoted = m->promoted.count;
            brute_restart(brute);
            search_restart(&check->search);
        }
    }
    return promoted;
}

/* The last execution may have been both the last one allowed and the last one there is. */
static enum brute_coverage coverage_of(const struct check *check, const struct brute *brute,
                                       size_t promoted)
{
    const struct search *s = &check->search;
    bool exhausted = brute_is_exhausted(brute) && !brute_has_diverged(brute) &&
                     s->stop < STOP_UNSUPPORTED && s->cut == 0 && s->abandoned == 0 &&
                     check->machine->promoted.count == promoted;
    if (!exhausted)
        return BRUTE_PART;
    return brute_has_pruned(brute) ? BRUTE_WITHIN_BOUNDS : BRUTE_ALL;
}

/* "2 preemptions", "1 delay", "2 preemptions and 1 delay"; nothing if there is no bound. */
static void append_bounds(const struct check_options *options, struct str *out)
{
    int preemptions = options->preemptions_max, delays = options->delays_max;
    if (preemptions >= 0)
        str_printf(out, "%d preemption%s", preemptions, preemptions == 1 ? "" : "s");
    if (delays >= 0)
        str_printf(out, "%s%d delay%s", preemptions >= 0 ? " and " : "", delays,
                   delays == 1 ? "" : "s");
}

static void say_coverage(struct check *check, enum brute_coverage coverage,
                         const struct str *bounds)
{
    struct verdict *v = check->verdict;
    const struct search *s = &check->search;
    const char *bound = str_text(bounds), *plural = s->executions == 1 ? "" : "s";
    if (coverage == BRUTE_ALL)
        verdict_scope(v,
                      "brute: all interleavings were executed: %" PRIu64 " execution%s, "
                      "%" PRIu64 " steps",
                      s->executions, plural, s->steps);
    else if (coverage == BRUTE_WITHIN_BOUNDS)
        verdict_scope(v,
                      "brute: all interleavings with at most %s were executed: %" PRIu64
                      " execution%s; others were not",
                      bound, s->executions, plural);
    else
        verdict_scope(v, "brute: %" PRIu64 " interleaving%s executed; there are more",
                      s->executions, s->executions == 1 ? " was" : "s were");
    if (bounds->bytes > 0 && coverage == BRUTE_ALL)
        verdict_scope(v, "no interleaving needs more than %s", bound);
}

static void say_diverged(struct check *check)
{
    struct verdict *v = check->verdict;
    v->kind = VERDICT_ERROR;
    v->unsupported = memory_copy_text(
        "the program offered other choices after the same choices: it does something that heddle "
        "does not control (try --self-check)");
}

static void note_differences(struct check *check, const struct brute *brute,
                             struct scheduler scheduler)
{
    if (check->options->check_determinism && determinism_difference(scheduler) != NULL) {
        check->verdict->kind = VERDICT_ERROR;
        check->verdict->unsupported = memory_copy_text(determinism_difference(scheduler));
    } else if (brute_has_diverged(brute)) {
        say_diverged(check);
    }
}

enum brute_coverage brute_cover(struct check *check, const struct brute_plan *plan)
{
    struct brute *brute = brute_new(plan->bounds);
    struct scheduler scheduler = brute_scheduler(brute);
    if (check->options->check_determinism)
        scheduler = scheduler_with_determinism_check(scheduler);
    search_phase(&check->search, plan->phase, plan->executions_max, plan->steps_max);
    check->covered = brute_covered;
    check->covering = brute;
    size_t promoted = run(check, brute, scheduler);
    check->covered = NULL;
    enum brute_coverage coverage = coverage_of(check, brute, promoted);
    note_differences(check, brute, scheduler);
    scheduler_release(scheduler);
    return coverage;
}

bool brute_explore(struct check *check, uint64_t executions_max, uint64_t steps_max)
{
    const struct check_options *options = check->options;
    const struct brute_plan plan = {
        .phase = "brute",
        .bounds = {.preemptions = options->preemptions_max, .delays = options->delays_max},
        .executions_max = executions_max,
        .steps_max = steps_max,
    };
    enum brute_coverage coverage = brute_cover(check, &plan);
    struct str bounds = {0};
    append_bounds(options, &bounds);
    say_coverage(check, coverage, &bounds);
    str_release(&bounds);
    return coverage == BRUTE_ALL;
}

static bool brute_run(struct check *check, struct error *err)
{
    (void)err;
    const struct check_options *options = check->options;
    bool bounded = check_is_bounded(options);
    check->verdict->complete =
        brute_explore(check, options->executions_max, bounded ? 0 : STEPS_DEFAULT);
    return true;
}

const struct engine_ops brute_engine = {
    .name = "brute",
    .summary = "every interleaving, without any reduction; for small programs",
    .run = brute_run,
};
