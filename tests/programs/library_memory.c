// What the C library gives pointers to may be read: tables, the environment, messages.
// expect: verified
// options: --engine brute
#define _GNU_SOURCE
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    clearenv();
    setenv("COLOUR", "red", 1);
    setenv("SIZE", "7", 1);
    setenv("COLOUR", "dark blue", 1);
    unsetenv("SIZE");
    int entries = 0;
    for (char **e = environ; *e; e++)
        entries += (*e)[0] == 'C';
    assert(entries == 1 && getenv("COLOUR")[5] == 'b');
    assert(isalpha('x') && !isalpha(-1) && toupper('q') == 'Q');
    assert(localeconv()->decimal_point[0] == '.' && setlocale(LC_ALL, NULL)[0] == 'C');
    tzset();
    assert(strerror(ENOENT)[0] == 'N' && strlen(tzname[0]) > 0);
    time_t epoch = 0;
    struct tm *tm = gmtime(&epoch);
    assert(tm->tm_year == 70 && asctime(tm)[0] == 'T');
}
