/* SPDX-License-Identifier: MIT */
#include "sim/posix/thread_data.h"

#include <string.h>

/* The slot's table grows with the highest task that needed an entry: few programs need any. */
struct table {
    uint32_t count;
    struct thread_data **items;
};

enum { TABLE_COUNT_MIN = 16 };

static struct table *table_for(uint32_t wanted)
{
    void **slot = call_slot(CALL_SLOT_THREADS);
    if (*slot == NULL)
        *slot = call_alloc(sizeof(struct table));
    struct table *table = *slot;
    if (table->count >= wanted)
        return table;
    uint32_t count = table->count ? table->count : TABLE_COUNT_MIN;
    while (count < wanted)
        count *= 2;
    struct thread_data **items = call_alloc(count * sizeof(struct thread_data *));
    if (table->count > 0)
        memcpy(items, table->items, table->count * sizeof(struct thread_data *));
    table->items = items;
    table->count = count;
    return table;
}

struct thread_data *thread_data_find(task_id task)
{
    const struct table *table = *call_slot(CALL_SLOT_THREADS);
    return table && task < table->count ? table->items[task] : NULL;
}

struct thread_data *thread_data_of(task_id task)
{
    struct thread_data **item = &table_for(task + 1u)->items[task];
    if (*item == NULL)
        *item = call_alloc(sizeof(struct thread_data));
    return *item;
}

void thread_data_forget(struct machine *m, task_id task)
{
    (void)m;
    struct table *table = *call_slot(CALL_SLOT_THREADS);
    if (table && task < table->count)
        table->items[task] = NULL;
}
