/* SPDX-License-Identifier: MIT */
/* Models that wait for mutexes and semaphores. */
#include "tests/handmade_entries.h"

#include "base/check.h"

#define LOCK(p, from, to, mutex, ...)                                                              \
    STEP(p, from, to, .when = {IF(mutex, EQUAL, 0)}, .then = {SET(mutex, 1), ##__VA_ARGS__})
#define UNLOCK(p, from, to, mutex) STEP(p, from, to, .then = {SET(mutex, 0)})
#define WAIT(p, from, to, semaphore, ...)                                                          \
    STEP(p, from, to, .when = {IF(semaphore, AT_LEAST, 1)},                                        \
         .then = {ADD(semaphore, -1), ##__VA_ARGS__})
#define POST(p, from, to, semaphore) STEP(p, from, to, .then = {ADD(semaphore, 1)})

void model_mutex_order_abba(struct handmade *p, int tasks, int entries)
{
    int mutex = handmade_cells(p, 2, 0);
    ASSERT_EQ(tasks, 2);
    for (int me = 0; me < tasks; me++) {
        handmade_thread(p);
        FOR_EACH_ENTRY(4, entries) {
            LOCK(p, at, at + 1, mutex + me);
            LOCK(p, at + 1, at + 2, mutex + 1 - me);
            UNLOCK(p, at + 2, at + 3, mutex + 1 - me);
            UNLOCK(p, at + 3, next, mutex + me);
        }
    }
}

/* Takes two forks, writes its number at both of them. */
static void dine(struct handmade *p, int me, int fork, int user, int first, int second, int entries)
{
    handmade_thread(p);
    FOR_EACH_ENTRY(4, entries) {
        LOCK(p, at, at + 1, fork + first);
        LOCK(p, at + 1, at + 2, fork + second, SET(user + first, me), SET(user + second, me));
        UNLOCK(p, at + 2, at + 3, fork + second);
        UNLOCK(p, at + 3, next, fork + first);
    }
}

void model_philosophers_naive(struct handmade *p, int tasks, int entries)
{
    int fork = handmade_cells(p, tasks, 0), user = handmade_cells(p, tasks, 0);
    for (int me = 0; me < tasks; me++)
        dine(p, me, fork, user, me, (me + 1) % tasks, entries);
}

void model_philosophers(struct handmade *p, int tasks, int entries)
{
    int fork = handmade_cells(p, tasks, 0), user = handmade_cells(p, tasks, 0), last = tasks - 1;
    for (int me = 0; me < last; me++)
        dine(p, me, fork, user, me, me + 1, entries);
    dine(p, last, fork, user, 0, last, entries);
}

enum { PLACES = 2 };

/* The variables of the bounded buffer. */
struct buffer {
    int lock, in, out, free_places, used_places, items;
};

static void produce(struct handmade *p, const struct buffer *b, int item)
{
    handmade_thread(p);
    WAIT(p, 0, 1, b->free_places);
    for (int i = 0; i < PLACES; i++)
        STEP(p, 1, 2, .when = {IF(b->lock, EQUAL, 0), IF(b->in, EQUAL, i)},
             .then = {SET(b->lock, 1), SET(b->items + i, item), SET(b->in, (i + 1) % PLACES)});
    UNLOCK(p, 2, 3, b->lock);
    POST(p, 3, 0, b->used_places);
}

static void consume(struct handmade *p, const struct buffer *b)
{
    handmade_thread(p);
    WAIT(p, 0, 1, b->used_places);
    for (int i = 0; i < PLACES; i++) {
        int item = b->items + i;
        STEP(p, 1, 2,
             .when = {IF(b->lock, EQUAL, 0), IF(b->out, EQUAL, i), IF(item, NOT_EQUAL, 0)},
             .then = {SET(b->lock, 1), SET(item, 0), SET(b->out, (i + 1) % PLACES)});
        STEP(p, 1, HANDMADE_FAILED,
             .when = {IF(b->lock, EQUAL, 0), IF(b->out, EQUAL, i), IF(item, EQUAL, 0)});
    }
    UNLOCK(p, 2, 3, b->lock);
    POST(p, 3, 0, b->free_places);
}

/* Half of the tasks produce, the others consume. */
void model_buffer(struct handmade *p, int tasks, int entries)
{
    struct buffer b = {
        .lock = handmade_cell(p, 0),
        .in = handmade_cell(p, 0),
        .out = handmade_cell(p, 0),
        .free_places = handmade_cell(p, PLACES),
        .used_places = handmade_cell(p, 0),
        .items = handmade_cells(p, PLACES, 0),
    };
    ASSERT(entries == FOREVER);
    for (int i = 0; i < tasks / 2; i++)
        produce(p, &b, i + 1);
    for (int i = 0; i < tasks / 2; i++)
        consume(p, &b);
}

/* A step that locks and counts a reader: to `alone` if there are no others. */
static void count_reader(struct handmade *p, int at, int lock, int readers, int others, int change,
                         int alone)
{
    STEP(p, at, alone, .when = {IF(lock, EQUAL, 0), IF(readers, EQUAL, others)},
         .then = {SET(lock, 1), ADD(readers, change)});
    STEP(p, at, alone + 1, .when = {IF(lock, EQUAL, 0), IF(readers, NOT_EQUAL, others)},
         .then = {SET(lock, 1), ADD(readers, change)});
}

/* Half of the tasks read, the others write: both halves of the value, in one step. */
void model_rwlock(struct handmade *p, int tasks, int entries)
{
    int lock = handmade_cell(p, 0), readers = handmade_cell(p, 0), room = handmade_cell(p, 1);
    int value = handmade_cells(p, 2, 0);
    ASSERT(entries == FOREVER);
    for (int i = 0; i < tasks / 2; i++) {
        handmade_thread(p);
        count_reader(p, 0, lock, readers, 0, 1, 1);
        WAIT(p, 1, 2, room);
        UNLOCK(p, 2, 3, lock);
        count_reader(p, 3, lock, readers, 1, -1, 4);
        POST(p, 4, 5, room);
        UNLOCK(p, 5, 0, lock);
    }
    for (int i = 0; i < tasks / 2; i++) {
        handmade_thread(p);
        for (int v = 0; v < 2; v++)
            STEP(p, 0, 1, .when = {IF(room, AT_LEAST, 1), IF(value, EQUAL, v)},
                 .then = {ADD(room, -1), SET(value, 1 - v), SET(value + 1, 1 - v)});
        POST(p, 1, 0, room);
    }
}
