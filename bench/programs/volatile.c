/* Volatile accesses: two tasks, 500 each, on two cells. */
#include <pthread.h>

static volatile int a, b;

static void *work(void *argument)
{
    (void)argument;
    for (int i = 0; i < 250; i++) {
        (void)a;
        b = i;
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
