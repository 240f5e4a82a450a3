/* SPDX-License-Identifier: MIT */
#include "tests/runner.h"

#include "base/check.h"
#include "base/memory.h"
#include "tests/scratch.h"

#include <CUnit/TestRun.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* One suite's process, seen from the parent.  progress is in shared memory, so that what a crashed
 * suite had done is known. */
struct progress {
    unsigned passed, failed;
    char running[120]; /* name of the test, empty between tests */
};

struct job {
    const struct suite *suite;
    pid_t pid; /* 0 = not started or ended */
    FILE *report;
    struct progress *progress;
};

/* The running suite's process has one of these. */
static struct progress *progress_of_this_process;

static void test_started(const CU_pTest test, const CU_pSuite suite)
{
    (void)suite;
    snprintf(progress_of_this_process->running, sizeof progress_of_this_process->running, "%s",
             test->pName);
}

static void test_completed(const CU_pTest test, const CU_pSuite suite,
                           const CU_pFailureRecord failures)
{
    progress_of_this_process->running[0] = '\0';
    if (failures == NULL) {
        progress_of_this_process->passed++;
        return;
    }
    progress_of_this_process->failed++;
    printf("FAILED %s: %s\n", suite->pName, test->pName);
    for (CU_pFailureRecord f = failures; f; f = f->pNext)
        printf("    %s:%u: %s\n", f->strFileName ? f->strFileName : "?", f->uiLineNumber,
               f->strCondition ? f->strCondition : "?");
    fflush(stdout);
}

static _Noreturn void job_run(struct job *job)
{
    setpgid(0, 0);
    dup2(fileno(job->report), STDOUT_FILENO);
    dup2(fileno(job->report), STDERR_FILENO);
    alarm(SUITE_SECONDS_MAX);
    progress_of_this_process = job->progress;
    bool ready = CU_initialize_registry() == CUE_SUCCESS;
    ASSERT(ready);
    job->suite->add();
    ASSERT(CU_get_error() == CUE_SUCCESS);
    CU_set_test_start_handler(test_started);
    CU_set_test_complete_handler(test_completed);
    CU_run_all_tests();
    if (CU_get_number_of_suites_failed() > 0) {
        printf("FAILED %s: the suite could not be set up\n", job->suite->name);
        job->progress->failed++;
    }
    CU_cleanup_registry();
    scratch_remove();
    fflush(stdout);
    _exit(EXIT_SUCCESS);
}

static void job_start(struct job *job)
{
    job->report = tmpfile();
    ASSERT(job->report != NULL);
    fflush(stdout);
    job->pid = fork();
    ASSERT(job->pid >= 0);
    if (job->pid == 0)
        job_run(job);
}

static void job_print_report(struct job *job)
{
    rewind(job->report);
    char buffer[4096];
    size_t bytes;
    while ((bytes = fread(buffer, 1, sizeof buffer, job->report)) > 0)
        fwrite(buffer, 1, bytes, stdout);
    fclose(job->report);
}

static void job_ended(struct job *job, int status)
{
    kill(-job->pid, SIGKILL); /* what a suite left behind */
    job->pid = 0;
    job_print_report(job);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS)
        return;
    job->progress->failed++;
    const char *test = job->progress->running[0] ? job->progress->running : "(between tests)";
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        printf("FAILED %s: %s took too long\n", job->suite->name, test);
    else if (WIFSIGNALED(status))
        printf("FAILED %s: %s: signal %d (%s)\n", job->suite->name, test, WTERMSIG(status),
               strsignal(WTERMSIG(status)));
    else
        printf("FAILED %s: %s: exit status %d\n", job->suite->name, test, WEXITSTATUS(status));
}

static void jobs_wait_for_one(struct job *jobs, size_t count)
{
    int status;
    pid_t pid;
    while ((pid = wait(&status)) < 0)
        ASSERT(errno == EINTR);
    for (size_t i = 0; i < count; i++)
        if (jobs[i].pid == pid)
            job_ended(&jobs[i], status);
}

static void jobs_run(struct job *jobs, size_t count)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t parallel = processors > 1 ? (size_t)processors : 1, running = 0;
    for (size_t i = 0; i < count; i++) {
        if (running == parallel) {
            jobs_wait_for_one(jobs, count);
            running--;
        }
        job_start(&jobs[i]);
        running++;
    }
    for (; running > 0; running--)
        jobs_wait_for_one(jobs, count);
}

int runner_run(const struct suite *suites, size_t count)
{
    size_t bytes = (count + 1) * sizeof(struct progress);
    struct progress *progress =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT(progress != MAP_FAILED);
    struct job *jobs = memory_new(count + 1, sizeof *jobs);
    for (size_t i = 0; i < count; i++) {
        jobs[i].suite = &suites[i];
        jobs[i].progress = &progress[i];
    }
    jobs_run(jobs, count);
    unsigned passed = 0, failed = 0;
    for (size_t i = 0; i < count; i++) {
        passed += progress[i].passed;
        failed += progress[i].failed;
    }
    free(jobs);
    munmap(progress, bytes);
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
