// A struct is copied under the lock on one side only.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>
struct position { double x, y, z; int valid; char tag[40]; };
struct position here;
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *move(void *p)
{
    struct position next = {1.0, 2.0, 3.0, 1, "moved"};
    pthread_mutex_lock(&m);
    here = next;
    pthread_mutex_unlock(&m);
    return p;
}
void *show(void *p)
{
    struct position now = here;
    printf("%g %g %g %s\n", now.x, now.y, now.z, now.tag);
    return p;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, move, NULL);
    pthread_create(&b, NULL, show, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
