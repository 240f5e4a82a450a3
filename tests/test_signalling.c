/* SPDX-License-Identifier: MIT */
/*
 * Goal: what tasks signal each other with behaves as POSIX says: condition variables, semaphores,
 * barriers, threads.
 * Method: scenarios written from the text of the standard, with every number of alternatives;
 * random walks against reference models of a few lines.  Every misuse message is provoked once.
 */
#include "tests/object_rig.h"
#include "tests/suite.h"

#include "base/prng.h"
#include "sim/objects/barrier.h"
#include "sim/objects/condition.h"
#include "sim/objects/mutex.h"
#include "sim/objects/semaphore.h"
#include "sim/objects/thread.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* A condition variable with its mutex, and tasks that wait. */
struct monitor {
    struct object *condition, *mutex;
};

static struct monitor monitor_new(void)
{
    return (struct monitor){rig_object(&condition_ops, LIFE_READY, 0),
                            rig_object(&mutex_ops, LIFE_READY, MUTEX_NORMAL)};
}

static void wait(const struct monitor *m, task_id task, bool choose_waiter)
{
    ACT(m->mutex, task, MUTEX_LOCK);
    struct object_outcome outcome = ACT(m->condition, task, CONDITION_WAIT, .second = m->mutex,
                                        .choose_waiter = choose_waiter);
    CU_ASSERT(outcome.result == 0 && outcome.edges == EDGE_RELEASE_SECOND);
    CU_ASSERT_EQUAL(rig_holders(m->mutex), 0);
    CU_ASSERT_EQUAL(WAYS(m->condition, task, CONDITION_WAKE, .second = m->mutex), 0);
}

static bool is_woken(const struct monitor *m, task_id task)
{
    return WAYS(m->condition, task, CONDITION_WAKE, .second = m->mutex) == 1;
}

static void a_signal_may_wake_any_one_waiter(void)
{
    for (uint32_t choice = 0; choice < 3; choice++) {
        struct monitor m = monitor_new();
        const task_id tasks[] = {5, 2, 9}, sorted[] = {2, 5, 9};
        for (int i = 0; i < 3; i++)
            wait(&m, tasks[i], true);
        CU_ASSERT_EQUAL(WAYS(m.condition, 1, CONDITION_SIGNAL, .choose_waiter = true), 3);
        ACT(m.condition, 1, CONDITION_SIGNAL, .choose_waiter = true, .alternative = choice);
        for (uint32_t i = 0; i < 3; i++)
            CU_ASSERT_EQUAL(is_woken(&m, sorted[i]), i == choice);
    }
    rig_release();
}

static void without_choice_the_longest_waiting_wakes(void)
{
    struct monitor m = monitor_new();
    const task_id tasks[] = {5, 2, 9};
    for (int i = 0; i < 3; i++)
        wait(&m, tasks[i], false);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(WAYS(m.condition, 1, CONDITION_SIGNAL), 1);
        ACT(m.condition, 1, CONDITION_SIGNAL);
        CU_ASSERT(is_woken(&m, tasks[i]));
        ACT(m.condition, tasks[i], CONDITION_WAKE, .second = m.mutex);
        ACT(m.mutex, tasks[i], MUTEX_UNLOCK);
    }
    rig_release();
}

/* Equal situations are equal states: with choice the order of arrival leaves no trace. */
static void with_choice_the_order_of_arrival_does_not_matter(void)
{
    struct monitor a = monitor_new(), b = monitor_new();
    wait(&a, 1, true), wait(&a, 2, true);
    wait(&b, 2, true), wait(&b, 1, true);
    CU_ASSERT(WAYS(a.condition, 3, CONDITION_SIGNAL, .choose_waiter = true) == 2);
    ACT(a.condition, 3, CONDITION_BROADCAST);
    ACT(b.condition, 3, CONDITION_BROADCAST);
    CU_ASSERT(memcmp(a.condition->state, b.condition->state, condition_ops.state_bytes) == 0);
    rig_release();
}

static void a_woken_task_waits_for_the_mutex(void)
{
    struct monitor m = monitor_new();
    wait(&m, 1, true);
    CU_ASSERT_EQUAL(BLOCKERS(m.condition, 1, CONDITION_WAKE, .second = m.mutex), UINT64_MAX);
    ACT(m.mutex, 2, MUTEX_LOCK);
    ACT(m.condition, 2, CONDITION_SIGNAL);
    CU_ASSERT(!is_woken(&m, 1));
    CU_ASSERT_EQUAL(BLOCKERS(m.condition, 1, CONDITION_WAKE, .second = m.mutex), BIT(2));
    ACT(m.mutex, 2, MUTEX_UNLOCK);
    struct object_outcome outcome = ACT(m.condition, 1, CONDITION_WAKE, .second = m.mutex);
    CU_ASSERT(outcome.result == 0 && outcome.edges == EDGE_ACQUIRE_SECOND);
    CU_ASSERT_EQUAL(rig_holders(m.mutex), BIT(1));
    rig_release();
}

static void a_broadcast_wakes_everybody_and_nobody_later(void)
{
    struct monitor m = monitor_new();
    for (task_id t = 1; t <= 4; t++)
        wait(&m, t, true);
    ACT(m.condition, 5, CONDITION_BROADCAST);
    for (task_id t = 1; t <= 4; t++)
        CU_ASSERT(is_woken(&m, t));
    wait(&m, 6, true);
    CU_ASSERT(!is_woken(&m, 6));
    CU_ASSERT(rig_describes(m.condition, "T6 waits, woken: T1, T2, T3 and T4"));
    rig_release();
}

static void signals_that_find_nobody_are_counted(void)
{
    struct monitor m = monitor_new();
    task_id last;
    CU_ASSERT_EQUAL(condition_lost(m.condition->state, &last), 0);
    CU_ASSERT_EQUAL(last, TASK_NONE);
    ACT(m.condition, 1, CONDITION_SIGNAL);
    ACT(m.condition, 0, CONDITION_BROADCAST);
    CU_ASSERT_EQUAL(condition_lost(m.condition->state, &last), 2);
    CU_ASSERT_EQUAL(last, 0);
    wait(&m, 3, true); /* a signal is not remembered */
    struct task_set waiters = {0};
    condition_waiters(m.condition->state, &waiters);
    CU_ASSERT_EQUAL(waiters.words[0], BIT(3));
    rig_release();
}

/*
 * Timeout, spurious wakeup and cancellation: the task is no waiter any more, but has no mutex yet.
 */
static void a_waiter_may_leave_while_the_mutex_is_held(void)
{
    static const struct {
        struct rig_call how;
        uint64_t result;
    } ways[] = {
        {{.flags = OP_TIMED, .may_time_out = true}, ETIMEDOUT},
        {{.may_wake_spuriously = true}, CONDITION_SPURIOUS},
        {{.flags = OP_CANCELLABLE, .cancelled = true}, OBJECT_CANCELLED},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct monitor m = monitor_new();
        wait(&m, 1, true);
        ACT(m.mutex, 2, MUTEX_LOCK);
        struct rig_call call = ways[i].how;
        call.task = 1;
        call.verb = CONDITION_WAKE;
        call.second = m.mutex;
        CU_ASSERT_EQUAL(rig_ways(m.condition, call), 1);
        struct object_outcome outcome = rig_act(m.condition, call);
        CU_ASSERT_EQUAL(outcome.result, ways[i].result);
        CU_ASSERT_EQUAL(outcome.timed_out, ways[i].result == ETIMEDOUT);
        CU_ASSERT_EQUAL(outcome.spurious, ways[i].result == CONDITION_SPURIOUS);
        CU_ASSERT_EQUAL(rig_holders(m.mutex), BIT(2));
        task_id last;
        ACT(m.condition, 2, CONDITION_SIGNAL);
        CU_ASSERT_EQUAL(condition_lost(m.condition->state, &last), 1);
    }
    rig_release();
}

static void alternatives_of_a_wait_are_ordered(void)
{
    struct monitor m = monitor_new();
    wait(&m, 1, true);
    struct rig_call call = {.task = 1,
                            .verb = CONDITION_WAKE,
                            .second = m.mutex,
                            .flags = OP_TIMED | OP_CANCELLABLE,
                            .may_time_out = true,
                            .may_wake_spuriously = true};
    CU_ASSERT_EQUAL(rig_ways(m.condition, call), 2);
    call.alternative = 1;
    CU_ASSERT_EQUAL(rig_act(m.condition, call).result, ETIMEDOUT);
    wait(&m, 1, true);
    ACT(m.condition, 2, CONDITION_SIGNAL);
    call.cancelled = true; /* a task that was woken returns: the signal is not lost */
    CU_ASSERT_EQUAL(rig_ways(m.condition, call), 1);
    call.alternative = 0;
    CU_ASSERT_EQUAL(rig_act(m.condition, call).result, 0);
    rig_release();
}

static void every_misuse_of_a_condition_variable_is_reported(void)
{
    struct monitor m = monitor_new();
    struct object *other = rig_object(&mutex_ops, LIFE_READY, MUTEX_NORMAL);
    struct object *checking = rig_object(&mutex_ops, LIFE_READY, MUTEX_ERRORCHECK);
    struct rig_call call = {.task = 1, .verb = CONDITION_WAIT, .second = m.mutex};
    CU_ASSERT(rig_is_misuse(m.condition, call, "waits without holding the mutex", TASK_NONE, true));
    ACT(m.mutex, 2, MUTEX_LOCK);
    CU_ASSERT(
        rig_is_misuse(m.condition, call, "waits with a mutex that it does not hold", 2, true));
    ACT(m.mutex, 2, MUTEX_UNLOCK);
    CU_ASSERT_EQUAL(RESULT(m.condition, 1, CONDITION_WAIT, .second = checking), EPERM);

    wait(&m, 3, true);
    ACT(other, 1, MUTEX_LOCK);
    call.second = other;
    CU_ASSERT(rig_is_misuse(m.condition, call,
                            "waits with another mutex than the tasks that wait already", 3, true));
    CU_ASSERT(FATAL(m.condition, 1, CONDITION_DESTROY,
                    "destroys a condition variable that a task waits on", 3));
    CU_ASSERT(FATAL(m.condition, 1, CONDITION_INIT,
                    "initialises a condition variable that a task waits on", 3));
    ACT(m.condition, 1, CONDITION_SIGNAL);
    CU_ASSERT_EQUAL(RESULT(m.condition, 1, CONDITION_DESTROY), 0); /* nobody waits any more */
    CU_ASSERT(is_woken(&m, 3));
    CU_ASSERT(FATAL(m.condition, 1, CONDITION_SIGNAL,
                    "uses a condition variable that was destroyed", TASK_NONE));
    CU_ASSERT(FATAL(m.condition, 1, CONDITION_DESTROY,
                    "destroys a condition variable that was destroyed before", TASK_NONE));
    struct object *raw = rig_object(&condition_ops, LIFE_RAW, 0);
    CU_ASSERT(FATAL(raw, 1, CONDITION_BROADCAST,
                    "uses a condition variable that was never initialised", TASK_NONE));
    CU_ASSERT(FATAL(raw, 1, CONDITION_DESTROY,
                    "destroys a condition variable that was never initialised", TASK_NONE));
    rig_release();
}

/* Semaphores. */

enum { WALK_STEPS = 20000 };

static void a_semaphore_counts(void)
{
    struct object *s = rig_object(&semaphore_ops, LIFE_READY, 2);
    struct prng prng = prng_seeded(11);
    uint64_t value = 2;
    for (int i = 0; i < WALK_STEPS; i++) {
        task_id task = (task_id)prng_below(&prng, 4);
        switch (prng_below(&prng, 4)) {
        case 0:
            CU_ASSERT_EQUAL(ACT(s, task, SEMAPHORE_POST).edges, EDGE_RELEASE);
            value++;
            break;
        case 1:
            CU_ASSERT_EQUAL(WAYS(s, task, SEMAPHORE_WAIT), value > 0);
            if (value > 0) {
                CU_ASSERT_EQUAL(ACT(s, task, SEMAPHORE_WAIT).edges, EDGE_ACQUIRE);
                value--;
            }
            break;
        case 2:
            CU_ASSERT_EQUAL(RESULT(s, task, SEMAPHORE_TRYWAIT), value > 0 ? 0 : EAGAIN);
            value -= value > 0;
            break;
        default:
            CU_ASSERT_EQUAL(RESULT(s, task, SEMAPHORE_VALUE), value);
        }
    }
    rig_release();
}

static void a_semaphore_overflows_times_out_and_is_cancelled(void)
{
    struct object *s = rig_object(&semaphore_ops, LIFE_READY, INT_MAX);
    CU_ASSERT_EQUAL(RESULT(s, 1, SEMAPHORE_POST), EOVERFLOW);
    CU_ASSERT_EQUAL(RESULT(s, 1, SEMAPHORE_VALUE), INT_MAX);
    CU_ASSERT_EQUAL(RESULT(s, 1, SEMAPHORE_INIT, .arg = 0), 0);
    CU_ASSERT_EQUAL(WAYS(s, 1, SEMAPHORE_WAIT), 0);
    CU_ASSERT_EQUAL(BLOCKERS(s, 1, SEMAPHORE_WAIT), UINT64_MAX);
    CU_ASSERT_EQUAL(WAYS(s, 1, SEMAPHORE_WAIT, .flags = OP_TIMED), 0);
    struct object_outcome outcome =
        ACT(s, 1, SEMAPHORE_WAIT, .flags = OP_TIMED, .may_time_out = true);
    CU_ASSERT(outcome.result == ETIMEDOUT && outcome.timed_out);
    CU_ASSERT_EQUAL(WAYS(s, 1, SEMAPHORE_WAIT, .cancelled = true), 0);
    CU_ASSERT_EQUAL(RESULT(s, 1, SEMAPHORE_WAIT, .flags = OP_CANCELLABLE, .cancelled = true),
                    OBJECT_CANCELLED);
    ACT(s, 1, SEMAPHORE_POST); /* POSIX: a cancellation point acts even if it need not wait */
    CU_ASSERT_EQUAL(RESULT(s, 1, SEMAPHORE_WAIT, .flags = OP_CANCELLABLE, .cancelled = true),
                    OBJECT_CANCELLED);
    CU_ASSERT(rig_describes(s, "value 1"));
    uint32_t memory[8] = {0};
    s->ops->mirror(s->state, memory);
    CU_ASSERT_EQUAL(memory[0], 1);
    rig_release();
}

static void every_misuse_of_a_semaphore_is_reported(void)
{
    struct object *zeroed = rig_object(&semaphore_ops, LIFE_ZEROED, 0);
    CU_ASSERT_EQUAL(WAYS(zeroed, 1, SEMAPHORE_WAIT), 1);
    CU_ASSERT(
        REPORTED(zeroed, 1, SEMAPHORE_WAIT, "uses a semaphore before sem_init", TASK_NONE));
    CU_ASSERT_EQUAL(WAYS(zeroed, 1, SEMAPHORE_WAIT), 0); /* goes on as value 0 */
    struct object *raw = rig_object(&semaphore_ops, LIFE_RAW, 0);
    CU_ASSERT(FATAL(raw, 1, SEMAPHORE_POST, "uses a semaphore that was never initialised",
                    TASK_NONE));
    CU_ASSERT_EQUAL(RESULT(raw, 1, SEMAPHORE_INIT, .arg = 3), 0);
    CU_ASSERT_EQUAL(RESULT(raw, 1, SEMAPHORE_VALUE), 3);
    CU_ASSERT_EQUAL(RESULT(raw, 1, SEMAPHORE_DESTROY), 0);
    CU_ASSERT(FATAL(raw, 1, SEMAPHORE_WAIT, "uses a semaphore that was destroyed", TASK_NONE));
    CU_ASSERT(FATAL(raw, 1, SEMAPHORE_DESTROY, "uses a semaphore that was destroyed", TASK_NONE));
    rig_release();
}

/* Barriers. */

/* One round of three; T1 and T2 are left to leave. */
static void arrive_three(struct object *b, uint32_t release, uint32_t acquire)
{
    CU_ASSERT_EQUAL(ACT(b, 1, BARRIER_ARRIVE).edges, release);
    CU_ASSERT_EQUAL(RESULT(b, 2, BARRIER_ARRIVE), 0);
    CU_ASSERT(rig_describes(b, "2 of 3 arrived: T1 and T2"));
    CU_ASSERT_EQUAL(WAYS(b, 1, BARRIER_LEAVE), 0);
    CU_ASSERT_EQUAL(BLOCKERS(b, 1, BARRIER_LEAVE), UINT64_MAX);
    struct object_outcome last = ACT(b, 3, BARRIER_ARRIVE);
    CU_ASSERT(last.result == BARRIER_LAST && last.edges == (release | acquire));
}

static void a_barrier_opens_for_the_last_and_is_reusable_at_once(void)
{
    struct object *b = rig_object(&barrier_ops, LIFE_RAW, 0);
    ACT(b, 0, BARRIER_INIT, .arg = 3);
    arrive_three(b, EDGE_RELEASE, EDGE_ACQUIRE);
    CU_ASSERT_EQUAL(ACT(b, 1, BARRIER_LEAVE).edges, EDGE_ACQUIRE);
    /* T1 is in the next round while T2 has not left this one: it must wait for two more. */
    CU_ASSERT_EQUAL(ACT(b, 1, BARRIER_ARRIVE).edges, EDGE_RELEASE_SHARED);
    CU_ASSERT_EQUAL(WAYS(b, 1, BARRIER_LEAVE), 0);
    CU_ASSERT_EQUAL(ACT(b, 2, BARRIER_LEAVE).edges, EDGE_ACQUIRE);
    CU_ASSERT_EQUAL(WAYS(b, 1, BARRIER_LEAVE), 0);
    ACT(b, 2, BARRIER_ARRIVE);
    CU_ASSERT_EQUAL(RESULT(b, 3, BARRIER_ARRIVE), BARRIER_LAST);
    CU_ASSERT_EQUAL(ACT(b, 1, BARRIER_LEAVE).edges, EDGE_ACQUIRE_SHARED);
    CU_ASSERT_EQUAL(ACT(b, 2, BARRIER_LEAVE).edges, EDGE_ACQUIRE_SHARED);
    arrive_three(b, EDGE_RELEASE, EDGE_ACQUIRE);
    rig_release();
}

/* Reference: of every three arrivals the third is the last and frees the two before it. */
static void a_barrier_frees_exactly_the_parties_of_a_round(void)
{
    enum { PARTIES = 3, TASKS = 7 };
    struct object *b = rig_object(&barrier_ops, LIFE_RAW, 0);
    ACT(b, 0, BARRIER_INIT, .arg = PARTIES);
    enum { OUTSIDE, WAITING, FREE } where[TASKS] = {0};
    struct prng prng = prng_seeded(3);
    int arrived = 0;
    for (int i = 0; i < WALK_STEPS; i++) {
        task_id task = (task_id)prng_below(&prng, TASKS);
        if (where[task] == OUTSIDE) {
            bool last = ++arrived == PARTIES;
            CU_ASSERT_EQUAL(RESULT(b, task, BARRIER_ARRIVE), last ? BARRIER_LAST : 0);
            if (!last)
                where[task] = WAITING;
            for (int t = 0; last && t < TASKS; t++)
                where[t] = where[t] == WAITING ? FREE : where[t];
            arrived = last ? 0 : arrived;
        } else {
            CU_ASSERT_EQUAL(WAYS(b, task, BARRIER_LEAVE), where[task] == FREE);
            if (where[task] == FREE) {
                ACT(b, task, BARRIER_LEAVE);
                where[task] = OUTSIDE;
            }
        }
    }
    rig_release();
}

static void a_barrier_is_destroyed_once_everybody_has_left(void)
{
    struct object *b = rig_object(&barrier_ops, LIFE_RAW, 0);
    CU_ASSERT(FATAL(b, 1, BARRIER_ARRIVE, "uses a barrier that was never initialised", TASK_NONE));
    CU_ASSERT(FATAL(b, 1, BARRIER_DESTROY, "destroys a barrier that was never initialised",
                    TASK_NONE));
    ACT(b, 0, BARRIER_INIT, .arg = 2);
    ACT(b, 1, BARRIER_ARRIVE);
    CU_ASSERT(FATAL(b, 2, BARRIER_DESTROY, "destroys a barrier at which a task waits", 1));
    CU_ASSERT(FATAL(b, 2, BARRIER_INIT, "initialises a barrier at which a task waits", 1));
    ACT(b, 2, BARRIER_ARRIVE);
    CU_ASSERT_EQUAL(WAYS(b, 2, BARRIER_DESTROY), 0);
    CU_ASSERT_EQUAL(BLOCKERS(b, 2, BARRIER_DESTROY), BIT(1));
    ACT(b, 1, BARRIER_LEAVE);
    CU_ASSERT_EQUAL(RESULT(b, 2, BARRIER_DESTROY), 0);
    CU_ASSERT(FATAL(b, 1, BARRIER_ARRIVE, "uses a barrier that was destroyed", TASK_NONE));
    CU_ASSERT(FATAL(b, 1, BARRIER_DESTROY, "destroys a barrier that was destroyed before",
                    TASK_NONE));
    uint32_t needed;
    struct task_set waiting;
    barrier_parties(b->state, &needed, &waiting);
    CU_ASSERT(needed == 2 && task_set_count(&waiting) == 0);
    rig_release();
}

/* Threads: arguments are the task and whether it is detached. */

static void a_join_waits_for_the_end_and_gets_the_value(void)
{
    struct object *t = rig_object(&thread_ops, (enum life)4, false);
    CU_ASSERT_EQUAL(thread_task(t->state), 4);
    CU_ASSERT_EQUAL(RESULT(t, 0, THREAD_CREATE), 0);
    CU_ASSERT_EQUAL(WAYS(t, 1, THREAD_JOIN), 0);
    CU_ASSERT_EQUAL(BLOCKERS(t, 1, THREAD_JOIN), BIT(4));
    CU_ASSERT_EQUAL(RESULT(t, 1, THREAD_TRYJOIN), EBUSY);
    CU_ASSERT_EQUAL(RESULT(t, 1, THREAD_JOIN, .flags = OP_TIMED, .may_time_out = true), ETIMEDOUT);
    CU_ASSERT_EQUAL(RESULT(t, 4, THREAD_JOIN), EDEADLK);
    CU_ASSERT_EQUAL(ACT(t, 4, THREAD_FINISH, .arg = 42).edges, EDGE_RELEASE);
    CU_ASSERT(!thread_is_gone(t->state));
    struct object_outcome outcome = ACT(t, 1, THREAD_JOIN);
    CU_ASSERT(outcome.result == 0 && outcome.edges == EDGE_ACQUIRE);
    CU_ASSERT_EQUAL(thread_value(t->state), 42);
    CU_ASSERT(thread_is_gone(t->state));
    CU_ASSERT(REPORTED(t, 2, THREAD_JOIN, "joins a thread that was joined before", TASK_NONE));
    CU_ASSERT(
        REPORTED(t, 2, THREAD_DETACH, "detaches a thread that was joined before", TASK_NONE));
    CU_ASSERT(REPORTED(t, 2, THREAD_CANCEL, "cancels a thread that was joined before", TASK_NONE));
    rig_release();
}

static void a_detached_thread_cannot_be_joined(void)
{
    struct object *t = rig_object(&thread_ops, (enum life)4, true);
    CU_ASSERT(REPORTED(t, 1, THREAD_JOIN, "joins a thread that is detached", TASK_NONE));
    CU_ASSERT_EQUAL(RESULT(t, 1, THREAD_JOIN), EINVAL);
    CU_ASSERT(
        REPORTED(t, 1, THREAD_DETACH, "detaches a thread that is detached already", TASK_NONE));
    ACT(t, 4, THREAD_FINISH);
    CU_ASSERT(thread_is_gone(t->state));
    CU_ASSERT(
        REPORTED(t, 1, THREAD_CANCEL, "cancels a detached thread that has ended", TASK_NONE));
    struct object *u = rig_object(&thread_ops, (enum life)5, false);
    CU_ASSERT_EQUAL(RESULT(u, 1, THREAD_DETACH), 0);
    CU_ASSERT_EQUAL(RESULT(u, 1, THREAD_TRYJOIN), EINVAL);
    CU_ASSERT(rig_describes(u, "running, detached"));
    rig_release();
}

static void cancellation_waits_until_it_is_enabled(void)
{
    struct object *t = rig_object(&thread_ops, (enum life)4, false);
    CU_ASSERT_EQUAL(RESULT(t, 4, THREAD_SET_CANCEL, .arg = THREAD_CANCEL_DISABLED), 0);
    CU_ASSERT_EQUAL(RESULT(t, 1, THREAD_CANCEL), 0);
    CU_ASSERT_FALSE(thread_is_cancelled(t->state));
    CU_ASSERT_EQUAL(RESULT(t, 4, THREAD_TEST_CANCEL), 0);
    CU_ASSERT_EQUAL(RESULT(t, 4, THREAD_SET_CANCEL, .arg = 0), THREAD_CANCEL_DISABLED);
    CU_ASSERT(thread_is_cancelled(t->state));
    CU_ASSERT_FALSE(thread_is_cancelled_anywhere(t->state));
    CU_ASSERT_EQUAL(RESULT(t, 4, THREAD_TEST_CANCEL), OBJECT_CANCELLED);
    ACT(t, 4, THREAD_SET_CANCEL, .arg = THREAD_CANCEL_ASYNCHRONOUS);
    CU_ASSERT(thread_is_cancelled_anywhere(t->state));
    ACT(t, 4, THREAD_EXIT, .arg = 7); /* cleanup handlers are not cancelled */
    CU_ASSERT_EQUAL(RESULT(t, 4, THREAD_TEST_CANCEL), 0);
    CU_ASSERT_EQUAL(thread_value(t->state), 7);
    ACT(t, 4, THREAD_FINISH, .arg = 7);
    CU_ASSERT_EQUAL(RESULT(t, 1, THREAD_CANCEL), 0); /* too late, but no error */
    CU_ASSERT(rig_describes(t, "ended"));
    rig_release();
}

static void a_cancelled_task_gives_up_its_join(void)
{
    struct object *t = rig_object(&thread_ops, (enum life)4, false);
    CU_ASSERT_EQUAL(WAYS(t, 1, THREAD_JOIN, .cancelled = true), 0);
    CU_ASSERT_EQUAL(RESULT(t, 1, THREAD_JOIN, .cancelled = true, .flags = OP_CANCELLABLE),
                    OBJECT_CANCELLED);
    ACT(t, 4, THREAD_FINISH);
    CU_ASSERT_EQUAL(RESULT(t, 2, THREAD_JOIN), 0); /* another one may still join */
    rig_release();
}

void suite_signalling(void)
{
    CU_pSuite suite = CU_add_suite("signalling", NULL, NULL);
    CU_ADD_TEST(suite, a_signal_may_wake_any_one_waiter);
    CU_ADD_TEST(suite, without_choice_the_longest_waiting_wakes);
    CU_ADD_TEST(suite, with_choice_the_order_of_arrival_does_not_matter);
    CU_ADD_TEST(suite, a_woken_task_waits_for_the_mutex);
    CU_ADD_TEST(suite, a_broadcast_wakes_everybody_and_nobody_later);
    CU_ADD_TEST(suite, signals_that_find_nobody_are_counted);
    CU_ADD_TEST(suite, a_waiter_may_leave_while_the_mutex_is_held);
    CU_ADD_TEST(suite, alternatives_of_a_wait_are_ordered);
    CU_ADD_TEST(suite, every_misuse_of_a_condition_variable_is_reported);
    CU_ADD_TEST(suite, a_semaphore_counts);
    CU_ADD_TEST(suite, a_semaphore_overflows_times_out_and_is_cancelled);
    CU_ADD_TEST(suite, every_misuse_of_a_semaphore_is_reported);
    CU_ADD_TEST(suite, a_barrier_opens_for_the_last_and_is_reusable_at_once);
    CU_ADD_TEST(suite, a_barrier_frees_exactly_the_parties_of_a_round);
    CU_ADD_TEST(suite, a_barrier_is_destroyed_once_everybody_has_left);
    CU_ADD_TEST(suite, a_join_waits_for_the_end_and_gets_the_value);
    CU_ADD_TEST(suite, a_detached_thread_cannot_be_joined);
    CU_ADD_TEST(suite, cancellation_waits_until_it_is_enabled);
    CU_ADD_TEST(suite, a_cancelled_task_gives_up_its_join);
}
