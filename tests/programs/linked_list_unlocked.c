// push() without a lock: two nodes can get the same successor, and one is lost.
// expect: violation data-race
// options: --engine sample --executions 300
// native: compiles
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>
struct node { int v; struct node *next; } *head;
void push(int v)
{
    struct node *n = malloc(sizeof *n);
    n->v = v;
    n->next = head;
    head = n;
}
void *f(void *p)
{
    for (int i = 0; i < 3; i++) push(i);
    return p;
}
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, f, 0);
    pthread_create(&b, 0, f, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    int n = 0;
    for (struct node *p = head; p; p = p->next) n++;
    printf("%d nodes\n", n);
    return 0;
}
