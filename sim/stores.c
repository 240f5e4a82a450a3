/* SPDX-License-Identifier: MIT */
#include "sim/stores.h"

#include "base/check.h"

#include <string.h>

struct waiting_store waiting_store_of(const struct op *op, uint64_t value)
{
    bool release = op->kind == OP_STORE &&
                   (op->order == __ATOMIC_RELEASE || op->order == __ATOMIC_ACQ_REL);
    ASSERT_LE(op->bytes, sizeof value);
    return (struct waiting_store){op->addr, value, (uint32_t)op->bytes, release};
}

uint32_t stores_waiting(const struct stores *s)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->count; i++)
        count += s->items[i].bytes > 0;
    return count;
}

void stores_push(struct stores *s, struct waiting_store store)
{
    ASSERT_LT(s->count, STORES_ITEMS_MAX);
    s->items[s->count++] = store;
}

void stores_fence(struct stores *s)
{
    if (s->count > 0 && s->items[s->count - 1].bytes > 0)
        stores_push(s, (struct waiting_store){0});
}

static bool touches(const struct waiting_store *store, uint64_t addr, uint64_t bytes)
{
    return store->addr < addr + bytes && addr < store->addr + store->bytes;
}

static bool may_be_flushed(const struct stores *s, enum memory_model model, uint32_t index)
{
    const struct waiting_store *store = &s->items[index];
    if (index == 0)
        return true;
    if (model == MEMORY_TSO || store->release)
        return false;
    for (uint32_t i = 0; i < index; i++)
        if (s->items[i].bytes == 0 || touches(&s->items[i], store->addr, store->bytes))
            return false;
    return true;
}

uint32_t stores_flushable(const struct stores *s, enum memory_model model,
                          uint32_t which[STORES_ITEMS_MAX])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->count && (i == 0 || model == MEMORY_PSO); i++)
        if (s->items[i].bytes > 0 && may_be_flushed(s, model, i))
            which[count++] = i;
    return count;
}

static void close_gap(struct stores *s, uint32_t index)
{
    s->count--;
    memmove(&s->items[index], &s->items[index + 1], (s->count - index) * sizeof s->items[0]);
}

void stores_remove(struct stores *s, uint32_t index)
{
    ASSERT_LT(index, s->count);
    close_gap(s, index);
    if (s->count > 0 && s->items[0].bytes == 0)
        close_gap(s, 0);
}

uint64_t stores_show(const struct stores *s, uint64_t addr, uint64_t bytes, uint8_t *to)
{
    uint64_t shown = 0;
    for (uint64_t b = 0; b < bytes && s->count > 0; b++) {
        int i = stores_find(s, addr + b, 1);
        if (i < 0)
            continue;
        to[b] = (uint8_t)(s->items[i].value >> 8 * (addr + b - s->items[i].addr));
        shown++;
    }
    return shown;
}

int stores_find(const struct stores *s, uint64_t addr, uint64_t bytes)
{
    for (int i = (int)s->count - 1; i >= 0; i--)
        if (touches(&s->items[i], addr, bytes))
            return i;
    return -1;
}
