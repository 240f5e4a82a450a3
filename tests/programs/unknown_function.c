// Calls something that no simulation knows: named before anything runs.
// expect: unsupported
// native: compiles
#include <stdio.h>
#include <dlfcn.h>
#include <pthread.h>
int main(void)
{
    void *h = dlopen("libm.so.6", RTLD_NOW);
    printf("%p\n", h);
    return 0;
}
