/* SPDX-License-Identifier: MIT */
/*
 * Double-checked initialisation: look without the lock, and look again with it.
 *
 * Source:   D. Schmidt and T. Harrison, "Double-checked locking", PLoP 1996; sound with the acquire
 *           and release of C11.
 * Property: the object is made once, and whoever gets it sees it complete.
 * Why:      the store with release comes after the object is filled, and the load with acquire that
 *           sees the pointer sees what came before it. The second look is under the lock, so only
 *           the first task finds NULL there.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifndef TASKS
#define TASKS 3
#endif

struct settings {
    int level;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct settings *) instance;
static int made; /* protected by lock */

static struct settings *settings_get(void)
{
    struct settings *s = atomic_load_explicit(&instance, memory_order_acquire);
    if (s == NULL) {
        pthread_mutex_lock(&lock);
        s = atomic_load_explicit(&instance, memory_order_relaxed);
        if (s == NULL) {
            s = malloc(sizeof *s);
            s->level = 7;
            made++;
            atomic_store_explicit(&instance, s, memory_order_release);
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
