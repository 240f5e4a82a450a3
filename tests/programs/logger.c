// A logger task at the end of a queue of strdup'ed lines; variadic functions, strtok_r, toupper.
// expect: inconclusive
// options: --engine sample --executions 150
#include <ctype.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <assert.h>
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static struct line { char *text; struct line *next; } *first, **last = &first;
static int finished;
static void logf_(const char *fmt, ...)
{
    char tmp[100];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(tmp, sizeof tmp, fmt, ap);
    va_end(ap);
    struct line *l = malloc(sizeof *l);
    l->text = strdup(tmp);
    l->next = NULL;
    pthread_mutex_lock(&mu);
    *last = l;
    last = &l->next;
    pthread_cond_signal(&cv);
    pthread_mutex_unlock(&mu);
}
static void *logger(void *count)
{
    pthread_mutex_lock(&mu);
    for (;;) {
        while (!first && !finished)
            pthread_cond_wait(&cv, &mu);
        if (!first)
            break;
        struct line *l = first;
        first = l->next;
        if (!first)
            last = &first;
        pthread_mutex_unlock(&mu);
        for (char *p = l->text; *p; p++)
            *p = (char)toupper((unsigned char)*p);
        fprintf(stderr, "%s\n", l->text);
        free(l->text);
        free(l);
        ++*(int *)count;
        pthread_mutex_lock(&mu);
    }
    pthread_mutex_unlock(&mu);
    return NULL;
}
static void *worker(void *words)
{
    char *copy = strdup(words), *save = NULL;
    for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save))
        logf_("[%s] %zu letters", w, strlen(w));
    free(copy);
    return NULL;
}
int main(void)
{
    pthread_t l, a, b;
    int count = 0;
    pthread_create(&l, NULL, logger, &count);
    pthread_create(&a, NULL, worker, "red,green");
    pthread_create(&b, NULL, worker, "blue");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_mutex_lock(&mu);
    finished = 1;
    pthread_cond_signal(&cv);
    pthread_mutex_unlock(&mu);
    pthread_join(l, NULL);
    assert(count == 3);
    return 0;
}
