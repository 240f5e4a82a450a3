/* SPDX-License-Identifier: MIT */
#include "sim/learn/symmetry.h"

#include "base/prng.h"

#include <string.h>

enum {
    WALKS = 8,
    WALK_STEPS = 512,
    RESTARTS_MAX = 64, /* of a renaming, each with another field adrift */
    TASKS_TRIED_MAX = 16,
};

struct symmetry *symmetry_new(struct product *p)
{
    struct symmetry *y = memory_new(1, sizeof *y);
    y->p = p;
    y->now.images = memory_new(SYMMETRY_CANDIDATES_MAX, sizeof *y->now.images);
    y->next.images = memory_new(SYMMETRY_CANDIDATES_MAX, sizeof *y->next.images);
    return y;
}

static void forget_elements(struct symmetry *y)
{
    for (size_t i = 0; i < y->elements.count; i++)
        automorphism_free(y->elements.items[i].renaming);
    vec_clear(&y->elements);
    vec_clear(&y->levels);
    vec_clear(&y->support);
    vec_clear(&y->tasks);
    vec_clear(&y->chain.classes);
    y->seen = 0;
}

void symmetry_free(struct symmetry *y)
{
    if (y == NULL)
        return;
    forget_elements(y);
    state_release(&y->initial);
    vec_release(&y->elements);
    vec_release(&y->levels);
    vec_release(&y->refuted);
    vec_release(&y->support);
    vec_release(&y->walked);
    vec_release(&y->notes);
    vec_release(&y->tasks);
    vec_release(&y->chain.classes);
    free(y->now.states);
    free(y->next.states);
    free(y->now.images);
    free(y->next.images);
    free(y);
}

/* The joins that follow one another from where main is held.  False: what it does depends on a result. */
static bool follow_chain(struct symmetry *y)
{
    struct product *p = y->p;
    vec_clear(&y->chain.classes);
    for (uint32_t class = p->held_class; class != BLOB_NONE && product_joins(p, class) != TASK_NONE;) {
        const struct class *c = &p->classes.items[class];
        vec_push(&y->chain.classes, class);
        for (size_t i = 1; i < c->edges.count; i++)
            if (c->edges.items[i].next != c->edges.items[0].next)
                return false;
        if (y->chain.classes.count > p->slot_count)
            return false;
        class = c->edges.count > 0 ? c->edges.items[0].next : BLOB_NONE;
    }
    return true;
}

/* Does main wait for the image of everybody that it waits for?  If it is known where the chain ends. */
static bool chain_agrees(const struct symmetry *y, const struct automorphism *a)
{
    const struct product *p = y->p;
    uint64_t joined = 0, images = 0;
    if (y->chain.classes.count == 0)
        return true;
    for (size_t i = 0; i < y->chain.classes.count; i++) {
        task_id t = product_joins(p, y->chain.classes.items[i]);
        joined |= UINT64_C(1) << t;
        images |= UINT64_C(1) << a->image[t];
    }
    const struct class *last = &p->classes.items[*vec_last(&y->chain.classes)];
    return last->edges.count == 0 || joined == images;
}

/* Entries that are put off are harmless only if nobody relied on them: joins that main did not come to. */
static bool is_settled(const struct symmetry *y, const struct automorphism *a)
{
    for (size_t i = 0; i < a->deferred.count; i++)
        if (product_joins(y->p, y->p->journal.items[a->deferred.items[i]].class) == TASK_NONE)
            return false;
    return true;
}

/* Compares all that is there, and what that brings up. */
static void check(struct symmetry *y, struct automorphism *a)
{
    struct product *p = y->p;
    bool refused = p->refused != NULL;
    for (int i = 0; !a->refuted; i++) {
        automorphism_check(a, &y->chain);
        if (!a->adrift_grew)
            break;
        a->refuted |= i == RESTARTS_MAX || a->relied_on;
        automorphism_restart(a);
    }
    if (p->refused && !refused) {
        a->refuted = true;
        free(p->refused);
        p->refused = NULL;
    }
    a->refuted |= p->split || p->promoted_grew || !follow_chain(y) || !chain_agrees(y, a) ||
                  !is_settled(y, a);
}

/* Finding renamings. */

static bool was_refuted(const struct symmetry *y, struct move move)
{
    for (size_t i = 0; i < y->refuted.count; i++)
        if (memcmp(&y->refuted.items[i], &move, sizeof move) == 0)
            return true;
    return false;
}

static void images_of(const struct symmetry *y, struct move move, task_id *image)
{
    for (task_id t = 0; t < PRODUCT_TASKS_MAX; t++)
        image[t] = t;
    image[move.a] = move.b;
    image[move.b] = move.a;
    for (size_t i = 0; i < y->tasks.count && move.shift > 0; i++)
        image[y->tasks.items[i]] = y->tasks.items[(i + move.shift) % y->tasks.count];
}

/* What a wrong renaming brings up is of no interest to the others. */
static void begin_with_walks(struct symmetry *y)
{
    product_forget_entries(y->p);
    for (size_t i = 0; i < y->walked.count; i++)
        vec_push(&y->p->journal, y->walked.items[i]);
}

/* Tries a renaming on what the walks evaluated; keeps it among the elements if it holds. */
static bool try_move(struct symmetry *y, struct move move)
{
    task_id image[PRODUCT_TASKS_MAX];
    if (was_refuted(y, move))
        return false;
    images_of(y, move, image);
    begin_with_walks(y);
    struct automorphism *a = automorphism_new(y->p, image, &y->initial);
    check(y, a);
    if (a->refuted) {
        vec_push(&y->refuted, move);
        automorphism_free(a);
        return false;
    }
    a->checked = 0;
    vec_push(&y->elements, (struct element){a, move});
    return true;
}

static void add_level(struct symmetry *y, task_id slot, uint32_t first)
{
    uint32_t count = (uint32_t)y->elements.count - first;
    if (count > 0)
        vec_push(&y->levels, (struct level){slot, first, count, false});
}

/* Blocks of tasks any two of which can change places: one level for each task, with those behind it. */
static void try_exchanges(struct symmetry *y)
{
    uint64_t done = 0;
    for (size_t i = 0; i < y->tasks.count; i++) {
        VEC(task_id) block = {0};
        if (done >> i & 1)
            continue;
        vec_push(&block, y->tasks.items[i]);
        uint32_t first = (uint32_t)y->elements.count;
        for (size_t k = i + 1; k < y->tasks.count; k++)
            if (!(done >> k & 1) && try_move(y, (struct move){y->tasks.items[i], y->tasks.items[k], 0})) {
                vec_push(&block, y->tasks.items[k]);
                done |= UINT64_C(1) << k;
            }
        add_level(y, block.items[0], first);
        for (size_t at = 1; at + 1 < block.count; at++) {
            first = (uint32_t)y->elements.count;
            for (size_t k = at + 1; k < block.count; k++)
                try_move(y, (struct move){block.items[at], block.items[k], 0});
            add_level(y, block.items[at], first);
        }
        vec_release(&block);
    }
}

/* Circles: by the least shift there is, which makes the others. */
static void try_shifts(struct symmetry *y)
{
    uint32_t count = (uint32_t)y->tasks.count;
    for (uint32_t shift = 1; shift < count; shift++)
        if (count % shift == 0 && try_move(y, (struct move){0, 0, shift})) {
            vec_push(&y->levels, (struct level){y->tasks.items[0], 0, count / shift - 1, true});
            return;
        }
}

/* All but main that are there. */
static void find_tasks(struct symmetry *y)
{
    for (task_id t = 1; t < y->p->slot_count && y->tasks.count < TASKS_TRIED_MAX; t++)
        if (product_class(y->p, &y->initial, t))
            vec_push(&y->tasks, t);
}

/* Executions, so that there is something to compare. */
static void walk(struct symmetry *y, struct prng *prng)
{
    struct product *p = y->p;
    struct state s = {0};
    enum step_status status = STEP_OK;
    state_copy(p, &y->initial, &s);
    for (int i = 0; i < WALK_STEPS && status == STEP_OK && !p->split; i++) {
        bool late;
        uint64_t enabled = product_enabled(p, &s, &late);
        if (enabled == 0)
            break;
        for (uint64_t n = prng_below(prng, (uint64_t)__builtin_popcountll(enabled)); n > 0; n--)
            enabled &= enabled - 1;
        task_id task = (task_id)__builtin_ctzll(enabled);
        uint32_t alternatives = product_alternatives(p, &s, task, late);
        status = product_step(p, &s, task, (uint32_t)prng_below(prng, alternatives), late);
    }
    state_release(&s);
}

/* Where everything starts.  What led there is not compared: creating the tasks, one after the other. */
static bool begin(struct symmetry *y)
{
    struct product *p = y->p;
    p->journals = false;
    p->held_class = BLOB_NONE;
    if (product_initial(p, &y->initial) != STEP_OK)
        return false;
    vec_clear(&y->notes);
    for (size_t i = 0; i < p->notes.count; i++)
        vec_push(&y->notes, p->notes.items[i]);
    const struct class *c = product_class(p, &y->initial, 0);
    uint32_t class = c ? (uint32_t)(c - p->classes.items) : BLOB_NONE;
    if (class != BLOB_NONE && product_joins(p, class) != TASK_NONE)
        p->held_class = class;
    find_tasks(y);
    product_forget_entries(p);
    return true;
}

bool symmetry_find(struct symmetry *y)
{
    struct product *p = y->p;
    struct prng prng = prng_seeded(1);
    forget_elements(y);
    if (!begin(y))
        return false;
    p->journals = true;
    for (int i = 0; i < WALKS; i++)
        walk(y, &prng);
    vec_clear(&y->walked);
    for (size_t i = 0; i < p->journal.count; i++)
        vec_push(&y->walked, p->journal.items[i]);
    if (follow_chain(y) && !p->refused && !p->split && !p->promoted_grew) {
        try_exchanges(y);
        if (y->elements.count == 0)
            try_shifts(y);
    }
    for (size_t i = 0; i < y->elements.count; i++)
        y->elements.items[i].renaming->relied_on = true;
    p->journals = y->elements.count > 0;
    if (!p->journals)
        p->held_class = BLOB_NONE;
    product_forget_entries(p);
    return p->journals;
}

void symmetry_initial(struct symmetry *y, struct state *s)
{
    state_copy(y->p, &y->initial, s);
    vec_clear(&y->p->log);
    vec_clear(&y->p->notes);
    for (size_t i = 0; i < y->notes.count; i++)
        vec_push(&y->p->notes, y->notes.items[i]);
}

uint64_t symmetry_order(const struct symmetry *y)
{
    uint64_t order = 1;
    for (size_t i = 0; i < y->levels.count; i++)
        order *= y->levels.items[i].count + 1;
    return order;
}

/* Checking as the search goes on. */

static bool changes(const struct automorphism *a, uint32_t field)
{
    if (field >= a->fields.count)
        return false;
    const struct field_renaming *f = &a->fields.items[field];
    bool changed = f->to != BLOB_NONE && f->to != field;
    for (uint32_t v = 0; v < f->value.count && !changed; v++)
        changed = f->value.items[v] != BLOB_NONE && f->value.items[v] != v;
    return changed;
}

static void find_support(struct symmetry *y)
{
    vec_clear(&y->support);
    for (uint32_t field = 0; field < product_width(y->p); field++)
        for (size_t i = 0; i < y->elements.count; i++)
            if (changes(y->elements.items[i].renaming, field)) {
                vec_push(&y->support, field);
                break;
            }
}

void symmetry_refute(struct symmetry *y, const struct automorphism *a)
{
    for (size_t i = 0; i < y->elements.count; i++)
        if (y->elements.items[i].renaming == a)
            vec_push(&y->refuted, y->elements.items[i].move);
}

bool symmetry_holds(struct symmetry *y)
{
    struct product *p = y->p;
    if (LIKELY(y->seen == p->journal.count && y->support.count > 0))
        return true;
    bool holds = true;
    do {
        y->seen = p->journal.count;
        for (size_t i = 0; i < y->elements.count; i++) {
            struct automorphism *a = y->elements.items[i].renaming;
            check(y, a);
            if (a->refuted)
                symmetry_refute(y, a);
            holds &= !a->refuted;
        }
    } while (holds && y->seen < p->journal.count);
    find_support(y);
    return holds;
}
