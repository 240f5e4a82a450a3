/* SPDX-License-Identifier: MIT */
/*
 * Sorting with a comparison function of the program.
 *
 * A merge sort that splits in the middle and prefers the left half among equals: stable, and the
 * comparisons are made in a fixed order.  The comparison sees elements in their array only, so a
 * function that runs in the program (and may perform operations) announces what it reads by itself.
 */
#ifndef SIM_POSIX_SORT_H
#define SIM_POSIX_SORT_H

#include <stddef.h>

struct sort {
    size_t bytes; /* of an element */
    int (*compare)(const void *, const void *, void *);
    void *context;
    char *room; /* for all elements */
};

void sort_merge(const struct sort *sort, char *elements, size_t count);

#endif
