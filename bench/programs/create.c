/* Creating and joining: 8 tasks that do nothing, 20 times. */
#include <pthread.h>
#include <stddef.h>

static void *work(void *argument)
{
    return argument;
}

int main(void)
{
    pthread_t tasks[8];
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 8; i++)
            pthread_create(&tasks[i], NULL, work, NULL);
        for (int i = 0; i < 8; i++)
            pthread_join(tasks[i], NULL);
    }
    return 0;
}
