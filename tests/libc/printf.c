// Every conversion, flag, width, precision and length of printf.
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>

static void integers(void)
{
    static const int values[] = {0, 1, -1, 42, -42, 123456, INT_MAX, INT_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        int v = values[i];
        printf("[%d] [%i] [%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%8.3d] [%-8.3d] [%08.3d]\n", v, v,
               v, v, v, v, v, v, v, v, v);
        printf("[%u] [%o] [%x] [%X] [%#o] [%#x] [%#X] [%#10x] [%-#10x] [%#010x] [%.5x] [%#.5x]\n",
               v, v, v, v, v, v, v, v, v, v, v, v);
        printf("[%hhd] [%hd] [%ld] [%lld] [%jd] [%zd] [%td]\n", (signed char)v, (short)v, (long)v,
               (long long)v, (intmax_t)v, (ssize_t)v, (ptrdiff_t)v);
        printf("[%hhu] [%hu] [%lu] [%llu] [%ju] [%zu] [%lx] [%llo]\n", (unsigned char)v,
               (unsigned short)v, (unsigned long)v, (unsigned long long)v, (uintmax_t)v, (size_t)v,
               (unsigned long)v, (unsigned long long)v);
        printf("[%*d] [%-*d] [%.*d] [%*.*d]\n", 7, v, 7, v, 4, v, 9, 4, v);
        printf("[%*d] [%.*d]\n", -7, v, -1, v);
    }
    printf("[%.0d] [%.0u] [%.0x] [%#.0o] [%.0o] [%5.0d] [%+.0d]\n", 0, 0, 0, 0, 0, 0, 0);
    printf("%ld %lu %" PRId64 " %" PRIu64 " %" PRIx64 "\n", LONG_MIN, ULONG_MAX, INT64_MIN, UINT64_MAX,
           UINT64_MAX);
    printf("[%+ d] [%-05d] [% 05d] [%'d]\n", 5, 5, 5, 1234567);
}

static void texts(void)
{
    printf("[%s] [%10s] [%-10s] [%.2s] [%10.2s] [%-10.2s] [%.0s] [%.10s]\n", "abc", "abc", "abc",
           "abc", "abc", "abc", "abc", "abc");
    char unterminated[3] = {'x', 'y', 'z'};
    printf("[%.3s] [%.*s]\n", unterminated, 2, unterminated);
    char *null = NULL;
    printf("[%s] [%10s] [%.3s] [%.6s]\n", null, null, null, null);
    printf("[%c] [%3c] [%-3c] [%%] [%%]\n", 'a', 'b', 'c');
    printf("%c%c%c", 'x', 0, 'y');
    printf("\n[%p] [%10p] [%p]\n", (void *)0, (void *)0, (void *)0x1234);
    errno = ENOENT;
    printf("[%m] [%.4m]\n");
}

static void floats(void)
{
    static const double values[] = {0.0, -0.0, 1.0, -1.5, 3.14159265358979, 1e10, 1e-10, 1e300,
                                    123456789.125, 0.5, 2.5, 99.995};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double v = values[i];
        printf("[%f] [%.2f] [%10.3f] [%-10.3f] [%010.3f] [%+f] [% f] [%.0f] [%#.0f]\n", v, v, v, v, v,
               v, v, v, v);
        printf("[%e] [%.2E] [%g] [%G] [%#g] [%.10g] [%a] [%.3A]\n", v, v, v, v, v, v, v, v);
        printf("[%Lf] [%.3Le] [%Lg] [%lf]\n", (long double)v, (long double)v, (long double)v, v);
    }
    printf("%f %F %e %g %5f|%-6f|%06f\n", INFINITY, INFINITY, -INFINITY, NAN, INFINITY, NAN, INFINITY);
    printf("%.100f\n%.40e\n", 1.0 / 3, 1.0 / 3);
    printf("%300.2f|%-300d|\n", 1.5, 7);
}

static void counts(void)
{
    int n = -1;
    short h = -1;
    signed char c = -1;
    long l = -1;
    long long ll = -1;
    printf("12345%n678%hn9%hhn%ln%lln\n", &n, &h, &c, &l, &ll);
    printf("%d %d %d %ld %lld\n", n, h, c, l, ll);
    printf("returns %d\n", printf("abc\n"));
}

static void positions(void)
{
    printf("%2$s %1$s %2$s\n", "first", "second");
    printf("%3$d %1$s %2$.2f\n", "text", 2.5, 3);
    printf("%1$*2$d|%1$-*2$d|%3$.*4$f\n", 42, 6, 3.14159, 2);
}

static void buffers(void)
{
    char b[16];
    memset(b, '#', sizeof b);
    printf("%d ", snprintf(b, 8, "%s", "longer than that"));
    printf("[%s] %c\n", b, b[8]);
    printf("%d\n", snprintf(NULL, 0, "%d-%d", 10, 20));
    printf("%d ", snprintf(b, 1, "x"));
    printf("[%s]\n", b);
    printf("%d ", sprintf(b, "%03d:%s", 7, "ok"));
    printf("[%s]\n", b);
}

int main(void)
{
    integers();
    texts();
    floats();
    counts();
    positions();
    buffers();
    fprintf(stdout, "%s %d\n", "to stdout", 1);
    fputs("fputs\n", stdout);
    putchar('A');
    putc('B', stdout);
    fputc('C', stdout);
    puts("");
    fwrite("fwrite\n", 1, 7, stdout);
    return 0;
}
