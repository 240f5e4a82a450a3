// A static local is shared, although it looks like a local.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <stdio.h>
int next_id(void)
{
    static int id = 0;
    return ++id;
}
void *f(void *p) { printf("id %d\n", next_id()); return p; }
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, f, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
