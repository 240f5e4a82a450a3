// expect: verified
// options: --engine brute
// stdin: one\ntwo three\n\nlast
#include <stdio.h>
#include <string.h>
#include <pthread.h>
#include <assert.h>

static int lines, words;

void *count(void *unused)
{
    char buf[80], *save, *w;
    while (fgets(buf, sizeof buf, stdin)) {
        lines++;
        for (w = strtok_r(buf, " \n", &save); w; w = strtok_r(NULL, " \n", &save))
            words++;
    }
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, count, NULL);
    pthread_join(t, NULL);
    printf("%d lines, %d words\n", lines, words);
    assert(lines == 4 && words == 4);
    return 0;
}
