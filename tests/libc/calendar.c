// Broken-down time, in UTC.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <time.h>

static void show(time_t t)
{
    char text[100];
    struct tm tm, *p = gmtime_r(&t, &tm);
    printf("%ld: %d-%d-%d %d:%d:%d w%d y%d %d\n", (long)t, p->tm_year, p->tm_mon, p->tm_mday, p->tm_hour,
           p->tm_min, p->tm_sec, p->tm_wday, p->tm_yday, p->tm_isdst);
    size_t n = strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %A %b %B %j %y %e %I %p %U %W %% %D %F %T", p);
    printf("%zu %s\n%s", n, text, asctime(p));
    printf("%ld %s", (long)timegm(&tm), asctime_r(&tm, text));
}

int main(void)
{
    static const long times[] = {0, 1, 86399, 86400, 951782400, 951868800, 1704067200, 1709164800, 4102444800,
                                 -1, -86400, -2208988800, 253402300799};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        show(times[i]);
    struct tm odd = {.tm_year = 123, .tm_mon = 13, .tm_mday = 40, .tm_hour = 30, .tm_min = -5, .tm_sec = 100};
    printf("%ld\n", (long)timegm(&odd));
    printf("%d %d %d %d\n", odd.tm_year, odd.tm_mon, odd.tm_mday, odd.tm_wday);
    char small[5];
    time_t zero = 0;
    printf("%zu\n", strftime(small, sizeof small, "%Y-%m", gmtime(&zero)));
    printf("%s", ctime(&zero));
    printf("%g\n", difftime(100, 40));
    return 0;
}
