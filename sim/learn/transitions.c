/* SPDX-License-Identifier: MIT */
#include "sim/learn/transitions.h"

#include "sim/learn/deeds.h"
#include "sim/learn/loops.h"

#include <string.h>

/* Keys: the number of words of the order, these, then the product's fields, all without zeroes at the end. */

static size_t trim(const uint32_t *items, size_t count)
{
    while (count > 0 && items[count - 1] == 0)
        count--;
    return count;
}

static void make_key(struct transitions *t)
{
    const struct order *o = &t->order;
    const uint32_t *words = (const uint32_t *)o->words.items;
    size_t count = trim(words, o->words.count * 2), fields = trim(t->state.v, t->state.count);
    vec_reserve(&t->key, 1 + count + fields);
    t->key.items[0] = (uint32_t)count;
    memcpy(t->key.items + 1, words, count * sizeof *words);
    memcpy(t->key.items + 1 + count, t->state.v, fields * sizeof *words);
    t->key.count = 1 + count + fields;
}

static void load_key(struct transitions *t, uint32_t state)
{
    size_t bytes;
    const uint32_t *key = blob_set_get(&t->keys, state, &bytes);
    size_t count = key[0], fields = bytes / sizeof *key - 1 - count;
    struct order *o = &t->order;
    if (o->words.count > 0)
        memset(o->words.items, 0, o->words.count * sizeof *o->words.items);
    memcpy(o->words.items, key + 1, count * sizeof *key);
    state_fit(t->product, &t->state);
    memset(t->state.v, 0, t->state.count * sizeof *t->state.v);
    memcpy(t->state.v, key + 1 + count, fields * sizeof *key);
}

/* The number of the state under work. */
static uint32_t intern(struct transitions *t)
{
    make_key(t);
    uint32_t id = blob_set_add(&t->keys, t->key.items, t->key.count * sizeof *t->key.items);
    if (id == t->states.count)
        vec_push(&t->states, (struct transition_state){.situation = SITUATION_NEW});
    return id;
}

/* States that are no state of the product: keys that no state has. */
static uint32_t intern_end(struct transitions *t, enum situation situation)
{
    const uint32_t key[] = {UINT32_MAX, situation};
    uint32_t id = blob_set_add(&t->keys, key, sizeof key);
    if (id == t->states.count)
        vec_push(&t->states, (struct transition_state){.situation = (uint8_t)situation});
    return id;
}

static uint32_t settle(struct transitions *t, enum step_status status)
{
    struct product *p = t->product;
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
    struct str bytes = {0};
    str_append_bytes(&bytes, &header, sizeof header);
    str_append_bytes(&bytes, d->accesses.items, header.accesses * sizeof *d->accesses.items);
    str_append_bytes(&bytes, d->orders.items, header.orders * sizeof *d->orders.items);
    uint32_t id = blob_set_add(&t->deeds, str_text(&bytes), bytes.bytes);
    str_release(&bytes);
    return id;
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

void transitions_init(struct transitions *t, struct product *p, bool races, bool deeds)
{
    *t = (struct transitions){.product = p, .keeps_deeds = deeds};
    p->order = races ? &t->order : NULL;
    p->deed = deeds ? &t->deed : NULL;
    if (deeds)
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

bool transitions_are_stale(const struct transitions *t)
{
    struct product *p = t->product;
    return p->split || p->promoted_grew || p->l->shared_grew || t->order.uncovered || races_are_stale(p);
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
    deed_clear(&t->deed);
    t->deed.everything = t->states.items[state].late; /* it needs that nobody else can do anything */
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
