/* SPDX-License-Identifier: MIT */
/*
 * Shadow memory: what heddle knows about every 4 bytes (a granule) of the program's memory.
 *
 * The shadow of a granule is found by one subtraction and a shift.  It is valid for the current execution
 * only if its generation is the machine's: forgetting everything at reset is one increment.  Only `facts`
 * outlive an execution.
 *
 * Access history (after FastTrack, Flanagan and Freund, PLDI 2009): the last write and the last
 * read as epochs (task, clock, site).  Reads by several tasks that are not ordered, atomic accesses and
 * release clocks are in an `extra`.  History is exact per byte: as long as all accesses to a granule
 * cover the same bytes (mask), one record serves; otherwise it is split into a record per byte.
 * 4 bytes, because most shared cells are ints: flag[0] and flag[1] must not share a record.
 */
#ifndef SIM_SHADOW_H
#define SIM_SHADOW_H

#include "sim/clock.h"
#include "sim/world.h"

#include <stdint.h>

#define SHADOW_BASE  UINT64_C(0x300000000000)
enum {
    SHADOW_SPLIT = 1,
    SHADOW_DIRTY = 2,
    SHADOW_WRITE_VOLATILE = 4,
    SHADOW_READ_VOLATILE = 8,
    SHADOW_READS_SHARED = 32, /* concurrent plain reads: in the extra */
    SHADOW_ATOMIC = 16, /* atomic accesses were made, and not recorded one by one (FACT_MIXED) */
};

/*
 * Facts about a granule, learned in one execution and used from the next on (struct promotion).  The low
 * bits say which bytes are promoted.
 *
 * FACT_SHARED: a task touched this granule of another task's stack.  Until then a task's plain accesses to its own
 * stack need no history.  FACT_MIXED: plain and atomic accesses meet here.  Until then atomic accesses
 * need no history of their own.
 */
enum { FACT_PROMOTED = (1 << GRANULE_BYTES) - 1, FACT_SHARED = 16, FACT_MIXED = 32, FACTS = 63 };

struct shadow {
    uint32_t generation;
    union {
        struct {
            uint8_t mask;  /* bytes that this record speaks of; 0 = no access yet */
            uint8_t facts; /* FACT_*; kept across executions */
            uint8_t flags; /* SHADOW_* */
            uint8_t spare;
        };
        uint32_t about; /* the four as one number: SHADOW_ABOUT */
    };
    task_id write_task, read_task; /* valid if the clock is not 0 */
    uint32_t write_clock, read_clock;
    uint32_t write_pc, read_pc; /* offsets in the image (site_of) */
    uint32_t extra;             /* index of a struct extra, 0 = none */
};

#define SHADOW_ABOUT(mask, facts, flags)                                                           \
    ((uint32_t)(mask) | (uint32_t)(facts) << 8 | (uint32_t)(flags) << 16)

/* One task's newest access of a kind. */
struct mark {
    uint32_t clock, pc;
};

/* Marks per task, [0, count). */
struct marks {
    uint32_t count;
    struct mark at[];
};

/* What an acquiring read of the cell that starts at a byte learns. */
struct release {
    struct clock *clock; /* NULL = nothing */
    task_id task;        /* head of the release sequence, if there is a clock */
};

struct extra {
    struct release release[GRANULE_BYTES];
    struct marks *reads;          /* plain */
    struct marks *atomic_reads;
    struct marks *atomic_writes;
    struct shadow *bytes;         /* SHADOW_SPLIT: GRANULE_BYTES records */
};

static inline struct shadow *shadow_of(uint64_t addr)
{
    uint64_t granule = (addr - WORLD_BASE) / GRANULE_BYTES;
    return (struct shadow *)SHADOW_BASE + granule;
}

/** Is this an address in shadow memory itself? */
bool shadow_has(uint64_t addr);

/** Reserves the shadow of the whole world, once per process. */
bool shadow_reserve(struct error *err);

/* Sites are kept in 32 bits: offsets from the start of the image; 0 = unknown. */
static inline uint32_t site_pack(uint64_t pc)
{
    return world_in_image(pc) ? (uint32_t)(pc - WORLD_BASE) : 0;
}

static inline uint64_t site_unpack(uint32_t site)
{
    return site ? WORLD_BASE + site : 0;
}

#endif
