#include <stdio.h>
#include <unistd.h>
#include "worker.h"

void *worker_main(void *arg)
{
    struct worker *me = (struct worker *)arg;
    int job;
    while (queue_get(me->queue, &job)) {
        printf("[worker %d] job %d\n", me->id, job);
        me->jobs++;
        me->sum += job;
        usleep(10);   /* pretend to work */
    }
    printf("[worker %d] bye\n", me->id);
    return NULL;
}
