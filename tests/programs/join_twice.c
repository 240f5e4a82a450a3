// expect: violation misuse
// options: --engine brute
// native: compiles
#include <pthread.h>
void *f(void *p) { return p; }
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    pthread_join(t, NULL);
    return 0;
}
