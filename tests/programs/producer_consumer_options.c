// Options by getopt, semaphores, printf everywhere.
// expect: inconclusive
// options: --engine sample --executions 200
// args: -p 2 -c 2 -n 3 -v
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <getopt.h>
#include <pthread.h>
#include <semaphore.h>

#define BUFFER_SIZE 4

typedef struct {
    int buf[BUFFER_SIZE];
    int in, out;
    sem_t full, empty;
    pthread_mutex_t mutex;
} sbuf_t;

sbuf_t shared;
int items = 10, verbose = 0;
long produced, consumed;
pthread_mutex_t stat_lock = PTHREAD_MUTEX_INITIALIZER;

void *Producer(void *arg)
{
    int i, item, index;
    index = *(int *)arg;
    for (i = 0; i < items; i++) {
        item = index * 100 + i;
        sem_wait(&shared.empty);
        pthread_mutex_lock(&shared.mutex);
        shared.buf[shared.in] = item;
        shared.in = (shared.in + 1) % BUFFER_SIZE;
        if (verbose)
            printf("[P%d] Producing %d ...\n", index, item);
        fflush(stdout);
        pthread_mutex_unlock(&shared.mutex);
        sem_post(&shared.full);
        if (i % 2 == 1) usleep(2000);
        pthread_mutex_lock(&stat_lock);
        produced += item;
        pthread_mutex_unlock(&stat_lock);
    }
    return NULL;
}

void *Consumer(void *arg)
{
    int i, item, index;
    index = *(int *)arg;
    for (i = items; i > 0; i--) {
        sem_wait(&shared.full);
        pthread_mutex_lock(&shared.mutex);
        item = shared.buf[shared.out];
        shared.out = (shared.out + 1) % BUFFER_SIZE;
        if (verbose)
            printf("------> [C%d] Consuming  %d ...\n", index, item);
        fflush(stdout);
        pthread_mutex_unlock(&shared.mutex);
        sem_post(&shared.empty);
        pthread_mutex_lock(&stat_lock);
        consumed += item;
        pthread_mutex_unlock(&stat_lock);
    }
    return NULL;
}

static void usage(const char *name)
{
    fprintf(stderr, "Usage: %s [-p producers] [-c consumers] [-n items] [-v]\n", name);
    exit(1);
}

int main(int argc, char *argv[])
{
    pthread_t *threads;
    int *ids;
    int np = 1, nc = 1, i, c;

    while ((c = getopt(argc, argv, "p:c:n:v")) != -1) {
        switch (c) {
        case 'p': np = atoi(optarg); break;
        case 'c': nc = atoi(optarg); break;
        case 'n': items = (int)strtol(optarg, NULL, 10); break;
        case 'v': verbose = 1; break;
        default: usage(argv[0]);
        }
    }
    if (optind != argc || np != nc)
        usage(argv[0]);

    sem_init(&shared.full, 0, 0);
    sem_init(&shared.empty, 0, BUFFER_SIZE);
    pthread_mutex_init(&shared.mutex, NULL);
    threads = malloc((np + nc) * sizeof(pthread_t));
    ids = malloc((np + nc) * sizeof(int));
    for (i = 0; i < np + nc; i++) {
        ids[i] = i < np ? i : i - np;
        if (pthread_create(&threads[i], NULL, i < np ? Producer : Consumer, &ids[i])) {
            perror("pthread_create");
            exit(1);
        }
    }
    for (i = 0; i < np + nc; i++)
        pthread_join(threads[i], NULL);
    printf("produced %ld consumed %ld\n", produced, consumed);
    free(threads);
    free(ids);
    if (produced != consumed) {
        fprintf(stderr, "lost something\n");
        abort();
    }
    return 0;
}
