/* SPDX-License-Identifier: MIT */
/*
 * Readers and writers, readers first (Courtois, Heymans, Parnas, CACM 14(10), 1971): TASKS / 2 of
 * each, for ever.  A reader asserts that nobody writes.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#ifndef TASKS
#define TASKS 4
#endif

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER; /* protects readers */
static int readers;                                          /* inside */
static sem_t room;                                           /* taken by the readers or a writer */
static atomic_int writing;

static void *read_again(void *argument)
{
    for (;;) {
        pthread_mutex_lock(&counting);
        if (++readers == 1)
            sem_wait(&room);
        pthread_mutex_unlock(&counting);

        assert(atomic_load(&writing) == 0);

        pthread_mutex_lock(&counting);
        if (--readers == 0)
            sem_post(&room);
        pthread_mutex_unlock(&counting);
    }
    return argument;
}

static void *write_again(void *argument)
{
    for (;;) {
        sem_wait(&room);
        writing = 1;
        writing = 0;
        sem_post(&room);
    }
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    sem_init(&room, 0, 1);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, i < TASKS / 2 ? read_again : write_again, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    return 0;
}
