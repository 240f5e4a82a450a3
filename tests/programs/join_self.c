// POSIX allows EDEADLK here, and glibc returns it.
// expect: verified|violation deadlock,misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
void *f(void *p) { pthread_join(pthread_self(), NULL); return p; }
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    return 0;
}
