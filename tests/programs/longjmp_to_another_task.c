// A task jumps into main, which waits for it on another stack.
// expect: violation misuse
// native: compiles
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
jmp_buf start;
void *back(void *p)
{
    longjmp(start, 1);
    return p;
}
int main(void)
{
    pthread_t t;
    if (setjmp(start))
        printf("again\n");
    pthread_create(&t, NULL, back, NULL);
    pthread_join(t, NULL);
}
