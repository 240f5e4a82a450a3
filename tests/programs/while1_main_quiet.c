// The usual `while (1);` so that main does not end.  The tasks finish, main never will.
// expect: violation livelock
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>

void *task1(void *arg) { printf("task 1 runs\n"); return NULL; }
void *task2(void *arg) { printf("task 2 runs\n"); return NULL; }

int main(void)
{
    pthread_t t1, t2;
    pthread_create(&t1, NULL, task1, NULL);
    pthread_create(&t2, NULL, task2, NULL);
    while (1);
    return 0;
}
