/* SPDX-License-Identifier: MIT */
/*
 * Rendezvous, broken: each waits before it says that it has come.
 *
 * Property: nobody waits for ever (rendezvous.c).
 * Broken:   both are polite.
 * Shown by: every execution. Each waits for the post that the other would do after its own wait.
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
    sem_wait(&arrived[other]);
    sem_post(&arrived[me]);
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
