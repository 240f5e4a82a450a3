/* SPDX-License-Identifier: MIT */
/* The parts of a state: fields, and the cells among them. */
#include "sim/learn/product.h"

#include <stdarg.h>

void product_refuse(struct product *p, const char *format, ...)
{
    if (p->refused)
        return;
    struct str text = {0};
    va_list arguments;
    va_start(arguments, format);
    str_vprintf(&text, format, arguments);
    va_end(arguments);
    p->refused = memory_copy_text(str_text(&text));
    str_release(&text);
}

void state_release(struct state *s)
{
    free(s->v);
    *s = (struct state){0};
}

void state_fit(const struct product *p, struct state *s)
{
    uint32_t wanted = product_width(p);
    if (wanted > s->capacity) {
        s->capacity = wanted * 2;
        s->v = memory_resize(s->v, s->capacity, sizeof *s->v);
    }
    while (s->count < wanted)
        s->v[s->count++] = 0;
}

void state_copy(const struct product *p, const struct state *from, struct state *to)
{
    state_fit(p, to);
    memset(to->v, 0, to->count * sizeof *to->v);
    memcpy(to->v, from->v, from->count * sizeof *to->v);
}

uint32_t product_add_field(struct product *p, enum field_kind kind, uint32_t subject)
{
    uint32_t id = product_width(p);
    vec_push(&p->fields, (struct field){.kind = kind, .subject = subject});
    return id;
}

void product_set(struct product *p, struct state *s, uint32_t field, uint32_t value)
{
    if (field >= s->count)
        state_fit(p, s);
    if (s->v[field] == value)
        return;
    vec_push(&p->log, (struct change){field, s->v[field]});
    s->v[field] = value;
}

void product_undo(struct product *p, struct state *s)
{
    for (size_t i = p->log.count; i-- > 0;)
        s->v[p->log.items[i].field] = p->log.items[i].value;
    vec_clear(&p->log);
}

uint32_t product_object_field(struct product *p, uint32_t object)
{
    while (p->object_fields.count <= object)
        vec_push(&p->object_fields, 0);
    if (p->object_fields.items[object] == 0)
        p->object_fields.items[object] = product_add_field(p, FIELD_OBJECT, object);
    return p->object_fields.items[object];
}

/* Cells. */

uint32_t cell_value_id(struct product *p, const struct cell *cell, const void *bytes)
{
    struct field *f = &p->fields.items[cell->field];
    return blob_set_add(&f->values, bytes, cell->bytes);
}

/* First cell that ends after addr. */
static size_t cell_after(const struct product *p, uint64_t addr)
{
    size_t low = 0, high = p->cells.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->cells.items[middle].addr + p->cells.items[middle].bytes > addr)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void insert_cell(struct product *p, size_t at, uint64_t addr, uint32_t bytes)
{
    uint8_t base[8];
    struct cell cell = {addr, bytes, product_add_field(p, FIELD_CELL, 0)};
    vec_push(&p->cells, cell);
    memmove(&p->cells.items[at + 1], &p->cells.items[at],
            (p->cells.count - 1 - at) * sizeof cell);
    p->cells.items[at] = cell;
    if (world_in_stacks(addr) && stack_owner(addr) != 0)
        p->split = true; /* what it held when the task began is known if it is there by then */
    learner_base_read(p->l, addr, bytes, base);
    cell_value_id(p, &cell, base);
    for (size_t i = at; i < p->cells.count; i++)
        p->fields.items[p->cells.items[i].field].subject = (uint32_t)i;
}

uint32_t product_known_cells(const struct product *p, uint64_t addr, uint64_t bytes,
                             uint32_t *count)
{
    size_t first = cell_after(p, addr), end = first;
    while (end < p->cells.count && p->cells.items[end].addr < addr + bytes)
        end++;
    *count = (uint32_t)(end - first);
    return (uint32_t)first;
}

/* The largest aligned piece that starts at addr and ends before the limit. */
static uint32_t piece_bytes(uint64_t addr, uint64_t limit)
{
    uint32_t bytes = 8;
    while (addr % bytes != 0 || addr + bytes > limit)
        bytes /= 2;
    return bytes;
}

/* Cells never overlap: an access that fits none of them gets the gaps filled. */
uint32_t product_cells(struct product *p, uint64_t addr, uint64_t bytes, uint32_t *count)
{
    uint64_t end = addr + bytes;
    size_t first = cell_after(p, addr), at = first;
    for (uint64_t here = addr; here < end; at++) {
        bool there = at < p->cells.count && p->cells.items[at].addr <= here;
        if (!there) {
            uint64_t limit = end;
            if (at < p->cells.count && p->cells.items[at].addr < end)
                limit = p->cells.items[at].addr;
            insert_cell(p, at, here, piece_bytes(here, limit));
        }
        here = p->cells.items[at].addr + p->cells.items[at].bytes;
    }
    *count = (uint32_t)(at - first);
    return (uint32_t)first;
}

void product_read(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes,
                  uint8_t *to)
{
    uint32_t count;
    uint32_t first = product_cells(p, addr, bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell *cell = &p->cells.items[i];
        uint32_t value = cell->field < s->count ? s->v[cell->field] : 0;
        const uint8_t *from = blob_set_get(&p->fields.items[cell->field].values, value, NULL);
        uint64_t low = cell->addr > addr ? cell->addr : addr;
        uint64_t high = cell->addr + cell->bytes < addr + bytes ? cell->addr + cell->bytes
                                                                : addr + bytes;
        memcpy(to + (low - addr), from + (low - cell->addr), high - low);
    }
}
