/* SPDX-License-Identifier: MIT */
/*
 * Rendezvous:two tasks, neither goes on before both have arrived.
 *
 * Source:   A. B. Downey, "The Little Book of Semaphores", section 3.3.
 * Property: each sees what the other wrote before it arrived, and nobody waits for ever.
 * Why:      each says that it has come before it waits for the other.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

static sem_t arrived[2];
static int letter[2];

static void *meet(void *argument)
{
    int me = (int)(intptr_t)argument, other = 1 - me;
    letter[me] = 1;
    sem_post(&arrived[me]);
    sem_wait(&arrived[other]);
    assert(letter[other] == 1);
    return NULL;
}

int main(void)
{
    pthread_t task[2];
    for (int i = 0; i < 2; i++)
        sem_init(&arrived[i], 0, 0);
    for (int i = 0; i < 2; i++)
        pthread_create(&task[i], NULL, meet, (void *)(intptr_t)i);
    for (int i = 0; i < 2; i++)
        pthread_join(task[i], NULL);
    for (int i = 0; i < 2; i++)
        sem_destroy(&arrived[i]);
    return 0;
}
