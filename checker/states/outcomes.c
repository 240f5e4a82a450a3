/* SPDX-License-Identifier: MIT */
#include "checker/states/outcomes.h"

#include "checker/states/follow.h"

#include <stdlib.h>
#include <string.h>

static void clear(struct outcomes *o)
{
    for (size_t i = 0; i < o->cells.count; i++)
        free(o->cells.items[i].name);
    for (size_t i = 0; i < o->texts.count; i++)
        free(o->texts.items[i]);
    for (size_t i = 0; i < o->paths.count; i++)
        vec_release(&o->paths.items[i].steps);
    vec_clear(&o->cells);
    vec_clear(&o->texts);
    vec_clear(&o->paths);
    vec_clear(&o->states);
    blob_set_release(&o->values);
    free(o->unknown);
    o->unknown = NULL;
}

void outcomes_release(struct outcomes *o)
{
    clear(o);
    vec_release(&o->cells);
    vec_release(&o->texts);
    vec_release(&o->paths);
    vec_release(&o->states);
}

/* The cell that traces would call so. */
static bool find_cell(struct outcomes *o, const struct product *p, const char *name, size_t bytes)
{
    const struct machine *m = &p->l->d->machine;
    struct str text = {0};
    bool found = false;
    for (size_t i = 0; i < p->cells.count && !found; i++) {
        const struct cell *cell = &p->cells.items[i];
        str_clear(&text);
        machine_name_addr(m, cell->addr, cell->bytes, &text);
        found = text.bytes == bytes && memcmp(str_text(&text), name, bytes) == 0;
        if (found)
            vec_push(&o->cells, (struct outcome_cell){memory_copy_text(str_text(&text)), cell->addr,
                                                      cell->bytes});
    }
    str_release(&text);
    return found;
}

static bool find_cells(struct outcomes *o, const struct product *p)
{
    for (const char *at = o->wanted; *at;) {
        size_t bytes = strcspn(at, ",");
        if (!find_cell(o, p, at, bytes)) {
            o->unknown = memory_copy_text(at);
            o->unknown[bytes] = '\0';
            return false;
        }
        at += bytes + (at[bytes] == ',');
    }
    return true;
}

static void add(struct outcomes *o, struct exploration *e, const struct state *s, uint64_t index)
{
    struct product *p = e->product;
    struct str text = {0};
    uint8_t bytes[8];
    struct bytes key = {0};
    for (size_t i = 0; i < o->cells.count; i++) {
        const struct outcome_cell *c = &o->cells.items[i];
        uint64_t raw = 0;
        product_read(p, s, c->addr, c->bytes, bytes);
        memcpy(&raw, bytes, c->bytes);
        vec_reserve(&key, key.count + sizeof raw);
        memcpy(key.items + key.count, &raw, sizeof raw);
        key.count += sizeof raw;
        str_printf(&text, "%s%s = ", i ? ", " : "", c->name);
        machine_name_value(&p->l->d->machine, c->addr, c->bytes, raw, &text);
    }
    uint32_t id = blob_set_add(&o->values, key.items, key.count);
    if (id == o->states.count) {
        struct path path = {0};
        explore_path(e, &(struct witness){.kind = WITNESS_FINISHED, .state = (uint32_t)index},
                     &path);
        vec_push(&o->states, (uint32_t)index);
        vec_push(&o->texts, memory_copy_text(str_text(&text)));
        vec_push(&o->paths, path);
    }
    vec_release(&key);
    str_release(&text);
}

void outcomes_collect(struct outcomes *o, struct exploration *e)
{
    struct product *p = e->product;
    struct state s = {0};
    clear(o);
    if (!find_cells(o, p))
        return;
    for (uint64_t i = 0; i < explore_states(e); i++) {
        explore_state(e, i, &s);
        if (product_unfinished(p, &s) == 0 || s.v[p->exited_field] != 0)
            add(o, e, &s, i);
    }
    state_release(&s);
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
    for (size_t i = 0; i < o->texts.count; i++) {
        struct str schedule = {0};
        if (!follow_path(check->machine, &o->paths.items[i]))
            unconfirmed++;
        check_after_execution(check, check->machine->end);
        schedule_format(&check->machine->schedule, &schedule);
        struct outcome_row row = {memory_copy_text(o->texts.items[i]),
                                  memory_copy_text(str_text(&schedule))};
        vec_push(&v->outcomes, row);
        str_release(&schedule);
    }
    if (v->outcomes.count > 1)
        qsort(v->outcomes.items, v->outcomes.count, sizeof *v->outcomes.items, compare_rows);
    if (o->unknown)
        verdict_scope(v, "no task accesses a variable called %s: its outcomes are not listed",
                      o->unknown);
    else if (all)
        verdict_scope(v, "outcomes: all %zu combinations of final values are listed",
                      v->outcomes.count);
    return unconfirmed;
}
