// add() locks, and add_all() has locked already: a normal mutex waits for itself.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <pthread.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int sum;
void add(int n)
{
    pthread_mutex_lock(&m);
    sum += n;
    pthread_mutex_unlock(&m);
}
void *add_all(void *p)
{
    pthread_mutex_lock(&m);
    for (int i = 0; i < 3; i++)
        add(i);
    pthread_mutex_unlock(&m);
    return p;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, add_all, NULL);
    pthread_join(t, NULL);
    return 0;
}
