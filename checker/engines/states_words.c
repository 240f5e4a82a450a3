/* SPDX-License-Identifier: MIT */
/* What the states engine says that it covered. */
#include "checker/engines/states_run.h"

#include <inttypes.h>

static void say_liveness(const struct states_run *r)
{
    static const char *const words[] = {"", "no", "weak", "strong"};
    struct verdict *v = r->check->verdict;
    const struct check_options *options = r->check->options;
    if (r->live_refused)
        verdict_scope(v, "endless runs were not looked at: %s", r->live_refused);
    else if (options->fairness != LIVENESS_OFF && r->end == EXPLORE_COMPLETE)
        verdict_scope(v, "endless runs were judged under %s fairness%s", words[options->fairness],
                      r->endless.count > 0 ? "" : ": nobody starves, and all of them get somewhere");
}

static double bytes_per_state(const struct states_run *r)
{
    return (double)r->bytes / (double)(r->states ? r->states : 1);
}

static void say_coverage(const struct states_run *r, bool complete)
{
    struct verdict *v = r->check->verdict;
    if (r->check->options->compact && r->end == EXPLORE_COMPLETE)
        verdict_scope(v,
                      "states: %" PRIu64 " states were told apart by signatures (--compact) and looked at; "
                      "that they are not all has a probability of at most %.1e; %" PRIu64
                      " transitions, %" PRIu64 " native runs, %.1f bytes per state",
                      r->states, r->omission, r->transitions, r->runs, bytes_per_state(r));
    else if (complete)
        verdict_scope(v,
                      "states: all %" PRIu64 " reachable states were looked at; %" PRIu64
                      " transitions, %" PRIu64 " native runs, %.1f bytes per state",
                      r->states, r->transitions, r->runs, bytes_per_state(r));
    else
        verdict_scope(v, "states: %" PRIu64 " states were looked at; there may be more", r->states);
    if (r->lost)
        verdict_scope(v, "states: something was found, but the search for the way there stopped at its limit");
    if (r->renamings > 1)
        verdict_scope(v, "states: of those that differ in which task is which, one was looked at (%" PRIu64
                      " ways to rename the tasks)", r->renamings);
    if (r->end == EXPLORE_STALE)
        verdict_scope(v, "states: what was learned did not hold, %d times", STATES_PASSES_MAX);
    if (r->check->options->shortest && r->check->fatal_found)
        verdict_scope(v, "states: the search is breadth first: no execution shows an error in fewer steps "
                         "than the first one here");
    if (r->end == EXPLORE_FULL)
        verdict_scope(v, "states: the search stopped at its limit (--states, --memory-limit)");
    int finished_max = r->check->options->compact ? 0 : STATES_FINISHED_MAX;
    if (r->finished > (uint64_t)finished_max)
        verdict_scope(v, "leaks were looked for in %d of %" PRIu64 " final states", finished_max,
                      r->finished);
    if (r->weak)
        verdict_scope(v, "states: data races that only weaker orders than seq_cst make possible were "
                         "not looked for");
    if (r->unconfirmed > 0)
        verdict_scope(v,
                      "states: %" PRIu64 " finding%s could not be repeated on the direct machine",
                      r->unconfirmed, r->unconfirmed == 1 ? "" : "s");
}

void states_say(struct states_run *r, bool complete)
{
    r->check->verdict->states = r->states;
    say_coverage(r, complete);
    if (states_want_liveness(r->check))
        say_liveness(r);
}
