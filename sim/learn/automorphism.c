/* SPDX-License-Identifier: MIT */
#include "sim/learn/automorphism.h"

#include "sim/learn/registry.h"

#include <string.h>

static struct field_renaming *renaming(struct automorphism *a, uint32_t field)
{
    while (a->fields.count <= field)
        vec_push(&a->fields, (struct field_renaming){.to = BLOB_NONE, .from = BLOB_NONE});
    return &a->fields.items[field];
}

static bool is_adrift(const struct automorphism *a, uint32_t field)
{
    for (size_t i = 0; i < a->adrift.count; i++)
        if (a->adrift.items[i].field == field)
            return true;
    return false;
}

static uint32_t initial_value(const struct automorphism *a, uint32_t field)
{
    return field < a->initial->count ? a->initial->v[field] : 0;
}

void automorphism_correct(struct automorphism *a, uint32_t field, uint32_t value, uint32_t to)
{
    bool assumed = a->fields.items[field].anchored && !is_adrift(a, field);
    if (assumed && value == initial_value(a, field)) {
        vec_push(&a->adrift, (struct change){field, to});
        a->adrift_grew = true;
    } else if (assumed && to == initial_value(a, automorphism_field(a, field))) {
        a->puzzled = a->fields.items[field].puzzling = true;
    } else {
        a->refuted = true;
    }
}

/* Fields. */

static bool same_kind(const struct product *p, uint32_t x, uint32_t y)
{
    const struct field *f = &p->fields.items[x], *g = &p->fields.items[y];
    if (f->kind != g->kind)
        return false;
    if (f->kind == FIELD_CELL)
        return p->cells.items[f->subject].bytes == p->cells.items[g->subject].bytes;
    if (f->kind != FIELD_OBJECT)
        return f->kind != FIELD_HEAP;
    const struct learned_object *o = p->l->objects.items;
    return o[f->subject].kind == o[g->subject].kind &&
           o[f->subject].stub->ops == o[g->subject].stub->ops;
}

void automorphism_bind_field(struct automorphism *a, uint32_t field, uint32_t to)
{
    renaming(a, field > to ? field : to);
    struct field_renaming *f = &a->fields.items[field], *g = &a->fields.items[to];
    if (f->to == to)
        return;
    if (f->to != BLOB_NONE || g->from != BLOB_NONE || !same_kind(a->p, field, to)) {
        a->refuted = true;
        return;
    }
    f->to = to;
    g->from = field;
}

/* Values. */

static uint32_t known(const struct value_map *m, uint32_t value)
{
    return value < m->count ? m->items[value] : BLOB_NONE;
}

static bool same_operation(const struct product *p, uint32_t x, uint32_t y)
{
    const struct class *c = &p->classes.items[x], *d = &p->classes.items[y];
    if (c->enters_heap || d->enters_heap)
        return false;
    return c->kind == d->kind && c->finding == d->finding && c->text == d->text &&
           c->local == d->local && c->eager == d->eager && c->op.form == d->op.form &&
           c->op.verb == d->op.verb && c->op.bytes == d->op.bytes;
}

static uint32_t class_of_value(const struct product *p, task_id task, uint32_t value)
{
    return p->slots[task].classes.items[value - SLOT_CLASS];
}

static bool may_become(const struct automorphism *a, uint32_t field, uint32_t value, uint32_t to)
{
    const struct product *p = a->p;
    const struct field *f = &p->fields.items[field];
    if (f->kind != FIELD_TASK)
        return true;
    if (value < SLOT_CLASS || to < SLOT_CLASS)
        return value == to;
    task_id task = (task_id)f->subject;
    return same_operation(p, class_of_value(p, task, value),
                          class_of_value(p, a->image[task], to));
}

static void put(struct value_map *m, uint32_t at, uint32_t value)
{
    while (m->count <= at)
        vec_push(m, BLOB_NONE);
    m->items[at] = value;
}

void automorphism_bind_value(struct automorphism *a, uint32_t field, uint32_t value, uint32_t to)
{
    struct field_renaming *f = renaming(a, field);
    uint32_t before = known(&f->value, value), back = known(&f->back, to);
    if (before == to)
        return;
    bool initial = value == initial_value(a, field);
    if (before != BLOB_NONE || back != BLOB_NONE)
        automorphism_correct(a, field, value, to);
    else if (a->relied_on && initial != (to == initial_value(a, automorphism_field(a, field))))
        a->refuted = true; /* states were renamed as if nothing became of the field */
    else if (!may_become(a, field, value, to))
        a->refuted = true;
    if (a->refuted || a->adrift_grew || a->puzzled)
        return;
    put(&f->value, value, to);
    put(&f->back, to, value);
}

/* The accesses of FIELD_RACES have addresses, and tasks that know of them. */
static bool rename_access(struct automorphism *a, struct race_access *access)
{
    struct product *p = a->p;
    uint32_t count, first = product_known_cells(p, access->addr, access->bytes, &count);
    uint64_t addr = 0, known_by = 0;
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell *cell = &p->cells.items[i];
        if (renaming(a, cell->field)->to == BLOB_NONE) /* accessed at the start only */
            automorphism_bind_field(a, cell->field, cell->field);
        if (a->refuted)
            return false;
        uint32_t to = a->fields.items[cell->field].to;
        uint64_t start = p->cells.items[p->fields.items[to].subject].addr + access->addr - cell->addr;
        if (i > first && start != addr)
            return false; /* it is torn apart */
        addr = start;
    }
    for (task_id t = 0; t < PRODUCT_TASKS_MAX; t++)
        if (access->known >> t & 1)
            known_by |= UINT64_C(1) << a->image[t];
    access->addr = addr;
    access->known = known_by;
    return count > 0;
}

static uint32_t rename_races(struct automorphism *a, task_id task, uint32_t value)
{
    size_t count;
    uint32_t to = BLOB_NONE;
    const struct field *f = &a->p->fields.items[a->p->slots[task].races_field];
    const void *bytes = blob_set_get(&f->values, value, &count);
    struct race_access *items = memory_new(count + 1, 1);
    memcpy(items, bytes, count);
    count /= sizeof *items;
    bool done = true;
    for (size_t i = 0; i < count && done; i++)
        done = rename_access(a, &items[i]);
    if (done)
        to = races_value(a->p, a->image[task], items, count);
    free(items);
    return to;
}

/* A value of a cell that is the image of none: the least one. */
static uint32_t fresh_value(struct automorphism *a, uint32_t field)
{
    uint32_t to = automorphism_field(a, field), id = BLOB_NONE;
    if (a->p->fields.items[to].kind != FIELD_CELL)
        return BLOB_NONE;
    const struct cell cell = a->p->cells.items[a->p->fields.items[to].subject];
    for (uint64_t bytes = 1; id == BLOB_NONE && bytes < 256; bytes++) {
        id = cell_value_id(a->p, &cell, &bytes);
        if (known(&a->fields.items[field].back, id) != BLOB_NONE)
            id = BLOB_NONE;
    }
    return id;
}

/*
 * What nobody writes, such as the initial value, becomes the other's initial value.  If that is the image
 * of something that is written, any other value does: for both it makes no difference what it is, else
 * comparing what reads it will tell.
 */
static uint32_t left_over(struct automorphism *a, uint32_t field)
{
    uint32_t to = initial_value(a, automorphism_field(a, field));
    return known(&a->fields.items[field].back, to) == BLOB_NONE ? to : fresh_value(a, field);
}

void automorphism_give_up(struct automorphism *a)
{
    for (uint32_t i = 0; i < a->fields.count && !a->adrift_grew; i++)
        if (a->fields.items[i].puzzling && !is_adrift(a, i)) {
            vec_push(&a->adrift, (struct change){i, fresh_value(a, i)});
            a->adrift_grew = true;
        }
}

uint32_t automorphism_find(struct automorphism *a, uint32_t field, uint32_t value)
{
    const struct field *of = &a->p->fields.items[field];
    uint32_t to = known(&renaming(a, field)->value, value);
    if (to != BLOB_NONE)
        return to;
    switch (of->kind) {
    case FIELD_TASK:
        to = value < SLOT_CLASS ? value : BLOB_NONE;
        break;
    case FIELD_REGION:
        to = value;
        break;
    case FIELD_RACES:
        to = value ? rename_races(a, (task_id)of->subject, value) : 0;
        break;
    default:
        if (a->relied_on || (a->fields.items[field].anchored && value == initial_value(a, field)))
            to = left_over(a, field);
        break;
    }
    if (to != BLOB_NONE)
        automorphism_bind_value(a, field, value, to);
    return a->refuted || a->adrift_grew ? BLOB_NONE : to;
}

bool automorphism_anchor(struct automorphism *a, uint32_t field, uint32_t value)
{
    struct field_renaming *f = renaming(a, field);
    if (f->anchored || is_adrift(a, field) || value != initial_value(a, field) ||
        known(&f->value, value) != BLOB_NONE)
        return false;
    f->anchored = true;
    return true;
}

bool automorphism_settle(struct automorphism *a, uint32_t field, uint32_t value)
{
    if (known(&renaming(a, field)->value, value) != BLOB_NONE)
        return false;
    uint32_t to = left_over(a, field);
    if (to != BLOB_NONE)
        automorphism_bind_value(a, field, value, to);
    return to != BLOB_NONE;
}

/* From the tasks' fields everything else follows. */
static void begin(struct automorphism *a)
{
    const struct product *p = a->p;
    for (task_id t = 0; t < p->slot_count; t++) {
        const struct slot_classes *of = &p->slots[t], *to = &p->slots[a->image[t]];
        if (!of->used || !to->used) {
            a->refuted |= of->used != to->used;
            continue;
        }
        automorphism_bind_field(a, of->task_field, to->task_field);
        automorphism_bind_field(a, of->region_field, to->region_field);
        automorphism_bind_field(a, of->races_field, to->races_field);
        automorphism_bind_field(a, of->thread_field, to->thread_field);
        automorphism_bind_value(a, of->task_field, initial_value(a, of->task_field),
                                initial_value(a, to->task_field));
        automorphism_bind_value(a, of->thread_field, initial_value(a, of->thread_field),
                                initial_value(a, to->thread_field));
    }
    for (size_t i = 0; i < a->adrift.count; i++)
        if (a->adrift.items[i].value != BLOB_NONE)
            automorphism_bind_value(a, a->adrift.items[i].field,
                                    initial_value(a, a->adrift.items[i].field),
                                    a->adrift.items[i].value);
}

static void forget(struct automorphism *a)
{
    for (size_t i = 0; i < a->fields.count; i++) {
        vec_release(&a->fields.items[i].value);
        vec_release(&a->fields.items[i].back);
    }
    vec_clear(&a->fields);
    vec_clear(&a->deferred);
    a->checked = 0;
    a->adrift_grew = false;
}

struct automorphism *automorphism_new(struct product *p, const task_id *image,
                                      const struct state *initial)
{
    struct automorphism *a = memory_new(1, sizeof *a);
    a->p = p;
    a->initial = initial;
    memcpy(a->image, image, sizeof a->image);
    begin(a);
    return a;
}

void automorphism_restart(struct automorphism *a)
{
    forget(a);
    begin(a);
}

void automorphism_free(struct automorphism *a)
{
    forget(a);
    vec_release(&a->fields);
    vec_release(&a->adrift);
    vec_release(&a->deferred);
    free(a);
}
