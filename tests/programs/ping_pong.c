// Two threads take turns with one condition variable.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <assert.h>
pthread_mutex_t mtx = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
int turn = 0;
char out[8];
int len = 0;
void *player(void *arg)
{
    int me = *(int *)arg;
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&mtx);
        while (turn != me)
            pthread_cond_wait(&cv, &mtx);
        puts(me ? "pong" : "ping");
        out[len++] = me ? 'o' : 'i';
        turn = !me;
        pthread_cond_signal(&cv);
        pthread_mutex_unlock(&mtx);
    }
    return NULL;
}
int main(void)
{
    pthread_t t[2];
    int ids[2] = {0, 1};
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, player, &ids[i]);
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    assert(out[0] == 'i' && out[1] == 'o' && out[2] == 'i' && out[3] == 'o');
    return 0;
}
