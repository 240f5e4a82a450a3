// Everything that can be initialised statically, in arrays and structs.
// expect: inconclusive
// options: --engine sample --executions 300
#define _GNU_SOURCE
#include <pthread.h>
#include <assert.h>
struct lane { pthread_mutex_t m; pthread_cond_t c; pthread_rwlock_t rw; int cars; };
static struct lane lanes[2] = {
    { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0 },
    { .m = PTHREAD_MUTEX_INITIALIZER, .cars = 0 },
};
static pthread_mutex_t kinds[] = {
    PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
    PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP,
    PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP,
};
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void nothing(void) { }
static void *drive(void *p)
{
    struct lane *l = &lanes[(long)p];
    pthread_once(&once, nothing);
    for (int i = 0; i < 4; i++) {
        pthread_mutex_lock(&kinds[i]);
        pthread_mutex_unlock(&kinds[i]);
    }
    pthread_mutex_lock(&l->m);
    l->cars++;
    pthread_cond_signal(&l->c);
    pthread_mutex_unlock(&l->m);
    pthread_rwlock_rdlock(&l->rw);
    pthread_rwlock_unlock(&l->rw);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, drive, (void *)0);
    pthread_create(&b, NULL, drive, (void *)1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(lanes[0].cars == 1 && lanes[1].cars == 1);
    return 0;
}
