// main ends with pthread_exit; its locals stay where they are, as in a process.
// expect: verified
// options: --engine brute
#include <assert.h>
#include <pthread.h>
static void *work(void *p)
{
    assert(*(int *)p > 0);
    return p;
}
int main(void)
{
    int numbers[2] = {1, 2};
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, work, &numbers[i]);
    pthread_exit(NULL);
}
