/* SPDX-License-Identifier: MIT */
#include "sim/learn/rounds.h"

#include "base/hash.h"
#include "sim/learn/registry.h"

#include <string.h>

/* Addresses that are none: of an operation that does not look, and of an atomic section. */
#define NOTHING    UINT64_MAX
#define EVERYTHING (UINT64_MAX - 1)

/* Number 0 of both is none. */
void rounds_init(struct rounds *r)
{
    *r = (struct rounds){0};
    const struct look none = {0};
    const uint32_t empty[] = {0, 0};
    blob_set_add(&r->looks, &none, sizeof none);
    blob_set_add(&r->numbers, empty, sizeof empty);
    vec_push(&r->histories, (struct history){0});
}

void rounds_release(struct rounds *r)
{
    blob_set_release(&r->looks);
    blob_set_release(&r->numbers);
    vec_release(&r->histories);
}

static uint64_t value_of_cell(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes)
{
    uint64_t value = 0;
    if (bytes <= sizeof value) {
        product_read(p, s, addr, bytes, (uint8_t *)&value);
        return value;
    }
    uint8_t *large = memory_new(bytes, 1);
    product_read(p, s, addr, bytes, large);
    value = hash_bytes(large, bytes, 0);
    free(large);
    return value;
}

/* All that tasks share; where they are is left out. */
static uint64_t value_of_all(const struct product *p, const struct state *s)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < s->count; i++)
        if (p->fields.items[i].kind != FIELD_TASK)
            value = hash_bytes(&s->v[i], sizeof s->v[i], value + i);
    return value;
}

static uint64_t value_of(struct product *p, const struct state *s, const struct look *look)
{
    if (look->addr == NOTHING)
        return 0;
    if (look->addr == EVERYTHING)
        return value_of_all(p, s);
    if (look->bytes == 0)
        return s->v[look->addr];
    return value_of_cell(p, s, look->addr, look->bytes);
}

uint32_t rounds_look(struct rounds *r, struct product *p, const struct state *s, uint32_t class)
{
    const struct op op = p->classes.items[class].op;
    struct look look = {0};
    if (op_is_cell(&op))
        look = (struct look){.addr = op.addr, .bytes = op.bytes};
    else if (op.kind == OP_OBJECT)
        look.addr = product_object_field(p, registry_index(op.object));
    else if (op.kind == OP_ATOMIC)
        look.addr = EVERYTHING;
    else
        look.addr = NOTHING;
    look.value = value_of(p, s, &look);
    return blob_set_add(&r->looks, &look, sizeof look);
}

uint32_t rounds_add(struct rounds *r, uint32_t history, uint32_t look)
{
    uint32_t longer = r->histories.items[history].longer;
    if (LIKELY(longer != 0 && r->histories.items[longer].look == look))
        return longer;
    const uint32_t number[] = {history, look};
    longer = blob_set_add(&r->numbers, number, sizeof number);
    if (longer == r->histories.count)
        vec_push(&r->histories, (struct history){history, look, 0});
    r->histories.items[history].longer = longer;
    return longer;
}

bool rounds_hold(const struct rounds *r, struct product *p, const struct state *s, uint32_t history,
                 uint32_t count)
{
    for (; count > 0; count--) {
        const struct history *h = &r->histories.items[history];
        if (history == 0)
            return false;
        const struct look *look = blob_set_get(&r->looks, h->look, NULL);
        if (value_of(p, s, look) != look->value)
            return false;
        history = h->before;
    }
    return true;
}
