// Exit handlers, in reverse order, with the status.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void first(void)
{
    puts("first");
}

static void late(void)
{
    puts("late");
}

static void second(void)
{
    puts("second");
    atexit(late);
}

static void with_status(int status, void *text)
{
    printf("%d %s\n", status, (char *)text);
}

int main(void)
{
    setenv("COLOR", "red", 1);
    setenv("COLOR", "blue", 0);
    printf("%s\n", getenv("COLOR"));
    putenv((char[]){"SIZE=9"});
    setenv("COLOR", "green", 1);
    printf("%s %s %d\n", getenv("COLOR"), getenv("SIZE"), getenv("NOT_THERE_AT_ALL") == NULL);
    unsetenv("COLOR");
    printf("%d\n", getenv("COLOR") == NULL);
    atexit(first);
    on_exit(with_status, "status");
    atexit(second);
    exit(3);
}
