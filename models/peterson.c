/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm: two tasks, two flags and a turn.
 *
 * Source:   G. L. Peterson, "Myths about the mutual exclusion problem", IPL 12(3), 1981.
 * Property: at most one task is inside. The owner is a plain variable without any protection of its
 *           own: two tasks inside at once are a data race, and may fail the assertion.
 * Why:      assume both are inside. One of them wrote turn later. By then the flag of the other was
 *           up, and it stays up while the other is inside; from that write on turn names the other.
 *           So the later writer waits, whenever it looks.
 * Needs:    sequential consistency, which C11 gives to plain reads and writes of atomic variables.
 *           With weaker ones each task may read the other's old flag (peterson_relaxed.c).
 * Card:     mutual exclusion; progress; bypass 1 after the doorway: the other, to come again,
 *           writes turn, and waits. From the first step 2: it may come once more while this task's
 *           flag is up and turn is not yet written. First come first served, never starves.
 */
#include "heddle.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; 0: for ever */
#endif

static atomic_int flag[2]; /* flag[i]: task i wants to enter, or is inside */
static atomic_int turn;    /* who goes first if both want to */
static int owner;

static void lock(int me)
{
    int other = 1 - me;
    heddle_doorway();
    flag[me] = 1;
    turn = other;
    heddle_waiting();
    while (flag[other] && turn == other)
        ;
    heddle_critical();
}

static void unlock(int me)
{
    heddle_exit();
    flag[me] = 0;
    heddle_remainder();
}

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument;
    for (int i = 0; ENTRIES == 0 || i < ENTRIES; i += ENTRIES > 0) {
        lock(me);
        owner = me;
        assert(owner == me);
        unlock(me);
    }
    return NULL;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    return 0;
}
