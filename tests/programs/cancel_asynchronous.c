// A thread that may be cancelled between any two instructions: not modelled, and said so.
// expect: unsupported
#include <pthread.h>
static volatile int rounds;
void *spin(void *p)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);
    for (;;)
        rounds++;
    return p;
}
int main()
{
    pthread_t t;
    pthread_create(&t, 0, spin, 0);
    pthread_cancel(t);
    pthread_join(t, 0);
    return 0;
}
