/* SPDX-License-Identifier: MIT */
/*
 * The product: all tasks' automata, the memory and the objects together - the learned machine's heart.
 *
 * A state is a vector of small numbers, one for each *field*: which class (of bisimilar nodes) each task
 * is in, which of its values each cell holds, which of its states each object is in.  Numbers are given
 * out as values are seen; 0 is what the base holds, so a field that is found later is 0 in all states
 * that were there before.
 *
 *     struct product *p = product_new(learner);
 *     uint32_t *state = product_state_new(p);          // the initial state, closed under local steps
 *     for each task: n = product_alternatives(p, state, task)
 *         product_step(p, state, task, alternative)    // changes state, p->log says what
 *         product_undo(p, state)
 *
 * A step is what it is in the direct machine: the visible operation of one task, what that task does up to
 * its next one, tasks it creates up to their first, then all eager operations (joins) that are enabled.
 * What one operation does in one class with given values of the fields that it looks at is evaluated
 * once, natively if need be, and looked up afterwards.
 */
#ifndef SIM_LEARN_PRODUCT_H
#define SIM_LEARN_PRODUCT_H

#include "sim/learn/learner.h"

enum field_kind {
    FIELD_TASK,     /* subject: slot; SLOT_FREE, SLOT_ENDED, or SLOT_CLASS + class within the slot */
    FIELD_REGION,   /* subject: slot; enum region */
    FIELD_RACES,    /* subject: slot; accesses that nobody else knows of (races.c) */
    FIELD_CELL,     /* subject: index in cells */
    FIELD_OBJECT,   /* subject: index in learner->objects (evaluate_object.c) */
    FIELD_BUFFER,   /* subject: slot; the stores that wait (buffers.h); not under SC */
    FIELD_HEAP,     /* the layout of the heap (heaps.h) */
    FIELD_OUTPUT,   /* what was printed to standard output so far, if that is visible */
    FIELD_TIMEOUTS, /* how many early timeouts there were */
    FIELD_SPURIOUS, /* how many spurious wakeups */
    FIELD_EXITED,   /* 1: the process ended */
};

struct order;
struct deed;

enum { SLOT_FREE, SLOT_ENDED, SLOT_CLASS };

/* A product has at most so many tasks at a time: sets of tasks are words. */
enum { PRODUCT_TASKS_MAX = 64 };

struct field {
    enum field_kind kind;
    uint32_t subject;
    struct blob_set values; /* cells, races, buffers, heap, output: the bytes behind a value */
};

struct cell {
    uint64_t addr;
    uint32_t bytes; /* 1 to 8 */
    uint32_t field;
};

/* What is known about a class's operation for one combination of the fields that it looks at. */
struct entry {
    uint32_t alternatives; /* 0: disabled */
    uint32_t outcomes;     /* first of them in product->outcomes */
};

enum outcome_status {
    OUTCOME_NEXT,    /* the task goes on in class `next` */
    OUTCOME_ENDED,   /* the task is no more */
    OUTCOME_EXITED,  /* nor is the process */
    OUTCOME_FINDING, /* something is wrong; whether it goes on then, the direct machine knows */
    OUTCOME_REFUSED, /* cannot be learned: product->refused says why */
    OUTCOME_SPAWN,   /* like NEXT, and a task was created */
};

struct outcome {
    uint8_t status;
    bool unchanged;        /* no field but the task's own changes: it only looked */
    uint16_t edges;        /* of happens-before: EDGE_* of object.h */
    uint32_t next;         /* class */
    uint32_t changes, change_count; /* in product->changes */
    uint32_t finding;      /* enum finding_kind; of others than OUTCOME_FINDING: it goes on, 0 = none */
};

struct change {
    uint32_t field, value;
};

enum { CLASS_DEPS_MAX = 6 };

/*
 * An entry that was evaluated, for those who want to know (symmetry.h).  Of a class that is not cached `values`
 * are, for OP_END, that of its thread's field, and nothing else.
 */
struct evaluated {
    uint32_t class;
    uint32_t late; /* bool; as a number, so that there are no gaps */
    uint32_t values[CLASS_DEPS_MAX]; /* of the fields it looks at */
};

/* A node that joined a class and was not compared with all that the class is known to do. */
struct trial {
    uint32_t class, node;
};

/*
 * The common case of a step, ready to be applied: the task goes on to another visible operation, and at
 * most one other field changes.
 */
enum quick_kind {
    QUICK_UNKNOWN,
    QUICK_STEP,
    QUICK_DISABLED,
    QUICK_NOT, /* anything else: product_step */
};

struct quick {
    uint8_t kind;
    bool unchanged;       /* no field but the task's changes */
    bool enters_heap;     /* next does: product_heap_is_fine tells whether it may */
    uint32_t next;        /* class */
    uint32_t task_value;  /* of the task's field afterwards */
    uint32_t field, value; /* another change, unless unchanged */
};

struct class_edge {
    uint32_t result, next, out;
    uint32_t warnings;
    bool taken;         /* in a state that was looked at since product_classify */
};

struct class {
    struct op op;       /* of its members; pc of the first */
    uint8_t kind;       /* enum node_kind */
    task_id slot;
    uint8_t finding;
    bool local;         /* its operation is no scheduling point */
    bool eager;         /* ... and is performed as soon as it is enabled */
    bool starts;        /* a task began here since product_classify */
    bool looks;         /* its operation may leave everything as it is: a candidate for awaits */
    bool compiled;      /* deps are known */
    bool uncached;      /* looks at too much: evaluated each time */
    bool enters_heap;   /* its operation is on memory of the heap */
    uint32_t local_index; /* within the slot */
    uint32_t loop;      /* loops_find: classes with the same number but 0 are in one loop of looks */
    uint32_t node;      /* a member */
    uint32_t text;
    uint64_t sp;        /* highest of its members' */
    uint32_t dep_count, deps[CLASS_DEPS_MAX]; /* fields */
    VEC(uint32_t) members; /* nodes */
    VEC(struct class_edge) edges; /* by result */
    VEC(uint32_t) table;   /* dep_count <= 1: entry + 1 by value; 0 = unknown */
    VEC(struct quick) quick; /* the same for product_quick */
    uint32_t races_judged; /* product->races_judged when may_race was found out */
    bool may_race;
    VEC(uint32_t) races_after; /* a local access: FIELD_RACES afterwards, by what it was; BLOB_NONE: unknown */
    VEC(uint8_t) heap_faults; /* by value of FIELD_HEAP; see product_heap_fault */
};

struct slot_classes {
    VEC(uint32_t) classes; /* by local index */
    uint32_t task_field, region_field, races_field, thread_field, buffer_field;
    bool used;
};

/* What a step noticed. */
enum step_status {
    STEP_OK,
    STEP_FINDING,  /* an error: ends here; product->found_* */
    STEP_REFUSED,  /* product->refused */
};

struct product_finding {
    uint32_t kind;   /* enum finding_kind */
    task_id then;    /* it shows when this task moves after the step; TASK_NONE: in the step */
    uint64_t where;  /* tells findings of a kind apart: an address, a text, a node */
};

/* A granule with plain accesses of several tasks: bits of slots. */
struct race_cell {
    uint64_t addr, readers, writers; /* of any kind */
    uint64_t plain, freers;
};

struct product {
    struct learner *l;
    const struct machine_options *options;
    VEC(struct field) fields;
    VEC(struct cell) cells;     /* sorted by address */
    VEC(uint32_t) object_fields; /* by object index; 0 = none yet */
    VEC(struct class) classes;
    VEC(uint32_t) class_of;     /* by node; BLOB_NONE: none yet */
    struct slot_classes slots[PRODUCT_TASKS_MAX];
    uint32_t slot_count;        /* slots [0, this) were ever used */
    uint32_t timeouts_field, spurious_field, exited_field, heap_field;
    uint32_t output_field;      /* 0: output is not visible */
    struct heaps *heaps;
    struct freed {
        uint64_t addr, bytes;
    } freed;                    /* by the free that was evaluated last */

    VEC(struct entry) entries;
    VEC(struct outcome) outcomes;
    VEC(struct change) changes;
    struct blob_set keys;       /* class and values of its deps -> key_entries */
    VEC(struct entry) key_entries;
    bool journals;              /* the journal is kept: every entry that is evaluated, once */
    VEC(struct evaluated) journal;
    struct blob_set journal_keys; /* of entries that are evaluated more than once */
    uint32_t kept_outcomes, kept_changes; /* those after these are of the last uncached evaluation */

    VEC(struct change) log;     /* of the step being made: fields and their values before */
    uint32_t performed;         /* operations in it that are steps in the direct machine */
    struct order *order;        /* followed by all steps (order.h); NULL = nobody asks */
    struct deed *deed;          /* of the step being made (deeds.h); NULL = nobody asks */
    VEC(task_id) newborns;      /* created in this step; TASK_NONE once they ran */
    VEC(struct promotion) promoted; /* granules whose plain accesses are visible */
    bool promoted_grew;
    VEC(struct product_finding) notes; /* of the last step: races, warnings: they do not end it */
    struct product_finding found;
    char *refused;              /* owned */
    VEC(struct trial) trials;
    bool split;                 /* a class turned out not to be one, or a stack has a new cell: what was
                                   explored is void, minimise again */
    uint32_t nodes_before;      /* learner's nodes when the classes were made */
    bool awaits;                /* tasks that spin are recognised (awaits.c) */
    bool follows_loops;         /* class.loop is kept true: a new edge that closes a loop is a split */
    uint32_t held_class;        /* main stays in front of this join until it comes to other things than joins
                                   (symmetry.h); BLOB_NONE: nowhere */
    bool sections;              /* there are atomic sections */
    bool races;                 /* look for data races */
    bool contended;             /* some race_cells are: then FIELD_RACES matters */
    bool weak;                  /* there are atomic accesses weaker than seq_cst */
    bool weak_memory;           /* stores may wait in buffers (buffers.h) */
    bool buffer_was_full, own_stack_drained; /* as in struct machine */
    uint32_t races_judged;      /* how often race_cells was made */
    uint32_t race_nodes;        /* learner's nodes when race_cells was made */
    uint64_t evaluations;       /* entries computed */
    uint64_t runs_max;          /* native runs: with more of them it refuses */
    uint32_t quick_voided;      /* how often quick forms that were given out became void */
    bool unkept;                /* the last evaluation looked at more than deps */
    size_t known_objects;       /* of the learner, when classes were compiled */

    VEC(struct race_cell) race_cells;
    struct blob_set race_frees; /* of struct race_free */
    uint32_t race_frees_known;  /* in race_cells */
};

/* A state under work: grows with the product's fields. */
struct state {
    uint32_t *v;
    uint32_t count, capacity;
};

/** Takes the learner's nodes as they are, each a class of its own until product_classify. */
struct product *product_new(struct learner *l);
void product_free(struct product *p);

/**
 * Makes classes of nodes: of bisimilar ones (minimise.c), or, without merge, one for each.  All states made
 * before are void.
 */
void product_classify(struct product *p, bool merge);

/** Cells that turned out to be operations are facts of the machine: schedules contain them. */
void product_hand_over(const struct product *p);

/** Everything evaluated is evaluated anew, and the journal begins. */
void product_forget_entries(struct product *p);

/** Number of fields: of the entries of a state. */
static inline uint32_t product_width(const struct product *p)
{
    return (uint32_t)p->fields.count;
}

/** Fills state (capacity: product_width, which may grow: pass a vector) with the initial state. */
enum step_status product_initial(struct product *p, struct state *state);

void state_release(struct state *s);
/** Makes room for all fields; new ones are 0. */
void state_fit(const struct product *p, struct state *s);
/** Makes `to` the same as `from`. */
void state_copy(const struct product *p, const struct state *from, struct state *to);

/**
 * In how many ways the task can make its next step; 0: not now, or (p->awaits) it would only lead back
 * to this state.  late: time passes because nothing else can happen.
 */
uint32_t product_alternatives(struct product *p, struct state *s, task_id task, bool late);

/** The task that is stopped inside an atomic section, so that no other moves; TASK_NONE: nobody. */
task_id product_inside(const struct product *p, const struct state *s);

/** Does somebody stand where it assumed something false?  Nothing is judged where nobody moves then. */
bool product_is_excluded(const struct product *p, const struct state *s);

/** Do tasks assume things that are false, in whatever state? */
bool product_has_exclusions(const struct product *p);

/** Can the task make a step, and (p->awaits) does it not only go round a loop that waits? */
bool product_moves(struct product *p, struct state *s, task_id task);

/** Tasks that move, as bits; *late: time passes because nobody does. */
uint64_t product_enabled(struct product *p, struct state *s, bool *late);

/** Tasks that exist and have not ended. */
uint64_t product_unfinished(const struct product *p, const struct state *s);

/** The thread that a class joins, as a slot; TASK_NONE if it does something else. */
task_id product_joins(const struct product *p, uint32_t class);

/** Was the task created by the step being made, and did not run yet? */
bool product_is_newborn(const struct product *p, task_id task);

/** Performs a step.  p->log says what changed; product_undo takes it back, whatever the status. */
enum step_status product_step(struct product *p, struct state *s, task_id task,
                              uint32_t alternative, bool late);
void product_undo(struct product *p, struct state *s);

/**
 * The quick form of what class does when the field it looks at (deps[0], if dep_count is 1) has this
 * value; NULL if that is not known yet (product_quick_learn) or the class looks at more.
 */
static inline const struct quick *product_quick(const struct class *c, uint32_t value)
{
    if (value < c->quick.count && c->quick.items[value].kind != QUICK_UNKNOWN)
        return &c->quick.items[value];
    return NULL;
}
/** Makes the quick form for the value that s has, if there can be one. */
void product_quick_learn(struct product *p, uint32_t class, struct state *s);

/** The class of a task in a state, or NULL. */
struct class *product_class(const struct product *p, const struct state *s, task_id task);

/* fields.c */
uint32_t product_add_field(struct product *p, enum field_kind kind, uint32_t subject);
void product_set(struct product *p, struct state *s, uint32_t field, uint32_t value);
uint32_t product_object_field(struct product *p, uint32_t object);
/** Cells that cover [addr, addr + bytes), made if need be; index of the first, *count of them. */
uint32_t product_cells(struct product *p, uint64_t addr, uint64_t bytes, uint32_t *count);
/** The bytes there in a state. */
void product_read(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes,
                  uint8_t *to);
/** Those of them that are there already. */
uint32_t product_known_cells(const struct product *p, uint64_t addr, uint64_t bytes,
                             uint32_t *count);
uint32_t cell_value_id(struct product *p, const struct cell *cell, const void *bytes);

/* classes.c */
/** The class of a node, a new one of its own if it has none. */
uint32_t product_class_of(struct product *p, uint32_t node);
/** The class's edge for a result that it has in some state, learned now if need be. */
const struct class_edge *product_edge(struct product *p, uint32_t class, const void *result,
                                      size_t bytes);
uint32_t product_slot_field(struct product *p, task_id slot);
/** Were all native runs made that it may make?  Then it refuses. */
bool product_is_exhausted(struct product *p);
bool product_is_promoted(const struct product *p, uint64_t addr, uint64_t bytes);

/* evaluate.c */
/** What class's operation does in s; late: timed waits may end.  NULL never. */
struct entry product_entry(struct product *p, uint32_t class, struct state *s, bool late);
/** What was printed to standard output since the base, *bytes of it; output is visible. */
const char *product_output(const struct product *p, const struct state *s, size_t *bytes);
/** Sees to it that the class's deps are known. */
void product_compile(struct product *p, uint32_t class);

/* evaluate_heap.c */
/** Is op an access to memory of the heap? */
bool product_enters_heap(const struct product *p, const struct op *op);
/**
 * What is wrong with a task being about to perform class's operation, as far as the heap is concerned: a
 * kind of finding, or FINDING_KINDS.  As in the direct machine, this is judged when the task gets there.
 */
uint32_t product_heap_fault(struct product *p, const struct state *s, uint32_t class);
/** It is known that nothing is, with this value of FIELD_HEAP. */
static inline bool product_heap_is_fine(const struct class *c, uint32_t heap)
{
    return heap < c->heap_faults.count && c->heap_faults.items[heap] == FINDING_KINDS + 1;
}

/* awaits.c */
/** The class after this one's operation if that changes nothing in s; BLOB_NONE if it is another kind. */
uint32_t product_look(struct product *p, struct state *s, uint32_t class);
/** Would the task come back to this class by operations that change nothing in s?  By how many visible ones; 0: no. */
uint32_t product_round(struct product *p, struct state *s, uint32_t class);

/* races.c */

/* An access of FIELD_RACES; see races.c. */
struct race_access {
    uint64_t addr, known;
    uint32_t bytes;
    uint16_t write;
    uint16_t visible; /* the task's last visible operation: it races with frees only */
};
/** The accesses of a task that may race; *count of them.  Borrowed until the next step. */
const struct race_access *races_of(const struct product *p, const struct state *s, task_id task,
                                   size_t *count);
/** The value of a task's FIELD_RACES for a set of accesses, in any order; sorts them. */
uint32_t races_value(struct product *p, task_id task, struct race_access *items, size_t count);
/** Finds the cells that could race, from all nodes. */
void races_reset(struct product *p);
/** Do several tasks access it, one of them plainly, and one to write? */
bool races_is_contended(const struct race_cell *cell);
/** Does op access a cell that several tasks access, plainly and to write? */
bool races_may_happen(const struct product *p, const struct op *op);
/** Have nodes been learned since that make more cells race? */
bool races_are_stale(struct product *p);
/** t is about to make this access: notes a race with the others' accesses since their last operations,
 * and, for visible ones, with what they are about to do. */
void races_access(struct product *p, struct state *s, const struct class *c);
/** c is a visible operation: what its task did before is known to whom it may concern. */
void races_forget(struct product *p, struct state *s, const struct class *c);
/** The task leaves an atomic section: what it did there races with what others are about to do. */
void races_leave(struct product *p, struct state *s, task_id task);
void races_spawned(struct product *p, struct state *s, task_id parent, task_id child);
/** t freed p->freed: like a write to all of it, and nobody else's accesses to it matter any more. */
void races_freed(struct product *p, struct state *s, task_id t);
void races_joined(struct product *p, struct state *s, task_id joiner, task_id ended);

void product_refuse(struct product *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
