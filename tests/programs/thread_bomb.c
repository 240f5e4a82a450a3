// Creates tasks until there is no room, never joins any, and carries on.
// expect: violation|inconclusive *
// options: --engine sample --executions 2 --steps 20000
// native: compiles
#include <pthread.h>
#include <sched.h>
void *bomb(void *p)
{
    pthread_t t;
    while (1) {
        pthread_create(&t, NULL, bomb, NULL);
        sched_yield();
    }
    return p;
}
int main(void)
{
    bomb(NULL);
    return 0;
}
