/* SPDX-License-Identifier: MIT */
#include "checker/states/expand.h"

#include "checker/states/mover.h"
#include "checker/states/successors.h"
#include "checker/states/witnesses.h"

static bool is_stale(const struct exploration *e)
{
    const struct product *p = e->product;
    uint64_t grown = p->l->nodes.count - p->nodes_before;
    return p->split || p->promoted_grew ||
           grown * 100 > (uint64_t)p->nodes_before * e->options.growth_max_percent;
}

void expand_settle(struct exploration *e, enum step_status status, uint64_t from, task_id task,
                   uint32_t alternative)
{
    struct product *p = e->product;
    for (size_t i = 0; i < p->notes.count; i++)
        witnesses_note_finding(e, from, task, alternative, p->notes.items[i], true);
    if (is_stale(e))
        e->end = EXPLORE_STALE;
    else if (status == STEP_REFUSED)
        e->end = EXPLORE_REFUSED;
    else if (status == STEP_FINDING)
        witnesses_note_finding(e, from, task, alternative, p->found, false);
    else if (from == PARENTS_NONE)
        successors_add_initial(e);
    else
        successors_add(e, from, step_number(task, alternative));
}

/* Any kind of step. */
static void expand_slowly(struct exploration *e, uint64_t index, task_id task, bool late)
{
    struct product *p = e->product;
    uint32_t alternatives = product_alternatives(p, &e->state, task, late);
    for (uint32_t a = 0; a < alternatives && e->end == EXPLORE_NOT_YET; a++) {
        enum step_status status = product_step(p, &e->state, task, a, late);
        expand_settle(e, status, index, task, a);
        product_undo(p, &e->state);
        e->transitions++;
    }
}

/* Sees to it that mover_has_values. */
static __attribute__((noinline)) void admit_values(struct exploration *e, task_id task,
                                                   const struct quick *q)
{
    const struct slot_classes *sc = &e->product->slots[task];
    bool fits = shape_admit(&e->shape, sc->task_field, q->task_value);
    if (!q->unchanged)
        fits &= shape_admit(&e->shape, q->field, q->value);
    if (e->product->contended)
        fits &= shape_admit(&e->shape, sc->races_field, 0);
    if (!fits)
        successors_grow(e);
}

/* The same step, when states are stored as canonical ones. */
static __attribute__((noinline)) void add_renamed(struct exploration *e, uint64_t index,
                                                  task_id task, const struct quick *q)
{
    const struct product *p = e->product;
    struct state *s = &e->canonical;
    shape_unpack(&e->shape, e->packed, s);
    s->v[p->slots[task].task_field] = q->task_value;
    if (!q->unchanged)
        s->v[q->field] = q->value;
    if (p->contended)
        s->v[p->slots[task].races_field] = 0;
    successors_add_canonical(e, index, step_number(task, 0));
}

static inline void add_quickly(struct exploration *e, uint64_t index, task_id task,
                               const struct quick *q)
{
    const struct product *p = e->product;
    e->transitions++;
    if (UNLIKELY(e->options.symmetry != NULL)) {
        add_renamed(e, index, task, q);
        return;
    }
    if (UNLIKELY(!mover_has_values(e, task, q)))
        admit_values(e, task, q);
    uint64_t *successor = successors_begin(e, index, step_number(task, 0));
    for (uint32_t i = 0; i < shape_words(&e->shape); i++)
        successor[i] = e->packed[i];
    shape_set(&e->shape, successor, p->slots[task].task_field, q->task_value);
    if (!q->unchanged)
        shape_set(&e->shape, successor, q->field, q->value);
    if (p->contended)
        shape_set(&e->shape, successor, p->slots[task].races_field, 0);
    e->batch_count++;
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
    return moves;
}

static inline const struct jump *find_jump(struct exploration *e, task_id task)
{
    if (UNLIKELY(e->jumps.voided != e->product->quick_voided)) {
        jumps_forget(&e->jumps);
        e->jumps.voided = e->product->quick_voided;
    }
    return jumps_find(&e->jumps, e->packed, task);
}

static inline void add_jump(struct exploration *e, uint64_t index, task_id task,
                            const struct jump *jump)
{
    uint64_t *successor = successors_begin(e, index, step_number(task, 0));
    for (uint32_t i = 0; i < shape_words(&e->shape); i++)
        successor[i] = e->packed[i];
    jump_make(jump, successor);
    e->batch_count++;
    e->transitions++;
}

/* Does anybody move?  Asked for where all steps that there are only look. */
static bool somebody_moves(struct exploration *e, bool *unpacked)
{
    struct product *p = e->product;
    unpack_once(e, unpacked);
    for (task_id i = 0; i < p->slot_count; i++)
        if (product_moves(p, &e->state, i))
            return true;
    return false;
}

/* All tasks. */
static bool expand_all(struct exploration *e, uint64_t index, bool *unpacked)
{
    const struct product *p = e->product;
    struct mover m;
    bool moves = false, looks = false;
    for (task_id i = 0; i < p->slot_count && e->end == EXPLORE_NOT_YET; i++) {
        const struct jump *jump = find_jump(e, i);
        if (LIKELY(jump != NULL && jump->kind != JUMP_NOT)) {
            if (jump->kind != JUMP_BLOCKED)
                add_jump(e, index, i, jump);
            moves |= jump->kind == JUMP_STEP;
            looks |= jump->kind == JUMP_LOOK;
            continue;
        }
        if (!mover_find(e, i, &m))
            continue;
        if (jump == NULL && e->options.symmetry == NULL)
            mover_remember(e, i, &m);
        moves |= expand_task(e, index, &m, unpacked);
    }
    if (looks && !moves && e->end == EXPLORE_NOT_YET)
        moves = somebody_moves(e, unpacked);
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
        if (!mover_find(e, i, &m))
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
        if (p->contended && mover_field_value(e, e->packed, p->slots[i].races_field) != 0) {
            unpack_once(e, unpacked);
            view->racing |= bit;
        }
    }
}

static void expand_set(struct exploration *e, uint64_t index, uint64_t set, bool *unpacked)
{
    struct mover m;
    for (; set != 0 && e->end == EXPLORE_NOT_YET; set &= set - 1)
        if (mover_find(e, (task_id)__builtin_ctzll(set), &m))
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
    successors_flush(e);
    e->newest = 0;
    expand_set(e, index, set, unpacked);
    successors_flush(e);
    if (e->newest < e->next)
        expand_set(e, index, view.enabled & ~set, unpacked);
    else
        e->trial.saved += set != view.enabled;
    return moves;
}

/* Whose next steps commute with that of the task. */
static uint64_t undisturbed(const struct exploration *e, const struct persistent_view *view, uint64_t asleep,
                            int task)
{
    uint64_t set = 0;
    if (view->racing >> task & 1)
        return 0;
    for (uint64_t rest = asleep & ~view->racing; rest != 0; rest &= rest - 1) {
        int other = __builtin_ctzll(rest);
        if (!footprints_collide(e->footprints, view->class[task], view->class[other]))
            set |= UINT64_C(1) << other;
    }
    return set;
}

/* The steps of those of `tasks` who are not asleep.  Each falls asleep then. */
static bool expand_awake(struct exploration *e, uint64_t index, uint64_t tasks, uint64_t asleep,
                         bool *unpacked)
{
    struct persistent_view view;
    bool moves = false;
    view_state(e, &view, &moves, unpacked);
    for (uint64_t set = view.enabled & tasks & ~asleep; set != 0 && e->end == EXPLORE_NOT_YET;
         set &= set - 1) {
        int task = __builtin_ctzll(set);
        e->asleep = undisturbed(e, &view, asleep, task);
        expand_set(e, index, set & -set, unpacked);
        asleep |= UINT64_C(1) << task;
    }
    e->asleep = 0;
    return moves;
}

void expand_awakened(struct exploration *e)
{
    struct awakening a;
    while (e->end == EXPLORE_NOT_YET && sleep_awakening(&e->sleep, &a)) {
        bool unpacked = false;
        e->expanded = a.state;
        store_get(e->store, a.state, e->packed);
        expand_awake(e, a.state, a.tasks, a.asleep, &unpacked);
        successors_flush(e);
    }
}

/* Time passes: timed waits end.  Or nothing happens any more. */
static void expand_late(struct exploration *e, uint64_t index)
{
    bool late;
    shape_unpack(&e->shape, e->packed, &e->state);
    uint64_t enabled = product_enabled(e->product, &e->state, &late);
    if (enabled == 0)
        witnesses_note_end(e, index);
    for (; enabled != 0 && e->end == EXPLORE_NOT_YET; enabled &= enabled - 1)
        expand_slowly(e, index, (task_id)__builtin_ctzll(enabled), late);
}

/* Who is inside an atomic section: nobody else moves. */
static task_id find_inside(const struct exploration *e)
{
    const struct product *p = e->product;
    struct mover m;
    for (task_id i = 0; p->sections && i < p->slot_count; i++)
        if (mover_find(e, i, &m) && p->classes.items[m.class].op.flags & OP_INSIDE)
            return i;
    return TASK_NONE;
}

static bool expand_inside(struct exploration *e, uint64_t index, task_id task, bool *unpacked)
{
    struct mover m;
    bool found = mover_find(e, task, &m);
    ASSERT(found);
    return expand_task(e, index, &m, unpacked);
}

static bool expand_tasks(struct exploration *e, uint64_t index, bool *unpacked)
{
    task_id inside = find_inside(e);
    if (UNLIKELY(inside != TASK_NONE))
        return expand_inside(e, index, inside, unpacked);
    return e->footprints && is_worth_trying(e) ? expand_some(e, index, unpacked)
                                               : expand_all(e, index, unpacked);
}

void expand_state(struct exploration *e, uint64_t index)
{
    const struct product *p = e->product;
    bool unpacked = false, moves = false;
    e->expanded = index;
    if (UNLIKELY(e->options.compact))
        frontier_pop(&e->frontier, e->packed);
    else
        store_get(e->store, index, e->packed);
    bool exited = shape_get(&e->shape, e->packed, p->exited_field) != 0;
    if (UNLIKELY(e->options.sleep && p->sections))
        e->end = EXPLORE_STALE; /* sections were met on the way: begun again, without sleep sets */
    else if (!exited && UNLIKELY(e->options.sleep))
        moves = expand_awake(e, index, UINT64_MAX, sleep_of(&e->sleep, index), &unpacked);
    else if (!exited)
        moves = expand_tasks(e, index, &unpacked);
    if (p->refused && e->end == EXPLORE_NOT_YET)
        e->end = EXPLORE_REFUSED;
    if (!moves && e->end == EXPLORE_NOT_YET)
        expand_late(e, index);
}
