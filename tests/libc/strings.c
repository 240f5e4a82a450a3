// string.h and strings.h.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static const char *tail(const char *p)
{
    return p ? p : "(none)";
}

static void copies(void)
{
    char b[32];
    memset(b, '.', sizeof b);
    b[31] = 0;
    strcpy(b, "hello");
    printf("%s %zu\n", b, strlen(b));
    strncpy(b, "ab", 5);
    printf("%s %d %d %c\n", b, b[2], b[4], b[6]);
    strcat(b, "+more");
    strncat(b, "1234567", 3);
    printf("%s\n", b);
    printf("%s\n", stpcpy(b, "end") - 1);
    printf("%zu\n", strnlen("abcdef", 3));
    char *d = strdup("duplicate"), *n = strndup("duplicate", 4);
    printf("%s %s\n", d, n);
    free(d);
    free(n);
    char m[] = "0123456789";
    memmove(m + 2, m, 5);
    puts(m);
    memcpy(m, "xyz", 3);
    puts(m);
    memset(m + 3, '-', 2);
    puts(m);
    printf("%s\n", (char *)mempcpy(m, "QQ", 2));
    char *stop = memccpy(b, "one;two", ';', 7);
    *stop = 0;
    puts(b);
}

static void comparisons(void)
{
    static const char *const words[] = {"", "a", "A", "abc", "abd", "ABC", "abcd", "\xe4"};
    for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 8; j++)
            printf("%d%d%d%d%d ", sign(strcmp(words[i], words[j])),
                   sign(strncmp(words[i], words[j], 3)), sign(strcasecmp(words[i], words[j])),
                   sign(strncasecmp(words[i], words[j], 2)), sign(strcoll(words[i], words[j])));
        printf("\n");
    }
    printf("%d %d %d\n", sign(memcmp("abc", "abd", 3)), memcmp("abc", "abd", 2), sign(bcmp("x", "x", 1)));
    printf("%d\n", sign(strverscmp("file9", "file10")));
}

static void searches(void)
{
    const char *s = "the quick brown fox";
    printf("%s|%s|%s\n", tail(strchr(s, 'q')), tail(strrchr(s, 'o')), tail(strchr(s, 'z')));
    printf("%s|%s\n", tail(index(s, 'b')), tail(rindex(s, 'e')));
    printf("%zu %zu\n", strlen(strchr(s, 0)), strlen(strchrnul(s, 'z')));
    printf("%s|%s|%s\n", tail(strstr(s, "brown")), tail(strstr(s, "")), tail(strstr(s, "cat")));
    printf("%s\n", tail(strcasestr(s, "BROWN")));
    printf("%zu %zu %s\n", strspn(s, "eht "), strcspn(s, "qx"), tail(strpbrk(s, "xyz")));
    printf("%s|%s\n", (char *)memchr(s, 'k', 19), (char *)memrchr(s, 'o', 19));
    printf("%s\n", (char *)memmem(s, 19, "fox", 3));
    printf("%d %d %d\n", ffs(0), ffs(8), ffsl(1L << 40));
}

static void tokens(void)
{
    char a[] = ",,one,two,,three,", b[] = "x=1;y=2", c[] = "a:b::c";
    for (char *t = strtok(a, ","); t; t = strtok(NULL, ","))
        printf("<%s>", t);
    char *outer, *inner;
    for (char *t = strtok_r(b, ";", &outer); t; t = strtok_r(NULL, ";", &outer))
        for (char *u = strtok_r(t, "=", &inner); u; u = strtok_r(NULL, "=", &inner))
            printf("(%s)", u);
    char *at = c, *t;
    while ((t = strsep(&at, ":")))
        printf("{%s}", t);
    printf("\n%s\n", basename("/usr/lib/x.c"));
}

int main(void)
{
    copies();
    comparisons();
    searches();
    tokens();
    printf("%s|%s|%s\n", strerror(0), strerror(2), strerror(12345));
    printf("%s|%s\n", strsignal(11), strsignal(6));
    char text[40];
    printf("%s\n", strerror_r(22, text, sizeof text));
    return 0;
}
