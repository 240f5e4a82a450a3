/* SPDX-License-Identifier: MIT */
/*
 * Every way to be stuck: its kind, its message, and its places.
 *
 * Method: fake machines with the real objects, run without preemptions by a schedule that the
 * instructions force, so that each case has exactly one stuck end.  Every case has a twin that
 * finishes.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "checker/execution.h"
#include "checker/properties/wait_graph.h"
#include "sim/objects/barrier.h"
#include "sim/objects/condition.h"
#include "sim/objects/life.h"
#include "sim/objects/mutex.h"
#include "sim/objects/semaphore.h"
#include "sim/objects/thread.h"
#include "tests/fake_machine.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
#define DO(id, what)    {.kind = FAKE_OBJECT, .object = (id), .verb = (what)}
#define LOCK(id)        DO(id, MUTEX_LOCK)
#define UNLOCK(id)      DO(id, MUTEX_UNLOCK)
#define SET(to)         {.kind = FAKE_STORE, .cell = (to), .value = 1}
#define AWAIT(of)       {.kind = FAKE_AWAIT, .cell = (of), .value = 1}
#define FOREVER         {.kind = FAKE_FOREVER}
#define END             {.kind = FAKE_END}
#define DO2(id, id2, what)                                                                         \
    {.kind = FAKE_OBJECT, .object = (id), .object2 = (id2), .verb = (what)}
#define WAIT(cond, mut) DO2(cond, mut, CONDITION_WAIT), DO2(cond, mut, CONDITION_WAKE)
#define A_MUTEX         {.ops = &mutex_ops, .arguments = {LIFE_READY, 0}}
#define A_CONDITION     {.ops = &condition_ops, .arguments = {LIFE_READY, 0}}
#define A_SEMAPHORE     {.ops = &semaphore_ops, .arguments = {LIFE_READY, 0}}
#define A_THREAD(task)  {.ops = &thread_ops, .arguments = {(task), 0}}
/* clang-format on */

/* The finding, and where its sites are, of one execution without preemptions. */
struct outcome {
    enum machine_end end;
    size_t findings;
    struct finding finding;
    char message[500], first_what[200];
};

static struct outcome run(const struct fake_program *program)
{
    struct machine *m = fake_machine_new(program);
    struct scheduler_options options = {0};
    struct scheduler scheduler = scheduler_round_robin(&options);
    struct outcome o = {0};
    ASSERT(scheduler.ops->new_execution(scheduler.self));
    o.end = execution_run(m, scheduler);
    o.findings = m->findings.count;
    if (o.findings > 0) {
        o.finding = m->findings.items[0];
        snprintf(o.message, sizeof o.message, "%s", o.finding.message);
        snprintf(o.first_what, sizeof o.first_what, "%s", o.finding.sites[0].what);
    }
    scheduler_release(scheduler);
    machine_free(m);
    return o;
}

static bool says(const struct outcome *o, const char *words)
{
    return strstr(o->message, words) != NULL;
}

static bool has_site(const struct outcome *o, task_id task, uint32_t instruction)
{
    for (uint32_t i = 0; i < o->finding.site_count; i++)
        if (o->finding.sites[i].task == task &&
            o->finding.sites[i].pc == FAKE_PC(task, instruction))
            return true;
    return false;
}

#define EXPECT_STUCK(o, expected)                                                                  \
    do {                                                                                           \
        CU_ASSERT_EQUAL((o).end, END_STUCK);                                                       \
        CU_ASSERT_EQUAL_FATAL((o).findings, 1);                                                    \
        CU_ASSERT_EQUAL((o).finding.kind, (expected));                                             \
        CU_ASSERT_EQUAL((o).finding.severity, SEVERITY_ERROR);                                     \
    } while (0)

#define EXPECT_FINISHED(o)                                                                         \
    do {                                                                                           \
        CU_ASSERT_EQUAL((o).end, END_FINISHED);                                                    \
        CU_ASSERT_EQUAL((o).findings, 0);                                                          \
    } while (0)

/* Each takes its first mutex, says so, and waits until the other has its own. */
static const struct fake_instruction a_then_b[] = {LOCK(1), SET(1), AWAIT(2), LOCK(2), END};
static const struct fake_instruction b_then_a[] = {LOCK(2), SET(2), AWAIT(1), LOCK(1), END};
static const struct fake_instruction joins_both[] = {DO(3, THREAD_JOIN), DO(4, THREAD_JOIN), END};

static void a_cycle_is_a_deadlock_with_all_its_locks_and_places(void)
{
    struct outcome o = run(&(struct fake_program){
        .tasks = {joins_both, a_then_b, b_then_a},
        .objects = {A_MUTEX, A_MUTEX, A_THREAD(1), A_THREAD(2)},
    });
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "T1 holds mutex"));
    CU_ASSERT_TRUE(says(&o, "and waits for mutex"));
    CU_ASSERT_TRUE(says(&o, "; T2 holds mutex"));
    CU_ASSERT_FALSE(says(&o, "main"));
    CU_ASSERT_EQUAL(o.finding.sites[0].task, 1);
    CU_ASSERT_TRUE(has_site(&o, 1, 3)); /* waits */
    CU_ASSERT_TRUE(has_site(&o, 1, 0)); /* took */
    CU_ASSERT_TRUE(has_site(&o, 2, 3));
    CU_ASSERT_TRUE(has_site(&o, 2, 0));
    CU_ASSERT_TRUE(has_site(&o, 0, 0)); /* joins */
    CU_ASSERT_EQUAL(o.finding.site_count, 5);
}

static void a_cycle_may_go_through_a_join(void)
{
    static const struct fake_instruction joins_while_holding[] = {LOCK(1), SET(1),
                                                                  DO(2, THREAD_JOIN), END};
    static const struct fake_instruction locks[] = {AWAIT(1), LOCK(1), END};
    struct outcome o = run(&(struct fake_program){
        .tasks = {joins_while_holding, locks},
        .objects = {A_MUTEX, A_THREAD(1)},
    });
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "main holds mutex"));
    CU_ASSERT_TRUE(says(&o, "and waits for T1 to end; T1 waits for mutex"));
}

static void a_task_that_locks_its_own_mutex_again_is_named(void)
{
    static const struct fake_instruction again[] = {LOCK(1), LOCK(1), END};
    static const struct fake_instruction other[] = {LOCK(1), UNLOCK(1), END};
    struct outcome o = run(&(struct fake_program){.tasks = {again, other}, .objects = {A_MUTEX}});
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "main holds mutex"));
    CU_ASSERT_TRUE(says(&o, "which it holds itself"));
    CU_ASSERT_FALSE(says(&o, "T1 waits"));
    CU_ASSERT_TRUE(has_site(&o, 0, 1));
    CU_ASSERT_TRUE(has_site(&o, 1, 0));
}

static void a_mutex_of_an_ended_task_is_a_deadlock(void)
{
    static const struct fake_instruction forgets[] = {LOCK(1), DO(1, MUTEX_ENDED), SET(1), END};
    static const struct fake_instruction remembers[] = {LOCK(1), UNLOCK(1), SET(1), END};
    static const struct fake_instruction locks[] = {AWAIT(1), LOCK(1), UNLOCK(1), END};
    struct outcome o = run(&(struct fake_program){.tasks = {forgets, locks}, .objects = {A_MUTEX}});
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "T1 waits for mutex"));
    CU_ASSERT_TRUE(says(&o, "has ended without releasing it"));
    o = run(&(struct fake_program){.tasks = {remembers, locks}, .objects = {A_MUTEX}});
    EXPECT_FINISHED(o);
}

static const struct fake_instruction waiter[] = {AWAIT(1), LOCK(1), WAIT(2, 1), UNLOCK(1), END};
static const struct fake_instruction eager_waiter[] = {LOCK(1), WAIT(2, 1), UNLOCK(1), END};
static const struct fake_instruction early_signal[] = {DO(2, CONDITION_SIGNAL), SET(1), END};
static const struct fake_instruction no_signal[] = {SET(1), END};

static void a_signal_before_the_wait_is_a_lost_wakeup(void)
{
    struct outcome o = run(&(struct fake_program){
        .tasks = {early_signal, waiter},
        .objects = {A_MUTEX, A_CONDITION},
    });
    EXPECT_STUCK(o, FINDING_LOST_WAKEUP);
    CU_ASSERT_TRUE(says(&o, "T1 waits on condition variable"));
    CU_ASSERT_TRUE(says(&o, "a signal by main came when nobody waited"));
    CU_ASSERT_TRUE(has_site(&o, 1, 3));
}

static void a_condition_that_nobody_signalled_is_no_lost_wakeup(void)
{
    struct outcome o = run(&(struct fake_program){
        .tasks = {no_signal, waiter},
        .objects = {A_MUTEX, A_CONDITION},
    });
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "nobody is left to signal it"));
}

/* main wakes T1, which finds that it was not meant, and waits again; T2, who was meant, still
 * waits. */
static void a_signal_that_wakes_the_wrong_task_is_a_lost_wakeup(void)
{
    static const struct fake_instruction wrong[] = {LOCK(1), SET(1),     WAIT(2, 1), UNLOCK(1),
                                                    LOCK(1), WAIT(2, 1), UNLOCK(1),  END};
    static const struct fake_instruction meant[] = {AWAIT(1),   LOCK(1),   SET(2),
                                                    WAIT(2, 1), UNLOCK(1), END};
    static const struct fake_instruction signals[] = {AWAIT(2), LOCK(1), DO(2, CONDITION_SIGNAL),
                                                      UNLOCK(1), END};
    struct outcome o = run(&(struct fake_program){
        .tasks = {signals, wrong, meant},
        .objects = {A_MUTEX, A_CONDITION},
    });
    EXPECT_STUCK(o, FINDING_LOST_WAKEUP);
    CU_ASSERT_TRUE(says(&o, "woke one that could not go on"));
    CU_ASSERT_TRUE(says(&o, "nobody is left to signal them again"));
}

static void a_signal_during_the_wait_is_no_finding(void)
{
    static const struct fake_instruction signals[] = {
        LOCK(1), UNLOCK(1), LOCK(1), DO(2, CONDITION_SIGNAL), UNLOCK(1), END};
    struct outcome o = run(&(struct fake_program){
        .tasks = {eager_waiter, signals},
        .objects = {A_MUTEX, A_CONDITION},
    });
    EXPECT_FINISHED(o);
}

static void a_semaphore_that_nobody_posts_is_a_deadlock(void)
{
    static const struct fake_instruction waits[] = {DO(1, SEMAPHORE_WAIT), END};
    static const struct fake_instruction posts[] = {DO(1, SEMAPHORE_POST), END};
    struct fake_program p = {.tasks = {posts, waits, waits}, .objects = {A_SEMAPHORE}};
    struct outcome o = run(&p);
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "(value 0): nobody is left to post it"));
    p.tasks[0] = waits;
    o = run(&p);
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "nobody is left to post them"));
    CU_ASSERT_EQUAL(o.finding.site_count, 3);
    p.tasks[0] = p.tasks[1] = posts;
    o = run(&p);
    EXPECT_FINISHED(o);
}

static void a_barrier_short_of_parties_says_how_many_came(void)
{
    static const struct fake_instruction arrives[] = {DO(1, BARRIER_ARRIVE), DO(1, BARRIER_LEAVE),
                                                      END};
    static const struct fake_instruction stays_away[] = {SET(1), END};
    struct fake_program p = {
        .tasks = {stays_away, arrives, arrives},
        .objects = {{.ops = &barrier_ops,
                     .arguments = {LIFE_RAW, 0},
                     .init = true,
                     .init_verb = BARRIER_INIT,
                     .init_value = 3}},
    };
    struct outcome o = run(&p);
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "2 of 3 arrived"));
    CU_ASSERT_TRUE(says(&o, "nobody is left to arrive"));
}

static void a_join_that_never_ends_is_explained_by_its_target(void)
{
    static const struct fake_instruction joins[] = {DO(1, THREAD_JOIN), END};
    static const struct fake_instruction waits[] = {DO(2, SEMAPHORE_WAIT), END};
    struct outcome o = run(&(struct fake_program){
        .tasks = {joins, waits},
        .objects = {A_THREAD(1), A_SEMAPHORE},
    });
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_EQUAL(strncmp(o.message, "T1 waits for semaphore", 22), 0);
    CU_ASSERT_EQUAL(o.finding.sites[0].task, 1);
    CU_ASSERT_TRUE(has_site(&o, 0, 0));
}

static void tasks_that_only_spin_are_a_livelock(void)
{
    static const struct fake_instruction spins[] = {AWAIT(3), END};
    static const struct fake_instruction sets[] = {SET(3), END};
    struct fake_program p = {.tasks = {joins_both, spins, spins},
                             .objects = {A_MUTEX, A_MUTEX, A_THREAD(1), A_THREAD(2)}};
    struct outcome o = run(&p);
    EXPECT_STUCK(o, FINDING_LIVELOCK);
    CU_ASSERT_TRUE(says(&o, "T1 spins on "));
    CU_ASSERT_TRUE(says(&o, "T2 spins on "));
    CU_ASSERT_TRUE(says(&o, "nobody is left to change"));
    p.tasks[0] = sets;
    o = run(&p);
    EXPECT_FINISHED(o);
}

static void an_endless_loop_is_a_livelock(void)
{
    static const struct fake_instruction loops[] = {FOREVER, END};
    static const struct fake_instruction sets[] = {SET(1), END};
    struct outcome o = run(&(struct fake_program){.tasks = {loops, sets}});
    EXPECT_STUCK(o, FINDING_LIVELOCK);
    CU_ASSERT_TRUE(says(&o, "main loops for ever without any operation"));
    CU_ASSERT_TRUE(has_site(&o, 0, 0));
}

static void a_woken_task_that_lacks_the_mutex_waits_for_its_owner(void)
{
    static const struct fake_instruction waits[] = {LOCK(1), SET(2), WAIT(2, 1), UNLOCK(1), END};
    static const struct fake_instruction signals_and_forgets[] = {
        AWAIT(2), LOCK(1), DO(2, CONDITION_SIGNAL), DO(1, MUTEX_ENDED), END};
    struct outcome o = run(&(struct fake_program){
        .tasks = {signals_and_forgets, waits},
        .objects = {A_MUTEX, A_CONDITION},
    });
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_TRUE(says(&o, "T1 waits for mutex"));
    CU_ASSERT_TRUE(says(&o, "after it was woken on condition variable"));
    CU_ASSERT_TRUE(says(&o, "has ended without releasing it"));
}

static void more_sites_than_fit_are_left_out(void)
{
    static const struct fake_instruction greedy[] = {LOCK(1), LOCK(2), LOCK(3), LOCK(4), LOCK(5),
                                                     LOCK(6), LOCK(7), LOCK(8), LOCK(8), END};
    static const struct fake_instruction locks[] = {LOCK(1), END};
    struct fake_program p = {.tasks = {greedy, locks, locks, locks, locks, locks, locks, locks}};
    for (int i = 0; i < FAKE_OBJECTS_MAX; i++)
        p.objects[i] = (struct fake_object)A_MUTEX;
    struct outcome o = run(&p);
    EXPECT_STUCK(o, FINDING_DEADLOCK);
    CU_ASSERT_EQUAL(o.finding.site_count, FINDING_SITES_MAX);
}

/* Cycles, on graphs made by hand: edge i -> j for each bit j of edges[i]. */
static uint32_t cycle_of(const uint8_t *edges, uint32_t count, uint32_t *cycle)
{
    static struct machine machine;
    struct wait waits[8] = {0};
    for (uint32_t i = 0; i < count; i++) {
        waits[i].task = (task_id)(10 * i);
        waits[i].kind = edges[i] ? WAIT_TASKS : WAIT_ANYBODY;
        for (uint32_t j = 0; j < 8; j++)
            if ((edges[i] >> j) & 1)
                task_set_add(&waits[i].blockers, (task_id)(10 * j));
    }
    const struct wait_graph g = {.machine = &machine, .waits = waits, .count = count};
    return wait_graph_cycle(&g, cycle);
}

static void a_cycle_is_found_wherever_it_is(void)
{
    uint32_t cycle[8];
    const uint8_t chain[] = {1 << 1, 1 << 2, 1 << 3, 0};
    CU_ASSERT_EQUAL(cycle_of(chain, 4, cycle), 0);
    const uint8_t self[] = {1 << 0, 1 << 0};
    CU_ASSERT_EQUAL(cycle_of(self, 2, cycle), 0);
    const uint8_t ring[] = {1 << 1, 1 << 2, 1 << 0};
    CU_ASSERT_EQUAL(cycle_of(ring, 3, cycle), 3);
    CU_ASSERT_TRUE(cycle[0] == 0 && cycle[1] == 1 && cycle[2] == 2);
    /* 0 and 1 lead to dead ends before they lead into the ring 2 -> 4 -> 3 -> 2. */
    const uint8_t rho[] = {1 << 5 | 1 << 1, 1 << 5 | 1 << 2, 1 << 4, 1 << 2, 1 << 5 | 1 << 3, 0};
    CU_ASSERT_EQUAL(cycle_of(rho, 6, cycle), 3);
    CU_ASSERT_TRUE(cycle[0] == 2 && cycle[1] == 4 && cycle[2] == 3);
}

void suite_stuck(void)
{
    CU_pSuite suite = CU_add_suite("stuck", NULL, NULL);
    CU_ADD_TEST(suite, a_cycle_is_a_deadlock_with_all_its_locks_and_places);
    CU_ADD_TEST(suite, a_cycle_may_go_through_a_join);
    CU_ADD_TEST(suite, a_task_that_locks_its_own_mutex_again_is_named);
    CU_ADD_TEST(suite, a_mutex_of_an_ended_task_is_a_deadlock);
    CU_ADD_TEST(suite, a_signal_before_the_wait_is_a_lost_wakeup);
    CU_ADD_TEST(suite, a_condition_that_nobody_signalled_is_no_lost_wakeup);
    CU_ADD_TEST(suite, a_signal_that_wakes_the_wrong_task_is_a_lost_wakeup);
    CU_ADD_TEST(suite, a_signal_during_the_wait_is_no_finding);
    CU_ADD_TEST(suite, a_semaphore_that_nobody_posts_is_a_deadlock);
    CU_ADD_TEST(suite, a_barrier_short_of_parties_says_how_many_came);
    CU_ADD_TEST(suite, a_join_that_never_ends_is_explained_by_its_target);
    CU_ADD_TEST(suite, tasks_that_only_spin_are_a_livelock);
    CU_ADD_TEST(suite, an_endless_loop_is_a_livelock);
    CU_ADD_TEST(suite, a_woken_task_that_lacks_the_mutex_waits_for_its_owner);
    CU_ADD_TEST(suite, more_sites_than_fit_are_left_out);
    CU_ADD_TEST(suite, a_cycle_is_found_wherever_it_is);
}
