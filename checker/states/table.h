/* SPDX-License-Identifier: MIT */
/*
 * A hash table of the ids 0, 1, 2 ... that grows in place, a little at every insertion.
 *
 * The table knows neither keys nor hash function: it is told the hash of what it shall find or
 * add, and asks for those of ids that it must move.  An entry with hash x belongs to bucket
 * floor(x / 2^64 * buckets), its home, or, if that is full, to the next one that is not (linear
 * probing by cache lines).
 *
 * Growth.  A round takes the table from n buckets to n' = 3/2 n.  As homes are in the order
 * of the hashes, an entry never moves down; so a round goes from the last bucket to the first,
 * in place, moving a few buckets whenever something is added.  Homes below `boundary` are still
 * those of n buckets, the others already those of n'.  The tag holds the first 16 bits of
 * x / 2^64 * n behind the point, so that most entries move without a look at their keys.  With
 * each round tags get less precise, by a tolerance that is the same for all; a round that would
 * exceed the largest tolerance recomputes the hashes and so makes tags exact.
 *
 * Papers:  Litwin, VLDB 1980; Larson, CACM 31(4), 1988: linear hashing ([Litwin], [Larson] in
 *          docs/references.md).
 * Differs: the load is the same in all buckets on each side of the boundary, for any growth
 *          factor, as a hash is scaled to the number of buckets instead of reduced modulo a
 *          power of two.
 */
#ifndef CHECKER_STATES_TABLE_H
#define CHECKER_STATES_TABLE_H

#include "checker/states/bucket.h"

#include "base/span.h"

/** The hash of the entry with that id, for context; the same at each call. */
typedef uint64_t table_hash(const void *context, uint32_t id);
/** Hint that the hash of that id will soon be asked for. */
typedef void table_hint(const void *context, uint32_t id);

struct table_scale {
    uint64_t buckets;
    uint32_t tolerance;
};

/* The entries are in buckets[0 .. end - 1]; all buckets behind, up to `usable`, are empty.
 * Where home h of an entry is before its bucket b, buckets h .. b - 1 have spilled. */
struct table {
    struct span span; /* of buckets */
    struct span moving; /* copies of the buckets that a step of a round moves */
    struct budget *budget;
    struct table_scale now, next; /* the same between rounds */
    uint64_t boundary;            /* homes of `now` below it are in force; between rounds: all */
    uint64_t end, usable;
    uint64_t count, round_at;     /* entries; how many start the next round */
    uint64_t ratio;               /* next.buckets / now.buckets * 2^62 */
    uint64_t hinted;              /* from this bucket on, keys were hinted at in this round */
    bool exact;                   /* this round recomputes hashes */
};

/* Where an entry with some hash belongs. */
struct table_place {
    uint64_t home;
    uint16_t tag, tolerance;
};

void table_init(struct table *t, struct budget *budget);
void table_release(struct table *t);

static inline struct bucket *table_buckets(const struct table *t)
{
    return (struct bucket *)t->span.base;
}

/** Where the hash belongs now; valid until the next table_prepare. */
static inline struct table_place table_place(const struct table *t, uint64_t hash)
{
    unsigned __int128 scaled = (unsigned __int128)hash * t->now.buckets;
    unsigned __int128 next = (unsigned __int128)hash * t->next.buckets;
    uint32_t tolerance = t->now.tolerance;
    if ((uint64_t)(scaled >> 64) >= t->boundary) {
        scaled = next;
        tolerance = t->next.tolerance;
    }
    return (struct table_place){(uint64_t)(scaled >> 64), (uint16_t)((uint64_t)scaled >> 48),
                                (uint16_t)tolerance};
}

/**
 * Makes room for one more entry and goes on with the round.  false: the budget would be
 * exceeded; the entries are the same as before.
 */
bool table_prepare(struct table *t, table_hash *hash, table_hint *hint, const void *context);

/** Adds an id after table_prepare.  false: as there. */
bool table_add(struct table *t, struct table_place place, uint32_t id);

/** Hard builds: asserts the invariants above, in time linear in the table. */
void table_check(const struct table *t, table_hash *hash, const void *context);

#endif
