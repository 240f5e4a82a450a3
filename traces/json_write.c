/* SPDX-License-Identifier: MIT */
/*
 * A trace as JSON (docs/trace-format.md): the same trace gives the same bytes, one step per line,
 * so that traces can be compared with diff.
 */
#include "traces/trace.h"

#include "base/check.h"
#include "traces/json.h"
#include "traces/utf8.h"

#include <string.h>

/* Any bytes: a JSON string if they are UTF-8 without NUL, else {"hex": "..."}. */
static void write_bytes(struct str *out, const char *bytes, size_t count)
{
    if (utf8_valid(bytes, count) == count) {
        json_quote(out, bytes, count);
        return;
    }
    str_append(out, "{\"hex\": \"");
    for (size_t i = 0; i < count; i++)
        str_printf(out, "%02x", (unsigned char)bytes[i]);
    str_append(out, "\"}");
}

static void write_text(struct str *out, const char *text)
{
    if (text == NULL)
        str_append(out, "null");
    else
        write_bytes(out, text, strlen(text));
}

/* A member: separator, key, and then the value is to follow. */
static void write_key(struct str *out, const char *separator, const char *key)
{
    str_append(out, separator);
    str_append(out, "\"");
    str_append(out, key);
    str_append(out, "\": ");
}

static void write_member_text(struct str *out, const char *separator, const char *key,
                              const char *text)
{
    write_key(out, separator, key);
    write_text(out, text);
}

static void write_member_number(struct str *out, const char *separator, const char *key,
                                uint64_t number)
{
    write_key(out, separator, key);
    str_printf(out, "%" PRIu64, number);
}

static void write_member_u64(struct str *out, const char *separator, const char *key,
                             uint64_t number)
{
    write_key(out, separator, key);
    str_printf(out, "\"%" PRIu64 "\"", number);
}

static void write_member_bool(struct str *out, const char *separator, const char *key, bool value)
{
    write_key(out, separator, key);
    str_append(out, value ? "true" : "false");
}

static void write_member_texts(struct str *out, const char *separator, const char *key,
                               char *const *texts, size_t count)
{
    write_key(out, separator, key);
    str_append(out, "[");
    for (size_t i = 0; i < count; i++) {
        str_append(out, i == 0 ? "" : ", ");
        write_text(out, texts[i]);
    }
    str_append(out, "]");
}

static const char INNER[] = ",\n    ", OUTER[] = ",\n  ";

static void write_program(struct str *out, const struct trace_program *p)
{
    write_key(out, OUTER, "program");
    write_member_text(out, "{\n    ", "name", p->name);
    write_key(out, INNER, "identity");
    str_printf(out, "\"%016" PRIx64 "\"", p->identity);
    write_member_texts(out, INNER, "files", p->files.items, p->files.count);
    write_member_texts(out, INNER, "flags", p->flags.items, p->flags.count);
    write_member_texts(out, INNER, "libs", p->libs.items, p->libs.count);
    write_member_text(out, INNER, "compiler", p->compiler);
    write_member_bool(out, INNER, "allow_asm", p->allow_asm);
    write_member_texts(out, INNER, "arguments", p->arguments.items, p->arguments.count);
    write_key(out, INNER, "stdin");
    if (p->stdin_bytes == NULL)
        str_append(out, "null");
    else
        write_bytes(out, p->stdin_bytes, p->stdin_count);
    str_append(out, "\n  }");
}

static void write_options(struct str *out, const struct machine_options *o)
{
    write_key(out, OUTER, "options");
    write_member_u64(out, "{\n    ", "steps_max", o->steps_max);
    write_member_number(out, INNER, "timeouts_max", o->timeouts_max);
    write_member_number(out, INNER, "spurious_max", o->spurious_max);
    write_member_text(out, INNER, "memory", memory_model_name(o->memory));
    write_member_number(out, INNER, "buffer_max", o->buffer_max);
    write_member_text(out, INNER, "rwlock_preference", trace_preference_name(o->rwlock_preference));
    write_member_bool(out, INNER, "main_exit_process", o->main_exit_process);
    write_member_bool(out, INNER, "choose_waiter", o->choose_waiter);
    write_member_u64(out, INNER, "stack_bytes", o->stack_bytes);
    struct str range = {0};
    nondet_write(&o->nondet, &range);
    write_member_text(out, INNER, "nondet", str_text(&range));
    str_release(&range);
    write_member_u64(out, INNER, "seed", o->seed);
    write_key(out, INNER, "operation_seconds_max");
    str_printf(out, "%.17g\n  }", o->operation_seconds_max);
}

static void write_task(struct str *out, const struct trace_task *task)
{
    write_member_text(out, "{", "name", task->name);
    write_member_text(out, ", ", "function", task->function);
    if (task->site != UINT32_MAX)
        write_member_number(out, ", ", "site", task->site);
    str_append(out, "}");
}

static void write_site(struct str *out, const struct trace_site *site)
{
    write_member_text(out, "{", "file", site->file);
    write_member_number(out, ", ", "line", site->line);
    write_member_text(out, ", ", "function", site->function);
    str_append(out, "}");
}

/* What says nothing is left out. */
static void write_step(struct str *out, const struct trace *trace, const struct trace_step *step)
{
    write_member_number(out, "{", "task", step->task);
    if (step->kind != TRACE_OPERATION)
        write_member_text(out, ", ", "kind", trace_step_kind_name(step->kind));
    write_member_text(out, ", ", "do", trace_text(trace, step->verb));
    if (step->target != UINT32_MAX)
        write_member_text(out, ", ", "on", trace_text(trace, step->target));
    if (step->value != UINT32_MAX)
        write_member_text(out, ", ", "value", trace_text(trace, step->value));
    if (step->site != UINT32_MAX)
        write_member_number(out, ", ", "site", step->site);
    if (step->chosen)
        write_member_bool(out, ", ", "chosen", true);
    if (step->eager)
        write_member_bool(out, ", ", "eager", true);
    if (step->alternative > 0)
        write_member_number(out, ", ", "alternative", step->alternative);
    if (step->region != TRACE_NO_REGION)
        write_member_text(out, ", ", "region", region_name(step->region));
    str_append(out, "}");
}

static void write_finding(struct str *out, const struct trace_finding *finding)
{
    write_member_text(out, "{", "kind", finding_kind_name(finding->kind));
    write_member_text(out, ", ", "severity", severity_name(finding->severity));
    write_member_number(out, ", ", "step", finding->step);
    write_member_text(out, ",\n     ", "message", finding->message);
    write_key(out, ",\n     ", "sites");
    str_append(out, "[");
    for (size_t i = 0; i < finding->sites.count; i++) {
        const struct trace_finding_site *site = &finding->sites.items[i];
        write_member_text(out, i == 0 ? "\n      {" : ",\n      {", "what", site->what);
        if (site->task != UINT32_MAX)
            write_member_number(out, ", ", "task", site->task);
        if (site->site != UINT32_MAX)
            write_member_number(out, ", ", "site", site->site);
        str_append(out, "}");
    }
    str_append(out, "]}");
}

/* An array member with one item per line. */
#define WRITE_LINES(out, key, vector, write_item)                                                  \
    do {                                                                                           \
        write_key(out, OUTER, key);                                                                \
        str_append(out, "[");                                                                      \
        for (size_t i_ = 0; i_ < (vector)->count; i_++) {                                          \
            str_append(out, i_ == 0 ? "\n    " : ",\n    ");                                       \
            write_item;                                                                            \
        }                                                                                          \
        str_append(out, (vector)->count > 0 ? "\n  ]" : "]");                                      \
    } while (0)

void trace_write_json(const struct trace *t, struct str *out)
{
    write_member_number(out, "{\n  ", "format", TRACE_FORMAT);
    write_program(out, &t->program);
    write_options(out, &t->options);
    write_member_text(out, OUTER, "engine", t->engine);
    write_member_text(out, OUTER, "strategy", t->strategy);
    write_member_u64(out, OUTER, "seed", t->seed);
    write_key(out, OUTER, "schedule");
    str_append(out, "\"");
    schedule_format(&t->schedule, out);
    str_append(out, "\"");
    if (t->schedule.endless_steps > 0)
        write_member_u64(out, OUTER, "cycle", t->schedule.cycle_steps);
    write_member_text(out, OUTER, "end", t->end);
    write_key(out, OUTER, "output");
    write_bytes(out, t->output != NULL ? t->output : "", t->output_count);
    WRITE_LINES(out, "tasks", &t->tasks, write_task(out, &t->tasks.items[i_]));
    WRITE_LINES(out, "sites", &t->sites, write_site(out, &t->sites.items[i_]));
    WRITE_LINES(out, "findings", &t->findings, write_finding(out, &t->findings.items[i_]));
    WRITE_LINES(out, "steps", &t->steps, write_step(out, t, &t->steps.items[i_]));
    str_append(out, "\n}\n");
}
