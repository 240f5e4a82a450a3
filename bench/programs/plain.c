/* Plain accesses: 100 per operation, checked for races but no scheduling points. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int progress;
static int cells[2][10];

static void *work(void *argument)
{
    int *mine = argument;
    for (int i = 0; i < 50; i++) {
        for (int j = 0; j < 50; j++)
            mine[j % 10]++;
        atomic_fetch_add(&progress, 1);
    }
    return NULL;
}

int main(void)
{
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, work, cells[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
