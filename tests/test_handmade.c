/* SPDX-License-Identifier: MIT */
/*
 * Goal: the oracle for engines that store states counts exactly.
 * Method: closed formulas, states counted in another way, and figures that are known from
 * elsewhere; then the table of known programs (handmade_rows.inc), which engines are compared with.
 */
#include "tests/suite.h"

#include "tests/handmade_classes.h"
#include "tests/handmade_entries.h"
#include "tests/handmade_rows.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STATES_MAX = 1000000 };

static struct handmade_count count_and_free(struct handmade *p)
{
    struct handmade_count count = handmade_count(p, STATES_MAX);
    handmade_free(p);
    return count;
}

static struct handmade_count count_model(handmade_model *model, int tasks, int entries)
{
    struct handmade *p = handmade_new();
    model(p, tasks, entries);
    return count_and_free(p);
}

static uint64_t power(uint64_t base, int exponent)
{
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

static uint64_t choose(int n, int k)
{
    return k == 0 ? 1 : choose(n - 1, k - 1) * (uint64_t)n / (uint64_t)k;
}

/* n threads of k steps of their own: (k+1)^n states, n k (k+1)^(n-1) transitions, one end. */
static void independent_steps_multiply(void)
{
    for (int n = 1; n <= 4; n++) {
        for (int k = 0; k <= 5; k++) {
            struct handmade *p = handmade_new();
            for (int t = 0; t < n; t++) {
                handmade_thread(p);
                for (int i = 0; i < k; i++)
                    STEP(p, i, i + 1);
            }
            struct handmade_count count = count_and_free(p);
            CU_ASSERT_EQUAL(count.states, power((uint64_t)k + 1, n));
            CU_ASSERT_EQUAL(count.transitions, (uint64_t)(n * k) * power((uint64_t)k + 1, n - 1));
            CU_ASSERT_EQUAL(count.ended, 1);
            CU_ASSERT_EQUAL(count.stuck, 0);
        }
    }
}

/* n threads that add 1 to a cell, k times each: what it holds says nothing new. */
static void a_sum_of_what_was_done_adds_no_states(void)
{
    struct handmade *p = handmade_new();
    int cell = handmade_cell(p, 0);
    for (int t = 0; t < 3; t++) {
        handmade_thread(p);
        for (int i = 0; i < 4; i++)
            STEP(p, i, i + 1, .then = {ADD(cell, 1)});
    }
    CU_ASSERT_EQUAL(count_and_free(p).states, 125);
}

/* Load, then store the sum: n = 2. Loaded nothing yet: 1. One has loaded 0 (2 of them): 2, both: 1.
 * One has stored 1: the other has not begun, or holds 1, or holds 0: 2 x 3. Both: 1 or 2: 2. */
static void a_lost_update_is_a_state_of_its_own(void)
{
    struct handmade *p = handmade_new();
    int cell = handmade_cell(p, 0);
    for (int t = 0; t < 2; t++) {
        handmade_thread(p);
        int loaded = handmade_local(p, 0);
        STEP(p, 0, 1, .then = {COPY(loaded, cell)});
        STEP(p, 1, 2, .then = {{cell, 1, loaded, 0}, SET(loaded, 0)});
    }
    struct handmade_count count = count_and_free(p);
    CU_ASSERT_EQUAL(count.states, 12);
    CU_ASSERT_EQUAL(count.ended, 2);
}

/* while (atomic_exchange(&taken, 1)); taken = 0; */
static struct handmade *lock_of(int tasks, int entries)
{
    struct handmade *p = handmade_new();
    int taken = handmade_cell(p, 0);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(2, entries) {
            STEP(p, at, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at, at + 1, .when = {IF(taken, EQUAL, 0)}, .then = {SET(taken, 1)});
            STEP(p, at + 1, next, .then = {SET(taken, 0)});
        }
    }
    return p;
}

/* n threads, e entries: nobody is inside, (e+1)^n, or one is, n e (e+1)^(n-1). */
static void a_lock_lets_one_inside(void)
{
    for (int n = 1; n <= 4; n++) {
        for (int e = 1; e <= 3; e++) {
            uint64_t others = power((uint64_t)e + 1, n - 1);
            struct handmade_count count = count_and_free(lock_of(n, e));
            CU_ASSERT_EQUAL(count.states, others * (uint64_t)(e + 1) + (uint64_t)(n * e) * others);
            CU_ASSERT_EQUAL(count.ended, 1);
        }
        struct handmade_count count = count_and_free(lock_of(n, FOREVER));
        CU_ASSERT_EQUAL(count.states, (uint64_t)(n + 1));
        CU_ASSERT_EQUAL(count.transitions, (uint64_t)(n * (n + 1)));
    }
}

/* The same, and who is inside writes its number: outside, the last one's number is still there. */
static void dead_values_of_cells_count(void)
{
    for (int n = 2; n <= 5; n++)
        CU_ASSERT_EQUAL(count_model(model_tsl, n, FOREVER).states, (uint64_t)(2 * n));
}

/* A semaphore of m, once each: j <= m inside, the others before or after: sum of C(n,j) 2^(n-j). */
static void a_semaphore_lets_as_many_inside(void)
{
    for (int n = 1; n <= 5; n++) {
        for (int m = 1; m <= n; m++) {
            struct handmade *p = handmade_new();
            int semaphore = handmade_cell(p, m);
            uint64_t states = 0;
            for (int t = 0; t < n; t++) {
                handmade_thread(p);
                STEP(p, 0, 1, .when = {IF(semaphore, AT_LEAST, 1)}, .then = {ADD(semaphore, -1)});
                STEP(p, 1, 2, .then = {ADD(semaphore, 1)});
            }
            for (int j = 0; j <= m; j++)
                states += choose(n, j) * power(2, n - j);
            CU_ASSERT_EQUAL(count_and_free(p).states, states);
        }
    }
}

/* Philosopher i of all but the last takes fork i, then fork i + 1; the last one ends the circle. */
static int first_fork(int seats, int me, bool naive)
{
    return me + 1 == seats && !naive ? 0 : me;
}

static int second_fork(int seats, int me, bool naive)
{
    return me + 1 == seats && !naive ? me : (me + 1) % seats;
}

static struct handmade *table_of(int seats, bool naive)
{
    struct handmade *p = handmade_new();
    int fork = handmade_cells(p, seats, 0);
    for (int me = 0; me < seats; me++) {
        int first = fork + first_fork(seats, me, naive);
        int second = fork + second_fork(seats, me, naive);
        handmade_thread(p);
        STEP(p, 0, 1, .when = {IF(first, EQUAL, 0)}, .then = {SET(first, 1)});
        STEP(p, 1, 2, .when = {IF(second, EQUAL, 0)}, .then = {SET(second, 1)});
        STEP(p, 2, 3, .then = {SET(second, 0)});
        STEP(p, 3, 0, .then = {SET(first, 0)});
    }
    return p;
}

/* points: two bits for each philosopher. */
static bool forks_are_held_once(int seats, uint32_t points)
{
    for (int fork = 0; fork < seats; fork++) {
        int holders = 0;
        for (int me = 0; me < seats; me++) {
            uint32_t point = (points >> (2 * me)) & 3;
            holders += (fork == first_fork(seats, me, false) && point >= 1) ||
                       (fork == second_fork(seats, me, false) && point == 2);
        }
        if (holders > 1)
            return false;
    }
    return true;
}

/* Every way to sit in which no fork is held twice can be reached, and no other. */
static void philosophers_sit_in_every_possible_way(void)
{
    for (int seats = 2; seats <= 8; seats++) {
        uint64_t ways = 0;
        for (uint32_t points = 0; points < 1u << (2 * seats); points++)
            ways += forks_are_held_once(seats, points);
        struct handmade_count count = count_and_free(table_of(seats, false));
        CU_ASSERT_EQUAL(count.states, ways);
        CU_ASSERT_EQUAL(count.stuck, 0);
    }
}

static void naive_philosophers_are_stuck_in_one_way(void)
{
    for (int seats = 2; seats <= 8; seats++)
        CU_ASSERT_EQUAL(count_and_free(table_of(seats, true)).stuck, 1);
}

/* 25 pairs of points; 5 in which a mutex would be held twice; and both cannot be on their way out.
 */
static void two_mutexes_in_opposite_order(void)
{
    struct handmade_count count = count_model(model_mutex_order_abba, 2, 1);
    CU_ASSERT_EQUAL(count.states, 25 - 5 - 1);
    CU_ASSERT_EQUAL(count.stuck, 1);
    CU_ASSERT_EQUAL(count.ended, 1);
}

/* Test, then set: both can be inside, which the first one notices. */
static void a_failed_assertion_is_a_last_state(void)
{
    struct handmade *p = handmade_new();
    int taken = handmade_cell(p, 0), inside = handmade_cell(p, 0);
    for (int t = 0; t < 2; t++) {
        handmade_thread(p);
        STEP(p, 0, 1, .when = {IF(taken, EQUAL, 0)});
        STEP(p, 1, 2, .then = {SET(taken, 1), ADD(inside, 1)});
        STEP(p, 2, 3, .when = {IF(inside, EQUAL, 1)});
        STEP(p, 2, HANDMADE_FAILED, .when = {IF(inside, NOT_EQUAL, 1)});
    }
    /* (2,2), (3,2) and (2,3) see two inside: (F,2) (2,F), (3,F), (F,3). */
    struct handmade_count count = count_and_free(p);
    CU_ASSERT_EQUAL(count.failed, 4);
    CU_ASSERT_EQUAL(count.ended, 0);
}

static struct handmade_classes classes_and_free(struct handmade *p)
{
    struct state_set seen;
    handmade_explore(p, STATES_MAX, &seen);
    struct handmade_classes classes = handmade_classes(p, 0, &seen);
    state_set_release(&seen);
    handmade_free(p);
    return classes;
}

/* N - 1 levels of N + 2 points, three for the check, one to leave; and the failed check, which the
 * product does not get to. */
static void a_task_of_the_filter_lock_has_n_n_plus_n_plus_3_classes(void)
{
    for (uint32_t n = 2; n <= 4; n++) {
        struct handmade *p = handmade_new();
        model_filter(p, (int)n, FOREVER);
        struct handmade_classes c = classes_and_free(p);
        CU_ASSERT_EQUAL(c.classes, n * n + n + 3);
        CU_ASSERT_EQUAL(c.learned, c.classes);
        CU_ASSERT_EQUAL(c.reached, c.classes - 1);
        CU_ASSERT_EQUAL(c.distinct, c.reached);
    }
}

/* A local variable that is not used any more, and a point that was written down twice. */
static void bisimilar_local_states_are_one_class(void)
{
    struct handmade *p = handmade_new();
    int cell = handmade_cell(p, 0), other = handmade_cell(p, 0);
    handmade_thread(p);
    int loaded = handmade_local(p, 0);
    STEP(p, 0, 1, .then = {COPY(loaded, cell)});
    STEP(p, 1, 2, .when = {IF(other, EQUAL, 0)});
    STEP(p, 1, 3, .when = {IF(other, NOT_EQUAL, 0)});
    STEP(p, 2, 0, .then = {SET(other, 7)});
    STEP(p, 3, 0, .then = {SET(other, 7)});
    handmade_thread(p);
    STEP(p, 0, 1, .then = {SET(cell, 1)});
    struct handmade_classes c = classes_and_free(p);
    CU_ASSERT_EQUAL(c.reached, 8); /* four points, with 0 or 1 loaded */
    CU_ASSERT_EQUAL(c.distinct, 3);
}

/* Another way to leave than the one before: the class is split although the cells are the same. */
static void what_follows_tells_local_states_apart(void)
{
    CU_ASSERT_EQUAL(classes_and_free(lock_of(2, FOREVER)).classes, 2);
    CU_ASSERT_EQUAL(classes_and_free(lock_of(2, 3)).classes, 7);
}

static bool counts_are(const struct handmade_count *a, const struct handmade_count *b)
{
    return a->states == b->states && a->transitions == b->transitions && a->ended == b->ended &&
           a->stuck == b->stuck && a->failed == b->failed;
}

static bool is_minimal(const struct handmade *p, const struct state_set *seen)
{
    for (int t = 0; t < p->threads; t++) {
        struct handmade_classes c = handmade_classes(p, t, seen);
        if (c.distinct != c.reached)
            return false;
    }
    return true;
}

static bool row_holds(const struct handmade_row *row)
{
    struct state_set seen;
    struct handmade *p = handmade_new();
    row->model(p, row->tasks, row->entries);
    struct handmade_count count = handmade_explore(p, STATES_MAX, &seen);
    bool same = counts_are(&count, &row->expected), minimal = is_minimal(p, &seen);
    if (!same || !minimal)
        printf("    %s %s: %llu states, %llu transitions, %llu ended, %llu stuck, %llu failed%s\n",
               row->program, row->flags, (unsigned long long)count.states,
               (unsigned long long)count.transitions, (unsigned long long)count.ended,
               (unsigned long long)count.stuck, (unsigned long long)count.failed,
               minimal ? "" : ", and an automaton is not minimal");
    state_set_release(&seen);
    handmade_free(p);
    return same && minimal;
}

static void every_row_of_the_table_holds(void)
{
    for (size_t i = 0; i < handmade_rows_count; i++)
        CU_ASSERT_TRUE(row_holds(&handmade_rows[i]));
}

static void every_row_names_a_program(void)
{
    for (size_t i = 0; i < handmade_rows_count; i++)
        CU_ASSERT_EQUAL(access(handmade_rows[i].program, R_OK), 0);
}

void suite_handmade(void)
{
    CU_pSuite suite = CU_add_suite("handmade", NULL, NULL);
    CU_ADD_TEST(suite, independent_steps_multiply);
    CU_ADD_TEST(suite, a_sum_of_what_was_done_adds_no_states);
    CU_ADD_TEST(suite, a_lost_update_is_a_state_of_its_own);
    CU_ADD_TEST(suite, a_lock_lets_one_inside);
    CU_ADD_TEST(suite, dead_values_of_cells_count);
    CU_ADD_TEST(suite, a_semaphore_lets_as_many_inside);
    CU_ADD_TEST(suite, philosophers_sit_in_every_possible_way);
    CU_ADD_TEST(suite, naive_philosophers_are_stuck_in_one_way);
    CU_ADD_TEST(suite, two_mutexes_in_opposite_order);
    CU_ADD_TEST(suite, a_failed_assertion_is_a_last_state);
    CU_ADD_TEST(suite, a_task_of_the_filter_lock_has_n_n_plus_n_plus_3_classes);
    CU_ADD_TEST(suite, bisimilar_local_states_are_one_class);
    CU_ADD_TEST(suite, what_follows_tells_local_states_apart);
    CU_ADD_TEST(suite, every_row_names_a_program);
    CU_ADD_TEST(suite, every_row_of_the_table_holds);
}
