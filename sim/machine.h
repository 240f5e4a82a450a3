/* SPDX-License-Identifier: MIT */
/*
 * The machine: tasks + cells + objects + clock, one thing that can be stepped.
 *
 * There are two kinds behind this interface (struct machine_ops): direct (direct.c), where the
 * program runs natively and a step performs the access for real, and, later, learned.
 *
 *     machine_reset(m);
 *     while ((choice = machine_choice(m))->count > 0) {
 *         const struct enabled *pick = &choice->enabled[0];
 *         machine_step(m, pick->task, 0);
 *     }
 *     switch (m->end) { ... }
 *
 * Only one machine can be live in a process: the program's memory is at fixed addresses (world.h).
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "sim/finding.h"
#include "sim/memory_model.h"
#include "sim/nondet.h"
#include "sim/object.h"
#include "sim/op.h"
#include "sim/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct program;
struct machine;

/* Which waiting task a read-write lock prefers. */
enum rwlock_preference { RWLOCK_PREFER_ANY, RWLOCK_PREFER_READERS, RWLOCK_PREFER_WRITERS };

struct machine_options {
    uint64_t steps_max;       /* an execution is cut after so many steps */
    uint32_t timeouts_max;    /* early timeouts of timed waits per execution; beyond that only when
                                 nothing else can run */
    uint32_t spurious_max;    /* spurious wakeups per execution */
    enum memory_model memory;
    uint32_t buffer_max;      /* stores that a task's buffer holds: 1 to STORES_MAX (stores.h) */
    enum rwlock_preference rwlock_preference;
    bool main_exit_process;   /* return from main ends the process, as in POSIX; otherwise the other
                                 tasks run on and a missing join is reported */
    bool choose_waiter;       /* which waiter a signal wakes is a choice; false: the longest waiting */
    size_t stack_bytes;       /* of tasks whose attributes do not say; main gets at least 8 MiB */
    int argc;                 /* argv of the program, argv[0] is its name; borrowed */
    char *const *argv;
    const char *stdin_bytes;  /* what the program reads from standard input; borrowed */
    size_t stdin_count;
    bool keep_prelude;        /* executions start at their first choice where that is exact (prelude.h) */
    struct nondet nondet;     /* the values of __VERIFIER_nondet_int and its like */
    uint64_t seed;            /* of the program's own rand(), time() offset ... */
    double operation_seconds_max; /* watchdog: longest native stretch without an operation */
};

/** The documented defaults (docs/options.md). */
struct machine_options machine_options_default(void);

enum task_state {
    TASK_FREE,     /* slot not in use */
    TASK_RUNNING,  /* between operations: the task on the processor, or one that was just created */
    TASK_PENDING,  /* has posted an operation */
    TASK_AWAITING, /* pending, and known to spin: disabled until a cell it read changes */
    TASK_FINISHED, /* ended, not joined yet */
};

/* What strategies, properties and traces may read of a task.  direct.c holds the rest. */
struct task {
    task_id id;
    uint8_t state;            /* enum task_state */
    uint8_t region;           /* enum region */
    bool detached;
    struct op pending;        /* valid in TASK_PENDING and TASK_AWAITING */
    task_id parent;           /* TASK_NONE for main */
    uint32_t serial;          /* 0 for main, 1, 2 ... in order of creation; unique in the execution */
    uint32_t object;          /* its thread object (objects/thread.h) */
    uint64_t entry_pc;        /* the function that it runs */
    uint64_t created_pc;      /* the call of pthread_create */
    uint64_t last_pc;         /* site of its last operation or announced access */
    uint64_t ops;             /* operations performed */
    uint64_t clock_ns;        /* its virtual time: advances with its own steps and sleeps */
    const char *name;         /* pthread_setname_np, else NULL */
    bool prints_for_ever;     /* TASK_AWAITING: its loop prints, and depends on nothing at all */
    uint64_t region_step;     /* index of the step that entered the region */
    uint64_t region_pc;       /* and its site */
};

enum machine_end {
    END_NOT_YET,
    END_FINISHED,    /* every task ended */
    END_EXITED,      /* exit(), or main returned with --main-exit process; m->exit_status */
    END_STUCK,       /* unfinished tasks, none enabled */
    END_VIOLATION,   /* a finding of severity error ended it */
    END_CUT,         /* options.steps_max reached */
    END_UNSUPPORTED, /* m->unsupported says what and where */
    END_HUNG,        /* a task computed for longer than the watchdog allows, without an operation */
    END_ABANDONED,   /* the strategy gave up */
    END_STOPPED,     /* where somebody wanted it to stop (sim/learn/) */
    END_FLOODED,     /* it printed more than OUTPUT_TOTAL_MAX bytes */
    END_INTERRUPTED, /* the watch wanted it */
    END_EXCLUDED,    /* nobody can go on, and somebody assumed something that is false: it does not count */
    END_ENDLESS,     /* it goes on for ever: m->schedule.cycle_steps */
    MACHINE_ENDS
};

/** Time ended it, not its choices: the same choices may get farther. */
static inline bool machine_end_is_by_time(enum machine_end end)
{
    return end == END_INTERRUPTED || end == END_HUNG;
}

/* One member of a choice. */
struct enabled {
    task_id task;
    uint32_t alternatives; /* >= 1 */
    const struct op *op;   /* borrowed; its pending operation */
};

/* What can happen next.  count == 0: the execution is over, see machine->end. */
struct choice {
    const struct enabled *enabled; /* sorted by task id */
    uint32_t count;
    task_id previous;              /* who made the last step; TASK_NONE at the start */
    bool previous_enabled;         /* false: leaving it is not a preemption */
    bool late;                     /* nothing else can happen: time passes, and waits time out */
    uint64_t step;                 /* index of the step to be made, from 0 */
};

/* A performed operation, as observers see it. */
struct step {
    uint64_t index;
    task_id task;
    bool chosen;            /* false: eager, or the only thing that could happen */
    uint32_t alternative;
    uint32_t alternatives;
    struct op op;
    uint64_t result;        /* what the operation returned */
    bool has_values;        /* before and after are valid: a cell of at most 8 bytes */
    uint64_t before, after; /* the cell's value, as the task sees it */
    bool buffered;          /* a store that waits: OP_FLUSH follows later */
};

enum event_kind { EVENT_TASK_CREATED, EVENT_TASK_FINISHED, EVENT_OUTPUT };

struct event {
    enum event_kind kind;
    task_id task;  /* created, finished, or printing */
    task_id other; /* creator */
    uint64_t pc;
    const char *bytes; /* output */
    size_t count;
    int fd;
};

/* Observers cost time at every step; sampling runs without any and records a replay instead. */
struct observer_ops {
    void (*on_reset)(void *self);                          /* each may be NULL */
    void (*on_step)(void *self, const struct step *step);  /* after the task posted its next one */
    void (*on_event)(void *self, const struct event *event);
    void (*on_finding)(void *self, const struct finding *finding);
};

/* Makes the choices of a whole execution (machine_run), as a strategy does. */
struct picker {
    /* choice->count >= 2: a member, or TASK_NONE to abandon the execution (END_ABANDONED). */
    task_id (*next_task)(void *self, const struct choice *choice);
    /* In [0, bound), bound >= 2; anything else abandons the execution. */
    uint64_t (*next_u64)(void *self, uint64_t bound);
    void *self;
    bool pauses; /* giving up does not end the execution: others make its steps from there */
};

/*
 * Somebody who may end an execution in its middle.  Asked about every 50 ms of processor time while the
 * program runs, from a signal handler: the answer must be async-signal-safe.  idle_seconds: for how
 * long that task has been computing without an operation.  True: the execution ends soon (END_INTERRUPTED).
 */
struct machine_watch {
    bool (*wants_end)(void *self, const struct task *task, double idle_seconds); /* NULL = no */
    void *self;
};

struct deed;

/* What partial order reduction asks about steps (deed.h). */
struct machine_deeds {
    /* The number of the deed of the last step: equal deeds, equal numbers. */
    uint32_t (*last)(const struct machine *m);
    void (*get)(const struct machine *m, uint32_t number, struct deed *out);
    /* What a task that has not ended would do next, if it could. */
    void (*intend)(struct machine *m, task_id task, struct deed *out);
    /* All tasks that there are have numbers below that. */
    uint32_t (*tasks)(const struct machine *m);
    bool (*is_unfinished)(struct machine *m, task_id task);
    /* Has it gone round a loop, and would go round once more now, changing nothing? */
    bool (*goes_round)(struct machine *m, task_id task);
};

struct machine_ops {
    const char *name; /* "direct", "learned" */
    void (*reset)(struct machine *m);
    void (*run)(struct machine *m, const struct picker *picker);
    void (*step)(struct machine *m, task_id task, uint32_t alternative);
    const struct choice *(*choice)(struct machine *m);
    void (*free)(struct machine *m);
    /* Only where going back is cheap; NULL: reset and replay.  A saved situation is a number that is valid until
     * the next reset; m->steps is not part of it. */
    uint64_t (*save)(const struct machine *m);
    void (*restore)(struct machine *m, uint64_t saved);
    /* Forgets all but these saved situations, which get new numbers; none of them may be an end.  How many are
     * remembered. */
    void (*keep)(struct machine *m, uint64_t *saved, size_t count);
    uint64_t (*remembered)(const struct machine *m);
    /* Only if deeds can be kept and need not be (machine_keep_deeds). */
    void (*keep_deeds)(struct machine *m, bool wanted);
    /* Equal keys, equal futures.  Borrowed until the next step. */
    const void *(*key)(const struct machine *m, size_t *bytes);
};

struct machine {
    const struct machine_ops *ops;
    const struct machine_deeds *deeds; /* NULL: nobody keeps them */
    struct program *program; /* borrowed */
    struct machine_options options;

    /* The current execution. */
    struct arena arena;      /* dies at reset */
    enum machine_end end;
    int exit_status;
    bool exit_by_abort;
    char *unsupported;       /* END_UNSUPPORTED: what, and where; in the arena */
    char *hung;              /* END_HUNG: who, and where; in the arena */
    uint64_t steps;          /* performed so far, eager ones included */
    uint32_t timeouts, spurious; /* used so far */
    struct schedule schedule; /* of this execution: promoted is set and picks are cleared at reset;
                                machine_run records the picks */
    VEC(struct finding) findings;
    struct str output;       /* what the program printed, both streams in order; cut at
                                OUTPUT_BYTES_MAX with a note */
    bool output_cut;
    uint64_t output_total;   /* bytes, cut or not */
    struct task *tasks[TASKS_MAX];
    uint32_t task_limit;     /* slots [0, task_limit) may be in use */
    VEC(struct object *) objects; /* by id; items[0] is NULL */

    /* Facts, kept across executions; they only grow. */
    VEC(struct promotion) promoted; /* cells whose plain accesses are operations.  Found during an
                                execution, in force from the next reset on; when the count has grown,
                                exhaustive engines restart */
    bool promoted_replaced;  /* by machine_set_promoted, since the last reset */

    bool nondet_used;        /* some execution asked for a value of options.nondet */
    bool input_missed;       /* some execution wanted to read standard input, which is empty */
    bool buffer_was_full;    /* some task had to wait because its buffer held options.buffer_max stores */
    bool own_stack_drained;  /* some task stored to its own stack in a way that others could see */

    const struct observer_ops *observer; /* NULL = none */
    void *observer_self;
    struct machine_watch watch;
};

/* Of an execution: what is kept of its output, and how much it may print at all. */
enum { OUTPUT_BYTES_MAX = 1 << 20, OUTPUT_TOTAL_MAX = 64 << 20 };

/** A direct machine for the program.  *options is copied; what it points to is borrowed. */
struct machine *machine_new_direct(struct program *program, const struct machine_options *options,
                                   struct error *err);
void machine_free(struct machine *m);

/**
 * Starts a new execution: runs main up to its first operation.  After a machine_run it may lead up to the
 * first choice at once (options.keep_prelude).
 */
static inline void machine_reset(struct machine *m)
{
    m->ops->reset(m);
}

/** Who can be stepped.  Borrowed until the next step.  When empty, m->end says why. */
static inline const struct choice *machine_choice(struct machine *m)
{
    return m->ops->choice(m);
}

/** Performs the pending operation of an enabled task and runs the task up to its next one. */
static inline void machine_step(struct machine *m, task_id task, uint32_t alternative)
{
    m->ops->step(m, task, alternative);
}

/**
 * To the end of the execution, without coming back between the steps: what
 * machine_choice and machine_step do, but several times as fast.  Records the picks in
 * m->schedule.
 */
static inline void machine_run(struct machine *m, const struct picker *picker)
{
    m->ops->run(m, picker);
}

/**
 * Makes exactly these cells promoted from the next reset on, as a recorded schedule needs it
 * (schedule.promoted); facts found before are forgotten.
 */
void machine_set_promoted(struct machine *m, const struct promotion *promoted, size_t count);

/**
 * From the next reset on, printing to standard output is an operation, as if that were a promoted cell: others can
 * run before it.  Schedules say so themselves.
 */
void machine_make_output_visible(struct machine *m);
bool machine_output_is_visible(const struct machine *m);

/** Keeps the deeds of the steps (m->deeds) from now on, or no more.  Only if m->ops has keep_deeds. */
static inline void machine_keep_deeds(struct machine *m, bool wanted)
{
    m->ops->keep_deeds(m, wanted);
}

/** observer NULL removes it.  At most one: compose by wrapping. */
void machine_observe(struct machine *m, const struct observer_ops *observer, void *self);

/**
 * Adds a finding.  Copies the strings into the execution's arena.  Severity error ends the
 * execution (END_VIOLATION), unless finding->goes_on: a data race, whose consequences are explored.
 */
void machine_report(struct machine *m, const struct finding *finding);

/** A copy that lives as long as the execution; NULL gives NULL. */
char *machine_copy_text(struct machine *m, const char *text);

/** Ends the execution, for example when a strategy gives up (END_ABANDONED). */
void machine_end(struct machine *m, enum machine_end end);

/* Naming, for people (names.c).  Each appends to out. */

/** "main", "T2": how the task is called everywhere. */
void machine_name_task(const struct machine *m, task_id task, struct str *out);
/** "mutex a", "semaphore /sem", "cell flag[1]": an object or address of the program. */
void machine_name_object(const struct machine *m, const struct object *object, struct str *out);
void machine_name_addr(const struct machine *m, uint64_t addr, uint64_t bytes, struct str *out);
/** A cell's value as its type is written: "-1", "true", "BUSY", "&queue"; else a signed number. */
void machine_name_value(const struct machine *m, uint64_t addr, uint64_t bytes, uint64_t raw,
                        struct str *out);
/** One phrase for an operation, performed or pending: "lock mutex a", "read flag[1]". */
void machine_name_op(const struct machine *m, const struct op *op, struct str *out);

#endif
