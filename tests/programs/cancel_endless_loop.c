// Asynchronous cancellation of a loop that does nothing: it does not matter where it ends.
// expect: verified
// options: --engine brute
#include <assert.h>
#include <pthread.h>
static void *work(void *unused)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    for (;;)
        ;
    return unused;
}
int main(void)
{
    pthread_t t;
    void *result;
    pthread_create(&t, NULL, work, NULL);
    pthread_cancel(t);
    pthread_join(t, &result);
    assert(result == PTHREAD_CANCELED);
}
