/* SPDX-License-Identifier: MIT */
/*
 * Labels: deeds in the form in which they are compared, millions of times a second.
 *
 * Places that are touched get bits, in the order in which they come up.  While there are no more
 * than 64 granules, the bits alone tell most pairs apart.
 */
#ifndef CHECKER_DPOR_LABEL_H
#define CHECKER_DPOR_LABEL_H

#include "sim/deed.h"

#include <stdbool.h>

struct label {
    uint64_t touches, changes; /* bits of places */
    uint32_t access_count, order_count;
    bool everything, conditional; /* as in struct deed */
    bool exact;                   /* the bits say it all: no modes that commute, no shared bits */
    struct deed_access *accesses;
    struct deed_order *orders;
};

struct labels {
    VEC(struct label *) items; /* by number of the deed; NULL = not asked for yet */
    VEC(uint64_t) places;      /* granules by bit */
};

void labels_release(struct labels *labels);

/** The label of a deed with this number, made of it at the first time.  It stays where it is. */
const struct label *labels_get(struct labels *labels, uint32_t number);
const struct label *labels_add(struct labels *labels, uint32_t number, const struct deed *deed);
/** Of a deed without a number: owned by the caller, label_free. */
struct label *label_new(struct labels *labels, const struct deed *deed);
void label_free(struct label *label);

bool label_conflicts_slowly(const struct label *a, const struct label *b);

/** Do steps with these labels, of different tasks, depend on each other? */
static inline bool label_conflicts(const struct label *a, const struct label *b)
{
    if (((a->changes & b->touches) | (a->touches & b->changes)) == 0)
        return false;
    return (a->exact && b->exact) || label_conflicts_slowly(a, b);
}

#endif
