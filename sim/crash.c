/* SPDX-License-Identifier: MIT */
/*
 * A fault in the program under test does not return to it: the handler continues the host context
 * instead (fiber_continue), as if the task had posted something, and leaves a note for crash_settle.
 *
 * Endless loops.  When the timer finds that a task made no operation for a while, the task is
 * single-stepped: if it stays in the program's own code and comes back to the same instruction with the
 * same registers and the same stack, without having called a hook, it can never leave (nothing else is
 * its private state).  That is a proof, independent of time.  Otherwise it is honest computing until
 * options.operation_seconds_max.
 *
 * The timer also asks the machine's watch.  If that wants the execution to end, the next operation ends it, or
 * the next instruction of the program's own code: a task inside of a hook or a library routine may
 * hold heddle's data half changed, so it is single-stepped out of there first.
 */
#include "sim/crash.h"

#include "sim/debuginfo.h"
#include "sim/fiber.h"
#include "sim/foreign.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

enum { ALTERNATE_STACK_BYTES = 256 * 1024, TICK_MS = 50, SINGLE_STEPS_MAX = 20000 };
enum { PATIENCE_TICKS = 20 }; /* for a task that should leave the library */

enum note { NOTE_NONE, NOTE_FAULT, NOTE_OVERFLOW, NOTE_FOREVER, NOTE_HUNG, NOTE_INTERRUPTED };

/* All that handlers and host share; there is one machine per process. */
static struct {
    enum note note;
    int signal;
    uint64_t pc, addr, sp;
    bool write;
    bool no_address; /* the processor does not tell it: it is none that memory can have */
    /* the timer */
    uint64_t seen_steps;
    uint32_t seen_generation;
    uint32_t idle_ticks;
    /* single-stepping */
    uint32_t single_steps; /* 0 = off */
    bool leaving;          /* to leave the task, not to watch a loop */
    uint64_t loop_pc;
    gregset_t loop_registers;
    uint8_t *loop_stack;
    uint64_t loop_stack_bytes;
    void *alternate_stack;
    struct sigaction old[6];
} state;

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};

#if defined(__x86_64__)
static uint64_t context_pc(const ucontext_t *uc)
{
    return (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
}

static uint64_t context_sp(const ucontext_t *uc)
{
    return (uint64_t)uc->uc_mcontext.gregs[REG_RSP];
}

static bool context_was_write(const ucontext_t *uc)
{
    return uc->uc_mcontext.gregs[REG_ERR] & 2;
}

static void context_continue_host(ucontext_t *uc, struct direct *d)
{
    uc->uc_mcontext.gregs[REG_RSP] = (greg_t)(uintptr_t)d->host_sp;
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)fiber_continue;
    uc->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)0x500; /* trap and direction flags */
}

static void context_single_step(ucontext_t *uc, bool on)
{
    if (on)
        uc->uc_mcontext.gregs[REG_EFL] |= 0x100;
    else
        uc->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)0x100;
}

/* The general registers; flags but for the trap flag. */
static void context_registers(const ucontext_t *uc, gregset_t *out)
{
    memcpy(out, uc->uc_mcontext.gregs, sizeof *out);
    for (int i = REG_CSGSFS; i < NGREG; i++)
        (*out)[i] = 0;
    (*out)[REG_EFL] = 0;
}
static const bool can_single_step = true;
#else
static uint64_t context_pc(const ucontext_t *uc)
{
    return uc->uc_mcontext.pc;
}

static uint64_t context_sp(const ucontext_t *uc)
{
    return uc->uc_mcontext.sp;
}

static bool context_was_write(const ucontext_t *uc)
{
    (void)uc; /* the syndrome register is in an extension record that older kernels lack */
    return false;
}

static void context_continue_host(ucontext_t *uc, struct direct *d)
{
    uc->uc_mcontext.sp = (uintptr_t)d->host_sp;
    uc->uc_mcontext.pc = (uintptr_t)fiber_continue;
}

static void context_single_step(ucontext_t *uc, bool on)
{
    (void)uc;
    (void)on;
}

static void context_registers(const ucontext_t *uc, gregset_t *out)
{
    memcpy(out, uc->uc_mcontext.regs, sizeof *out);
}
static const bool can_single_step = false;
#endif

static _Noreturn void internal_crash(int signal, uint64_t addr)
{
    char text[160];
    int count = snprintf(text, sizeof text,
                         "heddle: internal error: signal %d (address 0x%llx) in heddle itself\n"
                         "heddle: this is a bug of heddle; please report it with the command line\n",
                         signal, (unsigned long long)addr);
    ssize_t written = write(STDERR_FILENO, text, (size_t)count);
    (void)written;
    _exit(EXIT_INTERNAL);
}

static void leave_task(ucontext_t *uc, struct direct *d, enum note note)
{
    state.note = note;
    state.pc = context_pc(uc);
    state.sp = context_sp(uc);
    state.single_steps = 0;
    context_continue_host(uc, d);
}

/* Is the loop closed?  Called at every instruction while single-stepping. */
static void single_step(ucontext_t *uc, struct direct *d)
{
    uint64_t pc = context_pc(uc);
    struct direct_task *t = d->current;
    if (!program_has_code(d->machine.program, pc) || ++state.single_steps > SINGLE_STEPS_MAX) {
        state.single_steps = 0;
        context_single_step(uc, false);
        return;
    }
    if (pc != state.loop_pc)
        return;
    gregset_t now;
    context_registers(uc, &now);
    uint64_t sp = context_sp(uc);
    if (memcmp(&now, &state.loop_registers, sizeof now) == 0 &&
        memcmp(state.loop_stack, (const void *)sp, t->stack.base - sp) == 0)
        leave_task(uc, d, NOTE_FOREVER);
}

static void start_single_stepping(ucontext_t *uc, struct direct *d)
{
    enum { STACK_MAX = 64 * 1024 };
    const struct direct_task *t = d->current;
    uint64_t sp = context_sp(uc);
    if (!can_single_step || !program_has_code(d->machine.program, context_pc(uc)) ||
        sp < t->stack.grown || sp > t->stack.base || t->stack.base - sp > STACK_MAX)
        return;
    state.loop_pc = context_pc(uc);
    context_registers(uc, &state.loop_registers);
    state.loop_stack_bytes = t->stack.base - sp;
    memcpy(state.loop_stack, (const void *)sp, state.loop_stack_bytes);
    state.leaving = false;
    state.single_steps = 1;
    context_single_step(uc, true);
}

/* A run of the learner (sim/learn/) ends as one that computes for too long: whoever learns looks at the watch. */
static enum note interruption(const struct direct *d)
{
    return d->learner ? NOTE_HUNG : NOTE_INTERRUPTED;
}

/* At every instruction: is the task in its own code? */
static void step_out(ucontext_t *uc, struct direct *d)
{
    if (d->machine.end != END_NOT_YET || ++state.single_steps > SINGLE_STEPS_MAX) {
        state.single_steps = 0;
        context_single_step(uc, false);
    } else if (program_has_code(d->machine.program, context_pc(uc))) {
        leave_task(uc, d, interruption(d));
    }
}

static void start_stepping_out(ucontext_t *uc)
{
    if (!can_single_step)
        return;
    state.leaving = true;
    state.single_steps = 1;
    context_single_step(uc, true);
}

static bool grow_stack(struct direct *d, uint64_t addr, bool *overflow)
{
    task_id owner = stack_owner(addr);
    *overflow = false;
    if (owner == TASK_NONE || d->machine.tasks[owner] == NULL)
        return false;
    struct direct_task *t = direct_task(d, owner);
    if (!t->stack_ready || addr >= t->stack.grown)
        return false;
    if (stack_grow(&t->stack, addr))
        return true;
    *overflow = true;
    return false;
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    struct direct *d = direct_running;
    ucontext_t *uc = context;
    uint64_t addr = (uint64_t)(uintptr_t)info->si_addr;
    if (signal == SIGTRAP && state.single_steps > 0 && d) {
        if (state.leaving)
            step_out(uc, d);
        else
            single_step(uc, d);
        return;
    }
    bool overflow = false;
    if (signal == SIGSEGV && d && grow_stack(d, addr, &overflow))
        return;
    if (d == NULL || d->host_sp == NULL)
        internal_crash(signal, addr);
    state.signal = signal;
    state.addr = addr;
    state.no_address = info->si_code == SI_KERNEL;
    state.write = context_was_write(uc);
    leave_task(uc, d, overflow ? NOTE_OVERFLOW : NOTE_FAULT);
}

static void count_idle_ticks(const struct direct *d)
{
    const struct machine *m = &d->machine;
    state.idle_ticks++;
    if (m->steps == state.seen_steps && d->generation == state.seen_generation)
        return;
    state.seen_steps = m->steps;
    state.seen_generation = d->generation;
    state.idle_ticks = 0;
}

static bool watch_wants_end(const struct direct *d)
{
    const struct machine_watch *watch = &d->machine.watch;
    return watch->wants_end != NULL &&
           watch->wants_end(watch->self, &d->current->task, state.idle_ticks * TICK_MS / 1000.0);
}

static void on_tick(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    struct direct *d = direct_running;
    if (d == NULL || d->host_sp == NULL || d->machine.end != END_NOT_YET)
        return;
    count_idle_ticks(d);
    if (watch_wants_end(d))
        d->stopping = d->special = true;
    if (!world_in_stacks(context_sp(context)))
        return;
    bool inside = program_has_code(d->machine.program, context_pc(context));
    uint32_t ticks_max = (uint32_t)(d->machine.options.operation_seconds_max * 1000 / TICK_MS);
    if (state.idle_ticks > ticks_max + (inside ? 0 : PATIENCE_TICKS))
        leave_task(context, d, NOTE_HUNG);
    else if (d->stopping && inside)
        leave_task(context, d, interruption(d));
    else if (d->stopping)
        start_stepping_out(context);
    else if (state.idle_ticks > 0 && state.single_steps == 0)
        start_single_stepping(context, d);
}

/* Time in the kernel counts as well: a task may spend nearly all of it on fresh pages. */
static void set_timer(int milliseconds)
{
    struct itimerval interval = {{0, milliseconds * 1000}, {0, milliseconds * 1000}};
    setitimer(ITIMER_PROF, &interval, NULL);
}

void crash_install(struct direct *d)
{
    (void)d;
    state.alternate_stack = memory_new(1, ALTERNATE_STACK_BYTES);
    state.loop_stack = memory_new(1, 64 * 1024);
    stack_t stack = {.ss_sp = state.alternate_stack, .ss_size = ALTERNATE_STACK_BYTES};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    for (size_t i = 0; i < ARRAY_LENGTH(fault_signals); i++)
        sigaction(fault_signals[i], &action, &state.old[i]);
    action.sa_sigaction = on_tick;
    action.sa_flags |= SA_RESTART;
    sigaction(SIGPROF, &action, &state.old[ARRAY_LENGTH(fault_signals)]);
    set_timer(TICK_MS);
}

void crash_uninstall(void)
{
    if (state.alternate_stack == NULL)
        return;
    set_timer(0);
    for (size_t i = 0; i < ARRAY_LENGTH(fault_signals); i++)
        sigaction(fault_signals[i], &state.old[i], NULL);
    sigaction(SIGPROF, &state.old[ARRAY_LENGTH(fault_signals)], NULL);
    stack_t off = {.ss_flags = SS_DISABLE};
    sigaltstack(&off, NULL);
    free(state.alternate_stack);
    free(state.loop_stack);
    state.alternate_stack = NULL;
    state.loop_stack = NULL;
}

static void describe_segfault(struct str *text)
{
    str_printf(text, "%s of ", state.write ? "write" : "access");
    if (state.no_address)
        str_append(text, "an address that no memory has");
    else if (!foreign_moves(state.addr))
        str_printf(text, "invalid address 0x%llx", (unsigned long long)state.addr);
    else
        str_append(text, "an address outside of the program's memory");
    str_append(text, " (SIGSEGV)");
    if (!state.no_address && state.addr < 65536)
        str_append(text, ", a null pointer");
}

static void describe_fault(struct direct *d, struct str *text)
{
    switch (state.signal) {
    case SIGFPE:
        str_append(text, "division by zero or another arithmetic fault (SIGFPE)");
        break;
    case SIGILL:
    case SIGTRAP:
        str_append(text, "illegal instruction or trap");
        break;
    default:
        describe_segfault(text);
        break;
    }
    if (!program_has_code(d->machine.program, state.pc) && !d->touching)
        str_append(text, ", inside a library routine or a jump to a bad address");
}

static void end_hung(void *machine)
{
    struct machine *m = machine;
    struct direct *d = machine;
    struct str text = {0};
    machine_name_task(m, d->current->task.id, &text);
    str_printf(&text, " computed for more than %g s without an operation, at ",
               m->options.operation_seconds_max);
    struct source_site site = debuginfo_site(debuginfo_of(m->program), d->current->task.last_pc);
    str_printf(&text, "%s:%u", site.file, site.line);
    m->hung = machine_copy_text(m, str_text(&text));
    str_release(&text);
    machine_end(m, END_HUNG);
}

bool crash_happened(void)
{
    return state.note != NOTE_NONE;
}

void crash_settle(struct direct *d, struct direct_task *t)
{
    enum note note = state.note;
    if (LIKELY(note == NOTE_NONE))
        return;
    state.note = NOTE_NONE;
    t->sp = (void *)state.sp;
    bool inside = program_has_code(d->machine.program, state.pc);
    uint64_t pc = inside ? state.pc + 1 : t->task.last_pc; /* sites are return addresses */
    if (note == NOTE_FOREVER) {
        t->task.pending = (struct op){.kind = OP_FOREVER, .pc = pc};
        t->task.state = TASK_PENDING;
        return;
    }
    if (note == NOTE_INTERRUPTED) {
        machine_end(&d->machine, END_INTERRUPTED);
        return;
    }
    if (note == NOTE_HUNG) {
        t->task.last_pc = pc;
        end_hung(d);
        return;
    }
    struct str text = {0};
    machine_name_task(&d->machine, t->task.id, &text);
    str_append(&text, ": ");
    if (note == NOTE_OVERFLOW)
        str_printf(&text, "stack overflow (the stack has %llu KiB; unbounded recursion?)",
                   (unsigned long long)(t->stack.base - t->stack.limit) / 1024);
    else
        describe_fault(d, &text);
    d->touching = false;
    call_report_text(d, FINDING_CRASH, SEVERITY_ERROR, pc, str_text(&text));
    str_release(&text);
}
