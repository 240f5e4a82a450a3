/* SPDX-License-Identifier: MIT */
/*
 * Automorphisms: renamings of tasks, and with them of fields and of the values of each, under which the product
 * does the same.
 *
 *     struct automorphism *a = automorphism_new(p, image, &initial);
 *     ... automorphism_check(a, &p->journal.items[i], chain) for everything that is evaluated ...
 *     value = automorphism_value(a, field, value of it);  // what a->to of the field holds in the image
 *
 * A renaming begins with the tasks (image[t] is who t becomes) and what they are in the initial state.  What
 * becomes of cells, objects, classes and values follows from comparing what an operation does with what its image
 * does: automorphism_check extends the renaming by what it needs to agree, once and for all, or refutes it.  So it is
 * exact for all that was evaluated; who relies on it has to check what is evaluated later.
 *
 * What cannot be compared like this refutes: tasks that create tasks, the heap, cells on stacks, joins other than
 * those of the chain (symmetry.h).
 */
#ifndef SIM_LEARN_AUTOMORPHISM_H
#define SIM_LEARN_AUTOMORPHISM_H

#include "sim/learn/product.h"

/* By value; BLOB_NONE: not known yet.  A VEC(uint32_t). */
struct value_map {
    uint32_t *items;
    size_t count, capacity;
};

struct field_renaming {
    uint32_t to, from;           /* fields; BLOB_NONE: not known yet */
    struct value_map value, back;
    bool anchored;               /* its initial value was taken to become the initial one, for want of better
                                    knowledge */
    bool puzzling;               /* ... and something contradicts that */
};

struct automorphism {
    struct product *p;
    const struct state *initial;
    task_id image[PRODUCT_TASKS_MAX];
    VEC(struct field_renaming) fields;
    VEC(struct change) adrift; /* fields whose initial value becomes this one, and not the initial one */
    size_t checked;         /* entries of the journal that were looked at */
    VEC(uint32_t) deferred; /* of them, those for which something is not known yet */
    bool refuted;
    bool relied_on;         /* by a search: what is bound stays so */
    bool adrift_grew;       /* what is known so far is void: automorphism_restart */
    bool puzzled;           /* something contradicts what was assumed of an initial value; other entries tell */
};

/* The joins that main makes one after the other, in order: who is joined. */
struct join_chain {
    VEC(uint32_t) classes;
};

/** image must be a bijection on the slots of p; initial is borrowed.  Owned by the caller (automorphism_free). */
struct automorphism *automorphism_new(struct product *p, const task_id *image,
                                      const struct state *initial);
void automorphism_free(struct automorphism *a);

/** Forgets all but the tasks' images, and what is adrift. */
void automorphism_restart(struct automorphism *a);

/** Compares all entries of the journal that it did not look at yet. */
void automorphism_check(struct automorphism *a, const struct join_chain *chain);

/* automorphism.c, for automorphism_check.c */

/** From now on the field becomes this one; the value this value of it. Refutes if they were others. */
void automorphism_bind_field(struct automorphism *a, uint32_t field, uint32_t to);
void automorphism_bind_value(struct automorphism *a, uint32_t field, uint32_t value, uint32_t to);

/** What contradicts an assumption about the initial value, with what it becomes.  Refutes if there was none. */
void automorphism_correct(struct automorphism *a, uint32_t field, uint32_t value, uint32_t to);

/** Gives up one assumption that something contradicts, if there is one: the initial value becomes another one. */
void automorphism_give_up(struct automorphism *a);

/** If it is the field's initial value and nothing is known about it: it becomes the initial one.  False: that is not so. */
bool automorphism_anchor(struct automorphism *a, uint32_t field, uint32_t value);

/** If nothing is known about it: it becomes a value that is the image of no other.  False: that is not so. */
bool automorphism_settle(struct automorphism *a, uint32_t field, uint32_t value);

/** As automorphism_value, with all that is known without having been used. */
uint32_t automorphism_find(struct automorphism *a, uint32_t field, uint32_t value);

/** The field that this one becomes. */
static inline uint32_t automorphism_field(const struct automorphism *a, uint32_t field)
{
    return field < a->fields.count && a->fields.items[field].to != BLOB_NONE
               ? a->fields.items[field].to
               : field;
}

/** The value that it becomes, or BLOB_NONE. */
static inline uint32_t automorphism_value(struct automorphism *a, uint32_t field, uint32_t value)
{
    if (field < a->fields.count && value < a->fields.items[field].value.count &&
        a->fields.items[field].value.items[value] != BLOB_NONE)
        return a->fields.items[field].value.items[value];
    return automorphism_find(a, field, value);
}

#endif
