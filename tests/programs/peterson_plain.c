// Peterson with plain variables: every access to them is a data race.
// expect: violation data-race
// options: --engine sample --executions 200
// native: compiles
#include <pthread.h>
int flag[2], turn, count;
void *run(void *arg)
{
    int me = (int)(long)arg, other = 1 - me;
    flag[me] = 1;
    turn = other;
    while (flag[other] && turn == other);
    count++;
    flag[me] = 0;
    return 0;
}
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, run, (void *)0);
    pthread_create(&b, 0, run, (void *)1);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return count - 2;
}
