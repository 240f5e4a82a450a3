// The scanf family on a stream and on texts.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void from_text(const char *text)
{
    int a = -9, b = -9, n;
    n = sscanf(text, "%d %d", &a, &b);
    printf("%d: %d %d\n", n, a, b);
    a = b = -9;
    n = sscanf(text, "%i,%x", &a, (unsigned *)&b);
    printf("%d: %d %d\n", n, a, b);
}

static void conversions(void)
{
    char word[20] = "", set[20] = "", c[4] = "", *made = NULL;
    float f = 0;
    double d = 0;
    long double ld = 0;
    long l = 0;
    short h = 0;
    signed char hh = 0;
    unsigned long long ull = 0;
    int used = -1;
    printf("%d ", sscanf("hello world", "%s", word));
    printf("%s\n", word);
    printf("%d ", sscanf("hello world", "%3s%n", word, &used));
    printf("%s %d\n", word, used);
    printf("%d ", sscanf("abc123]x", "%[a-z]%[0-9]", word, set));
    printf("%s %s\n", word, set);
    printf("%d ", sscanf("no]brackets", "%[^]]]%[]]", word, set));
    printf("%s\n", word);
    printf("%d ", sscanf("no]brackets", "%[^]]%[]]", word, set));
    printf("%s %s\n", word, set);
    printf("%d ", sscanf(" x y", "%c%c%c", &c[0], &c[1], &c[2]));
    printf("[%c%c%c]\n", c[0], c[1], c[2]);
    printf("%d ", sscanf("  xyz", " %2c", c));
    printf("[%.2s]\n", c);
    printf("%d ", sscanf("1.5 2.25e3 -0x1p4", "%f %lf %Lf", &f, &d, &ld));
    printf("%g %g %Lg\n", f, d, ld);
    printf("%d ", sscanf("inf nan -infinity", "%f %lf %Lf", &f, &d, &ld));
    printf("%g %d %Lg\n", f, d != d, ld);
    printf("%d ", sscanf("-5 70000 300 18446744073709551615", "%ld %hd %hhd %llu", &l, &h, &hh, &ull));
    printf("%ld %hd %hhd %llu\n", l, h, hh, ull);
    printf("%d ", sscanf("12:34:56", "%*d:%d:%2d", &used, (int *)&f));
    printf("%d\n", used);
    printf("%d ", sscanf("42%ok", "%d%%%s", &used, word));
    printf("%d %s\n", used, word);
    printf("%d\n", sscanf("", "%d", &used));
    printf("%d\n", sscanf("   ", "%d", &used));
    printf("%d\n", sscanf("x", "%d", &used));
    printf("%d\n", sscanf("5", "%d %d", &used, &used));
    printf("%d\n", sscanf("5", "%*d %d", &used));
    printf("%d\n", sscanf("- 5", "%d", &used));
    printf("%d ", sscanf("017 0x1F 099", "%i %i %i", &used, (int *)word, (int *)set));
    printf("%d\n", used);
    printf("%d ", sscanf("allocated text", "%ms", &made));
    printf("%s\n", made);
    free(made);
    printf("%d ", sscanf("123456", "%3d%d", &used, (int *)word));
    printf("%d %d\n", used, *(int *)word);
}

int main(void)
{
    from_text("1 2");
    from_text("  -7\n+8");
    from_text("0x10,ff");
    from_text("010,10");
    from_text("abc");
    from_text("");
    from_text("99999999999 1");
    conversions();

    int n, total = 0;
    char name[32];
    if (scanf("%d", &n) != 1)
        return 1;
    for (int i = 0; i < n; i++) {
        int v;
        if (scanf("%d", &v) != 1)
            break;
        total += v;
    }
    printf("sum of %d: %d\n", n, total);
    scanf("%31s", name);
    printf("name %s, next is %d\n", name, getchar());
    char line[10];
    while (fgets(line, sizeof line, stdin))
        printf("<%s>\n", line);
    printf("eof %d error %d\n", feof(stdin) != 0, ferror(stdin) != 0);
    printf("%d\n", scanf("%d", &n));
    printf("%d\n", getchar());
    return 0;
}
