/* SPDX-License-Identifier: MIT */
/*
 * The learner: runs one task natively from one operation to the next, from any image, with any result.
 *
 * It borrows a direct machine that stopped where main is about to create its first task.  What the
 * program's memory, heap and objects are then is the *base*: where all learned executions start.
 *
 *     struct learner *l = learner_new(machine, &err);
 *     learner_run(l, node, result, bytes);     -> an edge to another node
 *     learner_free(l);                         the machine is as after a reset
 *
 * While the learner runs a task, everything outside the task's own stack and thread-local storage is
 * reached through operations only (DESIGN: "everything outside is a cell"): plain accesses, calls on
 * objects, the heap, creating and ending tasks are all posted, and the learner answers with a result.
 */
#ifndef SIM_LEARN_LEARNER_H
#define SIM_LEARN_LEARNER_H

#include "base/blob_set.h"
#include "sim/direct.h"

struct attachment;
struct heap_layout;

struct bytes {
    uint8_t *items;
    size_t count, capacity;
};

enum node_kind {
    NODE_PENDING,  /* op is what the task is about to do */
    NODE_FAILED,   /* a finding of severity error ended the execution: finding */
    NODE_REFUSED,  /* it did something that cannot be learned: text says what */
    NODE_HUNG,     /* it computed for too long without an operation */
};

/*
 * What a task is between two operations.  Equal nodes behave the same for ever: the image is all of
 * its private state.
 */
struct node {
    struct op op;      /* NODE_PENDING */
    uint8_t kind;      /* enum node_kind */
    task_id slot;
    uint8_t finding;   /* NODE_FAILED: enum finding_kind */
    bool hungry;       /* there are values that it was not given (closure.c) */
    bool started;      /* false: the task has not run at all; op is OP_NONE */
    uint32_t image;    /* of learner->images: see native.c; BLOB_NONE unless NODE_PENDING */
    uint32_t flight;   /* of learner->flights: what library code has announced and not finished */
    uint32_t text;     /* of learner->texts: message or reason, BLOB_NONE if none */
    uint32_t edges;    /* first of a list, BLOB_NONE at the end; in order of learning */
    uint64_t sp;       /* lowest live address of its stack */
};

/* Given this result of its operation, a node becomes another one. */
struct edge {
    uint32_t from, to;
    uint32_t result;   /* of learner->results */
    uint32_t next;     /* edge of the same node */
    uint32_t out;      /* of learner->outs: what was written to memory after the operation */
    uint32_t warnings; /* findings that did not end the execution: number of them */
};

/* Base memory that is put back at the end. */
struct memory_copy {
    uint64_t start;
    size_t bytes;
    uint8_t *copy;
};

/* An object as the learner knows it: there is one for each kind and address, whatever happens. */
struct learned_object {
    struct object *stub;         /* what wrappers see; its state is only a copy */
    const struct attachment *kind; /* NULL: a thread */
    task_id slot;                /* of a thread */
    uint32_t base;               /* of learner->states: its state in the base, BLOB_NONE = not there yet */
};

struct learner {
    struct direct *d;
    VEC(struct node) nodes;
    VEC(struct edge) edges;
    struct blob_set images, flights, results, outs, texts, states;
    struct blob_set printed;    /* pieces of output: arg of OP_PRINT */
    uint32_t *node_buckets;
    uint32_t node_bucket_count;
    uint32_t *edge_buckets;
    uint32_t edge_bucket_count;
    VEC(uint32_t) node_next, edge_next; /* chains of the buckets */

    VEC(struct memory_copy) base;
    struct heap_layout *heap;           /* in the base */
    struct memory_copy heap_memory;     /* its live blocks; not put back */
    VEC(struct learned_object) objects; /* [0] unused; ids are LEARNED_OBJECT_BASE + index */
    VEC(struct promotion) shared;       /* granules of stacks that other tasks touch */
    bool shared_grew;                   /* ... since the caller last looked */
    uint32_t main_node;                 /* main, about to create its first task */
    void *base_slots[CALL_SLOTS];

    /* The run being made. */
    uint32_t run_node;
    const char *refused;  /* set by learn_refuse */
    bool hidden_effect;
    bool fences;          /* some run made a fence */
    struct str refused_text;
    uint64_t runs;        /* native runs so far */
    uint64_t audits;      /* of them, repetitions */
    bool audit;           /* repeat every run over other background bytes */
    uint32_t background;  /* which background bytes */
    char *audit_failure;  /* NULL, or one line about the first difference (audit.h); owned */
};

/** Ids of learned objects, so that none is mistaken for an object of the machine. */
enum { LEARNED_OBJECT_BASE = 1 << 19 };

/**
 * Resets m and runs main up to the creation of its first task, without any choice on the way.
 * NULL and *why (static) if that is not how the program begins.
 */
struct learner *learner_new(struct machine *m, const char **why);
void learner_free(struct learner *l);

/**
 * The edge of a node for a result; learned now if need be.  Returns its index.  Invalidates pointers
 * to nodes and edges.
 */
uint32_t learner_edge(struct learner *l, uint32_t node, const void *result, size_t bytes);
/** The edge if it is known already, else BLOB_NONE. */
uint32_t learner_known_edge(const struct learner *l, uint32_t node, uint32_t result);

/** The node of a task that starts in this slot now. */
uint32_t learner_start(struct learner *l, task_id slot, uint64_t entry, uint64_t argument,
                       uint64_t stack_bytes);

/**
 * This part of a stack is reached through operations, of other tasks or with atomic and volatile
 * accesses: from now on its owner's plain accesses are operations, too.
 */
void learner_share(struct learner *l, uint64_t addr, uint64_t bytes);

/** The thread object of a slot; its index in objects. */
uint32_t learner_thread(struct learner *l, task_id slot);

/** The bytes of the base at [addr, addr + bytes). */
void learner_base_read(const struct learner *l, uint64_t addr, size_t bytes, void *to);

/* native.c, for nodes.c */

/* What a native run came to; strings and bytes are borrowed until the next run. */
struct native_end {
    struct node node;  /* without edges */
    struct bytes image, flight, out;
    struct str text;
    uint32_t warnings;
};
void native_run(struct learner *l, uint32_t node, const void *result, size_t bytes,
                struct native_end *end);
void native_end_release(struct native_end *end);
/** Takes the image of the task that is about to create its first task: the base. */
void native_capture(struct learner *l, const struct direct_task *t, struct native_end *end);

/* nodes.c */
uint32_t nodes_intern(struct learner *l, const struct native_end *end);
void nodes_release(struct learner *l);

/*
 * What was written after an operation: a sequence of these, each followed by its bytes and as many
 * mask bytes (0xff: written), padded to 8.
 */
struct out_write {
    uint64_t addr, bytes;
};

#endif
