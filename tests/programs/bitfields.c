// Two flags in one word, each changed by a task of its own: still the same memory.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
#include <assert.h>
struct { unsigned red : 1; unsigned green : 1; } lamps;
void *red(void *p) { lamps.red = 1; return p; }
void *green(void *p) { lamps.green = 1; return p; }
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, red, NULL);
    pthread_create(&b, NULL, green, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(lamps.red && lamps.green);
    return 0;
}
