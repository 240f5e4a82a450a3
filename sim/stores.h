/* SPDX-License-Identifier: MIT */
/*
 * The stores that wait in a task's buffer, oldest first: plain data, the same on both machines.
 *
 * A store that is no fence may be flushed if nothing before it must come first: under TSO anything does, under
 * PSO stores to the same bytes, fences, and, for a release store, anything.  A fence at the front has done
 * its work and vanishes.
 */
#ifndef SIM_STORES_H
#define SIM_STORES_H

#include "sim/memory_model.h"

#include <stddef.h>

enum { STORES_MAX = 32, STORES_ITEMS_MAX = 2 * STORES_MAX }; /* fences do not count */

/* No padding: compared and hashed as bytes. */
struct waiting_store {
    uint64_t addr, value;
    uint32_t bytes; /* 1, 2, 4, 8; 0: a fence between stores */
    uint32_t release;
};

struct stores {
    uint32_t count; /* of items */
    struct waiting_store items[STORES_ITEMS_MAX];
};

/** The store that op makes; value is what it stores. */
struct waiting_store waiting_store_of(const struct op *op, uint64_t value);

/** Stores, without the fences. */
uint32_t stores_waiting(const struct stores *s);
/** Appends; there must be room. */
void stores_push(struct stores *s, struct waiting_store store);
/** What is stored from now on is flushed after what waits now. */
void stores_fence(struct stores *s);
/** Fills which with the indices of those that may be flushed, oldest first.  Returns their number. */
uint32_t stores_flushable(const struct stores *s, enum memory_model model,
                          uint32_t which[STORES_ITEMS_MAX]);
/** Removes one. */
void stores_remove(struct stores *s, uint32_t index);

/** Puts what waits there over to, which holds the bytes of [addr, addr + bytes).  Returns how many bytes. */
uint64_t stores_show(const struct stores *s, uint64_t addr, uint64_t bytes, uint8_t *to);
/** Index of the newest store that touches [addr, addr + bytes), or -1. */
int stores_find(const struct stores *s, uint64_t addr, uint64_t bytes);

#endif
