/* SPDX-License-Identifier: MIT */
#include "checker/violations.h"

#include "base/check.h"
#include "sim/debuginfo.h"
#include "sim/program.h"

#include <stdlib.h>
#include <string.h>

/* What an execution shows by going on for ever, or not at all. */
static bool is_waiting(enum finding_kind kind)
{
    return kind == FINDING_DEADLOCK || kind == FINDING_LOST_WAKEUP || kind == FINDING_LIVELOCK ||
           kind == FINDING_STARVATION || kind == FINDING_PROGRESS;
}

bool violation_apply_policy(const struct check_options *options, struct finding *finding)
{
    if (finding->kind == FINDING_DATA_RACE) {
        if (options->race == RACE_WARN && finding->severity == SEVERITY_ERROR)
            finding->severity = SEVERITY_WARNING;
        return options->race != RACE_OFF;
    }
    if (finding->kind == FINDING_LEAK) {
        finding->severity = options->leak == LEAK_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING;
        return options->leak != LEAK_OFF;
    }
    return options->stuck || !is_waiting(finding->kind);
}

static char *task_name(const struct machine *m, task_id task)
{
    struct str name = {0};
    machine_name_task(m, task, &name);
    return str_take(&name);
}

static struct violation_site make_site(const struct machine *m, const struct finding_site *from)
{
    struct source_site place = {.file = "?", .function = "?"};
    if (from->pc != 0 && m->program != NULL)
        place = debuginfo_site(debuginfo_of(m->program), from->pc);
    return (struct violation_site){
        .task = task_name(m, from->task),
        .file = memory_copy_text(place.file),
        .function = memory_copy_text(place.function),
        .line = place.line,
        .what = memory_copy_text(from->what ? from->what : ""),
    };
}

static void add_task(struct violation *v, const char *name)
{
    for (size_t i = 0; i < v->tasks.count; i++)
        if (strcmp(v->tasks.items[i], name) == 0)
            return;
    vec_push(&v->tasks, memory_copy_text(name));
}

static void fill(struct violation *v, const struct machine *m, const struct finding *finding)
{
    v->kind = finding->kind;
    v->severity = finding->severity;
    v->message = memory_copy_text(finding->message ? finding->message : "");
    for (uint32_t i = 0; i < finding->site_count; i++) {
        vec_push(&v->sites, make_site(m, &finding->sites[i]));
        add_task(v, vec_last(&v->sites)->task);
    }
    schedule_copy(&v->schedule, &m->schedule);
    v->steps = m->schedule.endless_steps > 0 ? m->schedule.endless_steps : m->steps;
    v->signature = finding_signature(finding);
    v->output = memory_copy_text(str_text(&m->output));
}

void violation_refill(struct violation *v, struct machine *m, const struct finding *finding)
{
    struct violation fresh = {0};
    fill(&fresh, m, finding);
    ASSERT_EQ(fresh.signature, v->signature);
    fresh.severity = v->severity;
    fresh.execution = v->execution;
    violation_release(v);
    *v = fresh;
}

const struct finding *violation_find(const struct machine *m, uint64_t signature)
{
    for (size_t i = 0; i < m->findings.count; i++)
        if (finding_signature(&m->findings.items[i]) == signature)
            return &m->findings.items[i];
    return NULL;
}

/*
 * A racy program shows the same few findings in every execution; computing their signatures would
 * cost more than the execution.  Findings that agree in kind, objects and their first two places are the
 * same bug.
 */
static bool seen_lately(struct seen_findings *seen, const struct finding *f)
{
    uint64_t first = f->site_count > 0 ? f->sites[0].pc : 0;
    uint64_t second = f->site_count > 1 ? f->sites[1].pc : 0;
    if (f->site_count > 2 || first == 0)
        return false;
    uint64_t key = (first * 0x9e3779b97f4a7c15u) ^ (second * 0xbf58476d1ce4e5b9u) ^ f->objects ^ f->kind;
    struct seen_finding *slot = &seen->slots[(key >> 32) % SEEN_FINDINGS];
    if (slot->first == first && slot->second == second && slot->objects == f->objects &&
        slot->kind == f->kind)
        return true;
    *slot = (struct seen_finding){
        .first = first, .second = second, .objects = f->objects, .kind = f->kind};
    return false;
}

static bool is_known(const struct verdict *verdict, uint64_t signature)
{
    for (size_t i = 0; i < verdict->violations.count; i++)
        if (verdict->violations.items[i].signature == signature)
            return true;
    return false;
}

/* A warning at another place of the same line, or with other tasks behind it, says nothing new. */
static bool is_told(const struct verdict *verdict, const struct violation *v)
{
    for (size_t i = 0; v->severity != SEVERITY_ERROR && i < verdict->violations.count; i++) {
        const struct violation *other = &verdict->violations.items[i];
        if (other->kind == v->kind && strcmp(other->message, v->message) == 0)
            return true;
    }
    return false;
}

/* The kinds of error after which an execution goes on. */
static bool is_mild(enum finding_kind kind)
{
    return kind == FINDING_DATA_RACE || kind == FINDING_MISSING_JOIN || kind == FINDING_LEAK;
}

static void keep(struct check *check, const struct finding *original)
{
    struct finding finding = *original;
    if (!violation_apply_policy(check->options, &finding))
        return;
    if (is_known(check->verdict, finding_signature(&finding)))
        return;
    if (check->verdict->violations.count == VIOLATIONS_MAX) {
        verdict_scope(check->verdict, "only the first %d violations were kept", VIOLATIONS_MAX);
        return;
    }
    struct violation v = {.execution = search_executions(&check->search)};
    fill(&v, check->machine, &finding);
    if (is_told(check->verdict, &v)) {
        violation_release(&v);
        return;
    }
    vec_push(&check->verdict->violations, v);
    if (v.severity != SEVERITY_ERROR)
        return;
    if (is_mild(v.kind))
        check->mild_found = true;
    else
        check->fatal_found = true;
}

void violations_keep(struct check *check)
{
    const struct machine *m = check->machine;
    for (size_t i = 0; i < m->findings.count; i++)
        if (!seen_lately(&check->seen, &m->findings.items[i]))
            keep(check, &m->findings.items[i]);
}
