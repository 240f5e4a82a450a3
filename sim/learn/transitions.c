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

void transitions_intend(struct transitions *t, uint32_t state, task_id task, struct deed *deed)
{
    load_key(t, state);
    deed_clear(deed);
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
    rounds_init(&t->looks);
    t->held = memory_new(HELD_COUNT, sizeof *t->held);
    p->follows_loops = true;
    loops_find(p);
    settle(t, product_initial(p, &t->state));
    t->performed = p->performed;
    ASSERT_EQ(t->states.count, 1);
}

void transitions_release(struct transitions *t)
{
    t->product->order = NULL;
    t->product->deed = NULL;
    t->product->follows_loops = false;
    rounds_release(&t->looks);
    free(t->held);
    vec_release(&t->rounds);
    deed_set_release(&t->deeds);
    deed_release(&t->deed);
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
    memset(t->held, 0, HELD_COUNT * sizeof *t->held);
    vec_clear(&t->states);
    vec_clear(&t->enabled);
    vec_clear(&t->rounds);
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

static void add_enabled(struct transitions *t, uint32_t first, task_id task, uint32_t alternatives,
                        uint32_t round)
{
    const struct class *c = product_class(t->product, &t->state, task);
    vec_push(&t->enabled, (struct enabled){task, alternatives, op_of(t, c)});
    vec_push(&t->rounds, round);
    vec_push(&t->first_step, (uint32_t)t->steps.count - first);
    for (uint32_t a = 0; a < alternatives; a++)
        vec_push(&t->steps, (struct transition){.target = TRANSITION_UNKNOWN});
}

/* moves: it does more than to go round. */
static void add_task(struct transitions *t, struct transition_state *s, task_id task, bool moves)
{
    struct product *p = t->product;
    uint32_t alternatives = product_alternatives(p, &t->state, task, s->late), round = 0;
    if (alternatives == 0)
        return;
    if (!moves && !s->late) {
        const struct class *c = product_class(p, &t->state, task);
        round = product_round(p, &t->state, (uint32_t)(c - p->classes.items));
    }
    add_enabled(t, s->steps, task, alternatives, round);
    s->waits |= round > 0;
    s->tasks |= UINT64_C(1) << task;
    s->count++;
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
    uint64_t movers = product_enabled(p, &t->state, &s.late);
    for (task_id i = 0; movers != 0 && i < p->slot_count; i++)
        add_task(t, &s, i, movers >> i & 1);
    if (s.count == 0)
        s.situation = (uint8_t)end_of(t);
    if (p->refused || transitions_are_stale(t))
        s.situation = SITUATION_UNKNOWN;
    t->states.items[state] = s;
}

static uint32_t look_of(struct transitions *t, task_id task)
{
    const struct class *c = product_class(t->product, &t->state, task);
    uint32_t class = (uint32_t)(c - t->product->classes.items);
    return c->loop == 0 ? 0 : rounds_look(&t->looks, t->product, &t->state, class);
}

/* Did the last step change nothing but where its task is? */
static bool only_looked(const struct product *p, task_id task)
{
    bool only = p->notes.count == 0;
    for (size_t i = 0; i < p->log.count; i++)
        only &= p->log.items[i].field == p->slots[task].task_field;
    return only;
}

bool transitions_find_held(struct transitions *t, uint32_t state, uint32_t history, uint32_t count)
{
    load_key(t, state);
    return rounds_hold(&t->looks, t->product, &t->state, history, count);
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
    known.look = look_of(t, task);
    enum step_status status =
        product_step(p, &t->state, task, alternative, t->states.items[state].late);
    if (status != STEP_OK || !only_looked(p, task))
        known.look = 0;
    known.performed = p->performed;
    if (t->keeps_deeds)
        known.deed = deed_set_add(&t->deeds, &t->deed);
    known.target = settle(t, status);
    t->computed++;
    t->steps.items[at] = known;
    return known;
}
