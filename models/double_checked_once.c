/* SPDX-License-Identifier: MIT */
/*
 * Double-checked initialisation, broken: checked only once.
 *
 * Property: the object is made once (double_checked.c).
 * Broken:   the pointer is not looked at again once the lock is held.
 * Shown by: T1 and T2 both find NULL; T1 takes the lock and makes the object; T2 takes the lock and
 *           makes another.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifndef TASKS
#define TASKS 2
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
        s = malloc(sizeof *s);
        s->level = 7;
        made++;
        atomic_store_explicit(&instance, s, memory_order_release);
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
