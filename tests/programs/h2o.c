// Building water: two hydrogens wait for an oxygen.
// expect: inconclusive
// options: --engine sample --executions 200
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <assert.h>
sem_t mutex, h_queue, o_queue;
int hydrogens, oxygens, molecules;
void make(void)
{
    hydrogens -= 2; oxygens -= 1; molecules++;
    sem_post(&h_queue); sem_post(&h_queue); sem_post(&o_queue);
}
void *hydrogen(void *p)
{
    sem_wait(&mutex);
    hydrogens++;
    if (hydrogens >= 2 && oxygens >= 1) make();
    sem_post(&mutex);
    sem_wait(&h_queue);
    return p;
}
void *oxygen(void *p)
{
    sem_wait(&mutex);
    oxygens++;
    if (hydrogens >= 2) make();
    sem_post(&mutex);
    sem_wait(&o_queue);
    return p;
}
int main(void)
{
    pthread_t t[6];
    sem_init(&mutex, 0, 1); sem_init(&h_queue, 0, 0); sem_init(&o_queue, 0, 0);
    for (int i = 0; i < 6; i++)
        pthread_create(&t[i], NULL, i % 3 == 2 ? oxygen : hydrogen, NULL);
    for (int i = 0; i < 6; i++) pthread_join(t[i], NULL);
    printf("%d molecules\n", molecules);
    assert(molecules == 2);
    return 0;
}
