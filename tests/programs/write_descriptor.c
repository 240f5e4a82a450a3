// Unbuffered output: write() to descriptors 1 and 2, putchar, puts, fputs, perror.
// expect: verified
// options: --engine brute
#include <unistd.h>
#include <string.h>
#include <stdio.h>
#include <errno.h>
#include <pthread.h>
#include <assert.h>
void *f(void *p)
{
    const char *s = "written\n";
    assert(write(STDOUT_FILENO, s, strlen(s)) == (ssize_t)strlen(s));
    write(2, "err\n", 4);
    putchar('x');
    putc('\n', stdout);
    fputs("fputs\n", stderr);
    fwrite("abc\n", 1, 4, stdout);
    errno = ENOENT;
    perror("perror");
    fflush(NULL);
    return p;
}
int main(void)
{
    pthread_t t;
    setvbuf(stdout, NULL, _IONBF, 0);
    pthread_create(&t, NULL, f, NULL);
    pthread_join(t, NULL);
    return 0;
}
