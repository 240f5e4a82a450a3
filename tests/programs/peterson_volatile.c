// Peterson with volatile bool, as on the slides.  Right under sequential consistency.
// expect: verified
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <assert.h>
#define N 1
volatile bool interested[2] = {false, false};
volatile int turn;
int count = 0;
void enter_region(int process)
{
    int other = 1 - process;
    interested[process] = true;
    turn = process;
    while (turn == process && interested[other] == true);
}
void leave_region(int process) { interested[process] = false; }
void *run(void *arg)
{
    int me = *(int *)arg;
    for (int i = 0; i < N; i++) {
        enter_region(me);
        count++;
        leave_region(me);
    }
    return NULL;
}
int main()
{
    pthread_t t[2];
    int id[2] = {0, 1};
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, run, &id[i]);
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    printf("count %d\n", count);
    assert(count == 2 * N);
}
