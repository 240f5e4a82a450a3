// A job queue in three files; what a second year student hands in.
// expect: inconclusive
// options: --engine sample --executions 300
// args: 2 5
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>
#include "queue.h"
#include "worker.h"

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s WORKERS JOBS\n", argv[0]);
        exit(EXIT_FAILURE);
    }
    int nworkers = atoi(argv[1]);
    int njobs = atoi(argv[2]);
    struct queue *q = queue_create(3);
    struct worker *workers = calloc(nworkers, sizeof(struct worker));
    long total = 0;
    int i;

    for (i = 0; i < nworkers; i++) {
        workers[i].id = i;
        workers[i].queue = q;
        if (pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]) != 0) {
            perror("pthread_create");
            return 1;
        }
    }
    for (i = 1; i <= njobs; i++)
        queue_put(q, i);
    queue_close(q);
    for (i = 0; i < nworkers; i++) {
        pthread_join(workers[i].thread, NULL);
        printf("worker %d: %d jobs, sum %ld\n", i, workers[i].jobs, workers[i].sum);
        total += workers[i].sum;
    }
    printf("total %ld\n", total);
    if (total != (long)njobs * (njobs + 1) / 2)
        abort();
    queue_destroy(q);
    free(workers);
    return 0;
}
