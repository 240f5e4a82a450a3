/* SPDX-License-Identifier: MIT */
/*
 * Arrays that may grow to many gigabytes: growing never copies and never holds the contents twice.
 *
 * A region reserves addresses and makes them usable in steps; where the reservation is too small, its
 * pages (not their contents) move to a larger one.  So base may change in region_grow.  Large regions use
 * huge pages where the system has them.
 *
 *     struct region r = {0};
 *     struct budget budget = {.bytes_max = limit};
 *     if (region_grow(&r, &budget, bytes)) ... r.base[0 .. bytes - 1] can be used, new bytes are zero
 *     region_release(&r, &budget);
 */
#ifndef BASE_REGION_H
#define BASE_REGION_H

#include <stdbool.h>
#include <stdint.h>

/* What several regions hold together. */
struct budget {
    uint64_t used;      /* bytes that can be used, in all of them */
    uint64_t bytes_max; /* never exceeded; 0 = no limit */
};

struct region {
    uint8_t *base;     /* aligned to a huge page; NULL before the first region_grow */
    uint64_t bytes;    /* that can be used */
    uint64_t reserved; /* addresses; bytes <= reserved */
};

/**
 * Makes at least the first `bytes` bytes usable.  false: the budget or the system's memory would be
 * exceeded; nothing changed.
 */
bool region_grow(struct region *r, struct budget *budget, uint64_t bytes);

/** Returns everything to the system and the budget. */
void region_release(struct region *r, struct budget *budget);

#endif
