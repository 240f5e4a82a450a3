/* SPDX-License-Identifier: MIT */
/* Open addressing with linear probing. */
#include "traces/intern.h"

#include "base/check.h"
#include "base/hash.h"

#include <string.h>

static const struct index_slot FREE_SLOT = {0, UINT32_MAX};

static const struct index_slot *probe(const struct index_table *table, size_t at, uint64_t hash)
{
    for (;; at++) {
        const struct index_slot *slot = &table->slots[at & (table->capacity - 1)];
        if (slot->index == UINT32_MAX || slot->hash == hash)
            return slot;
    }
}

const struct index_slot *index_table_first(const struct index_table *table, uint64_t hash)
{
    return table->capacity == 0 ? &FREE_SLOT : probe(table, hash, hash);
}

const struct index_slot *index_table_next(const struct index_table *table,
                                          const struct index_slot *slot)
{
    return probe(table, (size_t)(slot - table->slots) + 1, slot->hash);
}

static void put(struct index_table *table, uint64_t hash, uint32_t index)
{
    size_t at = hash;
    while (table->slots[at & (table->capacity - 1)].index != UINT32_MAX)
        at++;
    table->slots[at & (table->capacity - 1)] = (struct index_slot){hash, index};
}

static void grow(struct index_table *table)
{
    struct index_table old = *table;
    table->capacity = old.capacity > 0 ? old.capacity * 2 : 64;
    table->slots = memory_new(table->capacity, sizeof *table->slots);
    for (size_t i = 0; i < table->capacity; i++)
        table->slots[i] = FREE_SLOT;
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].index != UINT32_MAX)
            put(table, old.slots[i].hash, old.slots[i].index);
    free(old.slots);
}

void index_table_add(struct index_table *table, uint64_t hash, uint32_t index)
{
    ASSERT(index != UINT32_MAX);
    if (2 * (table->count + 1) > table->capacity)
        grow(table);
    put(table, hash, index);
    table->count++;
}

void index_table_release(struct index_table *table)
{
    free(table->slots);
    *table = (struct index_table){0};
}

uint32_t intern_text(struct intern *intern, struct trace *trace, const char *text)
{
    struct index_table *table = &intern->texts;
    uint64_t hash = hash_bytes(text, strlen(text), 0);
    const struct index_slot *slot = index_table_first(table, hash);
    for (; slot->index != UINT32_MAX; slot = index_table_next(table, slot))
        if (strcmp(trace->texts.items[slot->index], text) == 0)
            return slot->index;
    uint32_t index = (uint32_t)trace->texts.count;
    vec_push(&trace->texts, memory_copy_text(text));
    index_table_add(table, hash, index);
    return index;
}

uint32_t intern_site(struct intern *intern, struct trace *trace, const char *file,
                     const char *function, uint32_t line)
{
    struct index_table *table = &intern->sites;
    uint64_t hash = hash_bytes(function, strlen(function), hash_bytes(file, strlen(file), line));
    const struct index_slot *slot = index_table_first(table, hash);
    for (; slot->index != UINT32_MAX; slot = index_table_next(table, slot)) {
        const struct trace_site *site = &trace->sites.items[slot->index];
        if (site->line == line && strcmp(site->file, file) == 0 &&
            strcmp(site->function, function) == 0)
            return slot->index;
    }
    uint32_t index = (uint32_t)trace->sites.count;
    struct trace_site site = {memory_copy_text(file), memory_copy_text(function), line};
    vec_push(&trace->sites, site);
    index_table_add(table, hash, index);
    return index;
}

void intern_release(struct intern *intern)
{
    index_table_release(&intern->texts);
    index_table_release(&intern->sites);
}
