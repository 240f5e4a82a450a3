/* SPDX-License-Identifier: MIT */
/*
 * Reading a trace from JSON, strictly: nothing unknown, nothing twice, nothing missing, every index
 * in range.  The first mistake is reported with its place.
 */
#include "traces/json_reader.h"

#include "base/check.h"
#include "sim/stores.h"

#include <string.h>

static bool read_program(struct reader *r, const struct place *place)
{
    static const struct field fields[] = {
        {"name", false},      {"identity", false},  {"files", false},
        {"flags", false},     {"libs", false},      {"compiler", false},
        {"allow_asm", false}, {"arguments", false}, {"stdin", false},
    };
    enum { NAME, IDENTITY, FILES, FLAGS, LIBS, COMPILER, ALLOW_ASM, ARGUMENTS, STDIN, COUNT };
    struct trace_program *p = &r->trace->program;
    struct place at[COUNT];
    if (!reader_object(r, place, fields, COUNT, at) || !reader_text(r, &at[NAME], &p->name) ||
        !reader_identity(r, &at[IDENTITY], &p->identity) ||
        !reader_text_or_null(r, &at[COMPILER], &p->compiler) ||
        !reader_bool(r, &at[ALLOW_ASM], &p->allow_asm))
        return false;
    READ_TEXTS(r, &at[FILES], &p->files);
    READ_TEXTS(r, &at[FLAGS], &p->flags);
    READ_TEXTS(r, &at[LIBS], &p->libs);
    READ_TEXTS(r, &at[ARGUMENTS], &p->arguments);
    return json_kind(at[STDIN].value) == JSON_NULL ||
           reader_bytes(r, &at[STDIN], &p->stdin_bytes, &p->stdin_count);
}

static bool read_preference(struct reader *r, const struct place *place,
                            enum rwlock_preference *out)
{
    const char *names[RWLOCK_PREFER_WRITERS + 1];
    uint32_t index;
    for (uint32_t i = 0; i < ARRAY_LENGTH(names); i++)
        names[i] = trace_preference_name((enum rwlock_preference)i);
    if (!reader_name(r, place, names, ARRAY_LENGTH(names), &index))
        return false;
    *out = (enum rwlock_preference)index;
    return true;
}

static bool read_seconds(struct reader *r, const struct place *place, double *out)
{
    if (!reader_expect(r, place, JSON_NUMBER, "a number"))
        return false;
    *out = json_number(place->value);
    if (*out >= 0 && *out <= 1e9)
        return true;
    return reader_fail(r, place, "expected seconds, from 0 to 1e9", "");
}

/* Traces that are older say nothing of it: SC. */
static bool read_memory(struct reader *r, const struct place *model, const struct place *buffer,
                        struct machine_options *o)
{
    const char *names[MEMORY_MODELS];
    uint32_t index = MEMORY_SC;
    for (uint32_t i = 0; i < MEMORY_MODELS; i++)
        names[i] = memory_model_name((enum memory_model)i);
    o->buffer_max = machine_options_default().buffer_max;
    if (model->value && !reader_name(r, model, names, MEMORY_MODELS, &index))
        return false;
    if (buffer->value && !reader_u32(r, buffer, &o->buffer_max))
        return false;
    o->memory = (enum memory_model)index;
    return o->buffer_max <= STORES_MAX || reader_fail(r, buffer, "expected 0 to 32", "");
}

static bool read_nondet(struct reader *r, const struct place *place, struct nondet *nondet)
{
    char *text = NULL;
    *nondet = machine_options_default().nondet;
    if (place->value == NULL)
        return true;
    if (!reader_text(r, place, &text))
        return false;
    bool good = nondet_parse(text, nondet) || reader_fail(r, place, "expected a range such as 0..1", "");
    free(text);
    return good;
}

static bool read_options(struct reader *r, const struct place *place)
{
    static const struct field fields[] = {
        {"steps_max", false},
        {"timeouts_max", false},
        {"spurious_max", false},
        {"memory", true},
        {"buffer_max", true},
        {"rwlock_preference", false},
        {"main_exit_process", false},
        {"choose_waiter", false},
        {"stack_bytes", false},
        {"nondet", true},
        {"seed", false},
        {"operation_seconds_max", false},
    };
    enum {
        STEPS,
        TIMEOUTS,
        SPURIOUS,
        MEMORY,
        BUFFER,
        PREFERENCE,
        MAIN_EXIT,
        WAITER,
        STACK,
        NONDET,
        SEED,
        SECONDS,
        COUNT
    };
    struct machine_options *o = &r->trace->options;
    struct place at[COUNT];
    uint64_t stack_bytes = 0;
    bool good = reader_object(r, place, fields, COUNT, at) &&
                reader_u64(r, &at[STEPS], &o->steps_max) &&
                reader_u32(r, &at[TIMEOUTS], &o->timeouts_max) &&
                reader_u32(r, &at[SPURIOUS], &o->spurious_max) &&
                read_memory(r, &at[MEMORY], &at[BUFFER], o) &&
                read_preference(r, &at[PREFERENCE], &o->rwlock_preference) &&
                reader_bool(r, &at[MAIN_EXIT], &o->main_exit_process) &&
                reader_bool(r, &at[WAITER], &o->choose_waiter) &&
                reader_u64(r, &at[STACK], &stack_bytes) && read_nondet(r, &at[NONDET], &o->nondet) &&
                reader_u64(r, &at[SEED], &o->seed) &&
                read_seconds(r, &at[SECONDS], &o->operation_seconds_max);
    o->stack_bytes = stack_bytes;
    return good;
}

static bool read_task(struct reader *r, const struct place *place, size_t sites,
                      struct trace_task *task)
{
    static const struct field fields[] = {{"name", false}, {"function", false}, {"site", true}};
    enum { NAME, FUNCTION, SITE, COUNT };
    struct place at[COUNT];
    return reader_object(r, place, fields, COUNT, at) && reader_text(r, &at[NAME], &task->name) &&
           reader_text(r, &at[FUNCTION], &task->function) &&
           reader_index(r, &at[SITE], sites, &task->site);
}

static bool read_site(struct reader *r, const struct place *place, struct trace_site *site)
{
    static const struct field fields[] = {{"file", false}, {"line", false}, {"function", false}};
    enum { FILE_NAME, LINE, FUNCTION, COUNT };
    struct place at[COUNT];
    return reader_object(r, place, fields, COUNT, at) &&
           reader_text(r, &at[FILE_NAME], &site->file) && reader_u32(r, &at[LINE], &site->line) &&
           reader_text(r, &at[FUNCTION], &site->function);
}

static bool read_step_kind(struct reader *r, const struct place *place, uint8_t *out)
{
    const char *names[TRACE_STEP_KINDS];
    uint32_t index = TRACE_OPERATION;
    for (uint32_t i = 0; i < TRACE_STEP_KINDS; i++)
        names[i] = trace_step_kind_name((enum trace_step_kind)i);
    if (place->value != NULL && !reader_name(r, place, names, TRACE_STEP_KINDS, &index))
        return false;
    *out = (uint8_t)index;
    return true;
}

static bool read_region(struct reader *r, const struct place *place, uint8_t *out)
{
    const char *names[REGION_EXIT + 1];
    uint32_t index = TRACE_NO_REGION;
    for (uint32_t i = 0; i < ARRAY_LENGTH(names); i++)
        names[i] = region_name((enum region)i);
    if (place->value != NULL && !reader_name(r, place, names, ARRAY_LENGTH(names), &index))
        return false;
    *out = (uint8_t)index;
    return true;
}

static bool read_step(struct reader *r, const struct place *place, struct trace_step *step)
{
    static const struct field fields[] = {
        {"task", false}, {"kind", true},   {"do", false},   {"on", true},          {"value", true},
        {"site", true},  {"chosen", true}, {"eager", true}, {"alternative", true}, {"region", true},
    };
    enum { TASK, KIND, DO, ON, VALUE, SITE, CHOSEN, EAGER, ALTERNATIVE, REGION, COUNT };
    const struct trace *t = r->trace;
    struct place at[COUNT];
    return reader_object(r, place, fields, COUNT, at) &&
           reader_index(r, &at[TASK], t->tasks.count, &step->task) &&
           read_step_kind(r, &at[KIND], &step->kind) && reader_interned(r, &at[DO], &step->verb) &&
           reader_interned(r, &at[ON], &step->target) &&
           reader_interned(r, &at[VALUE], &step->value) &&
           reader_index(r, &at[SITE], t->sites.count, &step->site) &&
           (at[CHOSEN].value == NULL || reader_bool(r, &at[CHOSEN], &step->chosen)) &&
           (at[EAGER].value == NULL || reader_bool(r, &at[EAGER], &step->eager)) &&
           (at[ALTERNATIVE].value == NULL || reader_u32(r, &at[ALTERNATIVE], &step->alternative)) &&
           read_region(r, &at[REGION], &step->region);
}

static bool read_finding_site(struct reader *r, const struct place *place,
                              struct trace_finding_site *site)
{
    static const struct field fields[] = {{"what", false}, {"task", true}, {"site", true}};
    enum { WHAT, TASK, SITE, COUNT };
    const struct trace *t = r->trace;
    struct place at[COUNT];
    return reader_object(r, place, fields, COUNT, at) && reader_text(r, &at[WHAT], &site->what) &&
           reader_index(r, &at[TASK], t->tasks.count, &site->task) &&
           reader_index(r, &at[SITE], t->sites.count, &site->site);
}

static bool read_finding_names(struct reader *r, const struct place *kind,
                               const struct place *severity, struct trace_finding *finding)
{
    const char *kinds[FINDING_KINDS], *severities[SEVERITY_ERROR + 1];
    uint32_t kind_index, severity_index;
    for (uint32_t i = 0; i < FINDING_KINDS; i++)
        kinds[i] = finding_kind_name((enum finding_kind)i);
    for (uint32_t i = 0; i < ARRAY_LENGTH(severities); i++)
        severities[i] = severity_name((enum severity)i);
    if (!reader_name(r, kind, kinds, FINDING_KINDS, &kind_index) ||
        !reader_name(r, severity, severities, ARRAY_LENGTH(severities), &severity_index))
        return false;
    finding->kind = (enum finding_kind)kind_index;
    finding->severity = (enum severity)severity_index;
    return true;
}

static bool read_finding(struct reader *r, const struct place *place, struct trace_finding *finding)
{
    static const struct field fields[] = {
        {"kind", false}, {"severity", false}, {"step", false}, {"message", false}, {"sites", false},
    };
    enum { KIND, SEVERITY, STEP, MESSAGE, SITES, COUNT };
    struct place at[COUNT];
    if (!reader_object(r, place, fields, COUNT, at) ||
        !read_finding_names(r, &at[KIND], &at[SEVERITY], finding) ||
        !reader_number(r, &at[STEP], UINT64_C(1) << 53, &finding->step) ||
        !reader_text(r, &at[MESSAGE], &finding->message))
        return false;
    READ_ITEMS(r, &at[SITES], &finding->sites, item, (struct trace_finding_site){0},
               read_finding_site(r, &item, vec_last(&finding->sites)));
    return true;
}

static bool read_end(struct reader *r, const struct place *place)
{
    const char *names[MACHINE_ENDS];
    uint32_t index;
    for (uint32_t i = 0; i < ARRAY_LENGTH(names); i++)
        names[i] = trace_end_name((enum machine_end)i);
    if (!reader_name(r, place, names, ARRAY_LENGTH(names), &index))
        return false;
    r->trace->end = memory_copy_text(names[index]);
    return true;
}

static bool read_schedule(struct reader *r, const struct place *place)
{
    return reader_expect(r, place, JSON_TEXT, "a string") &&
           schedule_parse(json_text(place->value), &r->trace->schedule, r->err);
}

/* What the schedule says, for those who do not read it. */
static bool read_cycle(struct reader *r, const struct place *place)
{
    const struct schedule *schedule = &r->trace->schedule;
    uint64_t cycle;
    if (place->value == NULL)
        return schedule->endless_steps == 0 ||
               reader_fail(r, place, "missing, but the schedule says that the execution never ends", "");
    if (!reader_u64(r, place, &cycle))
        return false;
    if (schedule->endless_steps > 0 && cycle == schedule->cycle_steps)
        return true;
    return reader_fail(r, place, "not what the schedule says", "");
}

/* Before anything else: a later format may have any members. */
static bool read_format(struct reader *r, const struct place *root)
{
    struct place place = {.up = root, .key = "format"};
    if (json_kind(root->value) != JSON_OBJECT)
        return reader_fail(r, root, "not a trace of heddle: expected an object, found ",
                           json_kind_name(root->value));
    place.value = json_first(root->value);
    while (place.value != NULL && strcmp(json_key(place.value), "format") != 0)
        place.value = json_next(place.value);
    if (place.value == NULL)
        return reader_fail(r, root, "not a trace of heddle: it has no \"format\"", "");
    uint32_t format;
    if (!reader_u32(r, &place, &format))
        return false;
    if (format != TRACE_FORMAT)
        return error_set(r->err, "this trace has format %" PRIu32 "; this heddle reads %d", format,
                         TRACE_FORMAT);
    return true;
}

static bool read_trace(struct reader *r, const struct place *root)
{
    static const struct field fields[] = {
        {"format", false},   {"program", false}, {"options", false},  {"engine", false},
        {"strategy", false}, {"seed", false},    {"schedule", false}, {"cycle", true},
        {"end", false},      {"output", false},  {"tasks", false},    {"sites", false},
        {"findings", false}, {"steps", false},
    };
    enum {
        FORMAT,
        PROGRAM,
        OPTIONS,
        ENGINE,
        STRATEGY,
        SEED,
        SCHEDULE,
        CYCLE,
        END,
        OUTPUT,
        TASKS,
        SITES,
        FINDINGS,
        STEPS,
        COUNT
    };
    struct trace *t = r->trace;
    struct place at[COUNT];
    if (!read_format(r, root) || !reader_object(r, root, fields, COUNT, at) ||
        !read_program(r, &at[PROGRAM]) || !read_options(r, &at[OPTIONS]) ||
        !reader_text_or_null(r, &at[ENGINE], &t->engine) ||
        !reader_text_or_null(r, &at[STRATEGY], &t->strategy) ||
        !reader_u64(r, &at[SEED], &t->seed) || !read_schedule(r, &at[SCHEDULE]) ||
        !read_cycle(r, &at[CYCLE]) || !read_end(r, &at[END]) || !reader_bytes(r, &at[OUTPUT], &t->output, &t->output_count))
        return false;
    READ_ITEMS(r, &at[SITES], &t->sites, site, (struct trace_site){0},
               read_site(r, &site, vec_last(&t->sites)));
    READ_ITEMS(r, &at[TASKS], &t->tasks, task, (struct trace_task){0},
               read_task(r, &task, t->sites.count, vec_last(&t->tasks)));
    READ_ITEMS(r, &at[FINDINGS], &t->findings, finding, (struct trace_finding){0},
               read_finding(r, &finding, vec_last(&t->findings)));
    READ_ITEMS(r, &at[STEPS], &t->steps, step, (struct trace_step){0},
               read_step(r, &step, vec_last(&t->steps)));
    return true;
}

bool trace_parse_json(const char *text, size_t bytes, struct trace *out, struct error *err)
{
    struct reader r = {.trace = out, .err = err};
    struct json *json = json_parse(text, bytes, err);
    if (json == NULL)
        return false;
    struct place root = {.value = json};
    bool good = read_trace(&r, &root);
    if (!good)
        trace_release(out);
    intern_release(&r.intern);
    json_free(json);
    return good;
}
