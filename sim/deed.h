/* SPDX-License-Identifier: MIT */
/*
 * A deed: what a step did, as far as others are concerned - what partial order reduction needs to
 * know of it.
 *
 * Two steps of different tasks are independent if neither touches what the other changes: then
 * their order makes no difference, and neither enables or disables the other.  Accesses that change
 * something commute all the same where they are of the same kind, such as two additions whose
 * results nobody looks at.
 */
#ifndef SIM_DEED_H
#define SIM_DEED_H

#include "base/blob_set.h"
#include "base/vec.h"
#include "sim/op.h"

/* How something is accessed.  Equal modes commute, but for DEED_CHANGE. */
enum deed_mode {
    DEED_LOOK, /* as it is; so does an operation that fails */
    DEED_CHANGE,
    DEED_ADD, /* the others: changes that come to the same in any order */
    DEED_POST,
    DEED_RETIRE, /* of the number of a task */
};

/* Memory [start, end), or something else that has a place of its own above all memory. */
struct deed_access {
    uint64_t start, end;
    uint64_t mode;
};

/* What `from` did so far comes before whatever `to` does next: it created it, or ended and was
 * joined. */
struct deed_order {
    uint32_t from, to;
};

struct deed {
    VEC(struct deed_access) accesses;
    VEC(struct deed_order) orders;
    uint32_t everything; /* 1: it depends on all other steps */
    uint32_t
        conditional; /* 1: whether it can be done, or what of this it does, depends on the state */
};

/* Places that are no memory: each is as large as a granule, so that no two share one. */
#define DEED_OBJECTS (UINT64_C(1) << 60) /* by address of the object */
#define DEED_ARENAS  (UINT64_C(2) << 60) /* by task whose arena of the heap it is */
#define DEED_OTHERS  (UINT64_C(3) << 60)
enum { DEED_PLACE_BYTES = 4 };
enum {
    DEED_TIMEOUTS, /* early ones that are left */
    DEED_SPURIOUS, /* wakeups that are left */
    DEED_INSIDE,   /* who is in a marked critical section */
    DEED_SLOTS,    /* numbers of tasks */
    DEED_LIBRARY,  /* what the C library keeps for all tasks: files, exit handlers ... */
    DEED_NAMELESS, /* objects that are not in the program's memory */
    DEED_THREADS,  /* the first of those by serial number of the task (struct task) */
};

/* Deeds by number: equal ones have one. */
struct deed_set {
    struct blob_set deeds;
    VEC(uint8_t) bytes; /* of the one being added */
};

uint32_t deed_set_add(struct deed_set *set, const struct deed *deed);
/** Fills *deed with the one that has this number. */
void deed_set_get(const struct deed_set *set, uint32_t number, struct deed *deed);
void deed_set_release(struct deed_set *set);

void deed_release(struct deed *deed);

static inline void deed_clear(struct deed *deed)
{
    vec_clear(&deed->accesses);
    vec_clear(&deed->orders);
    deed->everything = deed->conditional = 0;
}

static inline void deed_touch(struct deed *deed, uint64_t start, uint64_t bytes,
                              enum deed_mode mode)
{
    vec_push(&deed->accesses, (struct deed_access){start, start + bytes, mode});
}

static inline void deed_touch_place(struct deed *deed, uint64_t kind, uint64_t which,
                                    enum deed_mode mode)
{
    deed_touch(deed, kind + which * DEED_PLACE_BYTES, DEED_PLACE_BYTES, mode);
}

#endif
