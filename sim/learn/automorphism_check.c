/* SPDX-License-Identifier: MIT */
/* Comparing what operations do with what their images do. */
#include "sim/learn/automorphism.h"

#include <string.h>

/* An entry of the journal, and the class of its image. */
struct comparison {
    struct automorphism *a;
    const struct join_chain *chain;
    struct evaluated from, to;
    uint32_t count;                 /* of values */
    uint32_t fields[CLASS_DEPS_MAX], to_fields[CLASS_DEPS_MAX];
};

/* Outcomes last until the next evaluation only. */
struct answer {
    uint32_t alternatives;
    VEC(struct outcome) outcomes; /* changes: in `changes` here */
    VEC(struct change) changes;
};

static void answer_release(struct answer *r)
{
    vec_release(&r->outcomes);
    vec_release(&r->changes);
}

/* What class does in the scratch state with these values of those fields. */
static void ask(struct product *p, struct state *s, const struct evaluated *e, uint32_t count,
                const uint32_t *fields, struct answer *answer)
{
    uint32_t before[CLASS_DEPS_MAX];
    state_fit(p, s);
    for (uint32_t i = 0; i < count; i++) {
        before[i] = s->v[fields[i]];
        s->v[fields[i]] = e->values[i];
    }
    struct entry entry = product_entry(p, e->class, s, e->late);
    answer->alternatives = entry.alternatives;
    for (uint32_t i = 0; i < entry.alternatives; i++) {
        struct outcome o = p->outcomes.items[entry.outcomes + i];
        uint32_t first = o.changes;
        o.changes = (uint32_t)answer->changes.count;
        for (uint32_t k = 0; k < o.change_count; k++)
            vec_push(&answer->changes, p->changes.items[first + k]);
        vec_push(&answer->outcomes, o);
    }
    for (uint32_t i = count; i-- > 0;)
        s->v[fields[i]] = before[i];
}

static uint32_t value_of_class(const struct product *p, uint32_t class)
{
    return SLOT_CLASS + p->classes.items[class].local_index;
}

static bool is_in(const struct join_chain *chain, uint32_t class)
{
    for (size_t i = 0; i < chain->classes.count; i++)
        if (chain->classes.items[i] == class)
            return true;
    return false;
}

/* Within the chain of joins the image joins the image; where they are in it tells nothing. */
static uint32_t join_of(const struct comparison *c, task_id thread)
{
    for (size_t i = 0; i < c->chain->classes.count; i++)
        if (product_joins(c->a->p, c->chain->classes.items[i]) == thread)
            return c->chain->classes.items[i];
    return BLOB_NONE;
}

static void bind_next(const struct comparison *c, uint32_t next, uint32_t to)
{
    struct product *p = c->a->p;
    task_id task = p->classes.items[c->from.class].slot;
    if (is_in(c->chain, c->from.class))
        to = next;
    automorphism_bind_value(c->a, p->slots[task].task_field, value_of_class(p, next),
                            value_of_class(p, to));
}

/* One of the two writes what the field holds already.  So what it holds becomes what the other writes. */
static void compare_unequal(const struct comparison *c, const struct change *from,
                            const struct change *to)
{
    for (uint32_t i = 0; i < c->count; i++) {
        if (from && from->field == c->fields[i]) {
            automorphism_correct(c->a, from->field, from->value, c->to.values[i]);
            return;
        }
        if (to && to->field == c->to_fields[i]) {
            automorphism_correct(c->a, c->fields[i], c->from.values[i], to->value);
            return;
        }
    }
    c->a->refuted = true;
}

static bool goes_on(const struct automorphism *a)
{
    return !a->refuted && !a->adrift_grew && !a->puzzled;
}

static void compare_changes(const struct comparison *c, const struct change *x, uint32_t x_count,
                            const struct change *y, uint32_t y_count)
{
    struct automorphism *a = c->a;
    if (x_count + y_count == 1)
        compare_unequal(c, x_count ? x : NULL, y_count ? y : NULL);
    else
        a->refuted |= x_count != y_count;
    for (uint32_t i = 0; i < x_count && goes_on(a); i++) {
        automorphism_bind_field(a, x[i].field, y[i].field);
        if (!a->refuted)
            automorphism_bind_value(a, x[i].field, x[i].value, y[i].value);
    }
}

static void compare_answers(const struct comparison *c, const struct answer *x,
                            const struct answer *y)
{
    struct automorphism *a = c->a;
    a->refuted |= x->alternatives != y->alternatives;
    for (uint32_t i = 0; i < x->alternatives && goes_on(a); i++) {
        const struct outcome *o = &x->outcomes.items[i], *u = &y->outcomes.items[i];
        a->refuted |= o->status != u->status || o->finding != u->finding ||
                      o->status == OUTCOME_REFUSED || o->status == OUTCOME_SPAWN;
        if (goes_on(a))
            compare_changes(c, x->changes.items + o->changes, o->change_count,
                            y->changes.items + u->changes, u->change_count);
        if (o->status == OUTCOME_NEXT && goes_on(a))
            bind_next(c, o->next, u->next);
    }
}

/* Which fields the operation depends on, and their images.  False: it cannot be compared. */
static bool find_fields(struct comparison *c)
{
    struct product *p = c->a->p;
    product_compile(p, c->from.class);
    product_compile(p, c->to.class);
    const struct class *x = &p->classes.items[c->from.class], *y = &p->classes.items[c->to.class];
    if (x->op.kind == OP_END) {
        c->count = 1;
        c->fields[0] = p->slots[x->slot].thread_field;
        c->to_fields[0] = p->slots[y->slot].thread_field;
        return true;
    }
    if (x->uncached || y->uncached || x->dep_count != y->dep_count || x->op.kind == OP_ALLOCATE ||
        x->op.kind == OP_BLOCK)
        return false;
    c->count = x->dep_count;
    memcpy(c->fields, x->deps, sizeof c->fields);
    memcpy(c->to_fields, y->deps, sizeof c->to_fields);
    return true;
}

enum result { DONE, LATER };

static enum result find_values(struct comparison *c)
{
    struct automorphism *a = c->a;
    for (uint32_t i = 0; i < c->count && !a->refuted; i++) {
        automorphism_bind_field(a, c->fields[i], c->to_fields[i]);
        if (a->refuted)
            return DONE;
        c->to.values[i] = automorphism_value(a, c->fields[i], c->from.values[i]);
        if (c->to.values[i] == BLOB_NONE)
            return LATER;
    }
    return DONE;
}

/* The image's class, or BLOB_NONE if it is not known. */
static uint32_t image_of(const struct comparison *c)
{
    struct product *p = c->a->p;
    const struct class *x = &p->classes.items[c->from.class];
    task_id joined = product_joins(p, c->from.class);
    if (joined != TASK_NONE && x->slot != 0)
        c->a->refuted = true;
    if (joined != TASK_NONE && is_in(c->chain, c->from.class))
        return join_of(c, c->a->image[joined]);
    uint32_t value = automorphism_value(c->a, p->slots[x->slot].task_field,
                                        value_of_class(p, c->from.class));
    if (value == BLOB_NONE)
        return BLOB_NONE;
    return p->slots[c->a->image[x->slot]].classes.items[value - SLOT_CLASS];
}

static enum result compare(struct automorphism *a, const struct join_chain *chain,
                           struct state *scratch, struct evaluated e)
{
    struct product *p = a->p;
    struct comparison c = {.a = a, .chain = chain, .from = e, .to = e};
    c.to.class = image_of(&c);
    if (a->refuted)
        return DONE;
    if (c.to.class == BLOB_NONE)
        return LATER;
    if (p->classes.items[e.class].kind != NODE_PENDING)
        return DONE; /* their classes were compared */
    if (!find_fields(&c)) {
        a->refuted = true;
        return DONE;
    }
    if (find_values(&c) == LATER)
        return LATER;
    if (a->refuted)
        return DONE;
    struct answer from = {0}, to = {0};
    ask(p, scratch, &c.from, c.count, c.fields, &from);
    ask(p, scratch, &c.to, c.count, c.to_fields, &to);
    compare_answers(&c, &from, &to);
    answer_release(&from);
    answer_release(&to);
    enum result result = a->puzzled ? LATER : DONE;
    a->puzzled = false;
    return result;
}

/* Those that were put off, as long as that gets on.  True: something was found out. */
static bool check_deferred(struct automorphism *a, const struct join_chain *chain,
                           struct state *scratch)
{
    size_t kept = 0, before = a->deferred.count;
    for (size_t i = 0; i < before; i++) {
        uint32_t entry = a->deferred.items[i];
        if (!goes_on(a) ||
            compare(a, chain, scratch, a->p->journal.items[entry]) == LATER)
            a->deferred.items[kept++] = entry;
    }
    a->deferred.count = kept;
    return kept < before;
}

/* A guess about a value that an entry is put off for; true if one could be made. */
typedef bool guess(struct automorphism *a, uint32_t field, uint32_t value);

static bool make_guess(struct automorphism *a, const struct join_chain *chain, guess *make)
{
    for (size_t i = 0; i < a->deferred.count; i++) {
        const struct evaluated e = a->p->journal.items[a->deferred.items[i]];
        struct comparison c = {.a = a, .chain = chain, .from = e, .to = e};
        c.to.class = image_of(&c);
        if (c.to.class == BLOB_NONE || !find_fields(&c))
            continue;
        for (uint32_t k = 0; k < c.count; k++)
            if (make(a, c.fields[k], e.values[k]))
                return true;
    }
    return false;
}

/* Everything that is not put off.  False: it is all known. */
static bool check_new(struct automorphism *a, const struct join_chain *chain,
                      struct state *scratch)
{
    bool found = goes_on(a) && a->checked < a->p->journal.count;
    for (; goes_on(a) && a->checked < a->p->journal.count; a->checked++)
        if (compare(a, chain, scratch, a->p->journal.items[a->checked]) == LATER)
            vec_push(&a->deferred, (uint32_t)a->checked);
    return found;
}

void automorphism_check(struct automorphism *a, const struct join_chain *chain)
{
    struct state s = {0};
    state_copy(a->p, a->initial, &s);
    while (goes_on(a) && (check_new(a, chain, &s) || check_deferred(a, chain, &s) ||
                          make_guess(a, chain, automorphism_anchor) ||
                          make_guess(a, chain, automorphism_settle)))
        ;
    if (goes_on(a) && a->deferred.count > 0)
        automorphism_give_up(a);
    state_release(&s);
}
