/* SPDX-License-Identifier: MIT */
/* heddle replay: repeat an execution, compare it with its trace, show it. */
#include "base/check.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/report.h"
#include "cli/witness.h"

#include <string.h>
#include <unistd.h>

enum { REPLAY_STEPS_SHOWN = 400 };

static void write_nothing_found(const struct trace *trace, struct str *out)
{
    bool cut = strcmp(trace->end, trace_end_name(END_CUT)) == 0;
    if (trace->findings.count == 0)
        str_append(out, cut ? "\nno violation in these steps; the execution would go on\n"
                            : "\nno violation\n");
}

static void show(const struct options *options, const struct trace *trace)
{
    struct str out = {0};
    struct style style = style_for(STDOUT_FILENO, options->colour);
    struct trace_text_options text = {
        .colour = style.plain[0] != '\0',
        .columns = terminal_columns(STDOUT_FILENO),
        .steps_max = options->verbose ? 0 : REPLAY_STEPS_SHOWN,
        .show_eager = options->verbose,
        .table_only = true,
    };
    str_printf(&out, "%sreplay%s of %s: the execution ends: %s\n", style.bold, style.plain,
               trace->program.name, trace->end);
    if (!options->quiet) {
        str_append(&out, "\n");
        trace_write_text(trace, &text, &out);
    }
    for (size_t i = 0; i < trace->findings.count; i++)
        report_trace_finding(trace, &trace->findings.items[i], style, &out);
    write_nothing_found(trace, &out);
    print_text(&out);
    str_release(&out);
}

/* The severest finding of that kind in the trace; -1 if there is none. */
static int severity_in(const struct trace *trace, enum finding_kind kind)
{
    int severity = -1;
    for (size_t i = 0; i < trace->findings.count; i++)
        if (trace->findings.items[i].kind == kind && (int)trace->findings.items[i].severity > severity)
            severity = (int)trace->findings.items[i].severity;
    return severity;
}

/*
 * What a data race or a leak is was an option of the check that wrote the trace; the trace remembers the
 * outcome, not the option.
 */
static struct check_options policies_of(const struct trace *trace)
{
    struct check_options options = check_options_default();
    int race = severity_in(trace, FINDING_DATA_RACE), leak = severity_in(trace, FINDING_LEAK);
    options.race = race < 0 ? RACE_OFF : race == SEVERITY_ERROR ? RACE_ERROR : RACE_WARN;
    options.leak = leak < 0 ? LEAK_OFF : leak == SEVERITY_ERROR ? LEAK_ERROR : LEAK_WARN;
    return options;
}

static bool check_identity(const struct trace *expected, const struct subject *subject,
                           struct error *err)
{
    if (expected->program.identity == subject->program->identity)
        return true;
    return error_set(err,
                     "%s is not the program of this trace any more: its source, its flags or the "
                     "compiler has changed; check it again",
                     expected->program.files.items[0]);
}

/* What an endless execution is said to show. */
static bool claim_of(const struct trace *trace, struct endless_claim *claim)
{
    if (trace->schedule.endless_steps == 0 || trace->findings.count == 0)
        return false;
    const struct trace_finding *finding = vec_last(&trace->findings);
    *claim = (struct endless_claim){.kind = finding->kind};
    if (finding->sites.count > 0 && finding->sites.items[0].task != UINT32_MAX)
        claim->task = trace->tasks.items[finding->sites.items[0].task].name;
    return true;
}

static bool replay(const struct options *options, struct subject *subject,
                   const struct trace *expected, struct trace *actual, struct error *err)
{
    if (!check_identity(expected, subject, err))
        return false;
    const struct check_options policies = policies_of(expected);
    struct endless_claim claim;
    bool claimed = claim_of(expected, &claim);
    bool same = witness_record(subject, &expected->schedule, claimed ? &claim : NULL, &policies,
                               actual, err);
    show(options, actual);
    struct str what = {0};
    if (same && trace_compare(expected, actual, &what) >= 0)
        same = error_set(err, "the execution differs from its trace: %s", str_text(&what));
    str_release(&what);
    return same;
}

/*
 * A trace names files as they were named to the check.  If they are not below the working directory
 * but below the trace's own folder, that is where it was made.
 */
static bool find_sources(const struct trace_program *program, const char *path)
{
    const char *file = program->files.items[0];
    const char *slash = strrchr(path, '/');
    if (file[0] == '/' || access(file, F_OK) == 0)
        return true;
    if (slash == NULL)
        return false;
    struct str folder = {0}, there = {0};
    str_append_bytes(&folder, path, (size_t)(slash - path) + 1);
    str_printf(&there, "%s%s", str_text(&folder), file);
    bool found = access(str_text(&there), F_OK) == 0 && chdir(str_text(&folder)) == 0;
    str_release(&folder);
    str_release(&there);
    return found;
}

static int replay_trace(const struct options *options, const char *path)
{
    struct error err;
    struct trace expected = {0}, actual = {0};
    struct trace_program source = {0};
    struct subject subject;
    int status = EXIT_BAD_INPUT;
    if (!trace_read_file(path, &expected, &err))
        return failure(options, &err);
    if (expected.program.files.count == 0) {
        error_set(&err, "%s: the trace names no source files", path);
        trace_release(&expected);
        return failure(options, &err);
    }
    trace_program_copy(&source, &expected.program);
    if (!find_sources(&source, path)) {
        error_set(&err, "%s: no such file here or beside %s; replay it where it was checked",
                  source.files.items[0], path);
        status = failure(options, &err);
        trace_program_release(&source);
    } else if (!subject_open(&subject, &source, &expected.options, &err)) {
        status = failure(options, &err);
    } else {
        if (replay(options, &subject, &expected, &actual, &err))
            status = witness_has_error(&actual) ? EXIT_VIOLATION : EXIT_VERIFIED;
        else
            status = failure(options, &err);
        subject_close(&subject);
    }
    trace_release(&actual);
    trace_release(&expected);
    return status;
}

static int replay_schedule(const struct options *options)
{
    struct error err;
    struct schedule schedule = {0};
    struct subject subject;
    struct trace trace = {0};
    int status;
    if (!schedule_parse(options->schedule, &schedule, &err) ||
        !subject_from_options(&subject, options, &err)) {
        schedule_release(&schedule);
        return failure(options, &err);
    }
    bool same = witness_record(&subject, &schedule, NULL, &options->check, &trace, &err);
    show(options, &trace);
    if (same)
        status = witness_has_error(&trace) ? EXIT_VIOLATION : EXIT_VERIFIED;
    else
        status = failure(options, &err);
    trace_release(&trace);
    subject_close(&subject);
    schedule_release(&schedule);
    return status;
}

/* A trace says itself how its program is built and run; only how it is shown can be chosen. */
static bool check_for_trace(const struct options *options, struct error *err)
{
    static const char *const shown[] = {"quiet", "verbose", "color"};
    if (options->operands.count != 1)
        return error_set(err, "give one trace file, or --schedule and a program");
    if (options->arguments != NULL)
        return error_set(err, "arguments after -- go with --schedule only: a trace has its own");
    for (size_t i = 0; i < options->given.count; i++) {
        const char *name = options->given.items[i].spec->name;
        bool allowed = false;
        for (size_t j = 0; j < ARRAY_LENGTH(shown); j++)
            allowed |= strcmp(name, shown[j]) == 0;
        if (!allowed)
            return error_set(err, "--%s goes with --schedule only: a trace has its own options",
                             name);
    }
    return true;
}

int command_replay(const struct options *options)
{
    struct error err;
    if (options->schedule)
        return replay_schedule(options);
    if (!check_for_trace(options, &err))
        return failure_of_usage(false, "replay", &err);
    return replay_trace(options, options->operands.items[0]);
}
