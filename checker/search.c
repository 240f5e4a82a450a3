/* SPDX-License-Identifier: MIT */
#include "checker/search.h"

#include "base/check.h"

#include <time.h>

/* How often the clock is read: often enough for a progress line, too rarely to cost anything. */
enum { LOOK_EXECUTIONS = 256, LOOK_STEPS = 4096 };
enum { CONSEQUENCES_MIN = 100, CONSEQUENCES_MAX = 100000, CONSEQUENCES_STEPS_MAX = 10000000 };

static const double REPORT_SECONDS = 0.05;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void plan_look(struct search *s)
{
    uint64_t left = s->executions_limit - min_u64(s->executions_limit, search_tried(s));
    uint64_t steps_left = s->steps_limit - min_u64(s->steps_limit, search_tried_steps(s));
    if (s->budget.steps > 0)
        steps_left = min_u64(steps_left, s->budget.steps - min_u64(s->budget.steps, search_spent(s)));
    s->next_look = s->executions + min_u64(left, LOOK_EXECUTIONS);
    s->next_look_steps = s->steps + min_u64(steps_left, LOOK_STEPS);
}

void search_start(struct search *s, struct search_budget budget)
{
    *s = (struct search){.budget = budget, .started = now()};
    s->reported_at = s->started;
    search_phase(s, "", 0, 0);
}

void search_phase(struct search *s, const char *phase, uint64_t executions_max, uint64_t steps_max)
{
    s->phase = phase;
    s->spent_steps = search_spent(s);
    s->transitions = 0;
    s->phase_started = now();
    s->earlier_executions += s->executions;
    s->earlier_steps += s->steps;
    s->executions = s->steps = 0;
    s->earlier_cut += s->cut;
    s->earlier_abandoned += s->abandoned;
    s->cut = s->abandoned = 0;
    s->repeated_executions = s->repeated_steps = 0;
    s->executions_max = s->executions_limit = executions_max ? executions_max : UINT64_MAX;
    s->steps_max = s->steps_limit = steps_max ? steps_max : UINT64_MAX;
    s->stop = STOP_NONE;
    s->narrowed = false;
    plan_look(s);
}

void search_restart(struct search *s)
{
    s->repeated_executions += s->executions;
    s->repeated_steps += s->steps;
    s->executions = s->steps = 0;
    s->cut = s->abandoned = 0;
    plan_look(s);
}

void search_narrow(struct search *s)
{
    if (s->narrowed)
        return;
    s->narrowed = true;
    uint64_t more = min_u64(s->executions_max / 10, CONSEQUENCES_MAX);
    if (more < CONSEQUENCES_MIN)
        more = CONSEQUENCES_MIN;
    uint64_t more_steps = min_u64(s->steps_max / 10, CONSEQUENCES_STEPS_MAX);
    s->executions_limit = min_u64(s->executions_max, search_tried(s) + more);
    s->steps_limit = min_u64(s->steps_max, search_tried_steps(s) + more_steps);
    plan_look(s);
}

static void check_bounds(struct search *s)
{
    if (search_tried(s) >= s->executions_max)
        s->stop = STOP_EXECUTIONS;
    else if (search_tried_steps(s) >= s->steps_max)
        s->stop = STOP_STEPS;
    else if (search_tried(s) >= s->executions_limit || search_tried_steps(s) >= s->steps_limit)
        s->stop = STOP_CONSEQUENCES;
}

static bool is_over_budget(const struct search *s)
{
    return search_is_over_time(s) || (s->budget.steps > 0 && search_spent(s) >= s->budget.steps);
}

void search_look(struct search *s)
{
    if (s->stop == STOP_NONE)
        check_bounds(s);
    if (s->stop == STOP_NONE && is_over_budget(s))
        s->stop = STOP_BUDGET;
    plan_look(s);
}

bool search_report_due(struct search *s)
{
    double t = now();
    if (t - s->reported_at < REPORT_SECONDS)
        return false;
    s->reported_at = t;
    return true;
}

double search_seconds(const struct search *s)
{
    return now() - s->started;
}

double search_phase_seconds(const struct search *s)
{
    return now() - s->phase_started;
}

bool search_is_over_time(const struct search *s)
{
    return s->budget.seconds > 0 && search_seconds(s) >= s->budget.seconds;
}
