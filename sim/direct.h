/* SPDX-License-Identifier: MIT */
/*
 * The direct machine: what its files share.  Nobody outside sim/ includes this.
 *
 * The program runs natively in its own memory.  Each task is a fiber; the host (engine, machine) runs on
 * heddle's own stack.  A task that posts an operation switches to the host; direct_step performs the
 * operation there and switches back to the task, which runs up to its next operation.
 *
 *     direct.c        the machine_ops, birth and death of a machine
 *     reset.c         a new execution
 *     prelude.c       ... that starts at its first choice
 *     tasks.c         slots, creation and end of tasks
 *     run.c           from operation to operation: posting, choosing, stepping
 *     perform.c       what each kind of operation does
 *     buffer.c        store buffers
 *     history.c       access history, races, happens-before of cells
 *     hooks*.c        what the compiler inserts: __tsan_*
 *     foreign.c       what lies outside of the world
 *     access.c        plain accesses: validity, history, promotion
 *     await.c         recognises spinning
 *     step_deed.c     what a step touches, for partial order reduction
 *     crash.c         signals: crashes, stack growth, tasks that never come back
 *     heap.c          the program's heap
 *     process.c       main, exit, argv
 */
#ifndef SIM_DIRECT_H
#define SIM_DIRECT_H

#include "base/check.h"
#include "sim/call.h"
#include "sim/clock.h"
#include "sim/machine.h"
#include "sim/program.h"
#include "sim/shadow.h"
#include "sim/stack.h"

struct await;
struct buffer;
struct step_deed;
struct heap;
struct learner;
struct prelude;
struct direct;
struct direct_task;


/* Addresses [start, start + bytes). */
struct window {
    uint64_t start, bytes;
};

struct direct_task {
    struct task task; /* first: struct task * and struct direct_task * convert */
    void *sp;         /* its suspended context */
    struct window quiet_reads, quiet_writes; /* plain accesses there need no look (access.c) */
    struct clock *clock;           /* what it knows; clock->at[id] is its current epoch */
    struct clock *acquire_pending; /* releases seen by relaxed loads, for an acquire fence */
    struct clock *fence_release;   /* its clock at the last release fence */
    bool stack_used;     /* in this execution, so that it must be cleared */
    bool effect;         /* since its spin snapshot it changed something others can see */
    bool newborn;        /* created, has not run yet */
    bool watching;       /* a loop is being watched (await.c): reads must be noted */
    bool watching_reads; /* its site is a plain read: every plain read must be looked at */
    bool disturbed;      /* since its spin snapshot others wrote plainly to its stack */
    uint32_t epoch_before; /* newest epoch of the slot's previous task in this execution */
    uint64_t entry, argument;
    uint32_t prints;       /* how often it wrote to its output */
    uint64_t last_read_pc; /* of read-only operations; a smaller one closes a loop */
    uint64_t watched_pc;   /* the site where the loop that is watched would close; 0 = none */
    struct stack stack;
    /* What follows, from stack.grown on, belongs to the slot and outlives executions. */
    bool stack_ready;
    struct await *await; /* NULL until it looks as if it spins */
    struct buffer *buffer; /* NULL until a store of it waits */
};

/* Records that a prelude may use. */
enum { TOUCHED_MAX = 1024 };

/* Nothing special, a light step, the choice is valid, nobody awaits. */
enum { SHORT_WAY = 0x010100 };

/* An access of so many bytes that starts in direct.data does not leave it. */
enum { ORDINARY_BYTES_MAX = 16 };

struct direct {
    struct machine machine; /* first */
    uint32_t generation;    /* of shadow memory: one per execution */
    uint64_t data, data_bytes; /* the program's writable segments, but for their last bytes */
    bool prints_visibly; /* printing is an operation */
    bool weak;           /* the memory model is not SC: stores may wait in buffers (buffer.h) */
    uint64_t fast_bytes; /* of the world, where the hooks may take the fast path: WORLD_BYTES or 0 */
    void *host_sp;      /* the suspended host context while a task runs; NULL otherwise */
    const struct picker *picker; /* machine_run; NULL while somebody else makes the steps */
    struct step step;   /* for the observer */

    /* The prelude (prelude.c). */
    struct prelude *prelude;
    bool recording;            /* there was no choice yet, and what is touched is noted */
    uint32_t touched_count;
    struct shadow *touched[TOUCHED_MAX]; /* records that were used for the first time */

    /* Where the execution stands.  From here to `enabled` it is kept by prelude.c. */
    struct direct_task *current; /* the task between operations */
    int32_t fuel;       /* plain accesses until a look whether the task spins without operations */
    int32_t fuel_tank;  /* what fuel starts from */
    bool eager_blocked; /* no pending eager operation is enabled: only cells changed since */
    union {
        struct {
            bool special;      /* something rare is to be done when the current task stops: see run.c */
            bool light_step;   /* the step being made is that of a light operation (op.h) */
            bool choice_valid; /* the enabled set has not changed since choice was made */
            uint32_t awaiting; /* tasks in TASK_AWAITING */
        };
        uint64_t way; /* all of these as one number: SHORT_WAY in the common case */
    };
    struct direct_task *inside;   /* who is in an atomic section (section.h); NULL = nobody */
    struct clock *sections;       /* what those who were in one knew when it ended */
    struct direct_task *stepping; /* whose step is being made; newborns run within it */
    size_t newborn_next;          /* newborns[0 .. this) have run */
    uint32_t serials;
    uint32_t prints;              /* since step print_step, without any operation */
    uint64_t print_step;
    void *slots[CALL_SLOTS];      /* call_slot */
    struct choice choice;
    struct enabled enabled[TASKS_MAX];

    VEC(struct extra) extras;     /* [0] unused */
    VEC(uint64_t) inside_writes;  /* volatile cells that the section being made wrote to */
    VEC(uint64_t) dirty;          /* addresses of granules of the data segment to put back */
    VEC(task_id) newborns;
    bool stopping;                /* the watch wants the execution to end; set by a signal handler */
    bool probing;                 /* the current task looks whether it spins (await.c) */
    bool ended;                   /* the current task came to its end */
    bool freeing;                 /* what the current task writes is the whole of a block it frees */
    bool touching;                /* the current task tries the address of an operation (access.c) */

    VEC(struct promotion) promoted_marked; /* what is marked in shadow now: in force */
    VEC(struct promotion) learned; /* marked during this execution (access_learn) */
    struct learner *learner;      /* whose run this is (sim/learn/); NULL otherwise */
    bool stop_at_spawn;           /* the next creation of a task stops the machine: END_STOPPED */
    struct task_set stacks_with_facts; /* tasks: something is known of their stacks (access.c) */
    struct heap *heap;
    uint64_t operations;          /* posted so far, for the watchdog */
    uint64_t arguments, arguments_bytes; /* argv block in the world */
    bool arguments_dirty;         /* the program wrote there */
    struct race_cache *races;     /* texts of races seen before (race_report.c) */
    struct step_deed *deeds;      /* NULL: nobody wants to know them */
    struct step_deed *deeds_kept; /* the same, also while nobody does */
};

extern _Thread_local struct direct *direct_running;

static inline struct direct *direct_of(struct machine *m)
{
    return (struct direct *)m;
}

static inline struct direct_task *direct_task(struct direct *d, task_id id)
{
    return (struct direct_task *)d->machine.tasks[id];
}

/* run.c */

/** Posts t->task.pending: suspends the current task until the operation was performed. */
uint64_t direct_post(struct direct_task *t);
/** The same for a light operation (op.h). */
uint64_t direct_post_light(struct direct_task *t);
/** The current task stops at a plain read to find out whether it spins; see await.c. */
void direct_probe(struct direct_task *t);
/** Leaves the current task for ever; the host goes on. */
_Noreturn void direct_leave(struct direct *d);
/** Runs the tasks that are to run, starting with t, until the next choice. */
void direct_start(struct direct *d, struct direct_task *t);
const struct choice *direct_choice(struct machine *m);
void direct_step(struct machine *m, task_id task, uint32_t alternative);
void direct_run(struct machine *m, const struct picker *picker);
/** While learning: continues t with a value until it stops for whatever reason. */
void direct_resume(struct direct *d, struct direct_task *t, uint64_t value);
/** Observers, newborns, probes: must run.c look before the next step? */
void direct_note_special(struct direct *d);

/* choices.c */

/** Makes d->choice true again.  Returns an eager task that must go first, or NULL. */
struct direct_task *direct_rebuild_choice(struct direct *d);

/* observed_steps.c */

/** For the observer: t is about to make this step. */
void direct_begin_observation(struct direct *d, struct direct_task *t, uint32_t alternative, bool chosen);
/** The step is over: the task has posted its next operation, or ended. */
void direct_end_observation(struct direct *d);
/**
 * The alternatives of a task are the flushes of its buffer, then those of its operation.  True: it was a
 * flush, and is made; else *alternative is that of the operation.
 */
bool direct_flushes(struct direct *d, struct direct_task *t, uint32_t *alternative);

/** t is the task that runs now. */
static inline void direct_enter(struct direct *d, struct direct_task *t)
{
    d->current = t;
    d->fuel = d->fuel_tank;
}

/** Is this address in t's own stack?  Writes there are no effects that others could see. */
static inline bool direct_owns(const struct direct_task *t, uint64_t addr)
{
    return addr - t->stack.limit < t->stack.base - t->stack.limit;
}

/** The epoch of t's accesses. */
static inline uint32_t direct_epoch(const struct direct_task *t)
{
    return t->clock->at[t->task.id];
}

/** Makes t's epoch a new one; after every release. */
static inline void direct_advance_epoch(struct direct_task *t)
{
    t->clock->at[t->task.id]++;
}

/* tasks.c */

/** Main, at the start of an execution. */
struct direct_task *direct_new_main(struct direct *d, void (*entry)(void *));
/** The task came to its end. */
void direct_finish_task(struct direct *d, struct direct_task *t);
/** Tells the observer, if any. */
void direct_announce(struct direct *d, enum event_kind kind, const struct direct_task *t);

/** A fresh task in this slot, about to run entry; nothing else of the machine changes. */
struct direct_task *direct_prepare_task(struct direct *d, task_id id, size_t stack_bytes,
                                        uint64_t entry, uint64_t argument);

/* reset.c */

void direct_reset(struct machine *m);
/** The program's memory as it was before the first execution; nothing promoted. */
void direct_restore(struct direct *d);

/* perform.c */

uint32_t perform_alternatives(struct direct *d, struct direct_task *t);
uint64_t perform_op(struct direct *d, struct direct_task *t, const struct op *op,
                    uint32_t alternative);

/* history.c: the access happens now, by t.  Reports races. */

void history_read(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                  enum access access, uint64_t pc);
void history_write(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                   enum access access, uint64_t pc);
/** Memory is given out anew: no history. */
void history_forget(struct direct *d, uint64_t addr, uint64_t bytes);
void history_fence(struct direct *d, struct direct_task *t, uint8_t order);

/* access.c */

/** A plain access by the current task, before it happens; everything that the fast path left. */
void access_plain(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);
/**
 * The same where the native access is not what follows at once: copies of structs announce the write before
 * the read, and compound assignments read natively after both.  Such a store never waits in a buffer.
 */
void access_part(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);
/** Is this memory the program's to touch?  Reports and does not return if not. */
void access_validate(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);
/** Notes a cell whose accesses shall be operations from the next execution on. */
void access_promote(struct direct *d, uint64_t addr, uint64_t bytes);
/** A new task: all of its stack is quiet, unless something is known of it. */
void access_start_quiet(const struct direct *d, struct direct_task *t);
/** Something is known of the granule at addr from now on; on a stack no access there is quiet. */
void access_note_facts(struct direct *d, uint64_t addr);
/** Granules of [addr, addr + bytes) in the data segment will be put back at reset. */
void access_mark_dirty(struct direct *d, uint64_t addr, uint64_t bytes);

/* await.c */

struct noted_read {
    uint64_t addr, bytes, value; /* value of at most 8 bytes, else a hash */
    uint64_t plain;              /* by a plain access: others must be stopped at it from now on */
};

struct noted_object {
    uint32_t id, version;
};

/* What an awaiting task looks at. */
struct await_looks {
    const struct noted_read *reads;
    const struct noted_object *objects;
    uint32_t read_count, object_count;
};

struct await_looks await_looks(const struct direct_task *t);

/** t just posted an operation: does it spin?  Then it becomes TASK_AWAITING. */
void await_posted(struct direct *d, struct direct_task *t);
/** The common case of await_posted, done here; false: call it. */
static inline bool await_is_out_of_question(struct direct_task *t)
{
    if (t->task.pending.kind != OP_STORE || !t->effect || t->watching)
        return false;
    t->effect = false;
    t->last_read_pc = t->task.pending.pc;
    return true;
}
/** t stopped at a plain read (task.pending) to look.  True: it became TASK_AWAITING. */
bool await_probed(struct direct *d, struct direct_task *t);
/** t reads these bytes now: remember the value while a loop is being watched. */
void await_note_read(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                     enum access access);
/** The same for an atomic access to a cell of at most 8 bytes.  Returns its value. */
uint64_t await_note_cell(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes);
/** The same for an operation on an object that changed nothing (a failed trylock). */
void await_note_object(struct direct *d, struct direct_task *t, uint32_t object);
/** Has something changed that the awaiting task read? */
bool await_is_over(struct direct *d, const struct direct_task *t);
/** Does the loop that t awaits in read anything there? */
bool await_looks_at(struct direct *d, const struct direct_task *t, uint64_t addr, uint64_t bytes);
/** Another task writes plainly to t's stack. */
void await_disturb(struct direct_task *t);
/** Nothing is watched any more. */
void await_reset(struct direct_task *t);
/** Keeps what is watched or awaited. */
void await_keep(struct prelude *p, const struct direct_task *t);
void await_free(struct direct_task *t);

/* call.c */

/** Are we on a task's stack, so that we may leave it?  Otherwise on the host's. */
bool call_is_on_task(void);

void call_report_text(struct direct *d, enum finding_kind kind, enum severity severity, uint64_t pc,
                      const char *text);

/* What every libc wrapper file resets between executions (posix/). */
void posix_reset(struct machine *m);

#endif
