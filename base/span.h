/* SPDX-License-Identifier: MIT */
/*
 * Arrays that may grow to many gigabytes: growing never copies and never holds the contents twice.
 *
 * A span reserves addresses and makes them usable in steps; where the reservation is too small,
 * its pages (not their contents) move to a larger one.  So base may change in span_grow.  Large
 * spans use huge pages where the system has them.
 *
 *     struct span r = {0};
 *     struct budget budget = {.bytes_max = limit};
 *     if (span_grow(&r, &budget, bytes)) ... r.base[0 .. bytes - 1] can be used, new bytes are zero
 *     span_release(&r, &budget);
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stdint.h>

/* What several spans hold together. */
struct budget {
    uint64_t used;      /* bytes that can be used, in all of them */
    uint64_t bytes_max; /* never exceeded; 0 = no limit */
};

struct span {
    uint8_t *base;     /* aligned to a huge page; NULL before the first span_grow */
    uint64_t bytes;    /* that can be used */
    uint64_t reserved; /* addresses; bytes <= reserved */
};

/**
 * Makes at least the first `bytes` bytes usable.  false: the budget or the system's memory would be
 * exceeded; nothing changed.
 */
bool span_grow(struct span *r, struct budget *budget, uint64_t bytes);

/** Returns everything to the system and the budget. */
void span_release(struct span *r, struct budget *budget);

#endif
