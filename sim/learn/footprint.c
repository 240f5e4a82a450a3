/* SPDX-License-Identifier: MIT */
#include "sim/learn/footprint.h"

#include "sim/learn/registry.h"
#include "sim/world.h"

#include <string.h>

/*
 * Resources after those of the fields.  Each arena of the heap is one: an access to a block reads it, and
 * whoever frees it, or gets it, writes to it.
 */
enum { RESOURCE_REGIONS, RESOURCE_HEAP, RESOURCE_OTHERS = RESOURCE_HEAP + PRODUCT_TASKS_MAX };

enum { MATRIX_CLASSES_MAX = 4096, CONFLICT = 1, NO_CONFLICT = 2 };

struct footprints {
    struct product *p;
    uint32_t classes, words; /* words of one set; a footprint is two: touched, then written */
    uint32_t fields;         /* resources from here on are the other ones */
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

static uint32_t heap_resource(const struct footprints *f, uint64_t addr)
{
    uint64_t task = (addr - HEAP_BASE) / HEAP_STRIDE;
    return f->fields + RESOURCE_HEAP + (uint32_t)(task % PRODUCT_TASKS_MAX);
}

static void touch(const struct footprints *f, uint64_t *set, uint32_t resource, bool write)
{
    set[resource / 64] |= UINT64_C(1) << resource % 64;
    if (write)
        set[f->words + resource / 64] |= UINT64_C(1) << resource % 64;
}

static void touch_heap(const struct footprints *f, uint64_t *set, uint64_t addr, bool write)
{
    if (world_in_heap(addr))
        touch(f, set, heap_resource(f, addr), write);
}

static void touch_object(const struct footprints *f, uint64_t *set, uint32_t id)
{
    uint32_t index = registry_index(id);
    if (id == 0)
        return;
    touch(f, set, product_object_field(f->p, index), true);
    touch_heap(f, set, f->p->l->objects.items[index].stub->addr, false);
}

/* Its own arena, and whatever else blocks are known to come from. */
static void touch_allocation(const struct footprints *f, uint64_t *set, const struct class *c)
{
    touch_heap(f, set, HEAP_BASE + HEAP_STRIDE * c->slot, true);
    for (size_t i = 0; i < c->edges.count; i++) {
        uint64_t addr;
        memcpy(&addr, blob_set_get(&f->p->l->results, c->edges.items[i].result, NULL), sizeof addr);
        touch_heap(f, set, addr, true);
    }
}

/* What the operation itself touches. */
static void add_operation(struct footprints *f, uint32_t class)
{
    struct product *p = f->p;
    const struct op op = p->classes.items[class].op;
    uint64_t *set = now_of(f, class);
    if (op_is_cell(&op)) {
        uint32_t count, first = product_cells(p, op.addr, op.bytes, &count);
        for (uint32_t i = first; i < first + count; i++)
            touch(f, set, p->cells.items[i].field, op_may_write(&op));
        touch_heap(f, set, op.addr, false);
        for (uint32_t i = 1; i < p->l->objects.count; i++) /* is one there? */
            if (registry_lies_in(p->l, i, op.addr, op.bytes))
                touch(f, set, product_object_field(p, i), false);
    }
    switch ((enum op_kind)op.kind) {
    case OP_OBJECT:
        touch_object(f, set, op.object);
        touch_object(f, set, op.object2);
        if (op.flags & OP_TIMED)
            touch(f, set, p->timeouts_field, true);
        if (p->options->spurious_max > 0)
            touch(f, set, p->spurious_field, true);
        break;
    case OP_PRINT:
        touch(f, set, p->output_field, true);
        break;
    case OP_REGION:
        touch(f, set, f->fields + RESOURCE_REGIONS, true);
        break;
    case OP_ALLOCATE:
        touch_allocation(f, set, &p->classes.items[class]);
        break;
    case OP_FREE:
    case OP_BLOCK:
        touch_heap(f, set, op.addr, op.kind == OP_FREE);
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
    bool waits = op.kind == OP_FOREVER || op.kind == OP_OBJECT; /* all others, too, inside a section */
    f->now_all[class] |= p->classes.items[class].kind == NODE_REFUSED ||
                         (waits && op.flags & OP_INSIDE);
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

/* A step goes on through local operations, and nobody else moves before an atomic section has ended. */
static bool extend_now(struct footprints *f, uint32_t class)
{
    const struct class *c = &f->p->classes.items[class];
    bool grew = false;
    for (size_t i = 0; i < c->edges.count; i++) {
        uint32_t next = c->edges.items[i].next;
        const struct class *n = &f->p->classes.items[next];
        bool stops = !n->local && !n->eager && n->kind == NODE_PENDING;
        if (stops && !(n->op.flags & OP_INSIDE))
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
    bool stops = (!c->local && !c->eager) || c->op.flags & OP_INSIDE;
    return c->kind == NODE_PENDING && stops &&
           (op_is_cell(&c->op) || c->op.kind == OP_OBJECT || c->op.kind == OP_YIELD ||
            c->op.kind == OP_ATOMIC) &&
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
    }
    for (uint32_t i = 1; i < p->l->objects.count; i++)
        product_object_field(p, i);
    struct footprints *f = memory_new(1, sizeof *f);
    f->p = p;
    f->classes = (uint32_t)p->classes.count;
    f->fields = product_width(p);
    f->words = (f->fields + RESOURCE_OTHERS + 63) / 64;
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

/* The same resource, and one of them writes. */
static bool conflict(const struct footprints *f, const uint64_t *a, const uint64_t *b)
{
    for (uint32_t i = 0; i < f->words; i++)
        if ((a[i] & b[f->words + i]) | (a[f->words + i] & b[i]))
            return true;
    return false;
}

static bool compute(const struct footprints *f, uint32_t a, uint32_t b)
{
    return f->now_all[a] || f->future_all[b] || conflict(f, now_of(f, a), future_of(f, b));
}

bool footprints_collide(const struct footprints *f, uint32_t a, uint32_t b)
{
    return a >= f->classes || b >= f->classes || f->now_all[a] || f->now_all[b] ||
           conflict(f, now_of(f, a), now_of(f, b));
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

static bool may_touch(const struct footprints *f, const uint64_t *future, uint32_t resource,
                      bool write)
{
    return future[resource / 64 + (write ? f->words : 0)] >> resource % 64 & 1;
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
        if (world_in_heap(a[i].addr) && may_touch(f, future, heap_resource(f, a[i].addr), true))
            return true;
        for (uint32_t c = first; c < first + cells; c++) {
            uint32_t field = f->p->cells.items[c].field;
            if (field >= f->fields || may_touch(f, future, field, !a[i].write))
                return true;
        }
    }
    return false;
}

bool footprints_are_stale(const struct footprints *f)
{
    return f->edges != f->p->l->edges.count;
}
