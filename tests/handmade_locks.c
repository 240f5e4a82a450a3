/* SPDX-License-Identifier: MIT */
/*
 * Locks by busy waiting.  Who gets in writes its number to a plain cell, owner, in the same step;
 * in the filter lock it asserts that it is alone instead.
 */
#include "tests/handmade_entries.h"

#include "base/check.h"

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
    int flag = handmade_cells(p, 2, 0), turn = handmade_cell(p, 0), owner = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        int other = 1 - me;
        handmade_thread(p);
        FOR_EACH_ENTRY(5, entries) {
            STEP(p, at, at + 1, .then = {SET(flag + me, 1)});
            STEP(p, at + 1, at + 2, .then = {SET(turn, other)});
            STEP(p, at + 2, at + 3, .when = {IF(flag + other, EQUAL, 1)});
            STEP(p, at + 2, at + 4, .when = {IF(flag + other, EQUAL, 0)}, .then = {SET(owner, me)});
            STEP(p, at + 3, at + 2, .when = {IF(turn, EQUAL, other)});
            STEP(p, at + 3, at + 4, .when = {IF(turn, EQUAL, me)}, .then = {SET(owner, me)});
            STEP(p, at + 4, next, .then = {SET(flag + me, 0)});
        }
    }
}

void model_dekker(struct handmade *p, int tasks, int entries)
{
    int flag = handmade_cells(p, 2, 0), turn = handmade_cell(p, 0), owner = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        int other = 1 - me;
        handmade_thread(p);
        FOR_EACH_ENTRY(8, entries) {
            STEP(p, at, at + 1, .then = {SET(flag + me, 1)});
            STEP(p, at + 1, at + 6, .when = {IF(flag + other, EQUAL, 0)}, .then = {SET(owner, me)});
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
    int turn = handmade_cell(p, 0), owner = handmade_cell(p, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(2, entries) {
            STEP(p, at, at, .when = {IF(turn, NOT_EQUAL, me)});
            STEP(p, at, at + 1, .when = {IF(turn, EQUAL, me)}, .then = {SET(owner, me)});
            STEP(p, at + 1, next, .then = {SET(turn, 1 - me)});
        }
    }
}

void model_tsl(struct handmade *p, int tasks, int entries)
{
    int taken = handmade_cell(p, 0), owner = handmade_cell(p, 0);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(2, entries) {
            STEP(p, at, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at, at + 1, .when = {IF(taken, EQUAL, 0)},
                 .then = {SET(taken, 1), SET(owner, me)});
            STEP(p, at + 1, next, .then = {SET(taken, 0)});
        }
    }
}

void model_spinlock(struct handmade *p, int tasks, int entries)
{
    int taken = handmade_cell(p, 0), owner = handmade_cell(p, 0);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(3, entries) {
            STEP(p, at, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at, at + 1, .when = {IF(taken, EQUAL, 0)});
            STEP(p, at + 1, at, .when = {IF(taken, EQUAL, 1)});
            STEP(p, at + 1, at + 2, .when = {IF(taken, EQUAL, 0)},
                 .then = {SET(taken, 1), SET(owner, me)});
            STEP(p, at + 2, next, .then = {SET(taken, 0)});
        }
    }
}

/* Tickets are bytes, of which the last two bits are the number. */
void model_ticket(struct handmade *p, int tasks, int entries)
{
    enum { NUMBERS = 4 };
    int next_ticket = handmade_cell(p, 0), serving = handmade_cell(p, 0);
    int owner = handmade_cell(p, 0);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        int mine = handmade_local(p, 0);
        FOR_EACH_ENTRY(3, entries) {
            STEP(p, at, at + 1, .then = {{mine, 0, next_ticket, NUMBERS}, ADD(next_ticket, 1)});
            STEP(p, at + 1, at + 1, .when = {{serving, NOT_EQUAL, 0, mine}});
            STEP(p, at + 1, at + 2, .when = {{serving, EQUAL, 0, mine}}, .then = {SET(owner, me)});
            STEP(p, at + 2, next, .then = {{serving, 1, mine, NUMBERS}, SET(mine, 0)});
        }
    }
}

/* The cells of the bakery, and its local variable, mine: the highest number that was seen, then the
 * own number, then 0. */
struct bakery {
    int tasks, choosing, number, owner, mine;
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

/* Waits until task k is not choosing, then until its number is 0 or comes after the own one.  After
 * the last of them the task is inside. */
static void let_pass(struct handmade *p, const struct bakery *b, int me, int k, int at)
{
    int number = b->number + k, goes_first = k < me;
    bool last = k == b->tasks - 1 || (k == b->tasks - 2 && me == b->tasks - 1);
    struct handmade_update forget = {last ? b->mine : 0, 0, 0, 0}, enter = SET(b->owner, me);
    STEP(p, at, at, .when = {IF(b->choosing + k, EQUAL, 1)});
    STEP(p, at, at + 1, .when = {IF(b->choosing + k, EQUAL, 0)});
    at++;
    STEP(p, at, at, .when = {IF(number, NOT_EQUAL, 0), {number, LESS, goes_first, b->mine}});
    STEP(p, at, at + 1, .when = {IF(number, EQUAL, 0)}, .then = {forget, enter});
    STEP(p, at, at + 1,
         .when = {IF(number, NOT_EQUAL, 0), {number, AT_LEAST, goes_first, b->mine}},
         .then = {forget, enter});
}

void model_bakery(struct handmade *p, int tasks, int entries)
{
    struct bakery b = {.tasks = tasks};
    b.choosing = handmade_cells(p, tasks, 0);
    b.number = handmade_cells(p, tasks, 0);
    b.owner = handmade_cell(p, 0);
    ASSERT(entries != FOREVER); /* the numbers grow */
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        b.mine = handmade_local(p, 0);
        FOR_EACH_ENTRY(3 * tasks + 1, entries) {
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

/* Where a task of Szymanski's lock is. */
enum { OUTSIDE, INTENDS, WAITS, DOOR, INSIDE };

/* Up to and with the step to INSIDE; the point after it. */
static int go_through_the_door(struct handmade *p, int place, int tasks, int me)
{
    int at = 0, doorway = tasks, wait = doorway + tasks, closing = wait + tasks;
    STEP(p, at++, 1, .then = {SET(place + me, INTENDS)});
    for (int k = 0; k < tasks; k++) {
        if (k == me)
            continue;
        STEP(p, at, at, .when = {IF(place + k, AT_LEAST, DOOR)});
        STEP(p, at, at + 1, .when = {IF(place + k, LESS, DOOR)});
        at++;
    }
    STEP(p, doorway, doorway + 1, .then = {SET(place + me, DOOR)});
    STEP(p, wait, wait + 1, .then = {SET(place + me, WAITS)});
    for (int k = 0, i = 1; k < tasks; k++) {
        if (k == me)
            continue;
        bool last = i + 1 == tasks;
        STEP(p, doorway + i, wait, .when = {IF(place + k, EQUAL, INTENDS)});
        STEP(p, doorway + i, last ? closing : doorway + i + 1,
             .when = {IF(place + k, NOT_EQUAL, INTENDS)});
        STEP(p, wait + i, closing, .when = {IF(place + k, EQUAL, INSIDE)});
        STEP(p, wait + i, last ? wait + 1 : wait + i + 1,
             .when = {IF(place + k, NOT_EQUAL, INSIDE)});
        i++;
    }
    return closing + 1;
}

void model_szymanski(struct handmade *p, int tasks, int entries)
{
    int place = handmade_cells(p, tasks, 0), owner = handmade_cell(p, 0);
    ASSERT(entries == FOREVER);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        int at = go_through_the_door(p, place, tasks, me);
        struct handmade_update enter = SET(owner, me), nothing = {0};
        STEP(p, at - 1, at, .then = {SET(place + me, INSIDE), me == 0 ? enter : nothing});
        for (int k = 0; k < me; k++, at++) {
            STEP(p, at, at, .when = {IF(place + k, AT_LEAST, WAITS)});
            STEP(p, at, at + 1, .when = {IF(place + k, LESS, WAITS)},
                 .then = {k == me - 1 ? enter : nothing});
        }
        for (int k = me + 1; k < tasks; k++, at++) {
            STEP(p, at, at, .when = {IF(place + k, AT_LEAST, WAITS), IF(place + k, LESS, INSIDE)});
            STEP(p, at, at + 1, .when = {IF(place + k, LESS, WAITS)});
            STEP(p, at, at + 1, .when = {IF(place + k, EQUAL, INSIDE)});
        }
        STEP(p, at, 0, .then = {SET(place + me, OUTSIDE)});
    }
}
