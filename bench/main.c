/* SPDX-License-Identifier: MIT */
/*
 * heddle-bench [--list] [--runs N] [WORKLOAD...]: measures workloads and prints TSV.
 * heddle-bench --strategies: how soon each strategy finds bugs, as TSV (bench_strategies.c).
 *
 * Each run of a workload is a process of its own, so that none warms up another.  The numbers are the
 * medians of N runs; spread is (slowest - fastest) / median.
 */
#include "base/check.h"
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 99, RUNS_DEFAULT = 5 };

static const struct workload workloads[] = {
#define WORKLOAD(name, what, function) {name, what, function},
#include "bench/workloads.inc"
#undef WORKLOAD
};

double bench_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Measures once in a child; shared is memory that both see. */
static bool measure_once(const struct workload *workload, struct measurement *shared)
{
    memset(shared, 0, sizeof *shared);
    fflush(stdout);
    pid_t pid = fork();
    ASSERT(pid >= 0);
    if (pid == 0)
        _exit(workload->measure(shared) ? EXIT_SUCCESS : EXIT_FAILURE);
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int compare_seconds(const void *a, const void *b)
{
    const struct measurement *x = a, *y = b;
    return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static bool workload_run(const struct workload *workload, int runs, struct measurement *shared)
{
    struct measurement results[RUNS_MAX];
    for (int i = 0; i < runs; i++) {
        if (!measure_once(workload, shared)) {
            fprintf(stderr, "bench: %s: not measured\n", workload->name);
            return false;
        }
        results[i] = *shared;
    }
    qsort(results, (size_t)runs, sizeof results[0], compare_seconds);
    const struct measurement *m = &results[runs / 2];
    double seconds = m->seconds > 0 ? m->seconds : 1e-9;
    printf("%s\t", workload->name);
    if (m->executions)
        printf("%.0f\t", (double)m->executions / seconds);
    else
        printf("-\t");
    double steps = m->steps ? (double)m->steps : 1;
    printf("%.2f\t", seconds * 1e9 / steps);
    if (m->bytes)
        printf("%.2f\t", (double)m->bytes / steps);
    else
        printf("-\t");
    printf("%llu\t%llu\t%.4f\t%.1f%%\t%d\n", (unsigned long long)m->executions, (unsigned long long)m->steps, seconds,
           100 * (results[runs - 1].seconds - results[0].seconds) / seconds, runs);
    return true;
}

static bool workload_wanted(const struct workload *workload, char **names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(workload->name, names[i]) == 0)
            return true;
    return count == 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: heddle-bench [--list | --strategies] [--runs N] [WORKLOAD...]\n");
    return 2;
}

int main(int argc, char **argv)
{
    int runs = RUNS_DEFAULT, first = 1;
    for (; first < argc && argv[first][0] == '-'; first++) {
        if (strcmp(argv[first], "--list") == 0) {
            for (size_t i = 0; i < ARRAY_LENGTH(workloads); i++)
                printf("%s\t%s\n", workloads[i].name, workloads[i].what);
            return EXIT_SUCCESS;
        }
        if (strcmp(argv[first], "--strategies") == 0)
            return bench_strategies() ? EXIT_SUCCESS : EXIT_FAILURE;
        if (strcmp(argv[first], "--runs") != 0 || first + 1 == argc)
            return usage();
        runs = atoi(argv[++first]);
    }
    if (runs < 1 || runs > RUNS_MAX)
        return usage();
    struct measurement *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT(shared != MAP_FAILED);
    bool ok = true;
    printf("workload\texecutions/s\tns/step\tbytes/step\texecutions\tsteps\tseconds\tspread\truns\n");
    for (size_t i = 0; i < ARRAY_LENGTH(workloads); i++)
        if (workload_wanted(&workloads[i], argv + first, argc - first))
            ok &= workload_run(&workloads[i], runs, shared);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
