/* SPDX-License-Identifier: MIT */
/*
 * Signal handlers and masks.
 *
 * Signals from outside never arrive, so a handler runs only for raise, kill, abort and pthread_kill
 * to oneself: at once, in the task that sends it (or when that task unblocks it).
 */
#include "sim/posix/signals.h"

#include "sim/call.h"
#include "sim/posix/cancel.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread.h"
#include "sim/posix/unistd.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { SIGNALS_MAX = 64 };

struct task_signals {
    struct task_signals *next;
    task_id task;
    uint32_t serial;
    uint64_t blocked, pending; /* bit number - 1 */
};

struct signals {
    struct sigaction actions[SIGNALS_MAX + 1];
    struct task_signals *tasks;
    bool alarm_set; /* alarm or setitimer was called */
};

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

static struct signals *signals_here(void)
{
    struct signals **slot = (struct signals **)call_slot(CALL_SLOT_SIGNALS);
    if (*slot == NULL)
        *slot = call_alloc(sizeof **slot);
    return *slot;
}

static struct task_signals *task_signals_here(void)
{
    struct signals *signals = signals_here();
    const struct task *task = call_task();
    for (struct task_signals *t = signals->tasks; t != NULL; t = t->next)
        if (t->task == task->id && t->serial == task->serial)
            return t;
    struct task_signals *t = call_alloc(sizeof *t);
    t->task = task->id;
    t->serial = task->serial;
    t->next = signals->tasks;
    return signals->tasks = t;
}

static bool is_signal(int number)
{
    return number >= 1 && number <= SIGNALS_MAX;
}

static uint64_t bit_of(int number)
{
    return UINT64_C(1) << (number - 1);
}

static uint64_t mask_of(const sigset_t *set)
{
    uint64_t mask;
    memcpy(&mask, set, sizeof mask);
    return mask;
}

static uint64_t unblockable(void)
{
    return bit_of(SIGKILL) | bit_of(SIGSTOP);
}

void signal_default(int number, uint64_t pc)
{
    switch (number) {
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
    case SIGCONT: return;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        call_unsupported(pc, "SIG%s: stopping a process is not modelled", sigabbrev_np(number));
    case SIGABRT:
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc, "the process aborts");
        break;
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
    case SIGQUIT:
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc, "the process sends itself SIG%s (%s)",
                    sigabbrev_np(number), sigdescr_np(number));
        break;
    default: break;
    }
    call_exit_process(128 + number);
}

/* Runs the handler with its signal (and what its action says) blocked. */
static void handler_run(int number, uint64_t pc)
{
    struct sigaction *action = &signals_here()->actions[number], now = *action;
    struct task_signals *t = task_signals_here();
    if (now.sa_handler == SIG_IGN)
        return;
    if (now.sa_handler == SIG_DFL) {
        signal_default(number, pc);
        return;
    }
    uint64_t blocked = t->blocked;
    t->blocked |= mask_of(&now.sa_mask) & ~unblockable();
    if (!(now.sa_flags & SA_NODEFER))
        t->blocked |= bit_of(number);
    if ((unsigned)now.sa_flags & SA_RESETHAND)
        action->sa_handler = SIG_DFL;
    if (now.sa_flags & SA_SIGINFO) {
        siginfo_t information;
        memset(&information, 0, sizeof information);
        information.si_signo = number;
        information.si_code = SI_USER;
        information.si_pid = UNISTD_PROCESS;
        information.si_uid = UNISTD_USER;
        now.sa_sigaction(number, &information, NULL);
    } else {
        now.sa_handler(number);
    }
    t->blocked = blocked;
}

void signal_raise(int number, uint64_t pc)
{
    struct task_signals *t = task_signals_here();
    if (t->blocked & bit_of(number) & ~unblockable())
        t->pending |= bit_of(number);
    else
        handler_run(number, pc);
}

static void pending_deliver(struct task_signals *t, uint64_t pc)
{
    uint64_t ready;
    while ((ready = t->pending & ~t->blocked) != 0) {
        t->pending &= ~(ready & -ready);
        handler_run(__builtin_ctzll(ready) + 1, pc);
    }
}

/* A handler that only an alarm would run is not modelled: better no answer than a wrong one. */
static void alarm_check(uint64_t pc)
{
    struct signals *signals = signals_here();
    void (*handler)(int) = signals->actions[SIGALRM].sa_handler;
    if (signals->alarm_set && handler != SIG_DFL && handler != SIG_IGN)
        call_unsupported(pc, "handlers that run when an alarm goes off are not modelled yet; use a "
                             "task that sleeps");
}

static sighandler_t hd_signal(int number, sighandler_t handler)
{
    if (!is_signal(number) || number == SIGKILL || number == SIGSTOP) {
        *call_errno() = EINVAL;
        return SIG_ERR;
    }
    struct sigaction *action = &signals_here()->actions[number];
    sighandler_t old = action->sa_handler;
    memset(action, 0, sizeof *action);
    action->sa_handler = handler;
    action->sa_flags = SA_RESTART;
    alarm_check(CALL_PC());
    return old;
}

static int hd_sigaction(int number, const struct sigaction *from, struct sigaction *to)
{
    uint64_t pc = CALL_PC();
    if (!is_signal(number))
        return failed(EINVAL);
    struct sigaction *action = &signals_here()->actions[number], old = *action;
    if (from != NULL) {
        if (number == SIGKILL || number == SIGSTOP)
            return failed(EINVAL);
        cells_read(from, sizeof *from, pc);
        *action = *from;
        alarm_check(pc);
    }
    if (to != NULL) {
        cells_write(to, sizeof *to, pc);
        *to = old;
    }
    return 0;
}

/* Returns an error number. */
static int mask_change(int how, const sigset_t *from, sigset_t *to, uint64_t pc)
{
    struct task_signals *t = task_signals_here();
    uint64_t old = t->blocked;
    if (from != NULL) {
        cells_read(from, sizeof *from, pc);
        uint64_t mask = mask_of(from) & ~unblockable();
        switch (how) {
        case SIG_BLOCK: t->blocked |= mask; break;
        case SIG_UNBLOCK: t->blocked &= ~mask; break;
        case SIG_SETMASK: t->blocked = mask; break;
        default: return EINVAL;
        }
    }
    if (to != NULL) {
        cells_write(to, sizeof *to, pc);
        memset(to, 0, sizeof *to);
        memcpy(to, &old, sizeof old);
    }
    pending_deliver(t, pc);
    return 0;
}

static int hd_sigprocmask(int how, const sigset_t *from, sigset_t *to)
{
    int error = mask_change(how, from, to, CALL_PC());
    return error != 0 ? failed(error) : 0;
}

static int hd_pthread_sigmask(int how, const sigset_t *from, sigset_t *to)
{
    return mask_change(how, from, to, CALL_PC());
}

static int hd_sigpending(sigset_t *to)
{
    cells_write(to, sizeof *to, CALL_PC());
    memset(to, 0, sizeof *to);
    memcpy(to, &task_signals_here()->pending, sizeof(uint64_t));
    return 0;
}

static int hd_raise(int number)
{
    if (!is_signal(number))
        return failed(EINVAL);
    signal_raise(number, CALL_PC());
    return 0;
}

static int hd_kill(pid_t process, int number)
{
    if (number != 0 && !is_signal(number))
        return failed(EINVAL);
    if (process != UNISTD_PROCESS && process != 0 && process != -UNISTD_PROCESS)
        return failed(ESRCH);
    if (number != 0)
        signal_raise(number, CALL_PC());
    return 0;
}

static int hd_pthread_kill(pthread_t thread, int number)
{
    uint64_t pc = CALL_PC();
    thread_of_handle(thread, "pthread_kill", pc);
    if (number != 0 && !is_signal(number))
        return EINVAL;
    if (number != 0 && thread != thread_handle())
        call_unsupported(pc, "pthread_kill: signals between tasks are not modelled yet; use a "
                             "semaphore or condition variable");
    if (number != 0)
        signal_raise(number, pc);
    return 0;
}

/* Sets of signals. */

static int set_fill(sigset_t *set, int byte, uint64_t pc)
{
    cells_write(set, sizeof *set, pc);
    memset(set, byte, sizeof *set);
    return 0;
}

static int hd_sigemptyset(sigset_t *set)
{
    return set_fill(set, 0, CALL_PC());
}

static int hd_sigfillset(sigset_t *set)
{
    return set_fill(set, 0xff, CALL_PC());
}

static int set_change(sigset_t *set, int number, bool add, uint64_t pc)
{
    if (!is_signal(number))
        return failed(EINVAL);
    cells_read(set, sizeof(uint64_t), pc);
    uint64_t mask = mask_of(set);
    mask = add ? mask | bit_of(number) : mask & ~bit_of(number);
    cells_write(set, sizeof mask, pc);
    memcpy(set, &mask, sizeof mask);
    return 0;
}

static int hd_sigaddset(sigset_t *set, int number)
{
    return set_change(set, number, true, CALL_PC());
}

static int hd_sigdelset(sigset_t *set, int number)
{
    return set_change(set, number, false, CALL_PC());
}

static int hd_sigismember(const sigset_t *set, int number)
{
    if (!is_signal(number))
        return failed(EINVAL);
    cells_read(set, sizeof(uint64_t), CALL_PC());
    return (mask_of(set) & bit_of(number)) != 0;
}

/* Alarms never go off. */

static unsigned hd_alarm(unsigned seconds)
{
    signals_here()->alarm_set |= seconds > 0;
    alarm_check(CALL_PC());
    return 0;
}

static int hd_setitimer(int which __attribute__((unused)), const void *from, void *to)
{
    uint64_t pc = CALL_PC();
    enum { INTERVAL_BYTES = 32 };
    cells_read(from, INTERVAL_BYTES, pc);
    const int64_t *words = from;
    signals_here()->alarm_set |= (words[2] | words[3]) != 0;
    alarm_check(pc);
    if (to != NULL) {
        cells_write(to, INTERVAL_BYTES, pc);
        memset(to, 0, INTERVAL_BYTES);
    }
    return 0;
}

/* Waits for a signal that nobody sends. */
static _Noreturn int hd_pause(void)
{
    thread_pause(CALL_PC());
}

#define SELF_ONLY                                                                                  \
    "handlers run only for raise, kill, abort and pthread_kill of the task to itself; nothing "    \
    "arrives from outside"
#define NO_SENDER "signals from outside are not modelled yet; use a semaphore or condition variable"
#define NO_TIMER  "timers are not modelled yet; use a task that sleeps"

const struct surface_entry surface_signals[] = {
    SURFACE(signal, "signal.h", SELF_ONLY),
    SURFACE_AS("__sysv_signal", hd_signal, "signal.h", NULL),
    SURFACE_AS("bsd_signal", hd_signal, "signal.h", NULL),
    SURFACE(sigaction, "signal.h", SELF_ONLY),
    SURFACE(sigprocmask, "signal.h", "of the calling task"),
    SURFACE(pthread_sigmask, "signal.h", "a new task starts with an empty mask"),
    SURFACE(sigpending, "signal.h", NULL),
    SURFACE(sigemptyset, "signal.h", NULL),
    SURFACE(sigfillset, "signal.h", NULL),
    SURFACE(sigaddset, "signal.h", NULL),
    SURFACE(sigdelset, "signal.h", NULL),
    SURFACE(sigismember, "signal.h", NULL),
    SURFACE(raise, "signal.h", "the handler runs at once"),
    SURFACE(kill, "signal.h", "to the process itself: the handler runs at once, in the caller"),
    SURFACE(pthread_kill, "signal.h", "to the calling task, or signal 0"),
    SURFACE_AS("killpg", hd_kill, "signal.h", NULL),
    SURFACE(alarm, "unistd.h", "never goes off; together with a handler it is unsupported"),
    SURFACE(setitimer, "sys/time.h", "never goes off; together with a handler it is unsupported"),
    SURFACE(pause, "unistd.h", "waits for ever"),
    SURFACE_NOT_YET("sigwait", "signal.h", NO_SENDER),
    SURFACE_NOT_YET("sigwaitinfo", "signal.h", NO_SENDER),
    SURFACE_NOT_YET("sigtimedwait", "signal.h", NO_SENDER),
    SURFACE_NOT_YET("sigsuspend", "signal.h", NO_SENDER),
    SURFACE_NOT_YET("sigqueue", "signal.h", NO_SENDER),
    SURFACE_NOT_YET("sigaltstack", "signal.h", "stack overflow is reported by heddle itself"),
    SURFACE_NOT_YET("ualarm", "unistd.h", NO_TIMER),
    SURFACE_NOT_YET("getitimer", "sys/time.h", NO_TIMER),
    SURFACE_NOT_YET("timer_create", "time.h", NO_TIMER),
    SURFACE_NOT_YET("timer_settime", "time.h", NO_TIMER),
    SURFACE_NOT_YET("timer_gettime", "time.h", NO_TIMER),
    SURFACE_NOT_YET("timer_delete", "time.h", NO_TIMER),
};
SURFACE_PART_COUNT(signals);
