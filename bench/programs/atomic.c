/* Atomic operations: two tasks, 500 each, on two cells. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int a, b;

static void *work(void *argument)
{
    (void)argument;
    for (int i = 0; i < 250; i++) {
        atomic_fetch_add(&a, 1);
        atomic_store(&b, i);
    }
    return NULL;
}

int main(void)
{
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
