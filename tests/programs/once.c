// expect: verified
// options: --engine brute
#include <pthread.h>
#include <assert.h>
pthread_once_t once = PTHREAD_ONCE_INIT;
int made, table[4];
void init(void)
{
    made++;
    for (int i = 0; i < 4; i++)
        table[i] = i + 1;
}
void *f(void *p)
{
    pthread_once(&once, init);
    assert(table[3] == 4);
    return p;
}
int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, f, NULL);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    assert(made == 1);
    return 0;
}
