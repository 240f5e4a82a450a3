// Texts to numbers, and integer arithmetic.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void integers(const char *s, int base)
{
    char *end;
    errno = 0;
    long l = strtol(s, &end, base);
    printf("%s/%d: %ld '%s' %d", s, base, l, end, errno);
    errno = 0;
    unsigned long u = strtoul(s, &end, base);
    printf(" %lu '%s' %d", u, end, errno);
    errno = 0;
    printf(" %lld %llu\n", strtoll(s, NULL, base), strtoull(s, NULL, base));
}

static void floats(const char *s)
{
    char *end;
    errno = 0;
    double d = strtod(s, &end);
    printf("%s: %g '%s' %d", s, d, end, errno);
    errno = 0;
    float f = strtof(s, &end);
    printf(" %g %d", f, errno);
    printf(" %Lg %g\n", strtold(s, NULL), atof(s));
}

int main(void)
{
    static const char *const texts[] = {
        "0", "42", "-42", "+7", "  \t\n12abc", "0x1f", "0X1F", "0x", "0xg", "017", "08", "", "-", "abc", "zz",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "-1", "99999999999999999999999999", "1010"};
    static const int bases[] = {10, 0, 16, 8, 2, 36};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (size_t j = 0; j < sizeof bases / sizeof bases[0]; j++)
            integers(texts[i], bases[j]);
    static const char *const reals[] = {"1.5", "-2.5e3", " .5", "5.", "1e", "1e+", "1e5x", "0x1.8p1", "inf",
                                        "-INFINITY", "nan", "nan(12)", "infix", "1e400", "-1e400", "1e-400",
                                        "", "abc", "+", "1.2.3", "1,5"};
    for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++)
        floats(reals[i]);
    printf("%d %ld %lld %d\n", atoi("123"), atol("-77 "), atoll("9000000000"), atoi("x"));
    printf("%d %ld %lld\n", abs(-5), labs(-6L), llabs(-7LL));
    div_t d = div(-7, 2);
    ldiv_t l = ldiv(100L, 7L);
    printf("%d %d %ld %ld\n", d.quot, d.rem, l.quot, l.rem);
    printf("%" PRIdMAX "\n", strtoimax("-99", NULL, 10));
    return 0;
}
