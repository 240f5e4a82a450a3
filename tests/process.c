/* SPDX-License-Identifier: MIT */
#include "tests/process.h"

#include "base/check.h"
#include "base/vec.h"
#include "tests/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* An unnamed file that holds text, open for reading from its start. */
static int input_open(const char *text)
{
    if (text == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    FILE *file = tmpfile();
    ASSERT(file != NULL);
    fputs(text, file);
    fflush(file);
    int fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
    fclose(file);
    off_t start = lseek(fd, 0, SEEK_SET);
    ASSERT(start == 0);
    return fd;
}

/* Reads both pipes to their ends or until the deadline; false if that passed. */
static bool collect(struct process *p, int out, int err, double deadline)
{
    struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    struct str *texts[2] = {&p->out, &p->err};
    char buffer[65536];
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        double left = deadline - seconds_now();
        if (left <= 0)
            return false;
        if (poll(fds, 2, (int)(left * 1000) + 1) < 0 && errno != EINTR)
            return false;
        for (int i = 0; i < 2; i++) {
            if (fds[i].fd < 0 || fds[i].revents == 0)
                continue;
            ssize_t bytes = read(fds[i].fd, buffer, sizeof buffer);
            if (bytes > 0)
                str_append_bytes(texts[i], buffer, (size_t)bytes);
            else
                fds[i].fd = -1;
        }
    }
    return true;
}

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        ASSERT(errno == EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void process_child(struct process *p, void (*body)(void *), void *context)
{
    int out[2], err[2], input = input_open(p->input);
    int failed = pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC);
    ASSERT(!failed && input >= 0);
    fflush(stdout);
    fflush(stderr);
    pid_t pid = fork();
    ASSERT(pid >= 0);
    if (pid == 0) {
        setpgid(0, 0);
        dup2(input, STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        if (p->folder && chdir(p->folder))
            _exit(126);
        body(context);
        fflush(stdout);
        _exit(EXIT_SUCCESS);
    }
    close(input);
    close(out[1]);
    close(err[1]);
    bool ended = collect(p, out[0], err[0],
                         seconds_now() + (p->seconds ? p->seconds : PROCESS_SECONDS));
    if (!ended)
        kill(pid, SIGKILL);
    p->status = wait_for(pid);
    kill(-pid, SIGKILL); /* what it left behind */
    if (!ended)
        p->status = PROCESS_TIMED_OUT;
    close(out[0]);
    close(err[0]);
}

static void execute(void *context)
{
    char *const *argv = context;
    setenv("NO_COLOR", "1", 1);
    execvp(argv[0], argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

void process_run(struct process *p, const char *const argv[])
{
    process_child(p, execute, (void *)(uintptr_t)argv);
}

void process_heddle(struct process *p, ...)
{
    VEC(const char *) argv = {0};
    vec_push(&argv, scratch_heddle());
    va_list arguments;
    va_start(arguments, p);
    const char *argument;
    while ((argument = va_arg(arguments, const char *)) != NULL) {
        vec_push(&argv, argument);
        if (argv.count == 2 && strcmp(argument, "check") == 0)
            vec_push(&argv, "--audit");
    }
    va_end(arguments);
    vec_push(&argv, NULL);
    process_run(p, argv.items);
    vec_release(&argv);
}

void process_release(struct process *p)
{
    str_release(&p->out);
    str_release(&p->err);
    *p = (struct process){0};
}
