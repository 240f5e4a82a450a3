/* SPDX-License-Identifier: MIT */
#include "checker/dpor/wakeup.h"

static struct wakeup *new_node(struct wakeup_pool *pool)
{
    struct wakeup *node = pool->free;
    if (node)
        pool->free = node->next;
    else
        node = memory_new(1, sizeof *node);
    if (++pool->count > pool->count_max)
        pool->count_max = pool->count;
    return node;
}

static void drop_node(struct wakeup_pool *pool, struct wakeup *node)
{
    node->next = pool->free;
    pool->free = node;
    pool->count--;
}

void wakeup_free(struct wakeup_pool *pool, struct wakeup *node)
{
    while (node) {
        struct wakeup *next = node->next;
        wakeup_free(pool, node->child);
        drop_node(pool, node);
        node = next;
    }
}

void wakeup_release_pool(struct wakeup_pool *pool)
{
    while (pool->free) {
        struct wakeup *next = pool->free->next;
        free(pool->free);
        pool->free = next;
    }
}

void wakeup_add(struct wakeup_pool *pool, struct wakeup **list, task_id task, uint16_t alternative,
                const struct label *label)
{
    struct wakeup *node = new_node(pool);
    *node = (struct wakeup){.task = task, .alternative = alternative, .label = label};
    while (*list)
        list = &(*list)->next;
    *list = node;
}

struct wakeup *wakeup_take(struct wakeup_pool *pool, struct wakeup **list)
{
    struct wakeup *first = *list, *children = first->child;
    *list = first->next;
    drop_node(pool, first);
    return children;
}

void wakeup_skip(struct wakeup_pool *pool, struct wakeup **list)
{
    struct wakeup *children = wakeup_take(pool, list), **end = &children;
    while (*end)
        end = &(*end)->next;
    *end = *list;
    *list = children;
}

/* Does steps[first] come before steps[second], as far as the sequence goes? */
static bool precedes(const struct wakeup_step *first, const struct wakeup_step *second)
{
    return second->clock[first->task] >= first->number;
}

static bool is_initial(const struct wakeup_step *steps, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!steps[i].done && precedes(&steps[i], &steps[at]))
            return false;
    return true;
}

bool wakeup_is_weak_initial(task_id task, uint16_t alternative, const struct label *label,
                            const struct wakeup_step *steps, size_t count, size_t *at)
{
    for (size_t i = 0; i < count; i++) {
        if (steps[i].done)
            continue;
        if (steps[i].task == task) {
            *at = i;
            bool same = alternative == steps[i].alternative || alternative == ALTERNATIVE_ANY;
            return same && is_initial(steps, i);
        }
        if (label_conflicts(label, steps[i].label))
            return false; /* also if it is a later step of the sequence: then this one comes before
                           */
    }
    *at = count;
    return true;
}

/* The chain of what is left of the sequence, behind the others. */
static void append(struct wakeup_pool *pool, struct wakeup **list, const struct wakeup_step *steps,
                   size_t count)
{
    while (*list)
        list = &(*list)->next;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].done)
            continue;
        wakeup_add(pool, list, steps[i].task, steps[i].alternative, steps[i].label);
        list = &(*list)->child;
    }
}

void wakeup_insert(struct wakeup_pool *pool, struct wakeup **list, struct wakeup_step *steps,
                   size_t count)
{
    struct wakeup *node = *list;
    while (node) {
        size_t at;
        if (!wakeup_is_weak_initial(node->task, node->alternative, node->label, steps, count,
                                    &at)) {
            node = node->next;
            continue;
        }
        if (at < count)
            steps[at].done = true;
        if (node->child == NULL)
            return;
        list = &node->child;
        node = *list;
    }
    append(pool, list, steps, count);
}
