/* Lock and unlock of one mutex: two tasks, 500 operations each. */
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *work(void *argument)
{
    (void)argument;
    for (int i = 0; i < 250; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
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
