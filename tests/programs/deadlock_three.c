// Three tasks, three locks, a cycle through all of them.
// expect: violation deadlock
// options: --engine sample --executions 3000
// native: compiles
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                c = PTHREAD_MUTEX_INITIALIZER;
void both(pthread_mutex_t *x, pthread_mutex_t *y)
{
    pthread_mutex_lock(x);
    pthread_mutex_lock(y);
    puts("both");
    pthread_mutex_unlock(y);
    pthread_mutex_unlock(x);
}
void *ab(void *p) { both(&a, &b); return p; }
void *bc(void *p) { both(&b, &c); return p; }
void *ca(void *p) { both(&c, &a); return p; }
int main(void)
{
    pthread_t t[3];
    pthread_create(&t[0], NULL, ab, NULL);
    pthread_create(&t[1], NULL, bc, NULL);
    pthread_create(&t[2], NULL, ca, NULL);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    return 0;
}
