/* SPDX-License-Identifier: MIT */
#include "tests/orbits.h"

#include <string.h>

struct counting {
    const struct handmade *p;
    const struct orbits_names *names;
    struct handmade_state state, least;
};

/* The k-th local variable of a thread, as a variable; the threads have the same ones, in the same order. */
static int local_of(const struct handmade *p, int thread, int k)
{
    for (int v = 1; v <= p->variables; v++)
        if (p->owner[v - 1] == thread && k-- == 0)
            return v;
    return 0;
}

static void rename_locals(const struct counting *c, int thread, int image,
                          struct handmade_state *to)
{
    for (int k = 0, v; (v = local_of(c->p, thread, k)) != 0; k++)
        to->values[local_of(c->p, image, k) - 1] = c->state.values[v - 1];
}

static void look_at_renaming(struct counting *c, const int *image)
{
    struct handmade_state to = c->state;
    for (int t = 0; t < c->p->threads; t++) {
        to.points[image[t]] = c->state.points[t];
        rename_locals(c, t, image[t], &to);
        if (c->names->array) {
            uint8_t value = c->state.values[c->names->array - 1 + t];
            to.values[c->names->array - 1 + image[t]] =
                value ? (uint8_t)(1 + image[value - 1]) : 0;
        }
    }
    if (c->names->number)
        to.values[c->names->number - 1] =
            (uint8_t)image[c->state.values[c->names->number - 1]];
    if (memcmp(&to, &c->least, sizeof to) < 0)
        c->least = to;
}

/* All ways to give the threads from `first` on the numbers that are not taken. */
static void look_at_all(struct counting *c, int *image, int first, unsigned taken)
{
    if (first == c->p->threads) {
        look_at_renaming(c, image);
        return;
    }
    for (int i = 0; i < c->p->threads; i++)
        if (!(taken >> i & 1)) {
            image[first] = i;
            look_at_all(c, image, first + 1, taken | 1u << i);
        }
}

static void look_at_rotations(struct counting *c, int *image)
{
    for (int shift = 0; shift < c->p->threads; shift++) {
        for (int t = 0; t < c->p->threads; t++)
            image[t] = (t + shift) % c->p->threads;
        look_at_renaming(c, image);
    }
}

uint32_t orbits_count(const struct handmade *p, const struct orbits_names *names,
                      enum orbits_group group, uint32_t states_max)
{
    struct state_set seen, orbits;
    struct counting c = {.p = p, .names = names};
    int image[HANDMADE_THREADS_MAX];
    handmade_explore(p, states_max, &seen);
    state_set_init(&orbits, sizeof c.least);
    for (uint32_t i = 0; i < seen.count; i++) {
        c.state = (struct handmade_state){0};
        memcpy(&c.state, state_set_at(&seen, i), seen.width);
        c.least = c.state;
        if (group == ORBITS_ALL)
            look_at_all(&c, image, 0, 0);
        else
            look_at_rotations(&c, image);
        state_set_add(&orbits, &c.least);
    }
    uint32_t count = orbits.count;
    state_set_release(&orbits);
    state_set_release(&seen);
    return count;
}
