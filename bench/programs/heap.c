/* malloc and free: 100 blocks per task, in a list, with one operation per block. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node {
    struct node *next;
    int value;
};

static atomic_int progress;

static void *work(void *argument)
{
    struct node *list = NULL;
    (void)argument;
    for (int i = 0; i < 100; i++) {
        struct node *node = malloc(sizeof *node);
        node->next = list;
        node->value = i;
        list = node;
        atomic_fetch_add(&progress, 1);
    }
    while (list) {
        struct node *next = list->next;
        free(list);
        list = next;
    }
    return NULL;
}

int main(void)
{
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
