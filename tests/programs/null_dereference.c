// The list may be empty when the second task comes.
// expect: violation crash
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
struct node { int v; struct node *next; };
struct node second = {2, NULL}, first = {1, &second};
struct node *list = &second;
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *pop(void *p)
{
    struct node *n;
    pthread_mutex_lock(&m);
    n = list;
    list = list->next;
    pthread_mutex_unlock(&m);
    printf("%d\n", n->v);
    return p;
}
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, pop, 0);
    pthread_create(&b, 0, pop, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
