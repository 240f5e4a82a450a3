/* SPDX-License-Identifier: MIT */
/*
 * The canonical state among its renamings: the one with the least class in the slot of the first level; of these,
 * with the least in that of the second; and so on; of what is left, the least altogether.  Round a circle: of all ways
 * to go round, the least.
 */
#include "sim/learn/symmetry.h"

#include <string.h>

static uint32_t *state_at(const struct symmetry *y, const struct candidates *c, uint32_t i)
{
    return c->states + (size_t)i * y->room;
}

/* The value of a task's field after the renaming.  NULL is the one that changes nothing. */
static uint32_t class_after(const struct symmetry *y, struct automorphism *a, const uint32_t *state,
                            task_id slot)
{
    const struct slot_classes *slots = y->p->slots;
    if (a == NULL)
        return state[slots[slot].task_field];
    uint32_t from = a->fields.items[slots[slot].task_field].from;
    return automorphism_value(a, from, state[from]);
}

/* False: it does not know all of the state. */
static bool rename(struct symmetry *y, struct automorphism *a, const uint32_t *from,
                   uint32_t *to)
{
    memcpy(to, from, y->room * sizeof *to);
    for (size_t i = 0; i < y->support.count; i++) {
        uint32_t field = y->support.items[i];
        uint32_t value = automorphism_value(a, field, from[field]);
        to[automorphism_field(a, field)] = value;
        if (value == BLOB_NONE) {
            symmetry_refute(y, a);
            return false;
        }
    }
    return true;
}

static bool is_there(const struct symmetry *y, const struct candidates *c, const uint32_t *state)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (memcmp(state_at(y, c, i), state, y->room * sizeof *state) == 0)
            return true;
    return false;
}

/* Candidate `from` under the renaming is a candidate of the next level, unless it is there already. */
static bool add(struct symmetry *y, struct automorphism *a, uint32_t from)
{
    struct candidates *next = &y->next;
    if (next->count == SYMMETRY_CANDIDATES_MAX)
        return true; /* then there are several canonical ones */
    uint32_t *to = state_at(y, next, next->count);
    const uint32_t *state = state_at(y, &y->now, from);
    if (a == NULL)
        memcpy(to, state, y->room * sizeof *to);
    else if (!rename(y, a, state, to))
        return false;
    if (is_there(y, next, to))
        return true;
    for (task_id t = 0; t < PRODUCT_TASKS_MAX && y->images_wanted; t++) {
        task_id before = y->now.images[from][t];
        next->images[next->count][t] = a ? a->image[before] : before;
    }
    next->count++;
    return true;
}

static struct automorphism *renaming_at(const struct symmetry *y, const struct level *l, uint32_t i)
{
    return i == 0 ? NULL : y->elements.items[l->first + i - 1].renaming;
}

/* The least class that can be had in the slot; BLOB_NONE if a renaming does not know a class. */
static uint32_t least_class(struct symmetry *y, const struct level *l)
{
    uint32_t least = BLOB_NONE;
    for (uint32_t c = 0; c < y->now.count; c++)
        for (uint32_t i = 0; i <= l->count; i++) {
            struct automorphism *a = renaming_at(y, l, i);
            uint32_t class = class_after(y, a, state_at(y, &y->now, c), l->slot);
            if (class == BLOB_NONE) {
                symmetry_refute(y, a);
                return BLOB_NONE;
            }
            if (class < least)
                least = class;
        }
    return least;
}

static bool descend(struct symmetry *y, const struct level *l)
{
    uint32_t least = least_class(y, l);
    bool known = least != BLOB_NONE;
    y->next.count = 0;
    for (uint32_t c = 0; c < y->now.count && known; c++)
        for (uint32_t i = 0; i <= l->count && known; i++)
            if (class_after(y, renaming_at(y, l, i), state_at(y, &y->now, c), l->slot) == least)
                known = add(y, renaming_at(y, l, i), c);
    struct candidates now = y->now;
    y->now = y->next;
    y->next = now;
    return known;
}

/* All ways to go round: each candidate is the one before, moved on. */
static bool go_round(struct symmetry *y, const struct level *l)
{
    struct automorphism *a = y->elements.items[l->first].renaming;
    struct candidates *now = &y->now;
    for (; now->count <= l->count && now->count < SYMMETRY_CANDIDATES_MAX; now->count++) {
        uint32_t last = now->count - 1;
        if (!rename(y, a, state_at(y, now, last), state_at(y, now, last + 1)))
            return false;
        for (task_id t = 0; t < PRODUCT_TASKS_MAX && y->images_wanted; t++)
            now->images[last + 1][t] = a->image[now->images[last][t]];
    }
    return true;
}

static void make_room(struct symmetry *y, uint32_t fields)
{
    if (fields <= y->room)
        return;
    y->room = fields;
    size_t all = (size_t)fields * SYMMETRY_CANDIDATES_MAX;
    y->now.states = memory_resize(y->now.states, all, sizeof *y->now.states);
    y->next.states = memory_resize(y->next.states, all, sizeof *y->next.states);
}

bool symmetry_canonical(struct symmetry *y, struct state *s, task_id *image)
{
    state_fit(y->p, s);
    make_room(y, s->count);
    memcpy(y->now.states, s->v, s->count * sizeof *s->v);
    y->now.count = 1;
    y->images_wanted = image != NULL;
    for (task_id t = 0; t < PRODUCT_TASKS_MAX && image; t++)
        y->now.images[0][t] = t;
    for (size_t i = 0; i < y->levels.count; i++) {
        const struct level *l = &y->levels.items[i];
        if (!(l->circle ? go_round(y, l) : descend(y, l)))
            return false;
    }
    uint32_t best = 0;
    for (uint32_t i = 1; i < y->now.count; i++)
        if (memcmp(state_at(y, &y->now, i), state_at(y, &y->now, best),
                   s->count * sizeof *s->v) < 0)
            best = i;
    memcpy(s->v, state_at(y, &y->now, best), s->count * sizeof *s->v);
    if (image)
        memcpy(image, y->now.images[best], sizeof y->now.images[best]);
    return true;
}
