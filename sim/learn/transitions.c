/* SPDX-License-Identifier: MIT */
#include "sim/learn/transitions.h"

#include "sim/learn/deeds.h"
#include "sim/learn/learned.h"
#include "sim/learn/loops.h"

#include <string.h>

enum { AT_NONE = UINT32_MAX };

/*
 * Keys: the words of the order, then the product's fields, as numbers of 32 bits that are packed:
 * one to five bytes each, least significant ones first, and a byte 0 with the length of each run of
 * zeroes.
 */

enum { NUMBER_BYTES_MAX = 5, RUN_MAX = 255 };

static uint8_t *pack_number(uint8_t *to, uint32_t n)
{
    for (; n >= 0x80; n >>= 7)
        *to++ = (uint8_t)(n | 0x80);
    *to++ = (uint8_t)n;
    return to;
}

static const uint8_t *unpack_number(const uint8_t *from, uint32_t *n)
{
    *n = 0;
    for (uint32_t shift = 0;; shift += 7) {
        uint8_t byte = *from++;
        *n |= (uint32_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return from;
    }
}

/* Without the zeroes at the end. */
static uint8_t *pack(uint8_t *to, const uint32_t *items, size_t count)
{
    while (count > 0 && items[count - 1] == 0)
        count--;
    for (size_t i = 0; i < count;) {
        if (items[i] != 0) {
            to = pack_number(to, items[i++]);
            continue;
        }
        uint8_t run = 0;
        for (; items[i] == 0 && run < RUN_MAX; i++)
            run++;
        *to++ = 0;
        *to++ = run;
    }
    return to;
}

/* Fills all of items. */
static void unpack(const uint8_t *from, const uint8_t *end, uint32_t *items, size_t count)
{
    size_t i = 0;
    while (from < end) {
        if (*from != 0) {
            from = unpack_number(from, &items[i++]);
            continue;
        }
        for (uint8_t run = from[1]; run > 0; run--)
            items[i++] = 0;
        from += 2;
    }
    while (i < count)
        items[i++] = 0;
}

/* Its first two bytes: how many the order takes. */
static void make_key(struct transitions *t)
{
    const struct order *o = &t->order;
    size_t words = o->words.count * 2, numbers = words + t->state.count;
    vec_reserve(&t->key, 2 + numbers * NUMBER_BYTES_MAX);
    uint8_t *first = t->key.items + 2;
    uint8_t *middle = pack(first, (const uint32_t *)o->words.items, words);
    uint8_t *end = pack(middle, t->state.v, t->state.count);
    t->key.items[0] = (uint8_t)(middle - first);
    t->key.items[1] = (uint8_t)((middle - first) >> 8);
    t->key.count = (size_t)(end - t->key.items);
}

static void load_key(struct transitions *t, uint32_t state)
{
    size_t bytes;
    if (t->at == state)
        return;
    const uint8_t *key = blob_set_get(&t->keys, state, &bytes);
    const uint8_t *middle = key + 2 + (key[0] | key[1] << 8);
    struct order *o = &t->order;
    state_fit(t->product, &t->state);
    unpack(key + 2, middle, (uint32_t *)o->words.items, o->words.count * 2);
    unpack(middle, key + bytes, t->state.v, t->state.count);
    t->at = state;
}

/* The number of the state under work. */
static uint32_t intern(struct transitions *t)
{
    make_key(t);
    uint32_t id = blob_set_add(&t->keys, t->key.items, t->key.count);
    if (id == t->states.count)
        vec_push(&t->states, (struct transition_state){.situation = SITUATION_NEW});
    t->at = id;
    return id;
}

/* States that are no state of the product: keys that no state has. */
static uint32_t intern_end(struct transitions *t, enum situation situation)
{
    const uint8_t key = (uint8_t)situation;
    uint32_t id = blob_set_add(&t->keys, &key, sizeof key);
    if (id == t->states.count)
        vec_push(&t->states, (struct transition_state){.situation = (uint8_t)situation});
    return id;
}

static uint32_t settle(struct transitions *t, enum step_status status)
{
    struct product *p = t->product;
    t->at = AT_NONE;
    if (status == STEP_REFUSED || transitions_are_stale(t))
        return intern_end(t, SITUATION_UNKNOWN);
    if (status == STEP_FINDING || p->notes.count > 0)
        return intern_end(t, SITUATION_WRONG);
    if (p->order)
        order_settle(p, &t->state);
    return intern(t);
}

/* Deeds: a header, the accesses, the orders. */
struct deed_header {
    uint32_t accesses, orders, everything, conditional;
};

static uint32_t intern_deed(struct transitions *t)
{
    const struct deed *d = &t->deed;
    const struct deed_header header = {(uint32_t)d->accesses.count, (uint32_t)d->orders.count,
                                       d->everything, d->conditional};
    size_t accesses = header.accesses * sizeof *d->accesses.items;
    size_t orders = header.orders * sizeof *d->orders.items;
    vec_reserve(&t->key, sizeof header + accesses + orders);
    uint8_t *to = t->key.items;
    memcpy(to, &header, sizeof header);
    if (accesses > 0)
        memcpy(to + sizeof header, d->accesses.items, accesses);
    if (orders > 0)
        memcpy(to + sizeof header + accesses, d->orders.items, orders);
    return blob_set_add(&t->deeds, to, sizeof header + accesses + orders);
}

void transitions_deed(const struct transitions *t, uint32_t number, struct deed *deed)
{
    const struct deed_header *header = blob_set_get(&t->deeds, number, NULL);
    const struct deed_access *accesses = (const void *)(header + 1);
    const struct deed_order *orders = (const void *)(accesses + header->accesses);
    deed_clear(deed);
    deed->everything = header->everything;
    deed->conditional = header->conditional;
    for (uint32_t i = 0; i < header->accesses; i++)
        vec_push(&deed->accesses, accesses[i]);
    for (uint32_t i = 0; i < header->orders; i++)
        vec_push(&deed->orders, orders[i]);
}

void transitions_intend(struct transitions *t, uint32_t state, task_id task, struct deed *deed)
{
    load_key(t, state);
    deed_clear(deed);
    deeds_follow_loop(t->product, &t->state, task, deed);
    deeds_intend(t->product, product_class(t->product, &t->state, task), deed);
}

uint64_t transitions_unfinished(struct transitions *t, uint32_t state)
{
    load_key(t, state);
    return product_unfinished(t->product, &t->state);
}

void transitions_init(struct transitions *t, struct product *p,
                      const struct learned_limits *limits)
{
    *t = (struct transitions){.product = p,
                              .keeps_deeds = limits->deeds,
                              .slots = p->slot_count,
                              .order.unseen_only = limits->unseen_only,
                              .at = AT_NONE};
    p->order = limits->races ? &t->order : NULL;
    p->deed = limits->deeds ? &t->deed : NULL;
    if (limits->deeds)
        loops_find(p);
    settle(t, product_initial(p, &t->state));
    t->performed = p->performed;
    ASSERT_EQ(t->states.count, 1);
}

void transitions_release(struct transitions *t)
{
    t->product->order = NULL;
    t->product->deed = NULL;
    blob_set_release(&t->deeds);
    vec_release(&t->deed.accesses);
    vec_release(&t->deed.orders);
    order_release(&t->order);
    blob_set_release(&t->keys);
    vec_release(&t->states);
    vec_release(&t->enabled);
    vec_release(&t->first_step);
    vec_release(&t->steps);
    vec_release(&t->ops);
    vec_release(&t->key);
    arena_release(&t->arena);
    state_release(&t->state);
}

void transitions_keep(struct transitions *t, uint64_t *states, size_t count)
{
    VEC(uint8_t) keys = {0};
    VEC(size_t) ends = {0};
    for (size_t i = 0; i < count; i++) {
        size_t bytes;
        const uint8_t *key = blob_set_get(&t->keys, (uint32_t)states[i], &bytes);
        vec_reserve(&keys, keys.count + bytes);
        memcpy(keys.items + keys.count, key, bytes);
        keys.count += bytes;
        vec_push(&ends, keys.count);
    }
    blob_set_clear(&t->keys);
    vec_clear(&t->states);
    vec_clear(&t->enabled);
    vec_clear(&t->first_step);
    vec_clear(&t->steps);
    t->at = AT_NONE;
    for (size_t i = 0, start = 0; i < count; start = ends.items[i++]) {
        states[i] = blob_set_add(&t->keys, keys.items + start, ends.items[i] - start);
        if (states[i] == t->states.count)
            vec_push(&t->states, (struct transition_state){.situation = SITUATION_NEW});
    }
    vec_release(&keys);
    vec_release(&ends);
}

bool transitions_are_stale(const struct transitions *t)
{
    struct product *p = t->product;
    return p->split || p->slot_count != t->slots || p->promoted_grew || p->l->shared_grew ||
           t->order.uncovered || races_are_stale(p);
}

/* Classes move when more of them come up; what strategies look at stays where it is. */
static const struct op *op_of(struct transitions *t, const struct class *c)
{
    size_t class = (size_t)(c - t->product->classes.items);
    while (t->ops.count <= class)
        vec_push(&t->ops, NULL);
    if (t->ops.items[class] == NULL) {
        t->ops.items[class] = arena_alloc(&t->arena, sizeof c->op);
        *t->ops.items[class] = c->op;
    }
    return t->ops.items[class];
}

static void add_enabled(struct transitions *t, uint32_t first, task_id task, uint32_t alternatives)
{
    const struct class *c = product_class(t->product, &t->state, task);
    vec_push(&t->enabled, (struct enabled){task, alternatives, op_of(t, c)});
    vec_push(&t->first_step, (uint32_t)t->steps.count - first);
    for (uint32_t a = 0; a < alternatives; a++)
        vec_push(&t->steps, (struct transition){.target = TRANSITION_UNKNOWN});
}

static enum situation end_of(const struct transitions *t)
{
    if (t->state.v[t->product->exited_field])
        return SITUATION_EXITED;
    if (product_is_excluded(t->product, &t->state))
        return SITUATION_EXCLUDED;
    return product_unfinished(t->product, &t->state) ? SITUATION_STUCK : SITUATION_FINISHED;
}

void transitions_look(struct transitions *t, uint32_t state)
{
    struct product *p = t->product;
    load_key(t, state);
    struct transition_state s = {.situation = SITUATION_CHOICE,
                                 .enabled = (uint32_t)t->enabled.count,
                                 .steps = (uint32_t)t->steps.count};
    s.tasks = product_enabled(p, &t->state, &s.late);
    for (uint64_t set = s.tasks; set != 0; set &= set - 1) {
        task_id task = (task_id)__builtin_ctzll(set);
        add_enabled(t, s.steps, task, product_alternatives(p, &t->state, task, s.late));
        s.count++;
    }
    if (s.count == 0)
        s.situation = (uint8_t)end_of(t);
    if (p->refused || transitions_are_stale(t))
        s.situation = SITUATION_UNKNOWN;
    t->states.items[state] = s;
}

struct transition transitions_follow(struct transitions *t, uint32_t state, uint32_t step,
                                     task_id task, uint32_t alternative)
{
    uint32_t at = t->states.items[state].steps + step;
    struct transition known = t->steps.items[at];
    if (known.target != TRANSITION_UNKNOWN)
        return known;
    load_key(t, state);
    struct product *p = t->product;
    t->at = AT_NONE;
    deed_clear(&t->deed);
    t->deed.everything =
        t->states.items[state].late; /* it needs that nobody else can do anything */
    if (t->keeps_deeds)
        deeds_follow_loop(p, &t->state, task, &t->deed);
    enum step_status status =
        product_step(p, &t->state, task, alternative, t->states.items[state].late);
    known.performed = p->performed;
    if (t->keeps_deeds)
        known.deed = intern_deed(t);
    known.target = settle(t, status);
    t->computed++;
    t->steps.items[at] = known;
    return known;
}
