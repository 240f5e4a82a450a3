/* SPDX-License-Identifier: MIT */
#include "checker/states/explore.h"

#include "base/check.h"

enum { LABEL_TASK_BITS = 8, BATCH = EXPLORE_BATCH };

static void flush(struct exploration *e);

static uint32_t label_of(task_id task, uint32_t alternative)
{
    return task | alternative << LABEL_TASK_BITS;
}

static struct step_label label_read(uint32_t label)
{
    return (struct step_label){(task_id)(label & ((1 << LABEL_TASK_BITS) - 1)),
                               (uint16_t)(label >> LABEL_TASK_BITS)};
}

/* A value came up for which there is no room: all states are packed anew. */
static void grow(struct exploration *e)
{
    flush(e);
    if (!shape_grow(&e->shape, e->store))
        e->end = EXPLORE_FULL;
    uint32_t words = shape_words(&e->shape);
    e->packed = memory_resize(e->packed, words, sizeof *e->packed);
    e->batch = memory_resize(e->batch, words * (size_t)BATCH, sizeof *e->batch);
}

/* Witnesses. */

static bool is_known(const struct exploration *e, const struct product_finding *f)
{
    for (size_t i = 0; i < e->witnesses.count; i++) {
        const struct witness *w = &e->witnesses.items[i];
        if (w->kind == WITNESS_FINDING && w->finding.kind == f->kind &&
            w->finding.where == f->where)
            return true;
    }
    return false;
}

/* note: the execution goes on. */
static void note_finding(struct exploration *e, uint64_t from, task_id task, uint32_t alternative,
                         struct product_finding finding, bool note)
{
    if (is_known(e, &finding))
        return;
    vec_push(&e->witnesses,
             (struct witness){.kind = WITNESS_FINDING,
                              .finding = finding,
                              .state = (uint32_t)from,
                              .has_step = from != PARENTS_NONE,
                              .step = {task, (uint16_t)alternative}});
    if (!note && e->options.stop_at_first)
        e->end = EXPLORE_FOUND;
}

static void note_end(struct exploration *e, uint64_t index)
{
    if (e->edges != NULL)
        return; /* it is known */
    bool over = product_unfinished(e->product, &e->state) == 0 ||
                e->state.v[e->product->exited_field] != 0;
    if (over && ++e->finished > e->options.finished_max)
        return;
    vec_push(&e->witnesses, (struct witness){.kind = over ? WITNESS_FINISHED : WITNESS_STUCK,
                                             .state = (uint32_t)index});
    if (!over && e->options.stop_at_first)
        e->end = EXPLORE_FOUND;
}

/* States.  Successors are gathered in a batch, so that the store can look ahead. */

static void add_edge(struct exploration *e, uint64_t target, const struct parent *parent)
{
    struct edge_list *edges = e->edges;
    struct step_label label = label_read(parent->label);
    vec_push(&edges->from, parent->state);
    vec_push(&edges->target, (uint32_t)target);
    vec_push(&edges->task, (uint8_t)label.task);
    vec_push(&edges->alternative, label.alternative);
    edges->count++;
}

/* The state is stored under that index; as a new one, it comes from `parent`. */
static void note_stored(struct exploration *e, uint64_t index, enum store_result result,
                        const struct parent *parent)
{
    if (index > e->newest)
        e->newest = index;
    if (UNLIKELY(e->edges != NULL)) {
        ASSERT(result == STORE_OLD); /* all states are known */
        add_edge(e, index, parent);
    }
    if (result == STORE_OLD)
        return;
    bool many = e->options.states_max > 0 && index >= e->options.states_max;
    if (many || !parents_append(&e->parents, parent->state, parent->label))
        e->end = EXPLORE_FULL;
}

/* Stores states first .. first + count - 1 of the batch. */
static void store_part(struct exploration *e, uint32_t first, uint32_t count)
{
    uint64_t indices[BATCH];
    enum store_result results[BATCH];
    uint64_t stored = store_insert_many(e->store, e->batch + (size_t)first * shape_words(&e->shape),
                                        count, indices, results);
    for (uint32_t i = 0; i < stored && e->end != EXPLORE_FULL; i++)
        note_stored(e, indices[i], results[i], &e->batch_parents[first + i]);
    if (stored < count)
        e->end = EXPLORE_FULL;
}

static void flush(struct exploration *e)
{
    uint32_t count = e->batch_count;
    if (count == 0)
        return;
    e->batch_count = 0;
    /* Near the bound one by one, so that none is stored behind it. */
    uint64_t states_max = e->options.states_max;
    uint32_t part = states_max > 0 && store_count(e->store) + count > states_max ? 1 : count;
    for (uint32_t i = 0; i < count && e->end != EXPLORE_FULL; i += part)
        store_part(e, i, part);
}

/* Room for one more successor; its words are the caller's to fill. */
static inline uint64_t *begin_successor(struct exploration *e, uint64_t from, uint32_t label)
{
    if (UNLIKELY(e->batch_count == BATCH))
        flush(e);
    e->batch_parents[e->batch_count] = (struct parent){(uint32_t)from, label};
    return e->batch + (size_t)e->batch_count * shape_words(&e->shape);
}

static void add_state(struct exploration *e, uint64_t from, uint32_t label)
{
    if (!shape_admit_all(&e->shape, &e->state))
        grow(e);
    uint64_t *words = begin_successor(e, from, label);
    shape_pack(&e->shape, &e->state, words);
    e->batch_count++;
}

static bool is_stale(const struct exploration *e)
{
    const struct product *p = e->product;
    uint64_t grown = p->l->nodes.count - p->nodes_before;
    return p->split || p->promoted_grew ||
           grown * 100 > (uint64_t)p->nodes_before * e->options.growth_max_percent;
}

static void settle(struct exploration *e, enum step_status status, uint64_t from, task_id task,
                   uint32_t alternative)
{
    struct product *p = e->product;
    for (size_t i = 0; i < p->notes.count; i++)
        note_finding(e, from, task, alternative, p->notes.items[i], true);
    if (is_stale(e))
        e->end = EXPLORE_STALE;
    else if (status == STEP_REFUSED)
        e->end = EXPLORE_REFUSED;
    else if (status == STEP_FINDING)
        note_finding(e, from, task, alternative, p->found, false);
    else
        add_state(e, from, label_of(task, alternative));
}

/* Any kind of step. */
static void expand_slowly(struct exploration *e, uint64_t index, task_id task, bool late)
{
    struct product *p = e->product;
    uint32_t alternatives = product_alternatives(p, &e->state, task, late);
    for (uint32_t a = 0; a < alternatives && e->end == EXPLORE_NOT_YET; a++) {
        enum step_status status = product_step(p, &e->state, task, a, late);
        settle(e, status, index, task, a);
        product_undo(p, &e->state);
        e->transitions++;
    }
}

/* States that were packed before the product had the field hold its value 0. */
static inline uint32_t field_value(const struct exploration *e, const uint64_t *words,
                                   uint32_t field)
{
    return LIKELY(field < e->shape.packing.count) ? shape_get(&e->shape, words, field) : 0;
}

static inline uint32_t class_value(const struct exploration *e, const uint64_t *words,
                                   const struct class *c)
{
    return c->dep_count ? field_value(e, words, c->deps[0]) : 0;
}

/* Where the step leads to an access to the heap: is that known to be all right? */
static bool may_enter(const struct exploration *e, const uint64_t *words, const struct quick *q)
{
    const struct product *p = e->product;
    return product_heap_is_fine(&p->classes.items[q->next],
                                shape_get(&e->shape, words, p->heap_field));
}

enum awaiting { AWAITS, MOVES, UNKNOWN };

/* As product_awaits, by quick forms alone. */
static enum awaiting awaits(const struct exploration *e, const uint64_t *words, uint32_t class)
{
    enum { WALK_MAX = 64 };
    uint32_t at = class;
    for (int i = 0; i < WALK_MAX; i++) {
        const struct class *c = &e->product->classes.items[at];
        const struct quick *q =
            c->compiled && !c->uncached && c->dep_count <= 1 && c->op.kind != OP_CHOOSE
                ? product_quick(c, class_value(e, words, c))
                : NULL;
        if (q == NULL || q->kind == QUICK_NOT)
            return UNKNOWN;
        if (q->kind != QUICK_STEP || !q->unchanged || c->op.kind == OP_REGION)
            return MOVES;
        if (UNLIKELY(q->enters_heap) && !may_enter(e, words, q))
            return UNKNOWN;
        if (q->next == class)
            return AWAITS;
        at = q->next;
    }
    return UNKNOWN;
}

static bool has_values(const struct exploration *e, task_id task, const struct quick *q)
{
    const struct slot_classes *sc = &e->product->slots[task];
    return shape_has(&e->shape, sc->task_field, q->task_value) &&
           (q->unchanged || shape_has(&e->shape, q->field, q->value)) &&
           (!e->product->contended || shape_has(&e->shape, sc->races_field, 0));
}

/* The same as has_values, afterwards. */
static __attribute__((noinline)) void admit_values(struct exploration *e, uint64_t index,
                                                   task_id task, const struct quick *q)
{
    const struct slot_classes *sc = &e->product->slots[task];
    bool fits = shape_admit(&e->shape, sc->task_field, q->task_value);
    if (!q->unchanged)
        fits &= shape_admit(&e->shape, q->field, q->value);
    if (e->product->contended)
        fits &= shape_admit(&e->shape, sc->races_field, 0);
    if (fits)
        return;
    grow(e);
    store_get(e->store, index, e->packed);
}

static inline void add_quickly(struct exploration *e, uint64_t index, task_id task,
                               const struct quick *q)
{
    const struct product *p = e->product;
    if (UNLIKELY(!has_values(e, task, q)))
        admit_values(e, index, task, q);
    uint64_t *successor = begin_successor(e, index, label_of(task, 0));
    for (uint32_t i = 0; i < shape_words(&e->shape); i++)
        successor[i] = e->packed[i];
    shape_set(&e->shape, successor, p->slots[task].task_field, q->task_value);
    if (!q->unchanged)
        shape_set(&e->shape, successor, q->field, q->value);
    if (p->contended)
        shape_set(&e->shape, successor, p->slots[task].races_field, 0);
    e->batch_count++;
    e->transitions++;
}

/* What is known about a task of the state in e->packed. */
struct mover {
    task_id task;
    uint32_t class;
    const struct quick *quick; /* a step that can be made quickly, or NULL */
    bool steps, moves, known;  /* known: that it can make a step, and that it moves (product.h), is
                                  right; else the product tells */
    bool fresh;                /* there may be a quick form, but it is not known yet */
};

static bool find_mover(const struct exploration *e, task_id task, struct mover *m)
{
    const struct product *p = e->product;
    const struct slot_classes *sc = &p->slots[task];
    if (!sc->used || sc->task_field >= e->shape.packing.count)
        return false;
    uint32_t value = shape_get(&e->shape, e->packed, sc->task_field);
    if (value < SLOT_CLASS)
        return false;
    *m = (struct mover){.task = task, .class = sc->classes.items[value - SLOT_CLASS]};
    const struct class *c = &p->classes.items[m->class];
    m->fresh = !c->compiled || (!c->uncached && c->dep_count <= 1);
    if (LIKELY(c->compiled && !c->uncached && c->dep_count <= 1))
        m->quick = product_quick(c, class_value(e, e->packed, c));
    if (m->quick == NULL)
        return true;
    m->fresh = false;
    m->known = m->quick->kind != QUICK_NOT;
    m->steps = m->moves = m->quick->kind == QUICK_STEP;
    if (UNLIKELY(m->quick->enters_heap))
        m->known &= may_enter(e, e->packed, m->quick);
    if (m->quick->unchanged && p->awaits && c->op.kind != OP_REGION) {
        enum awaiting a = awaits(e, e->packed, m->class);
        m->steps &= m->quick->next != m->class;
        m->moves &= a == MOVES;
        m->known &= a != UNKNOWN;
    }
    if (m->quick->kind != QUICK_STEP || !m->known)
        m->quick = NULL;
    return true;
}

static void unpack_once(struct exploration *e, bool *unpacked)
{
    if (!*unpacked)
        shape_unpack(&e->shape, e->packed, &e->state);
    *unpacked = true;
}

/* The steps of one task.  Returns whether it moves. */
static bool expand_task(struct exploration *e, uint64_t index, const struct mover *m,
                        bool *unpacked)
{
    if (m->known && !m->steps)
        return false;
    if (LIKELY(m->known && m->quick)) {
        add_quickly(e, index, m->task, m->quick);
        return m->moves;
    }
    unpack_once(e, unpacked);
    bool moves = product_moves(e->product, &e->state, m->task);
    expand_slowly(e, index, m->task, false);
    if (m->fresh && e->end == EXPLORE_NOT_YET)
        product_quick_learn(e->product, m->class, &e->state);
    store_get(e->store, index, e->packed); /* in the shape that states have now */
    return moves;
}

/* All tasks. */
static bool expand_all(struct exploration *e, uint64_t index, bool *unpacked)
{
    const struct product *p = e->product;
    struct mover m;
    bool moves = false;
    for (task_id i = 0; i < p->slot_count && e->end == EXPLORE_NOT_YET; i++)
        if (find_mover(e, i, &m))
            moves |= expand_task(e, index, &m, unpacked);
    return moves;
}

/* Who is there, who can move, and whose accesses may race. */
static void view_state(struct exploration *e, struct persistent_view *view, bool *moves,
                       bool *unpacked)
{
    struct product *p = e->product;
    struct mover m;
    *view = (struct persistent_view){.state = &e->state};
    for (task_id i = 0; i < p->slot_count; i++) {
        if (!find_mover(e, i, &m))
            continue;
        uint64_t bit = UINT64_C(1) << i;
        view->alive |= bit;
        view->class[i] = m.class;
        if (!m.known) {
            unpack_once(e, unpacked);
            m.steps = product_alternatives(p, &e->state, i, false) > 0;
            m.moves = m.steps && product_moves(p, &e->state, i);
        }
        if (m.steps)
            view->enabled |= bit;
        *moves |= m.moves;
        if (p->contended && field_value(e, e->packed, p->slots[i].races_field) != 0) {
            unpack_once(e, unpacked);
            view->racing |= bit;
        }
    }
}

static void expand_set(struct exploration *e, uint64_t index, uint64_t set, bool *unpacked)
{
    struct mover m;
    for (; set != 0 && e->end == EXPLORE_NOT_YET; set &= set - 1)
        if (find_mover(e, (task_id)__builtin_ctzll(set), &m))
            expand_task(e, index, &m, unpacked);
}

/*
 * Looking for a persistent set costs about a quarter of the time, in vain for many programs.  So it is tried in
 * a window of states, and if it saved next to nothing there, not at all in the next ones: each time twice as
 * many, up to a limit.  Looking at all tasks is always right.
 */
enum {
    TRIED = 1024,
    SAVED_AT_LEAST = TRIED / 64,
    LEFT_OUT_AT_FIRST = 8 * TRIED,
    LEFT_OUT_MAX = 64 * TRIED,
};

static bool is_worth_trying(struct exploration *e)
{
    struct persistent_trial *t = &e->trial;
    if (t->left_out > 0) {
        t->left_out--;
        return false;
    }
    if (t->tried == TRIED) {
        if (t->saved < SAVED_AT_LEAST) {
            t->pause = t->pause == 0 ? LEFT_OUT_AT_FIRST
                       : t->pause < LEFT_OUT_MAX ? t->pause * 2 : LEFT_OUT_MAX;
            t->left_out = t->pause;
        }
        t->tried = t->saved = 0;
    }
    t->tried++;
    return true;
}

/*
 * A persistent set.  Proviso: if none of its successors is still to be looked at, the others are not put off
 * any longer (Bosnacki & Holzmann, "Improving Spin's partial-order reduction for breadth-first search",
 * SPIN 2005).
 */
static bool expand_some(struct exploration *e, uint64_t index, bool *unpacked)
{
    struct persistent_view view;
    bool moves = false;
    view_state(e, &view, &moves, unpacked);
    if (e->end != EXPLORE_NOT_YET || view.enabled == 0)
        return false;
    uint64_t set = view.enabled & (view.enabled - 1) ? persistent_set(e->footprints, &view)
                                                     : view.enabled;
    flush(e);
    e->newest = 0;
    expand_set(e, index, set, unpacked);
    flush(e);
    if (e->newest < e->next)
        expand_set(e, index, view.enabled & ~set, unpacked);
    else
        e->trial.saved += set != view.enabled;
    return moves;
}

/* Time passes: timed waits end.  Or nothing happens any more. */
static void expand_late(struct exploration *e, uint64_t index)
{
    bool late;
    shape_unpack(&e->shape, e->packed, &e->state);
    uint64_t enabled = product_enabled(e->product, &e->state, &late);
    if (enabled == 0)
        note_end(e, index);
    for (; enabled != 0 && e->end == EXPLORE_NOT_YET; enabled &= enabled - 1)
        expand_slowly(e, index, (task_id)__builtin_ctzll(enabled), late);
}

static void expand(struct exploration *e, uint64_t index)
{
    const struct product *p = e->product;
    bool unpacked = false, moves = false;
    store_get(e->store, index, e->packed);
    bool exited = shape_get(&e->shape, e->packed, p->exited_field) != 0;
    if (!exited)
        moves = e->footprints && is_worth_trying(e) ? expand_some(e, index, &unpacked)
                                                    : expand_all(e, index, &unpacked);
    if (p->refused && e->end == EXPLORE_NOT_YET)
        e->end = EXPLORE_REFUSED;
    if (!moves && e->end == EXPLORE_NOT_YET)
        expand_late(e, index);
}

void explore_init(struct exploration *e, struct product *p, const struct explore_options *options)
{
    *e = (struct exploration){.product = p, .options = *options};
    parents_init(&e->parents, options->bytes_max);
    enum step_status status = product_initial(p, &e->state);
    if (options->persistent)
        e->footprints = footprints_new(p);
    shape_init(&e->shape, p, &e->state);
    grow(e);
    const struct store_options store = {.words = shape_words(&e->shape), .bytes_max = options->bytes_max};
    e->store = store_new(&store);
    settle(e, status, PARENTS_NONE, 0, 0);
    flush(e);
}

void explore_release(struct exploration *e)
{
    store_free(e->store);
    footprints_free(e->footprints);
    shape_release(&e->shape);
    parents_release(&e->parents);
    free(e->packed);
    free(e->batch);
    state_release(&e->state);
    vec_release(&e->witnesses);
}

/* Is there a state that was not looked at?  Some may still be in the batch. */
static bool has_next(struct exploration *e)
{
    if (UNLIKELY(e->next == store_count(e->store)))
        flush(e);
    return e->next < store_count(e->store);
}

/* Facts that were not known from the start. */
static bool relied_on_too_little(const struct exploration *e)
{
    const struct product *p = e->product;
    return p->split || p->promoted_grew || (p->races && races_are_stale(e->product)) ||
           (e->footprints && footprints_are_stale(e->footprints));
}

bool explore_some(struct exploration *e, uint64_t count)
{
    uint64_t stop = e->next + count;
    while (e->end == EXPLORE_NOT_YET && e->next < stop && has_next(e))
        expand(e, e->next++);
    bool more = has_next(e);
    if (e->end == EXPLORE_NOT_YET && !more)
        e->end = relied_on_too_little(e) ? EXPLORE_STALE : EXPLORE_COMPLETE;
    return e->end == EXPLORE_NOT_YET;
}

uint64_t explore_bytes(const struct exploration *e)
{
    return store_bytes(e->store) + parents_bytes(&e->parents);
}

void explore_path(const struct exploration *e, const struct witness *w, struct path *path)
{
    vec_clear(&path->steps);
    if (w->state != PARENTS_NONE) {
        uint64_t depth = parents_depth(&e->parents, w->state);
        struct parent *steps = memory_new(depth + 1, sizeof *steps);
        parents_path(&e->parents, w->state, steps);
        for (uint64_t i = 0; i < depth; i++)
            vec_push(&path->steps, label_read(steps[i].label));
        free(steps);
    }
    if (w->has_step)
        vec_push(&path->steps, w->step);
    if (w->kind == WITNESS_FINDING && w->finding.then != TASK_NONE)
        vec_push(&path->steps, (struct step_label){w->finding.then, 0});
}

void explore_state(struct exploration *e, uint64_t index, struct state *s)
{
    store_get(e->store, index, e->packed);
    shape_unpack(&e->shape, e->packed, s);
}

void explore_edges(struct exploration *e, struct edge_list *edges)
{
    ASSERT(e->end == EXPLORE_COMPLETE);
    e->edges = edges;
    e->end = EXPLORE_NOT_YET;
    for (e->next = 0; e->next < store_count(e->store) && e->end == EXPLORE_NOT_YET;)
        expand(e, e->next++);
    flush(e);
    ASSERT_EQ(e->end, EXPLORE_NOT_YET);
    e->end = EXPLORE_COMPLETE;
    e->edges = NULL;
}

void edge_list_release(struct edge_list *edges)
{
    vec_release(&edges->from);
    vec_release(&edges->target);
    vec_release(&edges->task);
    vec_release(&edges->alternative);
    edges->count = 0;
}
