/* SPDX-License-Identifier: MIT */
/*
 * Goal: locks behave as POSIX says: mutexes of every kind, read-write locks, spinlocks, once.
 * Method: POSIX's own table of what relocking and foreign unlocking do; scenarios written from the
 * text of the standard; random walks against reference models of a few lines.  Every misuse message
 * is provoked once.
 */
#include "tests/object_rig.h"
#include "tests/suite.h"

#include "base/prng.h"
#include "sim/machine.h"
#include "sim/objects/mutex.h"
#include "sim/objects/once.h"
#include "sim/objects/rwlock.h"
#include "sim/objects/spinlock.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

static struct object *mutex(uint64_t attributes)
{
    return rig_object(&mutex_ops, LIFE_READY, attributes);
}

enum { FOREVER = UINT16_MAX };

/* POSIX, pthread_mutex_lock: the table of types, and EPERM for robust mutexes. */
static void relocking_and_foreign_unlocking_follow_the_table(void)
{
    static const struct {
        uint64_t attributes;
        uint64_t relock, retry, foreign_unlock, idle_unlock; /* unlock 0: undefined, so misuse */
    } table[] = {
        {MUTEX_NORMAL, FOREVER, EBUSY, 0, 0},
        {MUTEX_ADAPTIVE, FOREVER, EBUSY, 0, 0},
        {MUTEX_ERRORCHECK, EDEADLK, EBUSY, EPERM, EPERM},
        {MUTEX_RECURSIVE, 0, 0, EPERM, EPERM},
        {MUTEX_NORMAL | MUTEX_ROBUST, FOREVER, EBUSY, EPERM, EPERM},
        {MUTEX_ERRORCHECK | MUTEX_ROBUST, EDEADLK, EBUSY, EPERM, EPERM},
        {MUTEX_RECURSIVE | MUTEX_ROBUST, 0, 0, EPERM, EPERM},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct object *idle = mutex(table[i].attributes);
        struct object_outcome outcome = ACT(idle, 1, MUTEX_UNLOCK);
        CU_ASSERT_EQUAL(outcome.result, table[i].idle_unlock);
        CU_ASSERT_EQUAL(outcome.fatal, table[i].idle_unlock == 0);

        struct object *held = mutex(table[i].attributes);
        CU_ASSERT_EQUAL(RESULT(held, 1, MUTEX_LOCK), 0);
        CU_ASSERT_EQUAL(WAYS(held, 2, MUTEX_LOCK), 0);
        CU_ASSERT_EQUAL(RESULT(held, 2, MUTEX_TRYLOCK), EBUSY);
        outcome = ACT(held, 2, MUTEX_UNLOCK);
        CU_ASSERT_EQUAL(outcome.result, table[i].foreign_unlock);
        CU_ASSERT_EQUAL(outcome.fatal, table[i].foreign_unlock == 0);
        CU_ASSERT_EQUAL(RESULT(held, 1, MUTEX_TRYLOCK), table[i].retry);
        CU_ASSERT_EQUAL(WAYS(held, 1, MUTEX_LOCK), table[i].relock != FOREVER);
        if (table[i].relock == FOREVER)
            CU_ASSERT_EQUAL(BLOCKERS(held, 1, MUTEX_LOCK), BIT(1))
        else
            CU_ASSERT_EQUAL(RESULT(held, 1, MUTEX_LOCK), table[i].relock);
    }
    rig_release();
}

static void a_recursive_mutex_is_free_after_as_many_unlocks(void)
{
    struct object *m = mutex(MUTEX_RECURSIVE);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(RESULT(m, 0, MUTEX_LOCK), 0);
    CU_ASSERT(rig_describes(m, "held by main (3 times)"));
    for (int i = 0; i < 2; i++) {
        struct object_outcome outcome = ACT(m, 0, MUTEX_UNLOCK);
        CU_ASSERT_EQUAL(outcome.edges, 0);
        CU_ASSERT_EQUAL(WAYS(m, 1, MUTEX_LOCK), 0);
    }
    CU_ASSERT_EQUAL(ACT(m, 0, MUTEX_UNLOCK).edges, EDGE_RELEASE);
    CU_ASSERT(rig_describes(m, "unlocked"));
    CU_ASSERT_EQUAL(ACT(m, 1, MUTEX_LOCK).edges, EDGE_ACQUIRE);
    rig_release();
}

static void a_mutex_times_out_only_while_it_is_held(void)
{
    struct object *m = mutex(MUTEX_NORMAL);
    CU_ASSERT_EQUAL(WAYS(m, 1, MUTEX_LOCK, .flags = OP_TIMED, .may_time_out = true), 1);
    CU_ASSERT_EQUAL(RESULT(m, 1, MUTEX_LOCK, .flags = OP_TIMED, .may_time_out = true), 0);
    CU_ASSERT_EQUAL(WAYS(m, 2, MUTEX_LOCK, .flags = OP_TIMED), 0);
    CU_ASSERT_EQUAL(WAYS(m, 2, MUTEX_LOCK, .may_time_out = true), 0);
    struct object_outcome outcome =
        ACT(m, 2, MUTEX_LOCK, .flags = OP_TIMED, .may_time_out = true);
    CU_ASSERT_EQUAL(outcome.result, ETIMEDOUT);
    CU_ASSERT(outcome.timed_out && outcome.edges == 0);
    CU_ASSERT_EQUAL(rig_holders(m), BIT(1));
    rig_release();
}

static void a_robust_mutex_tells_the_next_owner(void)
{
    struct object *m = mutex(MUTEX_NORMAL | MUTEX_ROBUST);
    CU_ASSERT_EQUAL(RESULT(m, 1, MUTEX_CONSISTENT), EINVAL);
    ACT(m, 1, MUTEX_LOCK);
    ACT(m, 1, MUTEX_ENDED);
    CU_ASSERT_EQUAL(rig_holders(m), 0);
    CU_ASSERT_EQUAL(RESULT(m, 2, MUTEX_LOCK), EOWNERDEAD);
    CU_ASSERT_EQUAL(rig_holders(m), BIT(2));
    CU_ASSERT_EQUAL(RESULT(m, 2, MUTEX_CONSISTENT), 0);
    CU_ASSERT_EQUAL(RESULT(m, 2, MUTEX_UNLOCK), 0);
    CU_ASSERT_EQUAL(RESULT(m, 3, MUTEX_LOCK), 0);

    ACT(m, 3, MUTEX_ENDED);
    CU_ASSERT_EQUAL(RESULT(m, 2, MUTEX_TRYLOCK), EOWNERDEAD);
    CU_ASSERT_EQUAL(RESULT(m, 2, MUTEX_UNLOCK), 0); /* without making it consistent */
    CU_ASSERT_EQUAL(RESULT(m, 3, MUTEX_LOCK), ENOTRECOVERABLE);
    CU_ASSERT_EQUAL(RESULT(m, 3, MUTEX_TRYLOCK), ENOTRECOVERABLE);
    CU_ASSERT(rig_describes(m, "not recoverable"));
    rig_release();
}

/* Task ids are reused: a new task 1 must not pass for the one that ended. */
static void a_mutex_of_an_ended_task_stays_locked_for_everybody(void)
{
    struct object *m = mutex(MUTEX_NORMAL);
    ACT(m, 1, MUTEX_LOCK);
    ACT(m, 1, MUTEX_ENDED);
    CU_ASSERT_EQUAL(rig_holders(m), 0);
    CU_ASSERT_EQUAL(WAYS(m, 2, MUTEX_LOCK), 0);
    CU_ASSERT_EQUAL(WAYS(m, 1, MUTEX_LOCK), 0);
    CU_ASSERT_EQUAL(BLOCKERS(m, 2, MUTEX_LOCK), 0); /* nobody can */
    CU_ASSERT(rig_describes(m, "held by a task that has ended"));
    CU_ASSERT(FATAL(m, 1, MUTEX_UNLOCK,
                    "unlocks a mutex that was locked by a task that has ended", TASK_NONE));
    rig_release();
}

static void every_misuse_of_a_mutex_is_reported(void)
{
    struct object *m = mutex(MUTEX_NORMAL);
    CU_ASSERT(FATAL(m, 1, MUTEX_UNLOCK, "unlocks a mutex that is not locked", TASK_NONE));
    ACT(m, 1, MUTEX_LOCK);
    CU_ASSERT(FATAL(m, 2, MUTEX_UNLOCK, "unlocks a mutex that it does not hold", 1));
    CU_ASSERT(FATAL(m, 2, MUTEX_DESTROY, "destroys a mutex that is locked", 1));
    CU_ASSERT(FATAL(m, 2, MUTEX_INIT, "initialises a mutex that is locked", 1));
    ACT(m, 1, MUTEX_UNLOCK);
    CU_ASSERT_EQUAL(RESULT(m, 1, MUTEX_DESTROY), 0);
    CU_ASSERT(FATAL(m, 1, MUTEX_DESTROY, "destroys a mutex that was destroyed before", TASK_NONE));
    CU_ASSERT(FATAL(m, 1, MUTEX_LOCK, "uses a mutex that was destroyed", TASK_NONE));
    CU_ASSERT(FATAL(m, 1, MUTEX_UNLOCK, "uses a mutex that was destroyed", TASK_NONE));
    CU_ASSERT_EQUAL(RESULT(m, 1, MUTEX_INIT, .arg = MUTEX_RECURSIVE), 0);
    CU_ASSERT_EQUAL(RESULT(m, 1, MUTEX_LOCK), 0);

    struct object *raw = rig_object(&mutex_ops, LIFE_RAW, 0);
    CU_ASSERT(FATAL(raw, 1, MUTEX_LOCK, "uses a mutex that was never initialised", TASK_NONE));
    CU_ASSERT(FATAL(raw, 1, MUTEX_TRYLOCK, "uses a mutex that was never initialised", TASK_NONE));
    CU_ASSERT(
        FATAL(raw, 1, MUTEX_CONSISTENT, "uses a mutex that was never initialised", TASK_NONE));
    CU_ASSERT(FATAL(raw, 1, MUTEX_DESTROY, "destroys a mutex that was never initialised",
                    TASK_NONE));
    CU_ASSERT(rig_describes(raw, "not initialised"));
    rig_release();
}

/* What programs read: __data.__owner is gettid() of the owner, 0 when unlocked. */
static void a_mutex_mirrors_its_owner(void)
{
    struct object *m = mutex(MUTEX_RECURSIVE);
    pthread_mutex_t memory = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    ACT(m, 3, MUTEX_LOCK);
    ACT(m, 3, MUTEX_LOCK);
    m->ops->mirror(m->state, &memory);
    CU_ASSERT_EQUAL(memory.__data.__owner, 1003);
    CU_ASSERT_EQUAL(memory.__data.__count, 2);
    CU_ASSERT(memory.__data.__lock != 0 && memory.__data.__kind == PTHREAD_MUTEX_RECURSIVE);
    ACT(m, 3, MUTEX_UNLOCK);
    ACT(m, 3, MUTEX_UNLOCK);
    m->ops->mirror(m->state, &memory);
    CU_ASSERT(memory.__data.__owner == 0 && memory.__data.__lock == 0);
    rig_release();
}

/* Read-write locks. */

enum { TASKS = 4, WALK_STEPS = 20000 };

static struct object *rwlock(enum rwlock_preference preference)
{
    return rig_object(&rwlock_ops, LIFE_READY, preference);
}

/* The reference: who is inside, by counting. */
struct inside {
    int writer; /* -1 = none */
    int reads[TASKS];
};

static int readers(const struct inside *in)
{
    int count = 0;
    for (int i = 0; i < TASKS; i++)
        count += in->reads[i] > 0;
    return count;
}

static void walk_one(struct object *lock, struct inside *in, int task, uint16_t verb)
{
    bool write = verb == RWLOCK_WRITE || verb == RWLOCK_TRY_WRITE;
    bool try = verb == RWLOCK_TRY_READ || verb == RWLOCK_TRY_WRITE;
    bool compatible = in->writer == -1 && (!write || readers(in) == 0);
    if (verb == RWLOCK_UNLOCK) {
        if (in->writer != task && in->reads[task] == 0)
            return; /* misuse: tested elsewhere */
        CU_ASSERT_EQUAL(RESULT(lock, (task_id)task, verb), 0);
        if (in->writer == task)
            in->writer = -1;
        else
            in->reads[task]--;
    } else if (compatible) {
        CU_ASSERT_EQUAL(RESULT(lock, (task_id)task, verb), 0);
        if (write)
            in->writer = task;
        else
            in->reads[task]++;
    } else if (try) {
        CU_ASSERT_EQUAL(RESULT(lock, (task_id)task, verb), EBUSY);
    } else if (in->writer == task) {
        CU_ASSERT_EQUAL(RESULT(lock, (task_id)task, verb), EDEADLK);
    } else {
        CU_ASSERT_EQUAL(WAYS(lock, (task_id)task, verb), 0);
    }
}

static void an_rwlock_excludes_exactly_what_posix_says(void)
{
    static const uint16_t verbs[] = {RWLOCK_READ,      RWLOCK_WRITE,  RWLOCK_TRY_READ,
                                     RWLOCK_TRY_WRITE, RWLOCK_UNLOCK, RWLOCK_UNLOCK};
    struct object *lock = rwlock(RWLOCK_PREFER_ANY);
    struct inside in = {.writer = -1};
    struct prng prng = prng_seeded(7);
    for (int i = 0; i < WALK_STEPS; i++) {
        walk_one(lock, &in, (int)prng_below(&prng, TASKS),
                 verbs[prng_below(&prng, sizeof verbs / sizeof verbs[0])]);
        uint64_t expected = in.writer >= 0 ? BIT(in.writer) : 0;
        for (int t = 0; t < TASKS; t++)
            expected |= in.reads[t] > 0 ? BIT(t) : 0;
        CU_ASSERT_EQUAL(rig_holders(lock), expected);
    }
    rig_release();
}

static void two_readers_are_not_ordered_by_the_lock(void)
{
    struct object *lock = rwlock(RWLOCK_PREFER_ANY);
    CU_ASSERT_EQUAL(ACT(lock, 1, RWLOCK_READ).edges, EDGE_ACQUIRE);
    CU_ASSERT_EQUAL(ACT(lock, 1, RWLOCK_UNLOCK).edges, EDGE_RELEASE_SHARED);
    CU_ASSERT_EQUAL(ACT(lock, 2, RWLOCK_WRITE).edges, EDGE_ACQUIRE | EDGE_ACQUIRE_SHARED);
    CU_ASSERT_EQUAL(ACT(lock, 2, RWLOCK_UNLOCK).edges, EDGE_RELEASE);
    rig_release();
}

static void a_waiting_writer_keeps_new_readers_out_where_writers_are_preferred(void)
{
    struct object *lock = rwlock(RWLOCK_PREFER_WRITERS);
    ACT(lock, 1, RWLOCK_ANNOUNCE_READ);
    ACT(lock, 1, RWLOCK_READ);
    ACT(lock, 2, RWLOCK_ANNOUNCE_WRITE);
    CU_ASSERT_EQUAL(WAYS(lock, 2, RWLOCK_WRITE), 0);
    CU_ASSERT_EQUAL(WAYS(lock, 3, RWLOCK_READ), 0);
    CU_ASSERT_EQUAL(WAYS(lock, 1, RWLOCK_READ), 0); /* not even again: the known deadlock */
    CU_ASSERT_EQUAL(RESULT(lock, 3, RWLOCK_TRY_READ), EBUSY);
    CU_ASSERT_EQUAL(BLOCKERS(lock, 3, RWLOCK_READ), BIT(2));
    CU_ASSERT_EQUAL(BLOCKERS(lock, 2, RWLOCK_WRITE), BIT(1));
    ACT(lock, 1, RWLOCK_UNLOCK);
    CU_ASSERT_EQUAL(WAYS(lock, 3, RWLOCK_READ), 0);
    CU_ASSERT_EQUAL(RESULT(lock, 2, RWLOCK_WRITE), 0);
    ACT(lock, 2, RWLOCK_UNLOCK);
    CU_ASSERT_EQUAL(WAYS(lock, 3, RWLOCK_READ), 1);
    rig_release();
}

static void a_waiting_reader_keeps_writers_out_where_readers_are_preferred(void)
{
    struct object *lock = rwlock(RWLOCK_PREFER_READERS);
    ACT(lock, 1, RWLOCK_WRITE);
    ACT(lock, 2, RWLOCK_ANNOUNCE_WRITE);
    ACT(lock, 3, RWLOCK_ANNOUNCE_READ);
    ACT(lock, 1, RWLOCK_UNLOCK);
    CU_ASSERT_EQUAL(WAYS(lock, 2, RWLOCK_WRITE), 0);
    CU_ASSERT_EQUAL(BLOCKERS(lock, 2, RWLOCK_WRITE), BIT(3));
    CU_ASSERT_EQUAL(RESULT(lock, 3, RWLOCK_READ), 0);
    CU_ASSERT_EQUAL(RESULT(lock, 4, RWLOCK_READ), 0);
    ACT(lock, 3, RWLOCK_UNLOCK);
    ACT(lock, 4, RWLOCK_UNLOCK);
    CU_ASSERT_EQUAL(RESULT(lock, 2, RWLOCK_WRITE), 0);
    rig_release();
}

static void a_timed_out_writer_waits_no_more(void)
{
    struct object *lock = rwlock(RWLOCK_PREFER_WRITERS);
    ACT(lock, 1, RWLOCK_READ);
    ACT(lock, 2, RWLOCK_ANNOUNCE_WRITE);
    struct object_outcome outcome =
        ACT(lock, 2, RWLOCK_WRITE, .flags = OP_TIMED, .may_time_out = true);
    CU_ASSERT(outcome.result == ETIMEDOUT && outcome.timed_out);
    CU_ASSERT_EQUAL(WAYS(lock, 3, RWLOCK_READ), 1);
    rig_release();
}

static void a_reader_that_wants_to_write_waits_for_itself(void)
{
    struct object *lock = rwlock(RWLOCK_PREFER_ANY);
    ACT(lock, 1, RWLOCK_READ);
    CU_ASSERT_EQUAL(WAYS(lock, 1, RWLOCK_WRITE), 0);
    CU_ASSERT_EQUAL(BLOCKERS(lock, 1, RWLOCK_WRITE), BIT(1));
    CU_ASSERT(rig_describes(lock, "held for reading by T1"));
    rig_release();
}

static void every_misuse_of_an_rwlock_is_reported(void)
{
    struct object *lock = rwlock(RWLOCK_PREFER_ANY);
    CU_ASSERT(
        FATAL(lock, 1, RWLOCK_UNLOCK, "unlocks a read-write lock that is not locked", TASK_NONE));
    ACT(lock, 1, RWLOCK_READ);
    CU_ASSERT(FATAL(lock, 2, RWLOCK_UNLOCK, "unlocks a read-write lock that it does not hold", 1));
    CU_ASSERT(FATAL(lock, 2, RWLOCK_DESTROY, "destroys a read-write lock that is locked", 1));
    CU_ASSERT(FATAL(lock, 2, RWLOCK_INIT, "initialises a read-write lock that is locked", 1));
    ACT(lock, 1, RWLOCK_UNLOCK);
    ACT(lock, 3, RWLOCK_WRITE);
    CU_ASSERT(FATAL(lock, 2, RWLOCK_UNLOCK, "unlocks a read-write lock that it does not hold", 3));
    ACT(lock, 3, RWLOCK_ENDED);
    CU_ASSERT_EQUAL(WAYS(lock, 3, RWLOCK_READ), 0);
    CU_ASSERT(FATAL(lock, 3, RWLOCK_UNLOCK,
                    "unlocks a read-write lock that was locked by a task that has ended",
                    TASK_NONE));
    struct object *other = rwlock(RWLOCK_PREFER_ANY);
    ACT(other, 1, RWLOCK_READ);
    ACT(other, 1, RWLOCK_ENDED);
    CU_ASSERT_EQUAL(WAYS(other, 2, RWLOCK_READ), 1);
    CU_ASSERT_EQUAL(WAYS(other, 1, RWLOCK_WRITE), 0);
    CU_ASSERT(rig_describes(other, "held for reading by a task that has ended"));
    struct object *raw = rig_object(&rwlock_ops, LIFE_RAW, 0);
    CU_ASSERT(FATAL(raw, 1, RWLOCK_READ, "uses a read-write lock that was never initialised",
                    TASK_NONE));
    CU_ASSERT(FATAL(raw, 1, RWLOCK_DESTROY,
                    "destroys a read-write lock that was never initialised", TASK_NONE));
    struct object *gone = rwlock(RWLOCK_PREFER_ANY);
    ACT(gone, 1, RWLOCK_DESTROY);
    CU_ASSERT(
        FATAL(gone, 1, RWLOCK_WRITE, "uses a read-write lock that was destroyed", TASK_NONE));
    CU_ASSERT(FATAL(gone, 1, RWLOCK_DESTROY,
                    "destroys a read-write lock that was destroyed before", TASK_NONE));
    rig_release();
}

static void a_spinlock_excludes_and_reports_misuse(void)
{
    struct object *lock = rig_object(&spinlock_ops, LIFE_RAW, 0);
    CU_ASSERT(
        FATAL(lock, 1, SPINLOCK_LOCK, "uses a spinlock that was never initialised", TASK_NONE));
    CU_ASSERT_EQUAL(RESULT(lock, 1, SPINLOCK_INIT), 0);
    CU_ASSERT_EQUAL(ACT(lock, 1, SPINLOCK_LOCK).edges, EDGE_ACQUIRE);
    CU_ASSERT_EQUAL(WAYS(lock, 2, SPINLOCK_LOCK), 0);
    CU_ASSERT_EQUAL(WAYS(lock, 1, SPINLOCK_LOCK), 0);
    CU_ASSERT_EQUAL(BLOCKERS(lock, 2, SPINLOCK_LOCK), BIT(1));
    CU_ASSERT_EQUAL(RESULT(lock, 2, SPINLOCK_TRYLOCK), EBUSY);
    CU_ASSERT(FATAL(lock, 2, SPINLOCK_UNLOCK, "unlocks a spinlock that it does not hold", 1));
    CU_ASSERT(FATAL(lock, 2, SPINLOCK_DESTROY, "destroys a spinlock that is locked", 1));
    CU_ASSERT(FATAL(lock, 2, SPINLOCK_INIT, "initialises a spinlock that is locked", 1));
    CU_ASSERT_EQUAL(ACT(lock, 1, SPINLOCK_UNLOCK).edges, EDGE_RELEASE);
    CU_ASSERT(FATAL(lock, 1, SPINLOCK_UNLOCK, "unlocks a spinlock that is not locked", TASK_NONE));
    CU_ASSERT_EQUAL(RESULT(lock, 2, SPINLOCK_TRYLOCK), 0);
    ACT(lock, 2, SPINLOCK_ENDED);
    CU_ASSERT_EQUAL(WAYS(lock, 2, SPINLOCK_LOCK), 0);
    CU_ASSERT_EQUAL(rig_holders(lock), 0);

    struct object *zeroed = rig_object(&spinlock_ops, LIFE_ZEROED, 0);
    CU_ASSERT(REPORTED(zeroed, 1, SPINLOCK_LOCK, "uses a spinlock before pthread_spin_init",
                       TASK_NONE));
    CU_ASSERT_EQUAL(RESULT(zeroed, 1, SPINLOCK_LOCK), 0);
    rig_release();
}

static void once_runs_once_and_makes_others_wait(void)
{
    struct object *control = rig_object(&once_ops, LIFE_READY, 0);
    CU_ASSERT_EQUAL(RESULT(control, 1, ONCE_ENTER), ONCE_RUN);
    CU_ASSERT_EQUAL(WAYS(control, 2, ONCE_ENTER), 0);
    CU_ASSERT_EQUAL(WAYS(control, 1, ONCE_ENTER), 0); /* recursion: waits for itself */
    CU_ASSERT_EQUAL(BLOCKERS(control, 2, ONCE_ENTER), BIT(1));
    CU_ASSERT(rig_describes(control, "being run by T1"));
    CU_ASSERT_EQUAL(ACT(control, 1, ONCE_DONE).edges, EDGE_RELEASE);
    struct object_outcome outcome = ACT(control, 2, ONCE_ENTER);
    CU_ASSERT(outcome.result == 0 && outcome.edges == EDGE_ACQUIRE);
    CU_ASSERT_EQUAL(RESULT(control, 1, ONCE_ENTER), 0);

    struct object *abandoned = rig_object(&once_ops, LIFE_READY, 0);
    ACT(abandoned, 1, ONCE_ENTER);
    ACT(abandoned, 1, ONCE_ABANDON);
    CU_ASSERT_EQUAL(RESULT(abandoned, 2, ONCE_ENTER), ONCE_RUN);
    struct object *raw = rig_object(&once_ops, LIFE_RAW, 0);
    CU_ASSERT(FATAL(raw, 1, ONCE_ENTER,
                    "uses a once control that was not initialised with PTHREAD_ONCE_INIT",
                    TASK_NONE));
    rig_release();
}

void suite_objects(void)
{
    CU_pSuite suite = CU_add_suite("objects", NULL, NULL);
    CU_ADD_TEST(suite, relocking_and_foreign_unlocking_follow_the_table);
    CU_ADD_TEST(suite, a_recursive_mutex_is_free_after_as_many_unlocks);
    CU_ADD_TEST(suite, a_mutex_times_out_only_while_it_is_held);
    CU_ADD_TEST(suite, a_robust_mutex_tells_the_next_owner);
    CU_ADD_TEST(suite, a_mutex_of_an_ended_task_stays_locked_for_everybody);
    CU_ADD_TEST(suite, every_misuse_of_a_mutex_is_reported);
    CU_ADD_TEST(suite, a_mutex_mirrors_its_owner);
    CU_ADD_TEST(suite, an_rwlock_excludes_exactly_what_posix_says);
    CU_ADD_TEST(suite, two_readers_are_not_ordered_by_the_lock);
    CU_ADD_TEST(suite, a_waiting_writer_keeps_new_readers_out_where_writers_are_preferred);
    CU_ADD_TEST(suite, a_waiting_reader_keeps_writers_out_where_readers_are_preferred);
    CU_ADD_TEST(suite, a_timed_out_writer_waits_no_more);
    CU_ADD_TEST(suite, a_reader_that_wants_to_write_waits_for_itself);
    CU_ADD_TEST(suite, every_misuse_of_an_rwlock_is_reported);
    CU_ADD_TEST(suite, a_spinlock_excludes_and_reports_misuse);
    CU_ADD_TEST(suite, once_runs_once_and_makes_others_wait);
}
