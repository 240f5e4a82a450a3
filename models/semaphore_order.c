/* SPDX-License-Identifier: MIT */
/*
 * Two semaphores, always taken in the same order: a printer and a scanner.
 *
 * Property: nobody waits for ever.
 * Why:      whoever holds the scanner holds the printer as well, so it needs nothing more.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t printer, scanner;
static int copies;

static void *copy(void *argument)
{
    sem_wait(&printer);
    sem_wait(&scanner);
    copies++;
    sem_post(&scanner);
    sem_post(&printer);
    return argument;
}

int main(void)
{
    pthread_t a, b;
    sem_init(&printer, 0, 1);
    sem_init(&scanner, 0, 1);
    pthread_create(&a, NULL, copy, NULL);
    pthread_create(&b, NULL, copy, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    sem_destroy(&printer);
    sem_destroy(&scanner);
    assert(copies == 2);
    return 0;
}
