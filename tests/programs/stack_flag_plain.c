// Spins on a plain local variable that another thread sets.
// expect: violation data-race
#include <pthread.h>
#include <stddef.h>
static void *work(void *argument)
{
    *(int *)argument = 1;
    return NULL;
}
int main(void)
{
    int done = 0;
    pthread_t t;
    pthread_create(&t, NULL, work, &done);
    while (!done)
        ;
    return pthread_join(t, NULL);
}
