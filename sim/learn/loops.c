/* SPDX-License-Identifier: MIT */
/* Strongly connected components: Tarjan 1972, without recursion, over the operations that may only
 * look. */
#include "sim/learn/loops.h"

struct visit {
    uint32_t class, edge; /* the next of its edges to look at */
};

struct search {
    struct product *p;
    uint32_t *order, *low; /* by class; order 0: not seen yet */
    bool *open;            /* on the path */
    uint32_t *loop;        /* what comes out */
    uint32_t count, loops;
    VEC(struct visit) visits;
    VEC(uint32_t) path;
};

static bool looks(const struct class *c)
{
    bool may = op_is_cell(&c->op) || c->op.kind == OP_OBJECT || c->op.kind == OP_YIELD ||
               c->op.kind == OP_ATOMIC;
    return c->kind == NODE_PENDING && may;
}

static void enter(struct search *s, uint32_t class)
{
    s->order[class] = s->low[class] = ++s->count;
    s->open[class] = true;
    vec_push(&s->path, class);
    vec_push(&s->visits, (struct visit){class, 0});
}

static bool goes_to_itself(const struct class *c, uint32_t class)
{
    for (size_t i = 0; i < c->edges.count; i++)
        if (c->edges.items[i].next == class)
            return true;
    return false;
}

/* class is the first of its component: the rest of the path from there on. */
static void close_component(struct search *s, uint32_t class)
{
    bool is_loop =
        *vec_last(&s->path) != class || goes_to_itself(&s->p->classes.items[class], class);
    uint32_t number = is_loop ? class + 1 : 0, member;
    do {
        member = vec_pop(&s->path);
        s->open[member] = false;
        s->loop[member] = number;
    } while (member != class);
}

static void leave(struct search *s)
{
    struct visit done = vec_pop(&s->visits);
    if (s->low[done.class] == s->order[done.class])
        close_component(s, done.class);
    if (s->visits.count == 0)
        return;
    uint32_t before = vec_last(&s->visits)->class;
    if (s->low[done.class] < s->low[before])
        s->low[before] = s->low[done.class];
}

static void search_from(struct search *s, uint32_t class)
{
    enter(s, class);
    while (s->visits.count > 0) {
        struct visit *at = vec_last(&s->visits);
        const struct class *c = &s->p->classes.items[at->class];
        if (at->edge == c->edges.count) {
            leave(s);
            continue;
        }
        uint32_t next = c->edges.items[at->edge++].next;
        if (!looks(&s->p->classes.items[next]))
            continue;
        if (s->order[next] == 0)
            enter(s, next);
        else if (s->open[next] && s->order[next] < s->low[at->class])
            s->low[at->class] = s->order[next];
    }
}

void loops_find(struct product *p)
{
    size_t count = p->classes.count;
    struct search s = {.p = p,
                       .order = memory_new(count + 1, sizeof *s.order),
                       .low = memory_new(count + 1, sizeof *s.low),
                       .open = memory_new(count + 1, sizeof *s.open),
                       .loop = memory_new(count + 1, sizeof *s.loop)};
    for (uint32_t i = 0; i < count; i++)
        if (s.order[i] == 0 && looks(&p->classes.items[i]))
            search_from(&s, i);
    for (uint32_t i = 0; i < count; i++)
        p->classes.items[i].loop = s.loop[i];
    free(s.order);
    free(s.low);
    free(s.open);
    free(s.loop);
    vec_release(&s.visits);
    vec_release(&s.path);
}

/* Can `to` be reached by looks?  seen: the classes behind it, ended by those that have no edges. */
static bool reaches(const struct product *p, uint32_t from, uint32_t to)
{
    VEC(uint32_t) seen = {0};
    vec_push(&seen, from);
    bool found = from == to;
    for (size_t i = 0; i < seen.count && !found; i++) {
        const struct class *c = &p->classes.items[seen.items[i]];
        for (size_t k = 0; k < c->edges.count && !found; k++) {
            uint32_t next = c->edges.items[k].next;
            bool known = !looks(&p->classes.items[next]);
            for (size_t n = 0; n < seen.count && !known; n++)
                known = seen.items[n] == next;
            if (!known)
                vec_push(&seen, next);
            found |= !known && next == to;
        }
    }
    vec_release(&seen);
    return found;
}

bool loops_are_closed_by(struct product *p, uint32_t from, uint32_t to)
{
    const struct class *a = &p->classes.items[from], *b = &p->classes.items[to];
    if (!looks(a) || !looks(b) || (a->loop != 0 && a->loop == b->loop))
        return false;
    return reaches(p, to, from);
}
