#ifndef WORKER_H
#define WORKER_H
#include <pthread.h>
#include "queue.h"

struct worker {
    pthread_t thread;
    int id;
    int jobs;
    long sum;
    struct queue *queue;
};

void *worker_main(void *arg);
#endif
