// The early return keeps the lock.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
int tickets = 1;
void *sell(void *name)
{
    pthread_mutex_lock(&lock);
    if (tickets == 0) {
        printf("%s: sold out\n", (char *)name);
        return NULL;
    }
    tickets--;
    pthread_mutex_unlock(&lock);
    return NULL;
}
int main(void)
{
    pthread_t a, b, c;
    pthread_create(&a, NULL, sell, "A");
    pthread_create(&b, NULL, sell, "B");
    pthread_create(&c, NULL, sell, "C");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_join(c, NULL);
    return 0;
}
