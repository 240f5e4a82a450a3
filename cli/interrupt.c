/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>

static volatile sig_atomic_t seen;

static void on_signal(int number)
{
    (void)number;
    seen = 1;
}

void interrupt_watch(void)
{
    /*
     * SA_ONSTACK: never on the stack of a task, which is small and must stay as the task left it.
     * SA_RESETHAND: the second signal finds the default action.
     */
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_RESTART)};
    sigaction(SIGINT, &action, NULL);
}

bool interrupt_seen(void)
{
    return seen != 0;
}

static void tell_computing(struct progress_line *line, const struct task *task, double seconds)
{
    char name[16] = "main", text[128];
    if (task->serial > 0)
        snprintf(name, sizeof name, "T%" PRIu32, task->serial);
    snprintf(text, sizeof text, "%s has been computing for %d s without an operation (--watchdog)",
             name, (int)seconds);
    progress_line_show_text(line, text);
}

static bool wants_end(void *line, const struct task *task, double idle_seconds)
{
    bool whole = idle_seconds - (int)idle_seconds < 0.05; /* once a second: see machine_watch */
    if (idle_seconds >= 1 && whole)
        tell_computing(line, task, idle_seconds);
    return interrupt_seen();
}

struct machine_watch interrupt_machine_watch(struct progress_line *line)
{
    return (struct machine_watch){wants_end, line};
}
