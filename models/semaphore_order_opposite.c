/* SPDX-License-Identifier: MIT */
/*
 * Two semaphores, broken: taken in opposite orders.
 *
 * Property: nobody waits for ever (semaphore_order.c).
 * Broken:   one user begins with the printer, the other with the scanner.
 * Shown by: T1 takes the printer; T2 takes the scanner; each waits for what the other has.
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t printer, scanner;
static int copies;

static void copy(sem_t *first, sem_t *second)
{
    sem_wait(first);
    sem_wait(second);
    copies++;
    sem_post(second);
    sem_post(first);
}

static void *print_then_scan(void *argument)
{
    copy(&printer, &scanner);
    return argument;
}

static void *scan_then_print(void *argument)
{
    copy(&scanner, &printer);
    return argument;
}

int main(void)
{
    pthread_t a, b;
    sem_init(&printer, 0, 1);
    sem_init(&scanner, 0, 1);
    pthread_create(&a, NULL, print_then_scan, NULL);
    pthread_create(&b, NULL, scan_then_print, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    sem_destroy(&printer);
    sem_destroy(&scanner);
    assert(copies == 2);
    return 0;
}
