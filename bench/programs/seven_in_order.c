/* Seven tasks; the bug shows only if they arrive in one certain order of 5,040. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { TASKS = 7 };

static atomic_int arrived;
static atomic_int in_order;
static const int place[TASKS] = {3, 0, 5, 1, 6, 2, 4};

static void *arrive(void *argument)
{
    int me = (int)(long)argument;
    if (atomic_fetch_add(&arrived, 1) == place[me])
        atomic_fetch_add(&in_order, 1);
    return NULL;
}

int main(void)
{
    pthread_t tasks[TASKS];
    for (long i = 0; i < TASKS; i++)
        pthread_create(&tasks[i], NULL, arrive, (void *)i);
    for (int i = 0; i < TASKS; i++)
        pthread_join(tasks[i], NULL);
    assert(in_order != TASKS);
    return 0;
}
