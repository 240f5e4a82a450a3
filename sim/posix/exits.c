/* SPDX-License-Identifier: MIT */
/* exit, abort, assert and their families. */
#include "sim/posix/exits.h"

#include "base/check.h"
#include "sim/call.h"
#include "sim/learn/hooks.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"
#include "sim/posix/signals.h"
#include "sim/posix/sink.h"
#include "sim/posix/verifier.h"
#include "sim/program.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum handler_kind { HANDLER_PLAIN, HANDLER_STATUS, HANDLER_ARGUMENT };

struct exit_handler {
    struct exit_handler *next; /* the one registered before */
    enum handler_kind kind;
    union {
        void (*plain)(void);
        void (*status)(int, void *);
        void (*argument)(void *);
    } function;
    void *argument;
};

/* One execution's handlers. */
struct exits {
    struct exit_handler *normal, *quick;
    struct exit_handler *spare; /* handlers that have run: a handler may register itself for ever */
    bool destructors_done;
};

static struct exits *exits_here(void)
{
    struct exits **slot = (struct exits **)call_slot(CALL_SLOT_STDLIB);
    if (*slot == NULL)
        *slot = call_alloc(sizeof **slot);
    return *slot;
}

static struct exit_handler *handler_new(void)
{
    struct exits *exits = exits_here();
    struct exit_handler *handler = exits->spare;
    if (handler == NULL)
        return call_alloc(sizeof *handler);
    exits->spare = handler->next;
    return handler;
}

static struct exit_handler *handler_add(struct exit_handler **list, enum handler_kind kind,
                                        void *argument)
{
    struct exit_handler *handler = handler_new();
    handler->kind = kind;
    handler->argument = argument;
    handler->next = *list;
    *list = handler;
    return handler;
}

/* A handler may register another one, or call exit again: then the rest is run from there. */
static void list_run(struct exit_handler **list, int status)
{
    struct exits *exits = exits_here();
    while (*list != NULL) {
        const struct exit_handler handler = **list;
        (*list)->next = exits->spare;
        exits->spare = *list;
        *list = handler.next;
        switch (handler.kind) {
        case HANDLER_PLAIN: handler.function.plain(); break;
        case HANDLER_STATUS: handler.function.status(status, handler.argument); break;
        case HANDLER_ARGUMENT: handler.function.argument(handler.argument); break;
        }
    }
}

void exit_handlers_run(int status)
{
    if (learning() && direct_running->slots[CALL_SLOT_STDLIB] == NULL)
        return; /* none was registered; the compiler's own destructors change nothing */
    struct exits *exits = exits_here();
    list_run(&exits->normal, status);
    if (exits->destructors_done)
        return;
    exits->destructors_done = true;
    const struct program *program = call_machine()->program;
    for (size_t i = program->destructors.count; i-- > 0;)
        ((void (*)(void))program->destructors.items[i])();
}

static int hd_atexit(void (*function)(void))
{
    handler_add(&exits_here()->normal, HANDLER_PLAIN, NULL)->function.plain = function;
    return 0;
}

static int hd_on_exit(void (*function)(int, void *), void *argument)
{
    handler_add(&exits_here()->normal, HANDLER_STATUS, argument)->function.status = function;
    return 0;
}

static int hd___cxa_atexit(void (*function)(void *), void *argument,
                           void *object __attribute__((unused)))
{
    handler_add(&exits_here()->normal, HANDLER_ARGUMENT, argument)->function.argument = function;
    return 0;
}

static int hd_at_quick_exit(void (*function)(void))
{
    handler_add(&exits_here()->quick, HANDLER_PLAIN, NULL)->function.plain = function;
    return 0;
}

static void hd___cxa_finalize(void *object __attribute__((unused)))
{
}

static _Noreturn void hd_exit(int status)
{
    exit_handlers_run(status);
    call_exit_process(status & 0xff);
}

static _Noreturn void hd_quick_exit(int status)
{
    list_run(&exits_here()->quick, status);
    call_exit_process(status & 0xff);
}

static _Noreturn void hd__exit(int status)
{
    call_exit_process(status & 0xff);
}

static _Noreturn void hd_abort(void)
{
    if (call_machine()->program->verifier.used)
        verifier_exclude(CALL_PC());
    signal_raise(SIGABRT, CALL_PC());
    signal_default(SIGABRT, CALL_PC()); /* a handler that returns does not save the process */
    call_exit_process(128 + SIGABRT);
}

/* The line that assert prints, as the program's author knows it; then the finding. */
static _Noreturn void assertion_failed(const char *text, const char *file, unsigned line,
                                       const char *function, uint64_t pc)
{
    const char *name = LIBRARY->program_short_name;
    call_output(2, name, strlen(name));
    struct sink out;
    sink_init(&out);
    char number[16], *digit = number + sizeof number;
    *--digit = '\0';
    for (unsigned n = line; n > 0; n /= 10)
        *--digit = (char)('0' + n % 10);
    const char *const pieces[] = {": ",     file,   ":",           digit, ": ", function, ": ",
                                  "Assertion `", text, "' failed.\n"};
    for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
        sink_append(&out, pieces[i], strlen(pieces[i]));
    call_output(2, out.bytes, out.count);
    sink_release(&out);
    call_report(FINDING_ASSERTION, SEVERITY_ERROR, pc, "assertion failed: %s (%s:%u, %s)", text,
                file, line, function);
    call_exit_process(128 + SIGABRT);
}

static _Noreturn void hd___assert_fail(const char *text, const char *file, unsigned line,
                                       const char *function)
{
    uint64_t pc = CALL_PC();
    cells_read_text(text, pc);
    cells_read_text(file, pc);
    if (function == NULL)
        function = "?";
    cells_read_text(function, pc);
    assertion_failed(text, file, line, function, pc);
}

static _Noreturn void hd___assert(const char *text, const char *file, int line)
{
    uint64_t pc = CALL_PC();
    cells_read_text(text, pc);
    cells_read_text(file, pc);
    assertion_failed(text, file, (unsigned)line, "?", pc);
}

static _Noreturn void hd___assert_perror_fail(int number, const char *file, unsigned line,
                                              const char *function)
{
    uint64_t pc = CALL_PC();
    cells_read_text(file, pc);
    cells_read_text(function, pc);
    const char *text = strerrordesc_np(number);
    assertion_failed(text != NULL ? text : "unknown error", file, line, function, pc);
}

static _Noreturn void hd___stack_chk_fail(void)
{
    call_report(FINDING_OVERFLOW, SEVERITY_ERROR, CALL_PC(),
                "a local array was written past its end (stack smashing detected)");
    call_exit_process(128 + SIGABRT);
}

static _Noreturn void hd___chk_fail(void)
{
    call_report(FINDING_OVERFLOW, SEVERITY_ERROR, CALL_PC(), "buffer overflow detected");
    call_exit_process(128 + SIGABRT);
}

const struct surface_entry surface_exits[] = {
    SURFACE(exit, "stdlib.h", "runs exit handlers in the calling task"),
    SURFACE(_exit, "unistd.h", NULL),
    SURFACE_AS("_Exit", hd__exit, "stdlib.h", NULL),
    SURFACE(quick_exit, "stdlib.h", NULL),
    SURFACE(atexit, "stdlib.h", NULL),
    SURFACE(on_exit, "stdlib.h", NULL),
    SURFACE(at_quick_exit, "stdlib.h", NULL),
    SURFACE_AS("__cxa_at_quick_exit", hd_at_quick_exit, "stdlib.h", NULL),
    SURFACE(__cxa_atexit, "stdlib.h", NULL),
    SURFACE(__cxa_finalize, "stdlib.h", NULL),
    SURFACE(abort, "stdlib.h", "reported as a crash; see docs/sv-comp.md for programs that use its names"),
    SURFACE(__assert_fail, "assert.h", "reported as a violation"),
    SURFACE(__assert_perror_fail, "assert.h", "reported as a violation"),
    SURFACE(__assert, "assert.h", "reported as a violation"),
    SURFACE(__stack_chk_fail, "", "reported as a violation"),
    SURFACE(__chk_fail, "", "reported as a violation"),
};
SURFACE_PART_COUNT(exits);
