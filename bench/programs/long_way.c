/* A bug that shows only if one task makes all of its 100 steps between single steps of two others. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ready, busy, done;

static void *worker(void *argument)
{
    (void)argument;
    int was_ready = atomic_load(&ready);
    for (int i = 0; i < 98; i++)
        atomic_fetch_add(&busy, 1);
    atomic_store(&done, was_ready);
    return NULL;
}

static void *watcher(void *argument)
{
    (void)argument;
    assert(atomic_load(&done) == 0);
    return NULL;
}

static void *starter(void *argument)
{
    (void)argument;
    atomic_store(&ready, 1);
    return NULL;
}

int main(void)
{
    static void *(*const bodies[])(void *) = {worker, watcher, starter};
    pthread_t tasks[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&tasks[i], NULL, bodies[i], NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
