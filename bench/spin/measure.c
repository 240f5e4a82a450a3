/* SPDX-License-Identifier: MIT */
/*
 * measure OUTPUT COMMAND [ARGUMENT]...
 *
 * Runs the command with its output in the file OUTPUT, and prints one line: wall time in
 * microseconds, from before the fork to after the wait; processor time in microseconds, and the
 * largest resident memory in KiB, as wait4 reports them.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CPU_SECONDS_MAX = 900, CANNOT_RUN = 127 };

static long long microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static long long of_timeval(struct timeval t)
{
    return t.tv_sec * 1000000LL + t.tv_usec;
}

static void run(const char *output, char **command)
{
    struct rlimit limit = {CPU_SECONDS_MAX, CPU_SECONDS_MAX + 1};
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0)
        _exit(CANNOT_RUN);
    setrlimit(RLIMIT_CPU, &limit);
    execvp(command[0], command);
    _exit(CANNOT_RUN);
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    if (argc < 3) {
        fprintf(stderr, "usage: measure OUTPUT COMMAND [ARGUMENT]...\n");
        return 2;
    }
    long long start = microseconds();
    pid_t child = fork();
    if (child == 0)
        run(argv[1], argv + 2);
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return 2;
    }
    printf("%lld %lld %ld\n", microseconds() - start,
           of_timeval(usage.ru_utime) + of_timeval(usage.ru_stime), usage.ru_maxrss);
    return 0;
}
