/* SPDX-License-Identifier: MIT */
#include "cli/witness.h"

#include "base/check.h"
#include "checker/execution.h"
#include "checker/violations.h"

/* Drops findings that are switched off and sets the severity of the others. */
static void apply_policies(struct machine *m, const struct check_options *options)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->findings.count; i++)
        if (violation_apply_policy(options, &m->findings.items[i]))
            m->findings.items[kept++] = m->findings.items[i];
    m->findings.count = kept;
}

/* Runs along the schedule to the end. */
static bool repeat(struct machine *m, const struct schedule *schedule, struct error *err)
{
    struct scheduler scheduler = scheduler_replay(schedule);
    bool started = scheduler.ops->new_execution(scheduler.self);
    ASSERT(started);
    execution_run(m, scheduler);
    const char *divergence = replay_divergence(scheduler);
    if (divergence)
        error_set(err, "the program does not follow the schedule: %s", divergence);
    scheduler_release(scheduler);
    return divergence == NULL;
}

bool witness_record(struct subject *subject, const struct schedule *schedule,
                    const struct endless_claim *claim, const struct check_options *options,
                    struct trace *trace, struct error *err)
{
    struct machine *m = subject->machine;
    machine_set_promoted(m, schedule->promoted.items, schedule->promoted.count);
    struct recorder *recorder = recorder_new(m, trace);
    bool followed = schedule->endless_steps > 0 ? endless_repeat(m, schedule, claim, err)
                                                : repeat(m, schedule, err);
    apply_policies(m, options);
    recorder_finish(recorder);
    trace_program_copy(&trace->program, &subject->source);
    trace->program.identity = subject->program->identity;
    trace->options = m->options;
    trace->options.argv = NULL;
    trace->options.argc = 0;
    trace->options.stdin_bytes = NULL;
    trace->options.stdin_count = 0;
    return followed;
}

bool witness_has_error(const struct trace *trace)
{
    for (size_t i = 0; i < trace->findings.count; i++)
        if (trace->findings.items[i].severity == SEVERITY_ERROR)
            return true;
    return false;
}
