/* SPDX-License-Identifier: MIT */
#include "checker/properties/wait_graph.h"

#include "base/check.h"

#include <string.h>

static bool is_unfinished(const struct task *task)
{
    return task != NULL && task->state != TASK_FREE && task->state != TASK_FINISHED;
}

static void read_object_wait(struct wait *w, const struct machine *m, const struct op *op)
{
    w->object = object_get(m, op->object);
    if (w->object == NULL)
        return;
    const struct object_view view = {
        .object = w->object,
        .second = object_get(m, op->object2),
        .task = w->task,
    };
    w->kind = WAIT_ANYBODY;
    if (w->object->ops->blockers != NULL && w->object->ops->blockers(&view, op, &w->blockers))
        w->kind = WAIT_TASKS;
}

static void read_wait(struct wait *w, const struct machine *m, const struct task *task)
{
    *w = (struct wait){.task = task->id, .kind = WAIT_OTHER};
    const struct op *op = &task->pending;
    if (task->state == TASK_AWAITING) {
        w->kind = task->prints_for_ever ? WAIT_PRINTING : WAIT_SPIN;
        w->object = op->kind == OP_OBJECT ? object_get(m, op->object) : NULL;
    } else if (task->state == TASK_PENDING && op->kind == OP_OBJECT) {
        read_object_wait(w, m, op);
    } else if (task->state == TASK_PENDING && op->kind == OP_FOREVER) {
        w->kind = WAIT_FOREVER;
    }
}

void wait_graph_build(struct wait_graph *g, struct machine *m)
{
    uint32_t unfinished = 0;
    for (uint32_t id = 0; id < m->task_limit; id++)
        unfinished += is_unfinished(m->tasks[id]);
    *g = (struct wait_graph){
        .machine = m,
        .waits = arena_alloc(&m->arena, unfinished * sizeof(struct wait)),
    };
    for (uint32_t id = 0; id < m->task_limit; id++)
        if (is_unfinished(m->tasks[id]))
            read_wait(&g->waits[g->count++], m, m->tasks[id]);
    ASSERT_EQ(g->count, unfinished);
}

const struct wait *wait_graph_find(const struct wait_graph *g, task_id task)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (g->waits[i].task == task)
            return &g->waits[i];
    return NULL;
}

/*
 * Looks for a path from `from` back to the first node of the path, through nodes with a larger
 * index only: every cycle is found from its smallest node.  Depth first, without recursion: path[]
 * is the stack, next[] the first target that was not tried yet.
 */
struct cycle_search {
    const struct wait_graph *graph;
    uint32_t *path;
    uint32_t *next;
    bool *visited;
    uint32_t depth;
};

static bool waits_for(const struct wait_graph *g, uint32_t from, uint32_t to)
{
    return g->waits[from].kind == WAIT_TASKS &&
           task_set_has(&g->waits[from].blockers, g->waits[to].task);
}

static void cycle_enter(struct cycle_search *s, uint32_t node)
{
    s->visited[node] = true;
    s->path[s->depth] = node;
    s->next[s->depth] = s->path[0];
    s->depth++;
}

static bool cycle_from(struct cycle_search *s, uint32_t start)
{
    const struct wait_graph *g = s->graph;
    memset(s->visited, 0, g->count * sizeof *s->visited);
    s->depth = 0;
    s->path[0] = start;
    cycle_enter(s, start);
    while (s->depth > 0) {
        uint32_t from = s->path[s->depth - 1];
        uint32_t to = s->next[s->depth - 1]++;
        if (to >= g->count) {
            s->depth--;
        } else if (waits_for(g, from, to)) {
            if (to == start && s->depth > 1)
                return true;
            if (!s->visited[to])
                cycle_enter(s, to);
        }
    }
    return false;
}

uint32_t wait_graph_cycle(const struct wait_graph *g, uint32_t *cycle)
{
    struct arena *arena = &g->machine->arena;
    struct cycle_search search = {
        .graph = g,
        .path = cycle,
        .next = arena_alloc(arena, g->count * sizeof(uint32_t)),
        .visited = arena_alloc(arena, g->count * sizeof(bool)),
    };
    for (uint32_t start = 0; start < g->count; start++)
        if (cycle_from(&search, start))
            return search.depth;
    return 0;
}

bool wait_holds(const struct object *object, task_id task)
{
    if (object->destroyed || object->ops->holders == NULL)
        return false;
    struct task_set holders = {0};
    object->ops->holders(object->state, &holders);
    return task_set_has(&holders, task);
}
