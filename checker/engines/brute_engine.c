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
static bool is_complete(const struct check *check, const struct brute *brute, size_t promoted)
{
    const struct search *s = &check->search;
    return brute_is_exhausted(brute) && !brute_has_pruned(brute) && !brute_has_diverged(brute) &&
           s->stop < STOP_UNSUPPORTED && s->cut == 0 && s->abandoned == 0 &&
           check->machine->promoted.count == promoted;
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

static void say_coverage(struct check *check, const struct brute *brute, const struct str *bounds,
                         bool complete)
{
    struct verdict *v = check->verdict;
    const struct search *s = &check->search;
    const char *bound = str_text(bounds);
    if (complete)
        verdict_scope(v,
                      "brute: all interleavings were executed: %" PRIu64 " execution%s, "
                      "%" PRIu64 " steps",
                      s->executions, s->executions == 1 ? "" : "s", s->steps);
    else if (brute_is_exhausted(brute) && brute_has_pruned(brute))
        verdict_scope(v,
                      "brute: all interleavings with at most %s were executed: %" PRIu64
                      " execution%s; others were not",
                      bound, s->executions, s->executions == 1 ? "" : "s");
    else
        verdict_scope(v, "brute: %" PRIu64 " interleaving%s executed; there are more",
                      s->executions, s->executions == 1 ? " was" : "s were");
    if (bounds->bytes > 0 && complete)
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

bool brute_explore(struct check *check, uint64_t executions_max, uint64_t steps_max)
{
    const struct check_options *options = check->options;
    struct brute *brute = brute_new(
        (struct brute_bounds){.preemptions = options->preemptions_max, .delays = options->delays_max});
    struct scheduler scheduler = brute_scheduler(brute);
    if (check->options->check_determinism)
        scheduler = scheduler_with_determinism_check(scheduler);
    search_phase(&check->search, "brute", executions_max, steps_max);
    check->covered = brute_covered;
    check->covering = brute;
    size_t promoted = run(check, brute, scheduler);
    check->covered = NULL;
    bool complete = is_complete(check, brute, promoted);
    struct str bounds = {0};
    append_bounds(options, &bounds);
    say_coverage(check, brute, &bounds, complete);
    str_release(&bounds);
    if (check->options->check_determinism && determinism_difference(scheduler) != NULL) {
        check->verdict->kind = VERDICT_ERROR;
        check->verdict->unsupported = memory_copy_text(determinism_difference(scheduler));
    } else if (brute_has_diverged(brute)) {
        say_diverged(check);
    }
    scheduler_release(scheduler);
    return complete;
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
