// Cigarette smokers as first tried: each smoker waits for two ingredients one after the other.
// expect: violation deadlock
// options: --engine sample --executions 2000
// native: compiles
#include <pthread.h>
#include <semaphore.h>
sem_t tobacco, paper, match;
void *with_tobacco(void *p) { sem_wait(&paper); sem_wait(&match); return p; }
void *with_paper(void *p) { sem_wait(&tobacco); sem_wait(&match); return p; }
void *agent(void *p)
{
    sem_post(&paper);      /* for the smoker with tobacco */
    sem_post(&match);
    sem_post(&tobacco);    /* for the smoker with paper */
    return p;
}
int main(void)
{
    pthread_t t[3];
    sem_init(&tobacco, 0, 0); sem_init(&paper, 0, 0); sem_init(&match, 0, 0);
    pthread_create(&t[0], 0, with_tobacco, 0);
    pthread_create(&t[1], 0, with_paper, 0);
    pthread_create(&t[2], 0, agent, 0);
    for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
    return 0;
}
