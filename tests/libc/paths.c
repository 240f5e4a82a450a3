// libgen.h's basename and dirname.
#include <libgen.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    static const char *const paths[] = {"/usr/lib", "/usr/", "usr", "/", ".", "..", "a/b/c//", "//", "a//b", ""};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char a[32], b[32];
        strcpy(a, paths[i]);
        strcpy(b, paths[i]);
        printf("[%s] [%s] [%s]\n", paths[i], basename(a), dirname(b));
    }
    return 0;
}
