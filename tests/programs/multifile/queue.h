#ifndef _QUEUE_H_
#define _QUEUE_H_

struct node {
    int value;
    struct node *next;
};

struct queue;

struct queue *queue_create(int capacity);
void queue_put(struct queue *q, int value);
int queue_get(struct queue *q, int *value);   /* 0 when closed and empty */
void queue_close(struct queue *q);
void queue_destroy(struct queue *q);

#endif
