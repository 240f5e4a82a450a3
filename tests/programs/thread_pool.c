// A pool with a shutdown: function pointers, a linked queue, condition variables.
// expect: inconclusive
// options: --engine sample --executions 200
#include <stdio.h>
#include <stdlib.h>
#include <stdbool.h>
#include <pthread.h>
#include <stdatomic.h>
#include <assert.h>

typedef void (*job_function)(void *);
typedef struct job { job_function function; void *arg; struct job *next; } job;

typedef struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    job *first, *last;
    int busy, size;
    bool stop;
    pthread_t *threads;
} pool;

static void *pool_thread(void *arg)
{
    pool *p = arg;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->first && !p->stop)
            pthread_cond_wait(&p->wake, &p->lock);
        if (!p->first)
            break;
        job *j = p->first;
        p->first = j->next;
        if (!p->first)
            p->last = NULL;
        p->busy++;
        pthread_mutex_unlock(&p->lock);
        j->function(j->arg);
        free(j);
        pthread_mutex_lock(&p->lock);
        p->busy--;
        if (p->busy == 0 && !p->first)
            pthread_cond_signal(&p->idle);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

pool *pool_create(int size)
{
    pool *p = calloc(1, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    pthread_cond_init(&p->idle, NULL);
    p->size = size;
    p->threads = calloc(size, sizeof *p->threads);
    for (int i = 0; i < size; i++)
        pthread_create(&p->threads[i], NULL, pool_thread, p);
    return p;
}

void pool_submit(pool *p, job_function f, void *arg)
{
    job *j = malloc(sizeof *j);
    *j = (job){ f, arg, NULL };
    pthread_mutex_lock(&p->lock);
    if (p->last)
        p->last->next = j;
    else
        p->first = j;
    p->last = j;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

void pool_wait(pool *p)
{
    pthread_mutex_lock(&p->lock);
    while (p->first || p->busy)
        pthread_cond_wait(&p->idle, &p->lock);
    pthread_mutex_unlock(&p->lock);
}

void pool_destroy(pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->size; i++)
        pthread_join(p->threads[i], NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->wake);
    pthread_cond_destroy(&p->idle);
    free(p->threads);
    free(p);
}

static atomic_int total;
static void add(void *arg) { total += (int)(long)arg; }

int main(void)
{
    pool *p = pool_create(2);
    for (long i = 1; i <= 4; i++)
        pool_submit(p, add, (void *)i);
    pool_wait(p);
    assert(total == 10);
    pool_submit(p, add, (void *)5L);
    pool_destroy(p);
    printf("total %d\n", total);
    assert(total == 15);
    return 0;
}
