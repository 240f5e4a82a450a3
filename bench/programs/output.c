/* printf: one line per operation. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int progress;

static void *work(void *argument)
{
    for (int i = 0; i < 100; i++) {
        int now = atomic_fetch_add(&progress, 1);
        printf("task %ld: progress %d\n", (long)argument, now);
    }
    return NULL;
}

int main(void)
{
    pthread_t tasks[2];
    for (long i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, work, (void *)i);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
