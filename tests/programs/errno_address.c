// errno has an address of its own in each thread, the same in every execution and process.
// expect: verified
// options: --engine brute --self-check
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
static void *work(void *p)
{
    assert(&errno != p && errno == 0);
    printf("%p\n", (void *)&errno);
    errno = EAGAIN;
    return &errno;
}
int main(void)
{
    pthread_t t[2];
    errno = ENOENT;
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, work, &errno);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    assert(errno == ENOENT);
}
