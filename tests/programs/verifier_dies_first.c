// Who assumes something false was perhaps slower: the others get to their error before.
// expect: violation assertion
// options: --property unreach-call
// native: none
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

extern void abort(void);
void reach_error(void) {}
void assume_abort_if_not(int condition)
{
    if (!condition)
        abort();
}

static atomic_int said;

static void *assumes(void *argument)
{
    said = 1;
    assume_abort_if_not(0);
    return argument;
}

static void *errs(void *argument)
{
    if (said == 1) {
        reach_error();
        abort();
    }
    return argument;
}

int main(void)
{
    pthread_t task[2];
    pthread_create(&task[0], NULL, assumes, NULL);
    pthread_create(&task[1], NULL, errs, NULL);
    pthread_join(task[0], NULL);
    pthread_join(task[1], NULL);
    return 0;
}
