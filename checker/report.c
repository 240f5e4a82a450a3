/* SPDX-License-Identifier: MIT */
#include "checker/report.h"

#include "checker/engine.h"

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* Towards the bounds of the phase, or of all that there is: whichever comes first. */
static double covered(const struct check *check)
{
    const struct search *s = &check->search;
    double done = check->covered ? check->covered(check->covering) : 0;
    if (s->executions_max != UINT64_MAX)
        done = larger(done, (double)search_tried(s) / (double)s->executions_max);
    if (s->steps_max != UINT64_MAX)
        done = larger(done, (double)search_tried_steps(s) / (double)s->steps_max);
    if (s->budget.steps > s->spent_steps)
        done = larger(done, (double)(search_spent(s) - s->spent_steps) /
                                (double)(s->budget.steps - s->spent_steps));
    return smaller(done, 1);
}

/* Of executions.  While brute knows how much of the tree it has seen, that says more than samples. */
static void estimate(const struct check *check, struct check_progress *p)
{
    double seen = check->covered ? check->covered(check->covering) : 0;
    if (seen > 0) {
        p->estimated = (double)check->search.executions / seen;
    } else if (check->estimate.samples >= ESTIMATE_SAMPLES_MIN) {
        p->estimated = scaled_double(check->estimate.mean);
        p->error = scaled_double(estimate_error(&check->estimate));
    }
}

static double seconds_left(const struct search *s, double done, double phase_seconds)
{
    double left = done > 0 ? phase_seconds * (1 - done) / done : -1;
    if (s->budget.seconds <= 0)
        return left;
    double budget = larger(0, s->budget.seconds - search_seconds(s));
    return left < 0 ? budget : smaller(left, budget);
}

void check_report(struct check *check, uint64_t states)
{
    struct search *s = &check->search;
    if (check->progress == NULL || !search_report_due(s))
        return;
    double phase_seconds = search_phase_seconds(s);
    double counted = (double)(states > 0 ? states : search_tried(s));
    struct check_progress progress = {
        .engine = check->verdict->engine,
        .phase = s->phase,
        .executions = search_executions(s),
        .steps = search_steps(s),
        .states = states,
        .executions_max = s->executions_max == UINT64_MAX ? 0 : s->executions_max,
        .seconds = search_seconds(s),
        .rate = phase_seconds > 0 ? counted / phase_seconds : 0,
        .covered = covered(check),
        .violations = check->verdict->violations.count,
    };
    progress.seconds_left = seconds_left(s, progress.covered, phase_seconds);
    estimate(check, &progress);
    if (!check->progress(check->progress_context, &progress) && s->stop == STOP_NONE)
        s->stop = STOP_INTERRUPTED;
}
