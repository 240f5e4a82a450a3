/* SPDX-License-Identifier: MIT */
/* heddle run: execute a program once, its output as is. */
#include "base/check.h"
#include "checker/execution.h"
#include "checker/violations.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/interrupt.h"
#include "cli/report.h"
#include "cli/witness.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Output of the program goes out at once.  *failed_with: errno of the first that could not. */
static void on_event(void *failed_with, const struct event *event)
{
    int *failed = failed_with;
    if (event->kind != EVENT_OUTPUT || *failed != 0)
        return;
    const char *at = event->bytes;
    for (size_t left = event->count; left > 0;) {
        ssize_t bytes = write(event->fd == STDERR_FILENO ? STDERR_FILENO : STDOUT_FILENO, at, left);
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes <= 0) {
            *failed = errno;
            return;
        }
        at += bytes;
        left -= (size_t)bytes;
    }
}

static const struct observer_ops show_output = {.on_event = on_event};

/* Executes once.  *schedule gets the choices made, for the recording. */
static bool execute(struct subject *subject, const struct options *options,
                    struct schedule *schedule, enum machine_end *end, struct error *err)
{
    struct machine *m = subject->machine;
    struct scheduler scheduler;
    struct schedule given = {0};
    *end = END_NOT_YET;
    const struct scheduler_options how = check_strategy_options(&options->check);
    if (options->schedule) {
        if (!schedule_parse(options->schedule, &given, err))
            return false;
        if (given.endless_steps > 0) {
            schedule_release(&given);
            return error_set(err, "this execution never ends: heddle replay shows it");
        }
        machine_set_promoted(m, given.promoted.items, given.promoted.count);
        scheduler = scheduler_replay(&given);
    } else if (!scheduler_make(options->check.strategy, &how, &scheduler, err)) {
        return false;
    }
    struct progress_line line = progress_line_on(STDERR_FILENO, !options->quiet);
    int failed_with = 0;
    machine_observe(m, &show_output, &failed_with);
    m->watch = interrupt_machine_watch(&line); /* only tells: the first Ctrl-C kills here */
    bool started = scheduler.ops->new_execution(scheduler.self);
    ASSERT(started);
    *end = execution_run(m, scheduler);
    m->watch = (struct machine_watch){0};
    machine_observe(m, NULL, NULL);
    progress_line_clear(&line);
    schedule_copy(schedule, &m->schedule);
    const char *divergence = options->schedule ? replay_divergence(scheduler) : NULL;
    if (divergence)
        error_set(err, "the program does not follow the schedule: %s", divergence);
    else if (failed_with != 0)
        error_set(err, "cannot write the program's output: %s", strerror(failed_with));
    scheduler_release(scheduler);
    schedule_release(&given);
    return divergence == NULL && failed_with == 0;
}

/* What the end of the execution alone says; findings are on top of that. */
static int report_end(const struct machine *m, enum machine_end end)
{
    switch (end) {
    case END_CUT:
        fprintf(stderr, "heddle: the execution was cut after %" PRIu64 " steps (--steps)\n",
                m->steps);
        return EXIT_INCONCLUSIVE;
    case END_HUNG:
        fprintf(stderr, "heddle: %s (--watchdog)\n", m->hung);
        return EXIT_INCONCLUSIVE;
    case END_FLOODED:
        fprintf(stderr, "heddle: the execution was cut after %d MiB of output\n",
                OUTPUT_TOTAL_MAX >> 20);
        return EXIT_INCONCLUSIVE;
    case END_UNSUPPORTED:
        fprintf(stderr, "heddle: %s\n", m->unsupported ? m->unsupported : "unsupported operation");
        return EXIT_UNSUPPORTED;
    case END_EXCLUDED:
        fprintf(stderr, "heddle: this execution does not count: something that it assumes is false\n");
        return EXIT_VERIFIED;
    case END_EXITED:
    case END_FINISHED:
        if (m->exit_status != 0 && !m->exit_by_abort)
            fprintf(stderr, "heddle: the program exited with status %d\n", m->exit_status);
        return EXIT_VERIFIED;
    case END_NOT_YET:
    case END_STUCK:
    case END_VIOLATION:
    case END_ABANDONED:
    case END_STOPPED:
    case END_INTERRUPTED:
    case END_ENDLESS:
    case MACHINE_ENDS:
        return EXIT_VERIFIED;
    }
    UNREACHABLE();
}

static bool any_finding(const struct machine *m, const struct options *options)
{
    for (size_t i = 0; i < m->findings.count; i++) {
        struct finding finding = m->findings.items[i];
        if (violation_apply_policy(&options->check, &finding))
            return true;
    }
    return false;
}

/* Records the same execution again, for its findings' names and for --trace. */
static bool show_and_write(struct subject *subject, const struct options *options,
                           const struct schedule *schedule, int *status, struct error *err)
{
    struct trace trace = {0};
    struct str out = {0};
    struct style style = style_for(STDERR_FILENO, options->colour);
    bool ok = witness_record(subject, schedule, NULL, &options->check, &trace, err);
    trace.engine = memory_copy_text("run");
    trace.strategy = memory_copy_text(options->schedule ? "replay" : options->check.strategy);
    trace.seed = options->check.seed;
    for (size_t i = 0; i < trace.findings.count; i++)
        report_trace_finding(&trace, &trace.findings.items[i], style, &out);
    fputs(str_text(&out), stderr);
    if (witness_has_error(&trace))
        *status = EXIT_VIOLATION;
    if (ok && options->trace_file)
        ok = trace_write_file(&trace, options->trace_file, err);
    str_release(&out);
    trace_release(&trace);
    return ok;
}

static int run(struct subject *subject, const struct options *options)
{
    struct error err;
    struct schedule schedule = {0};
    enum machine_end end;
    int status;
    if (execute(subject, options, &schedule, &end, &err)) {
        status = report_end(subject->machine, end);
        if (subject->machine->input_missed && !options->quiet)
            fputs("heddle: the program wanted to read its standard input, which is empty (--stdin FILE; "
                  "- is heddle's own)\n",
                  stderr);
        if (options->trace_file || any_finding(subject->machine, options))
            if (!show_and_write(subject, options, &schedule, &status, &err))
                status = failure(options, &err);
    } else {
        status = failure(options, &err);
    }
    schedule_release(&schedule);
    return status;
}

int command_run_once(const struct options *options)
{
    struct error err;
    struct subject subject;
    if (!subject_from_options(&subject, options, &err))
        return failure(options, &err);
    int status = run(&subject, options);
    subject_close(&subject);
    return status;
}
