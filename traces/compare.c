/* SPDX-License-Identifier: MIT */
/* Where two traces of the same program part. */
#include "traces/trace.h"

#include "traces/utf8.h"

#include <inttypes.h>
#include <string.h>

static bool same_text(const struct trace *a, uint32_t ia, const struct trace *b, uint32_t ib)
{
    if (ia == UINT32_MAX || ib == UINT32_MAX)
        return ia == ib;
    return strcmp(a->texts.items[ia], b->texts.items[ib]) == 0;
}

static bool same_site(const struct trace *a, uint32_t ia, const struct trace *b, uint32_t ib)
{
    if (ia == UINT32_MAX || ib == UINT32_MAX)
        return ia == ib;
    const struct trace_site *sa = &a->sites.items[ia], *sb = &b->sites.items[ib];
    return sa->line == sb->line && strcmp(sa->file, sb->file) == 0 &&
           strcmp(sa->function, sb->function) == 0;
}

static bool same_step(const struct trace *a, const struct trace_step *sa, const struct trace *b,
                      const struct trace_step *sb)
{
    return sa->kind == sb->kind && sa->chosen == sb->chosen && sa->eager == sb->eager &&
           sa->region == sb->region && sa->alternative == sb->alternative &&
           strcmp(a->tasks.items[sa->task].name, b->tasks.items[sb->task].name) == 0 &&
           same_text(a, sa->verb, b, sb->verb) && same_text(a, sa->target, b, sb->target) &&
           same_text(a, sa->value, b, sb->value) && same_site(a, sa->site, b, sb->site);
}

/* Appends "T1 lock mutex a at x.c:12", or "the end". */
static void append_step(const struct trace *trace, size_t index, struct str *out)
{
    if (index == trace->steps.count) {
        str_append(out, "the end");
        return;
    }
    const struct trace_step *step = &trace->steps.items[index];
    const char *name = trace->tasks.items[step->task].name;
    utf8_append_printable(out, name, strlen(name));
    str_append(out, " ");
    trace_step_phrase(trace, step, out);
    if (step->alternative > 0)
        str_printf(out, " (alternative %" PRIu32 ")", step->alternative);
    if (step->site == UINT32_MAX)
        return;
    const struct trace_site *site = &trace->sites.items[step->site];
    str_append(out, " at ");
    utf8_append_printable(out, site->file, strlen(site->file));
    str_printf(out, ":%" PRIu32, site->line);
}

/* What is equal as printed differs in how it was picked. */
static void append_how(const struct trace_step *expected, const struct trace_step *actual,
                       struct str *out)
{
    if (expected->chosen != actual->chosen)
        str_append(out,
                   expected->chosen ? " (a choice then, not now)" : " (a choice now, not then)");
}

int64_t trace_compare(const struct trace *expected, const struct trace *actual, struct str *what)
{
    size_t count = expected->steps.count, other = actual->steps.count;
    size_t i = 0, operations = 0;
    while (i < count && i < other &&
           same_step(expected, &expected->steps.items[i], actual, &actual->steps.items[i]))
        operations += expected->steps.items[i++].kind == TRACE_OPERATION;
    if (i == count && i == other)
        return -1;

    bool note = i < count ? expected->steps.items[i].kind != TRACE_OPERATION : i == other;
    if (note)
        str_printf(what, "after step %zu: the trace has ", operations);
    else
        str_printf(what, "step %zu: the trace has ", operations + 1);
    append_step(expected, i, what);
    str_append(what, ", now ");
    append_step(actual, i, what);
    if (i < count && i < other)
        append_how(&expected->steps.items[i], &actual->steps.items[i], what);
    return (int64_t)i;
}
