// pause is a cancellation point, also while it waits.
// expect: verified
// options: --engine brute
#include <assert.h>
#include <pthread.h>
#include <unistd.h>
static int cleaned;
static void clean(void *unused)
{
    (void)unused;
    cleaned++;
}
static void *work(void *unused)
{
    pthread_cleanup_push(clean, NULL);
    for (;;)
        pause();
    pthread_cleanup_pop(0);
    return unused;
}
int main(void)
{
    pthread_t t;
    void *result;
    pthread_create(&t, NULL, work, NULL);
    sleep(1);
    pthread_cancel(t);
    pthread_join(t, &result);
    assert(result == PTHREAD_CANCELED && cleaned == 1);
}
