// math.h and ctype.h.
#include <complex.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>

int main(void)
{
    double whole;
    int exponent, quotient;
    printf("%.10f %.10f %.10f\n", sin(1), cos(1), tan(1));
    printf("%.10f %.10f %.10f\n", sqrt(2), pow(2, 0.5), exp(1));
    printf("%.10f %.10f %.10f\n", log(10), log2(10), log10(10));
    printf("%g %g %g %g\n", floor(-1.5), ceil(-1.5), round(2.5), trunc(-2.7));
    printf("%g %g\n", fmod(7, 3), fabs(-2));
    printf("%g ", modf(3.75, &whole));
    printf("%g\n", whole);
    printf("%g ", frexp(48, &exponent));
    printf("%d\n", exponent);
    printf("%g ", remquo(29, 3, &quotient));
    printf("%d\n", quotient & 7);
    printf("%d %d %d\n", isnan(NAN) != 0, isinf(INFINITY) != 0, signbit(-1.0) != 0);
    printf("%.6f %.6f\n", cabs(3 + 4 * I), creal(cexp(I * 3.14159265)));
    printf("%ld %lld %.3f %.3f\n", lround(2.5), llrint(3.5), hypot(3, 4), cbrt(27));
    printf("%f %f\n", (double)sinf(1.0f), (double)powf(2.0f, 3.0f));
    for (int c = 0; c < 128; c++)
        printf("%d%d%d%d%d%d%d%d%d%d%d ", !!isalnum(c), !!isalpha(c), !!iscntrl(c), !!isdigit(c), !!isgraph(c),
               !!islower(c), !!isprint(c), !!ispunct(c), !!isspace(c), !!isupper(c), !!isxdigit(c));
    printf("\n%c %c\n", toupper('q'), tolower('Q'));
    return 0;
}
