/* SPDX-License-Identifier: MIT */
/* heddle check: explore a program, say the verdict. */
#include "base/check.h"
#include "base/progress.h"
#include "checker/verdict_json.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/interrupt.h"
#include "cli/card.h"
#include "cli/live.h"
#include "cli/report.h"
#include "cli/witness.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SCHEDULE_BYTES_MAX = 2000,  /* longer ones are no command line to copy */
    TRACE_STEPS_SHOWN = 40,
};

/* The first violation of severity error, or NULL. */
static const struct violation *first_error(const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->violations.count; i++)
        if (verdict->violations.items[i].severity == SEVERITY_ERROR)
            return &verdict->violations.items[i];
    return NULL;
}

static bool record(struct subject *subject, const struct options *options,
                   const struct verdict *verdict, const struct violation *violation,
                   struct trace *trace)
{
    struct error ignored; /* a divergence is in the scope already: the checker confirmed it */
    const struct endless_claim claim = {
        violation->kind, violation->sites.count > 0 ? violation->sites.items[0].task : NULL};
    bool same = witness_record(subject, &violation->schedule, &claim, &options->check, trace,
                               &ignored);
    trace->engine = memory_copy_text(verdict->engine);
    if (verdict->strategy)
        trace->strategy = memory_copy_text(verdict->strategy);
    trace->seed = verdict->seed;
    return same;
}

/* written: there is a trace file. */
static void write_last_line(const struct options *options, const struct violation *violation,
                            bool written, struct str *out)
{
    if (written) {
        report_replay_of_file(options, out);
        return;
    }
    struct str command = {0};
    report_replay_command(options, violation, &command);
    if (command.bytes <= SCHEDULE_BYTES_MAX) {
        str_append(out, str_text(&command));
    } else if (!options->trace_file) {
        str_append(out, "# the schedule is too long for a command; this writes a trace to replay:\n");
        report_trace_command(options, out);
    }
    str_release(&command);
}

static void write_trace_text(const struct options *options, const struct violation *violation,
                             const struct trace *trace, struct style style, struct str *out)
{
    struct trace_text_options text = {
        .colour = style.plain[0] != '\0',
        .columns = terminal_columns(STDOUT_FILENO),
        .steps_max = options->verbose ? 0 : TRACE_STEPS_SHOWN,
        .show_eager = options->verbose,
        .table_only = true,
    };
    str_printf(out, "\n%show it happens%s (execution %" PRIu64 ", %" PRIu64 " steps)\n\n",
               style.bold, style.plain, violation->execution, violation->steps);
    trace_write_text(trace, &text, out);
}

/* trace is that of the first error, if there is one; written: it is in the file that was asked for. */
static void write_report(const struct options *options, const struct verdict *verdict,
                         const char *program, const struct trace *trace, bool written,
                         struct str *out)
{
    struct style style = style_for(STDOUT_FILENO, options->colour);
    const struct violation *first = first_error(verdict);
    report_headline(verdict, program, style, out);
    if (verdict->outcomes.count > 0)
        report_outcomes(verdict, out);
    if (verdict->card.asked)
        card_write(&verdict->card, style, out);
    for (size_t i = 0; i < verdict->violations.count; i++) {
        const struct violation *v = &verdict->violations.items[i];
        report_violation(v, style, out);
        if (v == first && !options->quiet)
            write_trace_text(options, v, trace, style, out);
        if (v != first && !options->quiet) {
            str_append(out, "  ");
            report_replay_command(options, v, out);
        }
    }
    if (!options->quiet)
        report_scope(verdict, style, out);
    if (first == NULL)
        return;
    str_append(out, options->quiet ? "" : "\n");
    write_last_line(options, first, written, out);
}

static bool check(struct subject *subject, const struct options *options, struct verdict *verdict,
                  struct error *err)
{
    struct progress_line line =
        progress_line_on(STDERR_FILENO, !options->quiet && !options->json);
    struct check_options how = options->check;
    how.watch = interrupt_machine_watch(&line);
    interrupt_watch();
    bool ok = check_run(subject->machine, &how, live_show, &line, verdict, err);
    progress_line_clear(&line);
    return ok;
}

/* "bug.json" is that of the first error, "bug-2.json" of the second. */
static void name_trace_file(const char *path, unsigned number, struct str *out)
{
    const char *base = strrchr(path, '/');
    const char *ending = strrchr(base ? base + 1 : path, '.');
    size_t stem = ending ? (size_t)(ending - path) : strlen(path);
    str_append_bytes(out, path, stem);
    str_printf(out, "-%u%s", number, ending ? ending : "");
}

/* Of all errors but the first.  False: err says why one could not be written. */
static bool write_other_traces(struct subject *subject, const struct options *options,
                               const struct verdict *verdict, const struct violation *first,
                               struct error *err)
{
    bool ok = true;
    unsigned number = 1;
    for (size_t i = 0; i < verdict->violations.count && ok; i++) {
        const struct violation *v = &verdict->violations.items[i];
        if (v == first || v->severity != SEVERITY_ERROR)
            continue;
        struct trace trace = {0};
        struct str path = {0};
        record(subject, options, verdict, v, &trace);
        name_trace_file(options->trace_file, ++number, &path);
        ok = trace_write_file(&trace, str_text(&path), err);
        str_release(&path);
        trace_release(&trace);
    }
    return ok;
}

/* Prints everything about the verdict; returns the exit status. */
static int conclude(struct subject *subject, const struct options *options,
                    const struct verdict *verdict)
{
    struct trace trace = {0};
    struct str out = {0};
    struct error err;
    const struct violation *first = first_error(verdict);
    int status = (int)verdict_exit_status(verdict);
    if (first)
        record(subject, options, verdict, first, &trace);
    bool wanted = first && options->trace_file;
    bool written = wanted && trace_write_file(&trace, options->trace_file, &err) &&
                   (!options->check.all_bugs ||
                    write_other_traces(subject, options, verdict, first, &err));
    if (options->json)
        verdict_write_json(verdict, &out);
    else
        write_report(options, verdict, subject->program->name, &trace, written, &out);
    if (!first && options->trace_file && !options->quiet)
        fprintf(stderr, "heddle: no violation, so %s was not written\n", options->trace_file);
    if (!print_text(&out))
        status = EXIT_BAD_INPUT;
    if (wanted && !written)
        fprintf(stderr, "heddle: %s\n", err.text);
    str_release(&out);
    trace_release(&trace);
    return status;
}

int command_check(const struct options *options)
{
    struct error err;
    struct subject subject;
    if (!subject_from_options(&subject, options, &err))
        return failure(options, &err);
    struct verdict verdict = {0};
    int status = check(&subject, options, &verdict, &err) ? conclude(&subject, options, &verdict)
                                                          : failure(options, &err);
    verdict_release(&verdict);
    subject_close(&subject);
    return status;
}
