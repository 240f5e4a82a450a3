// Uses a mutex as a signal: one task locks, another unlocks.
// expect: violation misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
void *opener(void *p) { puts("open"); pthread_mutex_unlock(&gate); return p; }
int main(void)
{
    pthread_t t;
    pthread_mutex_lock(&gate);
    pthread_create(&t, NULL, opener, NULL);
    pthread_mutex_lock(&gate);   /* wait for the opener */
    pthread_join(t, NULL);
    return 0;
}
