// Signals that a program sends to itself.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t seen;

static void note(int number)
{
    seen += number;
}

static void detailed(int number, siginfo_t *info, void *context)
{
    (void)context;
    printf("signal %d, %d, from myself: %d\n", number, info->si_signo, info->si_pid == getpid());
    fflush(stdout);
}

int main(void)
{
    printf("%d\n", signal(SIGUSR1, note) == SIG_DFL);
    raise(SIGUSR1);
    printf("%d\n", seen == SIGUSR1);
    kill(getpid(), SIGUSR1);
    printf("%d\n", seen == 2 * SIGUSR1);
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = detailed;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR2, &action, &old);
    printf("%d\n", old.sa_handler == SIG_DFL);
    fflush(stdout);
    kill(getpid(), SIGUSR2);
    sigset_t set, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    seen = 0;
    raise(SIGUSR1);
    sigpending(&pending);
    printf("blocked: %d pending: %d other: %d\n", (int)seen, sigismember(&pending, SIGUSR1),
           sigismember(&pending, SIGUSR2));
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    printf("unblocked: %d\n", seen == SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    signal(SIGINT, note);
    printf("%d\n", kill(999999, 0));
    fflush(stdout);
    raise(SIGTERM);
    printf("not reached\n");
    return 0;
}
