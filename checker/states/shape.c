/* SPDX-License-Identifier: MIT */
#include "checker/states/shape.h"

#include "base/check.h"

static void add_field(struct shape *s, uint32_t first)
{
    vec_push(&s->ranks, (struct ranks){0});
    bool fits = shape_admit(s, (uint32_t)s->ranks.count - 1, first);
    (void)fits; /* the field itself may be too new for the packing */
}

void shape_init(struct shape *s, const struct product *p, const struct state *initial)
{
    *s = (struct shape){.product = p};
    packing_init(&s->packing, 0);
    for (uint32_t i = 0; i < initial->count; i++)
        add_field(s, initial->v[i]);
}

void shape_release(struct shape *s)
{
    for (size_t i = 0; i < s->ranks.count; i++) {
        vec_release(&s->ranks.items[i].of);
        vec_release(&s->ranks.items[i].value);
    }
    vec_release(&s->ranks);
    vec_release(&s->taking);
    packing_release(&s->packing);
}

bool shape_admit(struct shape *s, uint32_t field, uint32_t value)
{
    while (s->ranks.count <= field)
        add_field(s, 0);
    struct ranks *r = &s->ranks.items[field];
    while (r->of.count <= value)
        vec_push(&r->of, RANK_NONE);
    if (r->of.items[value] == RANK_NONE) {
        r->of.items[value] = (uint32_t)r->value.count;
        vec_push(&r->value, value);
    }
    return shape_has(s, field, value);
}

bool shape_admit_all(struct shape *s, const struct state *state)
{
    bool fits = true;
    for (uint32_t i = 0; i < state->count; i++)
        if (!shape_has(s, i, state->v[i]))
            fits &= shape_admit(s, i, state->v[i]);
    return fits;
}

static void convert(void *context, const uint64_t *old_words, uint64_t *new_words)
{
    struct packing **both = context;
    packing_convert(both[0], both[1], old_words, new_words);
}

/* A layout that has room for all ranks. */
static void lay_out(const struct shape *s, struct packing *wider)
{
    packing_copy(wider, &s->packing);
    for (uint32_t i = 0; i < s->ranks.count; i++) {
        uint32_t bits = packing_bits_of(s->ranks.items[i].value.count - 1);
        if (i >= s->packing.count)
            packing_append(wider, bits);
        else
            packing_need(wider, i, bits);
    }
    packing_lay_out(wider);
}

bool shape_grow(struct shape *s, struct store *store)
{
    struct packing wider;
    lay_out(s, &wider);
    struct packing *both[] = {&s->packing, &wider};
    bool done = wider.words <= STORE_WORDS_MAX;
    if (done && store)
        done = store_repack(store, wider.words, convert, both);
    packing_release(&s->packing);
    s->packing = wider;
    return done;
}

static void note_taking(struct shape *s)
{
    for (uint32_t i = 0; i < s->packing.count; i++) {
        bool known = s->packing.fields[i].bits == 0;
        for (size_t k = 0; k < s->taking.count && !known; k++)
            known = s->taking.items[k] == i;
        if (!known)
            vec_push(&s->taking, i);
    }
}

void shape_grow_frontier(struct shape *s, struct frontier *f, uint64_t **state)
{
    struct packing wider;
    struct frontier converted;
    lay_out(s, &wider);
    uint64_t *old = memory_new(s->packing.words, sizeof *old);
    uint64_t *new = memory_new(wider.words, sizeof *new);
    frontier_init(&converted, wider.words);
    while (frontier_count(f) > 0) {
        frontier_pop(f, old);
        memset(new, 0, wider.words * sizeof *new);
        packing_convert(&s->packing, &wider, old, new);
        frontier_push(&converted, new);
    }
    frontier_release(f);
    *f = converted;
    memset(new, 0, wider.words * sizeof *new);
    if (*state)
        packing_convert(&s->packing, &wider, *state, new);
    free(*state);
    free(old);
    *state = new;
    packing_release(&s->packing);
    s->packing = wider;
    note_taking(s);
}

void shape_ranks(const struct shape *s, const uint64_t *words, uint64_t *ranks)
{
    for (size_t i = 0; i < s->taking.count; i++)
        ranks[i] = packing_get(&s->packing, words, s->taking.items[i]);
}

void shape_pack(const struct shape *s, const struct state *state, uint64_t *words)
{
    memset(words, 0, s->packing.words * sizeof *words);
    for (uint32_t i = 0; i < state->count; i++)
        shape_set(s, words, i, state->v[i]);
}

void shape_unpack(const struct shape *s, const uint64_t *words, struct state *state)
{
    state_fit(s->product, state);
    for (uint32_t i = 0; i < state->count; i++)
        state->v[i] = i < s->packing.count ? shape_get(s, words, i) : 0;
}
