/* SPDX-License-Identifier: MIT */
/* Outcomes as they are executed and told. */
#include "checker/states/outcomes.h"

#include "checker/states/follow.h"

#include <stdlib.h>
#include <string.h>

/* Observes what an execution prints to standard output. */
static void forget_printed(void *self)
{
    str_clear(self);
}

static void note_printed(void *self, const struct event *event)
{
    if (event->kind == EVENT_OUTPUT && event->fd == 1)
        str_append_bytes(self, event->bytes, event->count);
}

static const struct observer_ops printed_observer = {.on_reset = forget_printed,
                                                     .on_event = note_printed};

/* As a string literal of C. */
static void append_quoted(struct str *out, const struct str *text)
{
    static const char named[] = "abtnvfr"; /* from 7 on; b and t are 8 and 9 */
    str_append(out, "\"");
    for (size_t i = 0; i < text->bytes; i++) {
        unsigned char byte = (unsigned char)str_text(text)[i];
        if (byte == '"' || byte == '\\')
            str_printf(out, "\\%c", byte);
        else if (byte >= 7 && byte < 7 + strlen(named))
            str_printf(out, "\\%c", named[byte - 7]);
        else if (byte < 0x20 || byte > 0x7e)
            str_printf(out, "\\%03o", byte);
        else
            str_append_bytes(out, (const char *)&byte, 1);
    }
    str_append(out, "\"");
}

/* "x = 1, stdout = "ab""; *claimed is what the outcome says of what is printed after the base. */
static void tell(const struct outcomes *o, const struct machine *m, uint32_t outcome,
                 const struct str *printed, struct str *out)
{
    const uint8_t *at = blob_set_get(&o->values, outcome, NULL);
    for (size_t i = 0; i < o->items.count; i++) {
        const struct outcome_item *item = &o->items.items[i];
        uint64_t raw;
        str_printf(out, "%s%s = ", i ? ", " : "", item->name);
        if (item->bytes == 0) {
            append_quoted(out, printed);
            continue;
        }
        memcpy(&raw, at, sizeof raw);
        at += sizeof raw;
        machine_name_value(m, item->addr, item->bytes, raw, out);
    }
}

/* Was printed what the outcome says?  It knows what came after the first task was created. */
static bool is_printed(const struct outcomes *o, uint32_t outcome, const struct str *printed)
{
    size_t bytes, variables = 0;
    const uint8_t *at = blob_set_get(&o->values, outcome, &bytes);
    for (size_t i = 0; i < o->items.count; i++)
        variables += o->items.items[i].bytes > 0;
    at += variables * sizeof(uint64_t);
    bytes -= variables * sizeof(uint64_t);
    return printed->bytes >= bytes &&
           (bytes == 0 || memcmp(str_text(printed) + printed->bytes - bytes, at, bytes) == 0);
}

static bool execute(const struct outcomes *o, struct check *check, uint32_t outcome)
{
    struct machine *m = check->machine;
    struct str printed = {0}, text = {0}, schedule = {0};
    machine_observe(m, &printed_observer, &printed);
    bool good = follow_path(m, &o->paths.items[outcome]);
    machine_observe(m, NULL, NULL);
    good &= !outcomes_want_output(o) || is_printed(o, outcome, &printed);
    tell(o, m, outcome, &printed, &text);
    check_after_execution(check, m->end);
    schedule_format(&m->schedule, &schedule);
    struct outcome_row row = {str_take(&text), str_take(&schedule)};
    vec_push(&check->verdict->outcomes, row);
    str_release(&printed);
    return good;
}

static int compare_rows(const void *a, const void *b)
{
    const struct outcome_row *x = a, *y = b;
    return strverscmp(x->values, y->values);
}

uint64_t outcomes_list(const struct outcomes *o, struct check *check, bool all)
{
    struct verdict *v = check->verdict;
    uint64_t unconfirmed = 0;
    for (uint32_t i = 0; i < o->paths.count; i++)
        unconfirmed += !execute(o, check, i);
    if (v->outcomes.count > 1)
        qsort(v->outcomes.items, v->outcomes.count, sizeof *v->outcomes.items, compare_rows);
    v->outcomes_listed = all;
    if (o->unknown)
        verdict_scope(v, "no task accesses a variable called %s: its outcomes are not listed",
                      o->unknown);
    else if (all)
        verdict_scope(v, "outcomes: all %zu combinations of final values are listed",
                      v->outcomes.count);
    return unconfirmed;
}
