// main returns while the tasks still work.
// expect: violation missing-join
// options: --engine sample --executions 100
// native: compiles
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
void *work(void *p)
{
    usleep(1000);
    printf("done\n");
    return p;
}
int main(void)
{
    pthread_t t[3];
    int i;
    for (i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, work, NULL);
    return 0;
}
