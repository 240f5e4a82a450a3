/* SPDX-License-Identifier: MIT */
#include "sim/learn/footprint.h"

#include "sim/learn/registry.h"

/* Resources after those of the fields. */
enum { RESOURCE_REGIONS, RESOURCE_HEAP, RESOURCE_OTHERS };

enum { MATRIX_CLASSES_MAX = 4096, CONFLICT = 1, NO_CONFLICT = 2 };

struct footprints {
    struct product *p;
    uint32_t classes, words; /* words of one set; a footprint is two: touched, then written */
    uint64_t *now, *future;  /* by class */
    uint8_t *now_all, *future_all; /* it conflicts with everything */
    uint8_t *matrix;         /* classes * classes, 0 = not computed; NULL if that is too many */
    size_t edges;            /* of the learner, when this was made */
};

static uint64_t *now_of(const struct footprints *f, uint32_t class)
{
    return f->now + (size_t)class * 2 * f->words;
}

static uint64_t *future_of(const struct footprints *f, uint32_t class)
{
    return f->future + (size_t)class * 2 * f->words;
}

static void touch(const struct footprints *f, uint64_t *set, uint32_t resource, bool write)
{
    set[resource / 64] |= UINT64_C(1) << resource % 64;
    if (write)
        set[f->words + resource / 64] |= UINT64_C(1) << resource % 64;
}

/* What the operation itself touches. */
static void add_operation(struct footprints *f, uint32_t class)
{
    struct product *p = f->p;
    const struct op op = p->classes.items[class].op;
    uint32_t others = product_width(p);
    uint64_t *set = now_of(f, class);
    if (op_is_cell(&op)) {
        uint32_t count, first = product_cells(p, op.addr, op.bytes, &count);
        for (uint32_t i = first; i < first + count; i++)
            touch(f, set, p->cells.items[i].field, op_may_write(&op));
    }
    switch ((enum op_kind)op.kind) {
    case OP_OBJECT:
        touch(f, set, product_object_field(p, registry_index(op.object)), true);
        if (op.object2)
            touch(f, set, product_object_field(p, registry_index(op.object2)), true);
        if (op.flags & OP_TIMED)
            touch(f, set, p->timeouts_field, true);
        if (p->options->spurious_max > 0)
            touch(f, set, p->spurious_field, true);
        break;
    case OP_REGION:
        touch(f, set, others + RESOURCE_REGIONS, true);
        break;
    case OP_ALLOCATE:
    case OP_FREE:
    case OP_BLOCK:
        touch(f, set, others + RESOURCE_HEAP, true);
        break;
    case OP_END:
        touch(f, set, p->slots[p->classes.items[class].slot].thread_field, true);
        f->now_all[class] = 1;
        break;
    case OP_SPAWN:
    case OP_EXIT:
        f->now_all[class] = 1;
        break;
    default:
        break;
    }
    f->now_all[class] |= p->classes.items[class].kind == NODE_REFUSED;
}

static bool merge(struct footprints *f, uint64_t *into, const uint64_t *from)
{
    bool grew = false;
    for (uint32_t i = 0; i < 2 * f->words; i++) {
        grew |= (from[i] & ~into[i]) != 0;
        into[i] |= from[i];
    }
    return grew;
}

/* A step goes on through local operations. */
static bool extend_now(struct footprints *f, uint32_t class)
{
    const struct class *c = &f->p->classes.items[class];
    bool grew = false;
    for (size_t i = 0; i < c->edges.count; i++) {
        uint32_t next = c->edges.items[i].next;
        const struct class *n = &f->p->classes.items[next];
        if (!n->local && !n->eager && n->kind == NODE_PENDING)
            continue;
        grew |= merge(f, now_of(f, class), now_of(f, next));
        grew |= f->now_all[next] && !f->now_all[class];
        f->now_all[class] |= f->now_all[next];
    }
    return grew;
}

static bool extend_future(struct footprints *f, uint32_t class)
{
    const struct class *c = &f->p->classes.items[class];
    bool grew = false;
    for (size_t i = 0; i < c->edges.count; i++) {
        uint32_t next = c->edges.items[i].next;
        grew |= merge(f, future_of(f, class), future_of(f, next));
        grew |= f->future_all[next] && !f->future_all[class];
        f->future_all[class] |= f->future_all[next];
    }
    return grew;
}

/* To a fixpoint; classes are numbered about in the order of the program, so backwards is fast. */
static void spread(struct footprints *f, bool (*extend)(struct footprints *f, uint32_t class))
{
    bool grew = true;
    while (grew) {
        grew = false;
        for (uint32_t i = f->classes; i-- > 0;)
            grew |= extend(f, i);
    }
}

static bool only_looks(const struct class *c)
{
    return c->kind == NODE_PENDING && !c->local && !c->eager &&
           (op_is_cell(&c->op) || c->op.kind == OP_OBJECT || c->op.kind == OP_YIELD) &&
           c->op.kind != OP_STORE && c->op.kind != OP_WRITE;
}

/*
 * A task that goes round a loop of looks is disabled or not by all that the loop looks at: each of its
 * steps depends on everything in it.  Loops are over-approximated: what looks can reach by looks and come
 * back from.
 */
static bool extend_loop(struct footprints *f, uint32_t class)
{
    const struct class *c = &f->p->classes.items[class];
    bool grew = false;
    if (!only_looks(c))
        return false;
    for (size_t i = 0; i < c->edges.count; i++) {
        uint32_t next = c->edges.items[i].next;
        if (only_looks(&f->p->classes.items[next]))
            grew |= merge(f, now_of(f, class), now_of(f, next));
    }
    return grew;
}

struct footprints *footprints_new(struct product *p)
{
    for (uint32_t i = 0; i < p->classes.count; i++) { /* so that all fields are there */
        const struct op op = p->classes.items[i].op;
        uint32_t count;
        if (op_is_cell(&op))
            product_cells(p, op.addr, op.bytes, &count);
        if (op.kind == OP_OBJECT)
            product_object_field(p, registry_index(op.object));
        if (op.kind == OP_OBJECT && op.object2)
            product_object_field(p, registry_index(op.object2));
    }
    struct footprints *f = memory_new(1, sizeof *f);
    f->p = p;
    f->classes = (uint32_t)p->classes.count;
    f->words = (product_width(p) + RESOURCE_OTHERS + 63) / 64;
    f->now = memory_new((size_t)f->classes * 2 * f->words + 1, sizeof *f->now);
    f->future = memory_new((size_t)f->classes * 2 * f->words + 1, sizeof *f->future);
    f->now_all = memory_new(f->classes + 1, 1);
    f->future_all = memory_new(f->classes + 1, 1);
    if (f->classes <= MATRIX_CLASSES_MAX)
        f->matrix = memory_new((size_t)f->classes * f->classes + 1, 1);
    f->edges = p->l->edges.count;
    for (uint32_t i = 0; i < f->classes; i++)
        add_operation(f, i);
    for (uint32_t i = 0; i < f->classes; i++) {
        merge(f, future_of(f, i), now_of(f, i));
        f->future_all[i] = f->now_all[i] && p->classes.items[i].op.kind != OP_END;
    }
    spread(f, extend_future);
    spread(f, extend_now);
    if (p->awaits)
        spread(f, extend_loop);
    return f;
}

void footprints_free(struct footprints *f)
{
    if (f == NULL)
        return;
    free(f->now);
    free(f->future);
    free(f->now_all);
    free(f->future_all);
    free(f->matrix);
    free(f);
}

static bool compute(const struct footprints *f, uint32_t a, uint32_t b)
{
    if (f->now_all[a] || f->future_all[b])
        return true;
    const uint64_t *now = now_of(f, a), *future = future_of(f, b);
    for (uint32_t i = 0; i < f->words; i++)
        if ((now[i] & future[f->words + i]) | (now[f->words + i] & future[i]))
            return true;
    return false;
}

bool footprints_conflict(struct footprints *f, uint32_t a, uint32_t b)
{
    if (a >= f->classes || b >= f->classes)
        return true;
    if (f->matrix == NULL)
        return compute(f, a, b);
    uint8_t *known = &f->matrix[(size_t)a * f->classes + b];
    if (*known == 0)
        *known = compute(f, a, b) ? CONFLICT : NO_CONFLICT;
    return *known == CONFLICT;
}

bool footprints_race(struct footprints *f, const struct state *s, task_id task, uint32_t b)
{
    if (b >= f->classes)
        return true;
    size_t count;
    const struct race_access *a = races_of(f->p, s, task, &count);
    const uint64_t *future = future_of(f, b);
    for (size_t i = 0; i < count; i++) {
        uint32_t cells, first = product_cells(f->p, a[i].addr, a[i].bytes, &cells);
        for (uint32_t c = first; c < first + cells; c++) {
            uint32_t field = f->p->cells.items[c].field;
            uint32_t word = field / 64 + (a[i].write ? 0 : f->words);
            if (field / 64 >= f->words || future[word] >> field % 64 & 1)
                return true;
        }
    }
    return false;
}

bool footprints_are_stale(const struct footprints *f)
{
    return f->edges != f->p->l->edges.count;
}
