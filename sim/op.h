/* SPDX-License-Identifier: MIT */
/*
 * An operation: the one visible action that a task is about to perform.
 *
 * A task runs natively between two operations.  It posts the next one (fills task->pending) and stops;
 * the engine sees the pending operation of every task, picks a task, and the machine performs that
 * operation and lets the task run up to its next one: a step.
 *
 * Which accesses are operations: every atomic and volatile access, every call on an object, every
 * choice.  A plain access is one only if its cell is *promoted* (cells.h): a race was seen on it, or a
 * task spins on it.  In a program without data races plain accesses commute with everything between
 * two synchronisations, so nothing is lost; the race detector watches that premise in every execution.
 */
#ifndef SIM_OP_H
#define SIM_OP_H

#include <stdbool.h>
#include <stdint.h>

typedef uint16_t task_id;

#ifdef HEDDLE_HARD
enum { TASKS_MAX = 64 };
#else
enum { TASKS_MAX = 1024 }; /* alive or not yet joined at the same time; ids are reused after that */
#endif
#define TASK_NONE ((task_id)UINT16_MAX)

enum op_kind {
    OP_NONE, /* the task has not posted anything: it is finished, or has not started */
    /* Cells.  addr, bytes, access. */
    OP_READ,
    OP_WRITE,
    OP_LOAD, /* from here on atomic: order */
    OP_STORE,
    OP_EXCHANGE,
    OP_FETCH_ADD,
    OP_FETCH_SUB,
    OP_FETCH_AND,
    OP_FETCH_OR,
    OP_FETCH_XOR,
    OP_FETCH_NAND,
    OP_COMPARE_EXCHANGE,
    OP_FENCE,
    /* Objects.  object, verb, and what the object's header says about arg. */
    OP_OBJECT,
    /* Others. */
    OP_CHOOSE, /* heddle_choose: alternatives = arg */
    OP_YIELD,  /* sched_yield, sleep: no effect, a place where others may run */
    OP_REGION, /* verb: enum region */
    OP_ATOMIC, /* an atomic section begins (section.h): until it ends its task alone makes steps */
    OP_FOREVER, /* an endless loop without operations; never enabled, but see FOREVER_ */
    OP_PRINT,  /* bytes go to standard output: only if output is visible (machine_make_output_visible) */
    OP_EXIT,   /* the process ends: arg = status */
    OP_FLUSH,  /* a store gets from the task's buffer to memory (memory_model.h): only in steps */
    /* Only while a task is learned (sim/learn/); in the direct machine these happen at once. */
    OP_SPAWN,    /* create a task: addr = entry, arg = argument, bytes = of stack, verb = detached */
    OP_END,      /* the task ends: arg = its value */
    OP_ALLOCATE, /* of the heap: arg = bytes, expected = alignment; the result is an address */
    OP_FREE,     /* addr */
    OP_BLOCK,    /* verb: how large is the block at addr, or how much of it comes from addr on? */
    OP_KINDS
};

/*
 * arg of OP_FOREVER.  UNTIL_CANCELLED: asynchronous cancellation enables it.  EXCLUDED: the task assumed
 * something that is false, so what happens to it from here on is of no interest (END_EXCLUDED).
 */
enum { FOREVER_UNTIL_CANCELLED = 1, FOREVER_EXCLUDED = 2 };

/* verbs of OP_BLOCK; 0 is the answer where no live block is */
enum { BLOCK_BYTES, BLOCK_REST };

/* How a cell is accessed; the race detector keeps them apart. */
enum access { ACCESS_PLAIN, ACCESS_VOLATILE, ACCESS_ATOMIC };

/* Regions of a mutual exclusion algorithm (heddle.h). */
enum region {
    REGION_REMAINDER,
    REGION_TRYING,
    REGION_DOORWAY,
    REGION_WAITING, /* the doorway is done */
    REGION_CRITICAL,
    REGION_EXIT
};

/* op.flags */
enum {
    OP_TIMED = 1, /* the call has a deadline: a timeout is one of its alternatives */
    OP_EAGER = 2, /* commutes with everything once enabled: performed at once, never a choice (join) */
    OP_WEAK = 4,  /* compare-exchange that may fail spuriously (never does in heddle) */
    OP_RANGE = 8, /* a library routine or struct copy that touches `bytes` bytes */
    OP_CANCELLABLE = 16, /* a cancellation point: pthread_cancel ends the wait */
    OP_WRAPPED = 32, /* announced by a library routine, which accesses the memory later (learning) */
    OP_INSIDE = 64,  /* of a task that is inside an atomic section (learning) */
};

struct op {
    union {
        struct {
            uint8_t kind;   /* enum op_kind */
            uint8_t access; /* enum access, for cells */
            uint8_t order;  /* __ATOMIC_*, for atomics */
            uint8_t flags;
        };
        uint32_t form; /* the four as one number: OP_FORM */
    };
    uint16_t verb;  /* of the object or region */
    uint16_t spare;
    uint32_t object, object2; /* ids; object2 e.g. the mutex of a condition wait; 0 = none */
    uint64_t addr;            /* of the cell, or of the object in the program's memory */
    uint64_t bytes;           /* of the cell: 1, 2, 4, 8, 16, or any with OP_RANGE */
    uint64_t arg;             /* operand; for 16 bytes the address of the operand */
    uint64_t expected;        /* compare-exchange; for 16 bytes its address */
    uint64_t pc;              /* return address into the program: the site */
};

#define OP_FORM(kind, access, order, flags)                                                        \
    ((uint32_t)(kind) | (uint32_t)(access) << 8 | (uint32_t)(order) << 16 | (uint32_t)(flags) << 24)
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "OP_FORM relies on it");

static inline bool op_is_cell(const struct op *op)
{
    return op->kind >= OP_READ && op->kind <= OP_COMPARE_EXCHANGE;
}

/** Always enabled, and as a step it changes what is enabled for none but tasks that await. */
static inline bool op_is_light(const struct op *op)
{
    return op_is_cell(op) || op->kind == OP_REGION;
}

/** The task assumed something false: this is how far its execution goes. */
static inline bool op_excludes(const struct op *op)
{
    return op->kind == OP_FOREVER && op->arg == FOREVER_EXCLUDED;
}

static inline bool op_is_atomic(const struct op *op)
{
    return op->kind >= OP_LOAD && op->kind <= OP_FENCE;
}

/** May this operation change its cell?  (A failing compare-exchange counts as one that may.) */
static inline bool op_may_write(const struct op *op)
{
    return op->kind == OP_WRITE || (op->kind >= OP_STORE && op->kind <= OP_COMPARE_EXCHANGE);
}

/** The verb as printed: "read", "store", "fetch-add" ...; for OP_OBJECT use object_verb. */
const char *op_kind_name(enum op_kind kind);
const char *region_name(enum region region);
/**
 * NULL, or why a task that is in section `from` cannot mark the beginning of `to`: "marks its exit section, but is
 * not in its critical section".  Sections may be left out, and a task may give up; what is marked must be in order.
 */
const char *region_mistake(enum region from, enum region to);
/** "relaxed", "acquire", ... for __ATOMIC_*. */
const char *order_name(uint8_t order);

#endif
