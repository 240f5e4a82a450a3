/* SPDX-License-Identifier: MIT */
#include "sim/objects/rwlock.h"

#include "sim/machine.h"
#include "sim/objects/life.h"
#include "sim/objects/phrase.h"

#include <errno.h>

/*
 * reads[t] > 0 exactly if t is in readers; never together with a writer.  ended_*: locks of tasks
 * that are gone and will never unlock.
 */
struct rwlock_state {
    task_id writer; /* valid if writing */
    uint8_t life, preference;
    bool writing, writer_ended;
    uint16_t ended_reads;
    struct task_set readers, waiting_readers, waiting_writers;
    uint8_t reads[TASKS_MAX];
};
_Static_assert(sizeof(struct rwlock_state) <= OBJECT_STATE_BYTES_MAX, "state fits");

static const struct life_misuse misuse = LIFE_MISUSE("read-write lock");

static void init(void *state, const uint64_t *arguments)
{
    struct rwlock_state *s = state;
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
    s->preference = (uint8_t)arguments[ATTRIBUTES_ARGUMENT];
}

bool rwlock_prefers(const void *state)
{
    const struct rwlock_state *s = state;
    return s->preference != RWLOCK_PREFER_ANY;
}

static bool is_writer(const struct rwlock_state *s, task_id task)
{
    return s->writing && !s->writer_ended && s->writer == task;
}

/* May a reader enter?  (The answer for the writer itself is EDEADLK, not a wait.) */
static bool admits_reader(const struct rwlock_state *s)
{
    return !s->writing && (s->preference != RWLOCK_PREFER_WRITERS ||
                           task_set_count(&s->waiting_writers) == 0);
}

static bool is_free(const struct rwlock_state *s)
{
    return !s->writing && s->ended_reads == 0 && task_set_count(&s->readers) == 0;
}

static bool admits_writer(const struct rwlock_state *s)
{
    return is_free(s) && (s->preference != RWLOCK_PREFER_READERS ||
                          task_set_count(&s->waiting_readers) == 0);
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct rwlock_state *s = object_state(view->object);
    bool ready = true;
    if (s->life == LIFE_READY && !is_writer(s, view->task)) {
        if (op->verb == RWLOCK_READ)
            ready = admits_reader(s);
        else if (op->verb == RWLOCK_WRITE)
            ready = admits_writer(s);
    }
    return ready || ((op->flags & OP_TIMED) && view->may_time_out);
}

static void enter_as_reader(struct rwlock_state *s, task_id task, struct object_outcome *outcome)
{
    if (s->reads[task] == RWLOCK_READS_MAX) {
        outcome_refuse(outcome, EAGAIN);
        return;
    }
    s->reads[task]++;
    task_set_add(&s->readers, task);
    outcome->edges = EDGE_ACQUIRE;
}

static void enter_as_writer(struct rwlock_state *s, task_id task, struct object_outcome *outcome)
{
    s->writing = true;
    s->writer = task;
    outcome->edges = EDGE_ACQUIRE | EDGE_ACQUIRE_SHARED;
}

static void time_out(struct object_outcome *outcome)
{
    outcome->result = ETIMEDOUT;
    outcome->timed_out = true;
}

static void read_lock(struct rwlock_state *s, task_id task, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    task_set_remove(&s->waiting_readers, task);
    if (is_writer(s, task))
        outcome->result = EDEADLK;
    else if (admits_reader(s))
        enter_as_reader(s, task, outcome);
    else
        time_out(outcome);
}

static void write_lock(struct rwlock_state *s, task_id task, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    task_set_remove(&s->waiting_writers, task);
    if (is_writer(s, task))
        outcome->result = EDEADLK;
    else if (admits_writer(s))
        enter_as_writer(s, task, outcome);
    else
        time_out(outcome);
}

static void try_lock(struct rwlock_state *s, task_id task, bool write,
                     struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (write ? !is_free(s) : !admits_reader(s))
        outcome_refuse(outcome, EBUSY);
    else if (write)
        enter_as_writer(s, task, outcome);
    else
        enter_as_reader(s, task, outcome);
}

static void unlock(struct rwlock_state *s, task_id task, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (is_writer(s, task)) {
        s->writing = false;
        s->writer = 0;
        outcome->edges = EDGE_RELEASE;
    } else if (s->reads[task] > 0) {
        outcome->edges = EDGE_RELEASE_SHARED;
        if (--s->reads[task] == 0)
            task_set_remove(&s->readers, task);
    } else if (s->writing && !s->writer_ended) {
        outcome_misuse(outcome, "unlocks a read-write lock that it does not hold", s->writer);
    } else if (task_set_count(&s->readers) > 0) {
        outcome_misuse(outcome, "unlocks a read-write lock that it does not hold",
                       task_set_nth(&s->readers, 0));
    } else if (!is_free(s)) {
        outcome_misuse(outcome,
                       "unlocks a read-write lock that was locked by a task that has ended",
                       TASK_NONE);
    } else {
        outcome_misuse(outcome, "unlocks a read-write lock that is not locked", TASK_NONE);
    }
}

/* A task to name when the lock is in use. */
static task_id somebody_inside(const struct rwlock_state *s)
{
    if (s->writing)
        return s->writer_ended ? TASK_NONE : s->writer;
    return task_set_nth(&s->readers, 0);
}

static void destroy(struct rwlock_state *s, struct object_outcome *outcome)
{
    if (s->life == LIFE_DESTROYED)
        outcome_misuse(outcome, "destroys a read-write lock that was destroyed before", TASK_NONE);
    else if (s->life == LIFE_RAW)
        outcome_misuse(outcome, "destroys a read-write lock that was never initialised", TASK_NONE);
    else if (!is_free(s))
        outcome_misuse(outcome, "destroys a read-write lock that is locked", somebody_inside(s));
    else
        s->life = LIFE_DESTROYED;
}

static void initialise(struct rwlock_state *s, uint64_t preference, struct object_outcome *outcome)
{
    if (s->life == LIFE_READY && !is_free(s)) {
        outcome_misuse(outcome, "initialises a read-write lock that is locked", somebody_inside(s));
        return;
    }
    s->life = LIFE_READY;
    s->preference = (uint8_t)preference;
}

static void ended(struct rwlock_state *s, task_id task)
{
    if (is_writer(s, task))
        s->writer_ended = true;
    s->ended_reads = (uint16_t)(s->ended_reads + s->reads[task]);
    s->reads[task] = 0;
    task_set_remove(&s->readers, task);
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct rwlock_state *s = object_state(view->object);
    switch ((enum rwlock_verb)op->verb) {
    case RWLOCK_INIT:
        initialise(s, op->arg, outcome);
        break;
    case RWLOCK_ANNOUNCE_READ:
        task_set_add(&s->waiting_readers, view->task);
        break;
    case RWLOCK_ANNOUNCE_WRITE:
        task_set_add(&s->waiting_writers, view->task);
        break;
    case RWLOCK_READ:
        read_lock(s, view->task, outcome);
        break;
    case RWLOCK_WRITE:
        write_lock(s, view->task, outcome);
        break;
    case RWLOCK_TRY_READ:
    case RWLOCK_TRY_WRITE:
        try_lock(s, view->task, op->verb == RWLOCK_TRY_WRITE, outcome);
        break;
    case RWLOCK_UNLOCK:
        unlock(s, view->task, outcome);
        break;
    case RWLOCK_DESTROY:
        destroy(s, outcome);
        break;
    case RWLOCK_ENDED:
        ended(s, view->task);
        break;
    case RWLOCK_VERBS:
        break;
    }
}

static void holders(const void *state, struct task_set *set)
{
    const struct rwlock_state *s = state;
    if (s->writing && !s->writer_ended)
        task_set_add(set, s->writer);
    for (int i = 0; i < TASK_SET_WORDS; i++)
        set->words[i] |= s->readers.words[i];
}

static void add_all(struct task_set *to, const struct task_set *from, task_id except)
{
    bool had = task_set_has(to, except);
    for (int i = 0; i < TASK_SET_WORDS; i++)
        to->words[i] |= from->words[i];
    if (!had)
        task_set_remove(to, except);
}

static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    const struct rwlock_state *s = object_state(view->object);
    if (op->verb == RWLOCK_READ && !s->writing) {
        add_all(set, &s->waiting_writers, view->task);
        return true;
    }
    holders(s, set);
    if (is_free(s) && s->preference == RWLOCK_PREFER_READERS)
        add_all(set, &s->waiting_readers, view->task);
    return true;
}

static void describe(const void *state, struct str *out)
{
    const struct rwlock_state *s = state;
    if (life_describe(s->life, out))
        return;
    if (s->writing) {
        str_append(out, "held for writing by ");
        if (s->writer_ended)
            str_append(out, "a task that has ended");
        else
            phrase_task(out, s->writer);
    } else if (task_set_count(&s->readers) > 0) {
        str_append(out, "held for reading by ");
        phrase_tasks(out, &s->readers);
    } else {
        str_append(out, s->ended_reads ? "held for reading by a task that has ended" : "unlocked");
    }
    if (task_set_count(&s->waiting_writers) > 0) {
        str_append(out, ", waiting to write: ");
        phrase_tasks(out, &s->waiting_writers);
    }
}

static const char *const verbs[RWLOCK_VERBS] = {
    [RWLOCK_INIT] = "initialise",
    [RWLOCK_ANNOUNCE_READ] = "queue to read-lock",
    [RWLOCK_ANNOUNCE_WRITE] = "queue to write-lock",
    [RWLOCK_READ] = "read-lock",
    [RWLOCK_WRITE] = "write-lock",
    [RWLOCK_TRY_READ] = "try to read-lock",
    [RWLOCK_TRY_WRITE] = "try to write-lock",
    [RWLOCK_UNLOCK] = "unlock",
    [RWLOCK_DESTROY] = "destroy",
    [RWLOCK_ENDED] = "end while holding",
};

const struct object_ops rwlock_ops = {
    .name = "read-write lock",
    .verbs = verbs,
    .verb_count = RWLOCK_VERBS,
    .state_bytes = sizeof(struct rwlock_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .holders = holders,
    .describe = describe,
};
