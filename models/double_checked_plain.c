/* SPDX-License-Identifier: MIT */
/*
 * Double-checked initialisation, broken: the pointer is a plain variable.
 *
 * Source:   as first published, before languages had a memory model.
 * Property: whoever gets the object sees it complete (double_checked.c).
 * Broken:   nothing orders the first look with the writes of the task that makes the object; the
 *           compiler and the processor may show the pointer before the content.
 * Shown by: T1 writes instance under the lock while T2 reads it without: a data race.
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#ifndef TASKS
#define TASKS 2
#endif

struct settings {
    int level;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct settings *instance;
static int made; /* protected by lock */

static struct settings *settings_get(void)
{
    struct settings *s = instance;
    if (s == NULL) {
        pthread_mutex_lock(&lock);
        s = instance;
        if (s == NULL) {
            s = malloc(sizeof *s);
            s->level = 7;
            made++;
            instance = s;
        }
        pthread_mutex_unlock(&lock);
    }
    return s;
}

static void *use(void *argument)
{
    assert(settings_get()->level == 7);
    return argument;
}

int main(void)
{
    pthread_t task[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&task[i], NULL, use, NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(task[i], NULL);
    assert(made == 1);
    free(instance);
    return 0;
}
