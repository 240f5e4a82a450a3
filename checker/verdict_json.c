/* SPDX-License-Identifier: MIT */
#include "checker/verdict_json.h"

#include "traces/json.h"

#include <inttypes.h>

static struct json *texts_json(char *const *texts, size_t count)
{
    struct json *array = json_array_new();
    for (size_t i = 0; i < count; i++)
        json_append_text(array, texts[i]);
    return array;
}

static struct json *site_json(const struct violation_site *site)
{
    struct json *object = json_object_new();
    json_set_text(object, "task", site->task);
    json_set_text(object, "file", site->file);
    json_set_number(object, "line", site->line);
    json_set_text(object, "function", site->function);
    json_set_text(object, "what", site->what);
    return object;
}

static struct json *violation_json(const struct violation *v)
{
    struct json *object = json_object_new();
    json_set_text(object, "kind", finding_kind_name(v->kind));
    json_set_text(object, "severity", severity_name(v->severity));
    json_set_text(object, "message", v->message);
    json_set_child(object, "tasks", texts_json(v->tasks.items, v->tasks.count));
    struct json *sites = json_array_new();
    for (size_t i = 0; i < v->sites.count; i++)
        json_append_child(sites, site_json(&v->sites.items[i]));
    json_set_child(object, "sites", sites);
    struct str trace = {0};
    schedule_format(&v->schedule, &trace);
    json_set_text(object, "trace", str_text(&trace));
    str_release(&trace);
    struct str signature = {0};
    str_printf(&signature, "%016" PRIx64, v->signature);
    json_set_text(object, "signature", str_text(&signature));
    str_release(&signature);
    json_set_number(object, "execution", v->execution);
    json_set_number(object, "steps", v->steps);
    json_set_text(object, "output", v->output);
    json_set_bool(object, "endless", v->schedule.endless_steps > 0);
    json_set_number(object, "cycle", v->schedule.cycle_steps);
    return object;
}

static struct json *outcomes_json(const struct verdict *verdict)
{
    struct json *array = json_array_new();
    for (size_t i = 0; i < verdict->outcomes.count; i++) {
        struct json *object = json_object_new();
        json_set_text(object, "values", verdict->outcomes.items[i].values);
        json_set_text(object, "schedule", verdict->outcomes.items[i].schedule);
        json_append_child(array, object);
    }
    return array;
}

static struct json *estimate_json(const struct verdict_estimate *estimated)
{
    struct json *object = json_object_new();
    json_set_text(object, "mean", estimated->executions);
    json_set_text(object, "error", estimated->error);
    json_set_number(object, "samples", estimated->samples);
    return object;
}

static const char *answer_name(enum answer answer)
{
    static const char *const names[] = {NULL, "yes", "no"};
    return names[answer];
}

static void set_bypass(struct json *object, const char *name, enum bypass_kind kind, uint32_t bound)
{
    if (kind == BYPASS_BOUNDED)
        json_set_number(object, name, bound);
    else
        json_set_text(object, name, kind == BYPASS_UNBOUNDED ? "unbounded" : NULL);
}

struct json *report_card_json(const struct report_card *card)
{
    struct json *object = json_object_new();
    json_set_text(object, "mutual_exclusion", answer_name(card->mutual_exclusion));
    json_set_text(object, "progress", answer_name(card->progress));
    json_set_text(object, "starvation_free_weak", answer_name(card->starvation_free_weak));
    json_set_text(object, "starvation_free_strong", answer_name(card->starvation_free_strong));
    set_bypass(object, "bypass", card->bypass, card->bypass_bound);
    set_bypass(object, "bypass_doorway", card->bypass_doorway, card->bypass_doorway_bound);
    json_set_text(object, "fcfs", answer_name(card->fcfs));
    return object;
}

void verdict_write_json(const struct verdict *verdict, struct str *out)
{
    struct json *object = json_object_new();
    json_set_text(object, "verdict", verdict_kind_name(verdict->kind));
    json_set_bool(object, "complete", verdict->complete);
    json_set_text(object, "engine", verdict->engine);
    json_set_text(object, "strategy", verdict->strategy);
    json_set_text(object, "memory", verdict->memory);
    json_set_u64(object, "seed", verdict->seed);
    json_set_number(object, "executions", verdict->executions);
    json_set_number(object, "steps", verdict->steps);
    json_set_number(object, "states", verdict->states);
    json_set_double(object, "seconds", verdict->seconds);
    if (verdict->estimated.samples > 0)
        json_set_child(object, "estimated_executions", estimate_json(&verdict->estimated));
    json_set_text(object, "reason", verdict->unsupported);
    json_set_child(object, "scope", texts_json(verdict->scope.items, verdict->scope.count));
    struct json *violations = json_array_new();
    for (size_t i = 0; i < verdict->violations.count; i++)
        json_append_child(violations, violation_json(&verdict->violations.items[i]));
    json_set_child(object, "violations", violations);
    if (verdict->outcomes.count > 0)
        json_set_child(object, "outcomes", outcomes_json(verdict));
    if (verdict->card.asked)
        json_set_child(object, "conditions", report_card_json(&verdict->card));
    json_print(object, out);
    json_free(object);
}
