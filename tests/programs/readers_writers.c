// pthread_rwlock around a small cache; usleep for "work".
// expect: inconclusive
// options: --engine sample --executions 200
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <assert.h>
static struct { char key[16]; int value; } cache[4];
static int used;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static int lookup(const char *key)
{
    int v = -1;
    pthread_rwlock_rdlock(&rw);
    for (int i = 0; i < used; i++)
        if (strcmp(cache[i].key, key) == 0)
            v = cache[i].value;
    pthread_rwlock_unlock(&rw);
    return v;
}
static void *writer(void *p)
{
    const char *names[] = {"one", "two", "three"};
    for (int i = 0; i < 3; i++) {
        pthread_rwlock_wrlock(&rw);
        strncpy(cache[used].key, names[i], sizeof cache[used].key - 1);
        cache[used].value = i + 1;
        used++;
        pthread_rwlock_unlock(&rw);
        usleep(100);
    }
    return p;
}
static void *reader(void *p)
{
    int tries = 0;
    while (tries++ < 5) {
        int v = lookup("three");
        assert(v == -1 || v == 3);
        if (v == 3)
            break;
        usleep(50);
    }
    return p;
}
int main(void)
{
    pthread_t t[3];
    pthread_create(&t[0], NULL, reader, NULL);
    pthread_create(&t[1], NULL, reader, NULL);
    pthread_create(&t[2], NULL, writer, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    assert(lookup("two") == 2);
    pthread_rwlock_destroy(&rw);
    return 0;
}
