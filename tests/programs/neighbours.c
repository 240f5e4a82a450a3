// Bytes next to each other, and members of one struct, are memory of their own: no race.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <assert.h>
char bytes[8];
struct { short a; char b; char c; int d; } s;
void *f(void *p)
{
    long i = (long)p;
    bytes[i] = 1;
    if (i == 0) s.a = 1; else if (i == 1) s.b = 1; else s.c = 1;
    return 0;
}
int main(void)
{
    pthread_t t[3];
    for (long i = 0; i < 3; i++) pthread_create(&t[i], NULL, f, (void *)i);
    for (int i = 0; i < 3; i++) pthread_join(t[i], NULL);
    assert(bytes[0] + bytes[1] + bytes[2] == 3 && s.a && s.b && s.c && !s.d);
    return 0;
}
