// strlen in the loop condition, strcat, strrchr, sscanf, snprintf, memmove.
// expect: verified
// options: --engine brute
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <assert.h>
struct job { char text[64]; int letters; };
void *reverse(void *p)
{
    struct job *j = p;
    unsigned i;
    char tmp[64] = "";
    for (i = 0; i < strlen(j->text); i++) {
        memmove(tmp + 1, tmp, strlen(tmp) + 1);
        tmp[0] = j->text[i];
    }
    strcpy(j->text, tmp);
    j->letters = (int)i;
    return NULL;
}
int main(void)
{
    struct job j[2] = {{"hello", 0}, {"threads", 0}};
    pthread_t t[2];
    char line[128] = "";
    int a, b;
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, reverse, &j[i]);
    for (int i = 0; i < 2; i++) {
        pthread_join(t[i], NULL);
        strcat(line, j[i].text);
        strcat(line, "/");
    }
    assert(strcmp(line, "olleh/sdaerht/") == 0);
    assert(strcmp(strrchr(line, '/'), "/") == 0 && strstr(line, "sda") == line + 6);
    snprintf(line, sizeof line, "%d-%d", j[0].letters, j[1].letters);
    assert(sscanf(line, "%d-%d", &a, &b) == 2 && a == 5 && b == 7);
    assert(atoi("42abc") == 42 && strtol("0x1f", NULL, 0) == 31 && strtod("2.5", NULL) == 2.5);
    return 0;
}
