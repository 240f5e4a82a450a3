/* SPDX-License-Identifier: MIT */
/*
 * Peterson's algorithm: two tasks, two flags and a turn.
 *
 * Source:   G. L. Peterson, "Myths about the mutual exclusion problem", IPL 12(3), 1981.
 * Property: at most one task is inside. The counter is a plain variable without any protection of
 *           its own: two tasks inside at once are a data race, and a lost increment fails the
 *           assertion.
 * Why:      assume both are inside. One of them wrote turn later. By then the flag of the other was
 *           up, and it stays up while the other is inside; from that write on turn names the other.
 *           So the later writer waits, whenever it looks.
 * Needs:    sequential consistency, which C11 gives to plain reads and writes of atomic variables.
 *           With weaker ones each task may read the other's old flag.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#ifndef ENTRIES
#define ENTRIES 1 /* per task; every interleaving of 2 is a matter of half a minute */
#endif

static atomic_int flag[2]; /* flag[i]: task i wants to enter, or is inside */
static atomic_int turn;    /* who goes first if both want to */
static int counter;

static void *run(void *argument)
{
    int me = (int)(intptr_t)argument, other = 1 - me;
    for (int i = 0; i < ENTRIES; i++) {
        flag[me] = 1;
        turn = other;
        while (flag[other] && turn == other)
            ;
        counter++;
        flag[me] = 0;
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
    assert(counter == 2 * ENTRIES);
    return 0;
}
