/* SPDX-License-Identifier: MIT */
/*
 * Objects: every primitive is a sequential specification.
 *
 * One file per kind under sim/objects/ fills one struct object_ops.  Nothing else in the tree knows
 * how a mutex works: the direct machine, the learned machine, the wait-for graph, misuse checks and the
 * conformance tests all read this one definition.
 *
 * A state is plain data of ops->state_bytes bytes: no pointers, no hidden state elsewhere, so it can be
 * hashed, saved and compared.  The functions are pure in (state, op, task, alternative) apart from
 * what they write to the state and the outcome.
 *
 *     struct mutex_state *s = object_state(view->object);
 */
#ifndef SIM_OBJECT_H
#define SIM_OBJECT_H

#include "base/str.h"
#include "sim/op.h"
#include "sim/task_set.h"

struct attachment;
struct object;
struct clock;

/* What a specification may look at. */
struct object_view {
    struct object *object;
    struct object *second; /* op->object2, or NULL */
    task_id task;          /* who performs op */
    bool may_time_out;     /* a timed operation may time out now (bounded by --timeouts) */
    bool may_wake_spuriously; /* bounded by --spurious */
    bool choose_waiter;    /* which waiter a signal wakes is a choice (machine_options) */
    bool cancelled;        /* thread_is_cancelled of the performing task (objects/thread.h); looked at
                              by operations with OP_CANCELLABLE only */
};

/*
 * Happens-before edges of an operation.  An object has two clocks: CLOCK_MAIN and CLOCK_SHARED (a
 * read-write lock: readers release into SHARED, writers acquire both).
 */
enum {
    EDGE_ACQUIRE = 1,
    EDGE_RELEASE = 2,
    EDGE_ACQUIRE_SHARED = 4,
    EDGE_RELEASE_SHARED = 8,
    EDGE_ACQUIRE_SECOND = 16, /* CLOCK_MAIN of the second object */
    EDGE_RELEASE_SECOND = 32,
};

struct object_outcome {
    uint64_t result;     /* what the program's call returns */
    uint32_t edges;      /* EDGE_* */
    bool timed_out;      /* counted against --timeouts */
    bool spurious;       /* counted against --spurious */
    bool unchanged;      /* state and result are as if it had not happened: a failed trylock */
    bool fatal;          /* with misuse: the execution ends here */
    const char *misuse;  /* NULL, or what was done wrong: "unlocks a mutex that T2 holds" without
                            the names, which the machine adds; a static string */
    task_id misuse_other; /* the task to name in that message, or TASK_NONE */
};

struct object_ops {
    const char *name;            /* "mutex"; as printed */
    const char *const *verbs;    /* verbs[op->verb]: "lock", "unlock" ... */
    uint32_t verb_count;
    uint32_t state_bytes;        /* <= OBJECT_STATE_BYTES_MAX */

    /* state is zeroed.  arguments: what object_create was given; see the object's header. */
    void (*init)(void *state, const uint64_t *arguments);

    /*
     * In how many ways op can be performed now; 0 = the task must wait.  Must not change anything.
     * Alternatives are numbered from 0; the plain outcome comes first, a timeout last.
     */
    uint32_t (*alternatives)(const struct object_view *view, const struct op *op);

    /* Performs op.  *outcome is zeroed (misuse_other = TASK_NONE).  Only called if enabled. */
    void (*apply)(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome);

    /*
     * Why op waits: adds to *blockers the tasks whose action op waits for (the owner of a mutex, the
     * readers of a rwlock, the target of a join).  Returns false if anybody could do it (semaphore,
     * condition variable): then *blockers is untouched.
     */
    bool (*blockers)(const struct object_view *view, const struct op *op, struct task_set *blockers);

    /* Tasks that hold the object (own the mutex, are inside the rwlock); NULL = cannot be held. */
    void (*holders)(const void *state, struct task_set *holders);

    /* One phrase about the state: "held by T1", "value 0", "2 of 3 arrived". */
    void (*describe)(const void *state, struct str *out);

    /*
     * Optional: mirror the state into the program's own struct (mutex->__data.__owner), which some
     * programs read directly.  memory points to the object in the program's memory.
     */
    void (*mirror)(const void *state, void *memory);
};

/* Enough for a queue of all tasks (a condition variable's waiters in order) and a set. */
enum { OBJECT_STATE_BYTES_MAX = 2 * TASKS_MAX + sizeof(struct task_set) + 64, OBJECT_CLOCKS = 2 };

/* The result of an operation that was given up because its task is cancelled (OP_CANCELLABLE). */
#define OBJECT_CANCELLED UINT64_MAX

struct object {
    const struct object_ops *ops;
    uint32_t id;        /* >= 1; in order of creation within the execution */
    uint32_t mirror_bytes;
    const struct attachment *attachment; /* how it sits in the program's memory (posix/attach.h), or NULL */
    uint64_t addr;      /* in the program's memory; 0 if it has none (a named semaphore's name below) */
    const char *label;  /* NULL, or a name to print instead of the variable at addr: "/mysem" */
    task_id creator;
    bool destroyed;
    uint64_t created_pc;
    uint32_t version;   /* grows with every operation that changed something */
    uint64_t changed_pc; /* site of the last such operation: of a held lock, where it was taken */
    struct clock *clocks[OBJECT_CLOCKS]; /* happens-before; NULL until first released (clock.h) */
    _Alignas(16) uint8_t state[];    /* ops->state_bytes */
};

static inline void *object_state(struct object *object)
{
    return object->state;
}

static inline const char *object_verb(const struct object *object, const struct op *op)
{
    return op->verb < object->ops->verb_count ? object->ops->verbs[op->verb] : "?";
}

/*
 * Where the program's struct has room for it, heddle keeps a tag there that leads to the object in
 * O(1): OBJECT_TAG | id.  A tag is valid only if the object it leads to has this address and ops, so a
 * copied, re-initialised or stale struct is recognised.  Pristine memory (a static initialiser, zeroes)
 * carries no tag: object_at then creates the object.
 */
#define OBJECT_TAG      0x5ed00000u
#define OBJECT_TAG_MASK 0xfff00000u
enum { OBJECTS_MAX = 1 << 20 };

struct machine;

/** The live object behind a tag, or NULL (none, other kind, other address, destroyed). */
struct object *object_find(struct machine *m, const struct object_ops *ops, const void *addr,
                           const uint32_t *tag);

/**
 * Creates an object for the running task and, unless tag is NULL, writes its tag.  arguments go to
 * ops->init.  An older object at the same address and of the same kind is forgotten.
 */
struct object *object_create(struct machine *m, const struct object_ops *ops, void *addr,
                             uint32_t *tag, const uint64_t *arguments, uint64_t pc);

/** Marks the object destroyed and clears the tag (unless NULL). */
void object_destroy(struct machine *m, struct object *object, uint32_t *tag);

/** The object with this id, NULL for 0 and for ids not in use. */
struct object *object_get(const struct machine *m, uint32_t id);

#endif
