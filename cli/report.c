/* SPDX-License-Identifier: MIT */
#include "cli/report.h"

#include "base/check.h"
#include "cli/snippet.h"

#include <stdio.h>
#include <string.h>

static const char *headline_word(enum verdict_kind kind)
{
    switch (kind) {
    case VERDICT_VERIFIED:
        return "verified";
    case VERDICT_VIOLATION:
        return "violation";
    case VERDICT_INCONCLUSIVE:
        return "no violation found, not exhaustive";
    case VERDICT_UNSUPPORTED:
        return "unsupported";
    case VERDICT_ERROR:
        return "error";
    }
    UNREACHABLE();
}

static const char *headline_style(enum verdict_kind kind, struct style style)
{
    if (kind == VERDICT_VERIFIED)
        return style.good;
    return kind == VERDICT_INCONCLUSIVE ? style.warn : style.bad;
}

/* 1234567 -> "1,234,567" */
static void write_count(uint64_t count, struct str *out)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            str_append(out, ",");
        str_append_bytes(out, &digits[i], 1);
    }
}

void report_headline(const struct verdict *verdict, const char *program, struct style style,
                     struct str *out)
{
    str_printf(out, "%s%s%s: %s (", headline_style(verdict->kind, style),
               headline_word(verdict->kind), style.plain, program);
    if (verdict->engine)
        str_printf(out, "%s, ", verdict->engine);
    if (verdict->states > 0) {
        write_count(verdict->states, out);
        str_append(out, verdict->states == 1 ? " state, " : " states, ");
    }
    write_count(verdict->executions, out);
    str_append(out, verdict->executions == 1 ? " execution, " : " executions, ");
    write_count(verdict->steps, out);
    str_printf(out, " step%s, %.2f s)\n", verdict->steps == 1 ? "" : "s", verdict->seconds);
    if (verdict->unsupported)
        str_printf(out, "%s\n", verdict->unsupported);
}

static void write_title(enum finding_kind kind, enum severity severity, const char *message,
                        struct style style, struct str *out)
{
    const char *colour = severity == SEVERITY_ERROR ? style.bad : style.warn;
    str_printf(out, "\n%s%s%s", colour, finding_kind_name(kind), style.plain);
    if (severity != SEVERITY_ERROR)
        str_printf(out, " (%s)", severity_name(severity));
    str_append(out, ": ");
    for (; *message; message += strcspn(message, "\n"), message += *message == '\n') {
        int bytes = (int)strcspn(message, "\n");
        str_printf(out, "%.*s\n%s", bytes, message, message[bytes] ? "  " : "");
    }
}

static void write_site(struct snippets *snippets, const struct violation_site *site,
                       struct style style, struct str *out)
{
    str_printf(out, "  %s%s%s", style.bold, site->task ? site->task : "?", style.plain);
    if (site->what && site->what[0])
        str_printf(out, " %s", site->what);
    if (site->file && site->line > 0)
        str_printf(out, "  %s:%u", site->file, site->line);
    if (site->function && strcmp(site->function, "?") != 0)
        str_printf(out, " in %s", site->function);
    str_append(out, "\n");
    struct str line = {0};
    if (site->file && snippet_line(snippets, site->file, site->line, &line))
        str_printf(out, "      %s%5u |%s %s\n", style.dim, site->line, style.plain, str_text(&line));
    str_release(&line);
}

void report_violation(const struct violation *violation, struct style style, struct str *out)
{
    struct snippets snippets = {0};
    write_title(violation->kind, violation->severity, violation->message, style, out);
    for (size_t i = 0; i < violation->sites.count; i++)
        write_site(&snippets, &violation->sites.items[i], style, out);
    snippets_release(&snippets);
}

void report_trace_finding(const struct trace *trace, const struct trace_finding *finding,
                          struct style style, struct str *out)
{
    struct snippets snippets = {0};
    write_title(finding->kind, finding->severity, finding->message, style, out);
    for (size_t i = 0; i < finding->sites.count; i++) {
        const struct trace_finding_site *from = &finding->sites.items[i];
        struct violation_site site = {.what = from->what};
        if (from->task != UINT32_MAX)
            site.task = trace->tasks.items[from->task].name;
        if (from->site != UINT32_MAX) {
            site.file = trace->sites.items[from->site].file;
            site.function = trace->sites.items[from->site].function;
            site.line = trace->sites.items[from->site].line;
        }
        write_site(&snippets, &site, style, out);
    }
    snippets_release(&snippets);
}

void report_scope(const struct verdict *verdict, struct style style, struct str *out)
{
    str_printf(out, "\n%sscope%s (%s)\n", style.bold, style.plain,
               verdict->complete ? "complete" : "not complete");
    for (size_t i = 0; i < verdict->scope.count; i++)
        str_printf(out, "  - %s\n", verdict->scope.items[i]);
}

void report_outcomes(const struct verdict *verdict, struct str *out)
{
    str_append(out, "\noutcomes\n");
    for (size_t i = 0; i < verdict->outcomes.count; i++)
        str_printf(out, "  %-30s --schedule '%s'\n", verdict->outcomes.items[i].values,
                   verdict->outcomes.items[i].schedule);
}
