// The initialiser calls what needs the initialisation: it waits for itself.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <pthread.h>
pthread_once_t once = PTHREAD_ONCE_INIT;
void init(void);
void use(void) { pthread_once(&once, init); }
void init(void) { use(); }
void *f(void *p) { use(); return p; }
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    return 0;
}
