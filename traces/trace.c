/* SPDX-License-Identifier: MIT */
/* The trace as data: its end of life, and the names of its enumerations. */
#include "traces/trace.h"

#include "base/check.h"
#include "traces/utf8.h"

#include <string.h>

#define RELEASE_TEXTS(v)                                                                           \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (v)->count; i_++)                                                 \
            free((v)->items[i_]);                                                                  \
        vec_release(v);                                                                            \
    } while (0)

static void program_release(struct trace_program *program)
{
    free(program->name);
    RELEASE_TEXTS(&program->files);
    RELEASE_TEXTS(&program->flags);
    RELEASE_TEXTS(&program->libs);
    RELEASE_TEXTS(&program->arguments);
    free(program->compiler);
    free(program->stdin_bytes);
}

static void finding_release(struct trace_finding *finding)
{
    for (size_t i = 0; i < finding->sites.count; i++)
        free(finding->sites.items[i].what);
    vec_release(&finding->sites);
    free(finding->message);
}

void trace_release(struct trace *trace)
{
    program_release(&trace->program);
    free(trace->engine);
    free(trace->strategy);
    free(trace->end);
    free(trace->output);
    schedule_release(&trace->schedule);
    RELEASE_TEXTS(&trace->texts);
    for (size_t i = 0; i < trace->sites.count; i++) {
        free(trace->sites.items[i].file);
        free(trace->sites.items[i].function);
    }
    vec_release(&trace->sites);
    for (size_t i = 0; i < trace->tasks.count; i++) {
        free(trace->tasks.items[i].name);
        free(trace->tasks.items[i].function);
    }
    vec_release(&trace->tasks);
    vec_release(&trace->steps);
    for (size_t i = 0; i < trace->findings.count; i++)
        finding_release(&trace->findings.items[i]);
    vec_release(&trace->findings);
    memset(trace, 0, sizeof *trace);
}

const char *trace_end_name(enum machine_end end)
{
    static const char *const names[] = {
        [END_NOT_YET] = "unfinished",      [END_FINISHED] = "finished",
        [END_EXITED] = "exited",           [END_STUCK] = "stuck",
        [END_VIOLATION] = "violation",     [END_CUT] = "cut",
        [END_UNSUPPORTED] = "unsupported", [END_HUNG] = "hung",
        [END_ABANDONED] = "abandoned",     [END_FLOODED] = "flooded",
        [END_STOPPED] = "stopped",         [END_INTERRUPTED] = "interrupted",
        [END_ENDLESS] = "endless",         [END_EXCLUDED] = "excluded",
    };
    ASSERT_LT(end, ARRAY_LENGTH(names));
    return names[end];
}

const char *trace_step_kind_name(enum trace_step_kind kind)
{
    static const char *const names[] = {"operation", "created", "finished", "output"};
    ASSERT_LT(kind, ARRAY_LENGTH(names));
    return names[kind];
}

const char *trace_preference_name(enum rwlock_preference preference)
{
    static const char *const names[] = {"any", "readers", "writers"};
    ASSERT_LT(preference, ARRAY_LENGTH(names));
    return names[preference];
}

const char *trace_text(const struct trace *trace, uint32_t index)
{
    return index == UINT32_MAX ? "" : trace->texts.items[index];
}

static void append_text(const struct trace *trace, const char *before, uint32_t index,
                        const char *after, struct str *out)
{
    if (index == UINT32_MAX)
        return;
    const char *text = trace->texts.items[index];
    str_append(out, before);
    utf8_append_printable(out, text, strlen(text));
    str_append(out, after);
}

void trace_step_phrase(const struct trace *trace, const struct trace_step *step, struct str *out)
{
    bool quoted = step->kind == TRACE_OUTPUT;
    append_text(trace, "", step->verb, "", out);
    append_text(trace, " ", step->target, "", out);
    append_text(trace, quoted ? " \"" : ": ", step->value, quoted ? "\"" : "", out);
}
