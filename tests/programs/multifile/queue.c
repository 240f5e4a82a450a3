#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include "queue.h"

struct queue {
    struct node *head, *tail;
    int size, capacity, closed;
    pthread_mutex_t mutex;
    pthread_cond_t not_empty, not_full;
};

struct queue *queue_create(int capacity)
{
    struct queue *q = (struct queue *)malloc(sizeof(struct queue));
    q->head = q->tail = NULL;
    q->size = 0;
    q->closed = 0;
    q->capacity = capacity;
    pthread_mutex_init(&q->mutex, NULL);
    pthread_cond_init(&q->not_empty, NULL);
    pthread_cond_init(&q->not_full, NULL);
    return q;
}

void queue_put(struct queue *q, int value)
{
    struct node *n = malloc(sizeof(struct node));
    n->value = value;
    n->next = NULL;
    pthread_mutex_lock(&q->mutex);
    while (q->size == q->capacity)
        pthread_cond_wait(&q->not_full, &q->mutex);
    if (q->tail)
        q->tail->next = n;
    else
        q->head = n;
    q->tail = n;
    q->size++;
    pthread_cond_signal(&q->not_empty);
    pthread_mutex_unlock(&q->mutex);
}

int queue_get(struct queue *q, int *value)
{
    struct node *n;
    pthread_mutex_lock(&q->mutex);
    while (q->size == 0 && !q->closed)
        pthread_cond_wait(&q->not_empty, &q->mutex);
    if (q->size == 0) {
        pthread_mutex_unlock(&q->mutex);
        return 0;
    }
    n = q->head;
    q->head = n->next;
    if (!q->head)
        q->tail = NULL;
    q->size--;
    pthread_cond_signal(&q->not_full);
    pthread_mutex_unlock(&q->mutex);
    *value = n->value;
    free(n);
    return 1;
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->closed = 1;
    pthread_cond_broadcast(&q->not_empty);
    pthread_mutex_unlock(&q->mutex);
}

void queue_destroy(struct queue *q)
{
    pthread_cond_destroy(&q->not_empty);
    pthread_cond_destroy(&q->not_full);
    pthread_mutex_destroy(&q->mutex);
    free(q);
}
