/* SPDX-License-Identifier: MIT */
/*
 * The entries of a thread are copies of the same points, one after the other; what they share is
 * written down for the entry that begins at point `at` and is followed by point `next`.
 */
#include "tests/handmade_models.h"

#include "base/check.h"

#define FOR_EACH_ENTRY(points, entries)                                                            \
    for (int at = 0, next = after(at, (points), (entries));                                        \
         at < (points) * ((entries) == FOREVER ? 1 : (entries));                                   \
         at += (points), next = after(at, (points), (entries)))

static int after(int at, int points, int entries)
{
    return entries == FOREVER ? 0 : at + points;
}

/* Three steps: atomic_fetch_add(&in_cs, 1); assert(in_cs == 1); atomic_fetch_sub(&in_cs, 1). */
static void be_alone(struct handmade *p, int in_cs, int at)
{
    STEP(p, at, at + 1, .then = {ADD(in_cs, 1)});
    STEP(p, at + 1, at + 2, .when = {IF(in_cs, EQUAL, 1)});
    STEP(p, at + 1, HANDMADE_FAILED, .when = {IF(in_cs, NOT_EQUAL, 1)});
    STEP(p, at + 2, at + 3, .then = {ADD(in_cs, -1)});
}

static void pass_level(struct handmade *p, int tasks, int me, int l, int level, int victim)
{
    int first = (l - 1) * (tasks + 2), wait = first + 2, passed = first + tasks + 2, at = wait + 1;
    STEP(p, first, first + 1, .then = {SET(level + me, l)});
    STEP(p, first + 1, wait, .then = {SET(victim + l, me)});
    STEP(p, wait, passed, .when = {IF(victim + l, NOT_EQUAL, me)});
    STEP(p, wait, at, .when = {IF(victim + l, EQUAL, me)});
    for (int k = 0; k < tasks; k++) {
        if (k == me)
            continue;
        STEP(p, at, wait, .when = {IF(level + k, AT_LEAST, l)});
        STEP(p, at, at + 1, .when = {IF(level + k, LESS, l)});
        at++;
    }
    ASSERT_EQ(at, passed);
}

void model_filter(struct handmade *p, int tasks, int entries)
{
    int level = handmade_cells(p, tasks, 0), victim = handmade_cells(p, tasks, 0);
    int in_cs = handmade_cell(p, 0);
    ASSERT(entries == FOREVER);
    for (int me = 0; me < tasks; me++) {
        int inside = (tasks - 1) * (tasks + 2);
        handmade_thread(p);
        for (int l = 1; l < tasks; l++)
            pass_level(p, tasks, me, l, level, victim);
        be_alone(p, in_cs, inside);
        STEP(p, inside + 3, 0, .then = {SET(level + me, 0)});
    }
}

void model_peterson(struct handmade *p, int tasks, int entries)
{
    int flag = handmade_cells(p, tasks, 0), turn = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        int other = 1 - me;
        handmade_thread(p);
        FOR_EACH_ENTRY(5, entries)
        {
            STEP(p, at, at + 1, .then = {SET(flag + me, 1)});
            STEP(p, at + 1, at + 2, .then = {SET(turn, other)});
            STEP(p, at + 2, at + 3, .when = {IF(flag + other, EQUAL, 1)});
            STEP(p, at + 2, at + 4, .when = {IF(flag + other, EQUAL, 0)});
            STEP(p, at + 3, at + 2, .when = {IF(turn, EQUAL, other)});
            STEP(p, at + 3, at + 4, .when = {IF(turn, EQUAL, me)});
            STEP(p, at + 4, next, .then = {SET(flag + me, 0)});
        }
    }
}

void model_dekker(struct handmade *p, int tasks, int entries)
{
    int flag = handmade_cells(p, tasks, 0), turn = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        int other = 1 - me;
        handmade_thread(p);
        FOR_EACH_ENTRY(8, entries)
        {
            STEP(p, at, at + 1, .then = {SET(flag + me, 1)});
            STEP(p, at + 1, at + 6, .when = {IF(flag + other, EQUAL, 0)});
            STEP(p, at + 1, at + 2, .when = {IF(flag + other, EQUAL, 1)});
            STEP(p, at + 2, at + 1, .when = {IF(turn, EQUAL, me)});
            STEP(p, at + 2, at + 3, .when = {IF(turn, EQUAL, other)});
            STEP(p, at + 3, at + 4, .then = {SET(flag + me, 0)});
            STEP(p, at + 4, at + 4, .when = {IF(turn, EQUAL, other)});
            STEP(p, at + 4, at, .when = {IF(turn, EQUAL, me)});
            STEP(p, at + 6, at + 7, .then = {SET(turn, other)});
            STEP(p, at + 7, next, .then = {SET(flag + me, 0)});
        }
    }
}

void model_turn(struct handmade *p, int tasks, int entries)
{
    int turn = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(2, entries)
        {
            STEP(p, at, at, .when = {IF(turn, NOT_EQUAL, me)});
            STEP(p, at, at + 1, .when = {IF(turn, EQUAL, me)});
            STEP(p, at + 1, next, .then = {SET(turn, 1 - me)});
        }
    }
}

void model_tsl(struct handmade *p, int tasks, int entries)
{
    int taken = handmade_cell(p, 0);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(2, entries)
        {
            STEP(p, at, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at, at + 1, .when = {IF(taken, EQUAL, 0)}, .then = {SET(taken, 1)});
            STEP(p, at + 1, next, .then = {SET(taken, 0)});
        }
    }
}

void model_spinlock(struct handmade *p, int tasks, int entries)
{
    int taken = handmade_cell(p, 0);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(3, entries)
        {
            STEP(p, at, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at, at + 1, .when = {IF(taken, EQUAL, 0)});
            STEP(p, at + 1, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at + 1, at + 2, .when = {IF(taken, EQUAL, 0)}, .then = {SET(taken, 1)});
            STEP(p, at + 2, next, .then = {SET(taken, 0)});
        }
    }
}

void model_ticket(struct handmade *p, int tasks, int entries)
{
    int next_ticket = handmade_cell(p, 0), serving = handmade_cell(p, 0);
    ASSERT(entries != FOREVER); /* the numbers grow */
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        int mine = handmade_local(p, 0);
        FOR_EACH_ENTRY(3, entries)
        {
            STEP(p, at, at + 1, .then = {COPY(mine, next_ticket), ADD(next_ticket, 1)});
            STEP(p, at + 1, at + 1, .when = {{serving, NOT_EQUAL, 0, mine}});
            STEP(p, at + 1, at + 2, .when = {{serving, EQUAL, 0, mine}}, .then = {SET(mine, 0)});
            STEP(p, at + 2, next, .then = {ADD(serving, 1)});
        }
    }
}

/* The shared variables of the bakery, and the local one: the highest number that was seen, then the
 * own number, then 0. */
struct bakery {
    int tasks, choosing, number, mine;
};

static int draw_number(struct handmade *p, const struct bakery *b, int me, int at)
{
    STEP(p, at, at + 1, .then = {SET(b->choosing + me, 1)});
    at++;
    for (int k = 0; k < b->tasks; k++) {
        if (k == me)
            continue;
        STEP(p, at, at + 1, .when = {{b->number + k, AT_LEAST, 1, b->mine}},
             .then = {COPY(b->mine, b->number + k)});
        STEP(p, at, at + 1, .when = {{b->number + k, LESS, 1, b->mine}});
        at++;
    }
    STEP(p, at, at + 1, .then = {ADD(b->mine, 1), COPY(b->number + me, b->mine)});
    STEP(p, at + 1, at + 2, .then = {SET(b->choosing + me, 0)});
    return at + 2;
}

/* Waits until task k is not choosing, then until its number is 0 or comes after the own one. */
static void let_pass(struct handmade *p, const struct bakery *b, int me, int k, int at)
{
    int number = b->number + k, goes_first = k < me,
        last = me == b->tasks - 1 ? me - 1 : b->tasks - 1;
    struct handmade_update forget = {k == last ? b->mine : 0, 0, 0};
    STEP(p, at, at, .when = {IF(b->choosing + k, EQUAL, 1)});
    STEP(p, at, at + 1, .when = {IF(b->choosing + k, EQUAL, 0)});
    at++;
    STEP(p, at, at, .when = {IF(number, NOT_EQUAL, 0), {number, LESS, goes_first, b->mine}});
    STEP(p, at, at + 1, .when = {IF(number, EQUAL, 0)}, .then = {forget});
    STEP(p, at, at + 1, .when = {IF(number, NOT_EQUAL, 0), {number, AT_LEAST, goes_first, b->mine}},
         .then = {forget});
}

void model_bakery(struct handmade *p, int tasks, int entries)
{
    struct bakery b = {.tasks = tasks};
    b.choosing = handmade_cells(p, tasks, 0);
    b.number = handmade_cells(p, tasks, 0);
    ASSERT(entries != FOREVER); /* the numbers grow */
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        b.mine = handmade_local(p, 0);
        FOR_EACH_ENTRY(3 * tasks + 1, entries)
        {
            int point = draw_number(p, &b, me, at);
            for (int k = 0; k < tasks; k++) {
                if (k == me)
                    continue;
                let_pass(p, &b, me, k, point);
                point += 2;
            }
            ASSERT_EQ(point, at + 3 * tasks);
            STEP(p, point, next, .then = {SET(b.number + me, 0)});
        }
    }
}

/* Flags: 0 outside, 1 wants to enter, 2 waits for others, 3 in the doorway, 4 the door is closed.
 */
static int pass_the_door(struct handmade *p, int flag, int tasks, int me)
{
    int at = 0, doorway = tasks, wait = doorway + tasks, closing = wait + tasks;
    STEP(p, at++, 1, .then = {SET(flag + me, 1)});
    for (int k = 0; k < tasks; k++) {
        if (k == me)
            continue;
        STEP(p, at, at, .when = {IF(flag + k, AT_LEAST, 3)});
        STEP(p, at, at + 1, .when = {IF(flag + k, LESS, 3)});
        at++;
    }
    STEP(p, doorway, doorway + 1, .then = {SET(flag + me, 3)});
    STEP(p, wait, wait + 1, .then = {SET(flag + me, 2)});
    for (int k = 0, i = 1; k < tasks; k++) {
        if (k == me)
            continue;
        int after_all = i + 1 == tasks;
        STEP(p, doorway + i, wait, .when = {IF(flag + k, EQUAL, 1)});
        STEP(p, doorway + i, after_all ? closing : doorway + i + 1,
             .when = {IF(flag + k, NOT_EQUAL, 1)});
        STEP(p, wait + i, closing, .when = {IF(flag + k, EQUAL, 4)});
        STEP(p, wait + i, after_all ? wait + 1 : wait + i + 1,
             .when = {IF(flag + k, NOT_EQUAL, 4)});
        i++;
    }
    STEP(p, closing, closing + 1, .then = {SET(flag + me, 4)});
    return closing + 1;
}

void model_szymanski(struct handmade *p, int tasks, int entries)
{
    int flag = handmade_cells(p, tasks, 0), in_cs = handmade_cell(p, 0);
    ASSERT(entries == FOREVER);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        int at = pass_the_door(p, flag, tasks, me);
        for (int k = 0; k < me; k++, at++) {
            STEP(p, at, at, .when = {IF(flag + k, AT_LEAST, 2)});
            STEP(p, at, at + 1, .when = {IF(flag + k, LESS, 2)});
        }
        be_alone(p, in_cs, at);
        at += 3;
        for (int k = me + 1; k < tasks; k++, at++) {
            STEP(p, at, at, .when = {IF(flag + k, AT_LEAST, 2), IF(flag + k, LESS, 4)});
            STEP(p, at, at + 1, .when = {IF(flag + k, LESS, 2)});
            STEP(p, at, at + 1, .when = {IF(flag + k, EQUAL, 4)});
        }
        STEP(p, at, 0, .then = {SET(flag + me, 0)});
    }
}

#define LOCK(p, from, to, mutex)                                                                   \
    STEP(p, from, to, .when = {IF(mutex, EQUAL, 0)}, .then = {SET(mutex, 1)})
#define UNLOCK(p, from, to, mutex) STEP(p, from, to, .then = {SET(mutex, 0)})
#define WAIT(p, from, to, semaphore)                                                               \
    STEP(p, from, to, .when = {IF(semaphore, AT_LEAST, 1)}, .then = {ADD(semaphore, -1)})
#define POST(p, from, to, semaphore) STEP(p, from, to, .then = {ADD(semaphore, 1)})

/* Locks two mutexes, and unlocks them in the opposite order. */
static void lock_both(struct handmade *p, int first, int second, int entries)
{
    handmade_thread(p);
    FOR_EACH_ENTRY(4, entries)
    {
        LOCK(p, at, at + 1, first);
        LOCK(p, at + 1, at + 2, second);
        UNLOCK(p, at + 2, at + 3, second);
        UNLOCK(p, at + 3, next, first);
    }
}

void model_mutex_order_abba(struct handmade *p, int tasks, int entries)
{
    int a = handmade_cell(p, 0), b = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    lock_both(p, a, b, entries);
    lock_both(p, b, a, entries);
}

void model_philosophers_naive(struct handmade *p, int tasks, int entries)
{
    int fork = handmade_cells(p, tasks, 0);
    for (int me = 0; me < tasks; me++)
        lock_both(p, fork + me, fork + (me + 1) % tasks, entries);
}

void model_philosophers(struct handmade *p, int tasks, int entries)
{
    int fork = handmade_cells(p, tasks, 0);
    for (int me = 0; me + 1 < tasks; me++)
        lock_both(p, fork + me, fork + me + 1, entries);
    lock_both(p, fork, fork + tasks - 1, entries);
}

enum { PLACES = 2 };

static void produce(struct handmade *p, int lock, int free_places, int used_places, int in,
                    int buffer, int item)
{
    handmade_thread(p);
    WAIT(p, 0, 1, free_places);
    for (int i = 0; i < PLACES; i++)
        STEP(p, 1, 2, .when = {IF(lock, EQUAL, 0), IF(in, EQUAL, i)},
             .then = {SET(lock, 1), SET(buffer + i, item), SET(in, (i + 1) % PLACES)});
    UNLOCK(p, 2, 3, lock);
    POST(p, 3, 0, used_places);
}

static void consume(struct handmade *p, int lock, int free_places, int used_places, int out,
                    int buffer)
{
    handmade_thread(p);
    WAIT(p, 0, 1, used_places);
    for (int i = 0; i < PLACES; i++) {
        STEP(p, 1, 2, .when = {IF(lock, EQUAL, 0), IF(out, EQUAL, i), IF(buffer + i, NOT_EQUAL, 0)},
             .then = {SET(lock, 1), SET(buffer + i, 0), SET(out, (i + 1) % PLACES)});
        STEP(p, 1, HANDMADE_FAILED,
             .when = {IF(lock, EQUAL, 0), IF(out, EQUAL, i), IF(buffer + i, EQUAL, 0)});
    }
    UNLOCK(p, 2, 3, lock);
    POST(p, 3, 0, free_places);
}

/* Half of the tasks produce, the others consume. */
void model_buffer(struct handmade *p, int tasks, int entries)
{
    int lock = handmade_cell(p, 0), in = handmade_cell(p, 0), out = handmade_cell(p, 0);
    int free_places = handmade_cell(p, PLACES), used_places = handmade_cell(p, 0);
    int buffer = handmade_cells(p, PLACES, 0);
    ASSERT(entries == FOREVER);
    for (int i = 0; i < tasks / 2; i++)
        produce(p, lock, free_places, used_places, in, buffer, i + 1);
    for (int i = 0; i < tasks / 2; i++)
        consume(p, lock, free_places, used_places, out, buffer);
}

/* A step on the lock that also counts a reader: to `alone` if there are no others. */
static void count_reader(struct handmade *p, int at, int lock, int readers, int others, int change,
                         int alone, int to)
{
    STEP(p, at, alone, .when = {IF(lock, EQUAL, 0), IF(readers, EQUAL, others)},
         .then = {SET(lock, 1), ADD(readers, change)});
    STEP(p, at, to, .when = {IF(lock, EQUAL, 0), IF(readers, NOT_EQUAL, others)},
         .then = {SET(lock, 1), ADD(readers, change)});
}

/* Half of the tasks read, the others write. */
void model_readers_writers(struct handmade *p, int tasks, int entries)
{
    int lock = handmade_cell(p, 0), readers = handmade_cell(p, 0), room = handmade_cell(p, 1);
    int writing = handmade_cell(p, 0);
    ASSERT(entries == FOREVER);
    for (int i = 0; i < tasks / 2; i++) {
        handmade_thread(p);
        count_reader(p, 0, lock, readers, 0, 1, 1, 2);
        WAIT(p, 1, 2, room);
        UNLOCK(p, 2, 3, lock);
        STEP(p, 3, 4, .when = {IF(writing, EQUAL, 0)});
        STEP(p, 3, HANDMADE_FAILED, .when = {IF(writing, EQUAL, 1)});
        count_reader(p, 4, lock, readers, 1, -1, 5, 6);
        POST(p, 5, 6, room);
        UNLOCK(p, 6, 0, lock);
    }
    for (int i = 0; i < tasks / 2; i++) {
        handmade_thread(p);
        WAIT(p, 0, 1, room);
        STEP(p, 1, 2, .then = {SET(writing, 1)});
        STEP(p, 2, 3, .then = {SET(writing, 0)});
        POST(p, 3, 0, room);
    }
}
