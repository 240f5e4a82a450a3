// The MCS queue lock: each thread spins on a node on its own stack.
// expect: verified
// options: --engine brute
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
struct node {
    _Atomic(struct node *) next;
    atomic_int locked;
};
static _Atomic(struct node *) tail;
static int counter;
static void lock(struct node *n)
{
    atomic_store(&n->next, NULL);
    struct node *before = atomic_exchange(&tail, n);
    if (before) {
        atomic_store(&n->locked, 1);
        atomic_store(&before->next, n);
        while (atomic_load(&n->locked))
            sched_yield();
    }
}
static void unlock(struct node *n)
{
    struct node *next = atomic_load(&n->next);
    if (next == NULL) {
        struct node *expected = n;
        if (atomic_compare_exchange_strong(&tail, &expected, NULL))
            return;
        while ((next = atomic_load(&n->next)) == NULL)
            sched_yield();
    }
    atomic_store(&next->locked, 0);
}
static void *add(void *unused)
{
    struct node n;
    lock(&n);
    counter++;
    unlock(&n);
    return unused;
}
int main(void)
{
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, add, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    assert(counter == 2);
}
