// setjmp and longjmp.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf here;
static sigjmp_buf there;

static void deeper(int n)
{
    volatile char pad[200];
    pad[0] = (char)n;
    if (n == 0)
        longjmp(here, 7);
    deeper(n - 1);
    pad[1] = pad[0];
}

int main(void)
{
    volatile int tries = 0;
    int value = setjmp(here);
    printf("setjmp gives %d\n", value);
    if (value == 0)
        deeper(10);
    if (++tries < 3)
        longjmp(here, 0);
    if (sigsetjmp(there, 1) == 0)
        siglongjmp(there, 3);
    printf("done after %d\n", tries);
    return 0;
}
