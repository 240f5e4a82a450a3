/* SPDX-License-Identifier: MIT */
/* The system as the program sees it: fixed, so that runs do not depend on the machine. */
#include "sim/posix/unistd.h"

#include "sim/call.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char host_name[] = "heddle";

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

static int *hd___errno_location(void)
{
    return call_errno();
}

static pid_t hd_getpid(void)
{
    return UNISTD_PROCESS;
}

static pid_t hd_getppid(void)
{
    return UNISTD_PARENT;
}

static pid_t hd_gettid(void)
{
    return thread_system_id(call_task()->id);
}

static uid_t hd_getuid(void)
{
    return UNISTD_USER;
}

static int hd_getpagesize(void)
{
    return UNISTD_PAGE_BYTES;
}

static int hd_get_nprocs(void)
{
    return UNISTD_PROCESSORS;
}

static long hd_sysconf(int name)
{
    switch (name) {
    case _SC_PAGESIZE: return UNISTD_PAGE_BYTES;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN: return UNISTD_PROCESSORS;
    case _SC_CLK_TCK: return 100;
    case _SC_OPEN_MAX: return 256;
    case _SC_ARG_MAX: return 131072;
    case _SC_CHILD_MAX: return 0;
    case _SC_HOST_NAME_MAX: return 64;
    case _SC_LOGIN_NAME_MAX: return 32;
    case _SC_PHYS_PAGES:
    case _SC_AVPHYS_PAGES: return 1L << 20; /* 4 GiB */
    case _SC_THREAD_THREADS_MAX: return TASKS_MAX;
    case _SC_THREAD_STACK_MIN: return 16384;
    case _SC_THREAD_KEYS_MAX: return 1024;
    case _SC_SEM_VALUE_MAX: return 2147483647;
    case _SC_SEM_NSEMS_MAX: return -1;
    case _SC_THREADS:
    case _SC_SEMAPHORES:
    case _SC_BARRIERS:
    case _SC_SPIN_LOCKS:
    case _SC_TIMEOUTS:
    case _SC_MONOTONIC_CLOCK:
    case _SC_READER_WRITER_LOCKS:
    case _SC_VERSION: return 200809;
    case _SC_IOV_MAX: return 1024;
    case _SC_LEVEL1_DCACHE_LINESIZE: return 64;
    default: return failed(EINVAL);
    }
}

static int text_copy(const char *text, char *to, size_t room, uint64_t pc)
{
    size_t bytes = strlen(text) + 1;
    if (bytes > room)
        return failed(ENAMETOOLONG);
    cells_write(to, bytes, pc);
    memcpy(to, text, bytes);
    return 0;
}

static int hd_gethostname(char *to, size_t room)
{
    return text_copy(host_name, to, room, CALL_PC());
}

static int hd_getlogin_r(char *to, size_t room)
{
    return text_copy("user", to, room, CALL_PC()) == 0 ? 0 : ERANGE;
}

/* Files are known by their path alone: the working directory is the root. */
static char *hd_getcwd(char *to, size_t room)
{
    uint64_t pc = CALL_PC();
    if (to == NULL)
        call_unsupported(pc, "getcwd: give it a buffer");
    if (room < 2) {
        failed(ERANGE);
        return NULL;
    }
    text_copy("/", to, room, pc);
    return to;
}

static int hd_uname(struct utsname *to)
{
    cells_write(to, sizeof *to, CALL_PC());
    memset(to, 0, sizeof *to);
    strcpy(to->sysname, "Linux");
    strcpy(to->nodename, host_name);
    strcpy(to->release, "6.1.0");
    strcpy(to->version, "#1 SMP");
    strcpy(to->machine, "x86_64");
    return 0;
}

static int hd_getrlimit(int which __attribute__((unused)), struct rlimit *to)
{
    cells_write(to, sizeof *to, CALL_PC());
    *to = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
    return 0;
}

static int hd_setrlimit(int which __attribute__((unused)), const struct rlimit *from)
{
    cells_read(from, sizeof *from, CALL_PC());
    return 0;
}

static int hd_getpriority(int which __attribute__((unused)), id_t who __attribute__((unused)))
{
    return 0;
}

static int hd_setpriority(int which __attribute__((unused)), id_t who __attribute__((unused)),
                          int priority __attribute__((unused)))
{
    return 0;
}

static int hd_nice(int increment __attribute__((unused)))
{
    return 0;
}

static void hd_sync(void)
{
}

static long hd_syscall(long number, ...)
{
    switch (number) {
    case SYS_gettid: return hd_gettid();
    case SYS_getpid: return UNISTD_PROCESS;
    case SYS_getppid: return UNISTD_PARENT;
    case SYS_getuid: return UNISTD_USER;
    default:
        call_unsupported(CALL_PC(), "syscall: number %ld is not modelled; use the function of "
                                    "the C library",
                         number);
    }
}

#define FIXED         "fixed"
#define NO_PROCESSES  "processes are not modelled yet; use threads"
#define NO_LOADING    "loading code at run time is not modelled; link it into the program"
#define NO_CONTEXTS   "user-level threads are not modelled; use pthreads"
#define NO_BACKTRACES "heddle's traces show source lines"

const struct surface_entry surface_unistd[] = {
    SURFACE(__errno_location, "errno.h", "each task has its own"),
    SURFACE(getpid, "unistd.h", FIXED),
    SURFACE_AS("getpgrp", hd_getpid, "unistd.h", FIXED),
    SURFACE(getppid, "unistd.h", FIXED),
    SURFACE(gettid, "unistd.h", "follows the order of creation"),
    SURFACE(getuid, "unistd.h", FIXED),
    SURFACE_AS("geteuid", hd_getuid, "unistd.h", FIXED),
    SURFACE_AS("getgid", hd_getuid, "unistd.h", FIXED),
    SURFACE_AS("getegid", hd_getuid, "unistd.h", FIXED),
    SURFACE(getpagesize, "unistd.h", FIXED),
    SURFACE(sysconf, "unistd.h", "fixed: 4 processors, pages of 4096 bytes"),
    SURFACE(get_nprocs, "sys/sysinfo.h", FIXED),
    SURFACE_AS("get_nprocs_conf", hd_get_nprocs, "sys/sysinfo.h", FIXED),
    SURFACE(gethostname, "unistd.h", FIXED),
    SURFACE(getlogin_r, "unistd.h", FIXED),
    SURFACE(getcwd, "unistd.h", FIXED),
    SURFACE(uname, "sys/utsname.h", FIXED),
    SURFACE(getrlimit, "sys/resource.h", "no limits"),
    SURFACE(setrlimit, "sys/resource.h", "does nothing"),
    SURFACE(getpriority, "sys/resource.h", FIXED),
    SURFACE(setpriority, "sys/resource.h", "does nothing"),
    SURFACE(nice, "unistd.h", "does nothing"),
    SURFACE(sync, "unistd.h", "does nothing"),
    SURFACE(syscall, "unistd.h", "gettid, getpid, getppid, getuid"),
    SURFACE_HOST(htons, "arpa/inet.h"),
    SURFACE_HOST(htonl, "arpa/inet.h"),
    SURFACE_HOST(ntohs, "arpa/inet.h"),
    SURFACE_HOST(ntohl, "arpa/inet.h"),
    SURFACE_NOT_YET("fork", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("vfork", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("clone", "sched.h", NO_PROCESSES),
    SURFACE_NOT_YET("execl", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("execlp", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("execle", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("execv", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("execvp", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("execve", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("wait", "sys/wait.h", NO_PROCESSES),
    SURFACE_NOT_YET("waitpid", "sys/wait.h", NO_PROCESSES),
    SURFACE_NOT_YET("wait3", "sys/wait.h", NO_PROCESSES),
    SURFACE_NOT_YET("wait4", "sys/wait.h", NO_PROCESSES),
    SURFACE_NOT_YET("waitid", "sys/wait.h", NO_PROCESSES),
    SURFACE_NOT_YET("posix_spawn", "spawn.h", NO_PROCESSES),
    SURFACE_NOT_YET("posix_spawnp", "spawn.h", NO_PROCESSES),
    SURFACE_NOT_YET("system", "stdlib.h", NO_PROCESSES),
    SURFACE_NOT_YET("daemon", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("setsid", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("setpgid", "unistd.h", NO_PROCESSES),
    SURFACE_NOT_YET("ptrace", "sys/ptrace.h", NO_PROCESSES),
    SURFACE_NOT_YET("prctl", "sys/prctl.h", "use pthread_setname_np to name a task"),
    SURFACE_NOT_YET("getpwuid", "pwd.h", "users are not modelled"),
    SURFACE_NOT_YET("getlogin", "unistd.h", "use getlogin_r"),
    SURFACE_NOT_YET("sbrk", "unistd.h", "use malloc"),
    SURFACE_NOT_YET("brk", "unistd.h", "use malloc"),
    SURFACE_NOT_YET("dlopen", "dlfcn.h", NO_LOADING),
    SURFACE_NOT_YET("dlsym", "dlfcn.h", NO_LOADING),
    SURFACE_NOT_YET("dlclose", "dlfcn.h", NO_LOADING),
    SURFACE_NOT_YET("backtrace", "execinfo.h", NO_BACKTRACES),
    SURFACE_NOT_YET("backtrace_symbols", "execinfo.h", NO_BACKTRACES),
    SURFACE_NOT_YET("backtrace_symbols_fd", "execinfo.h", NO_BACKTRACES),
    SURFACE_NOT_YET("getcontext", "ucontext.h", NO_CONTEXTS),
    SURFACE_NOT_YET("setcontext", "ucontext.h", NO_CONTEXTS),
    SURFACE_NOT_YET("makecontext", "ucontext.h", NO_CONTEXTS),
    SURFACE_NOT_YET("swapcontext", "ucontext.h", NO_CONTEXTS),
    SURFACE_NOT_YET("syslog", "syslog.h", "use fprintf(stderr, ...)"),
    SURFACE_NOT_YET("openlog", "syslog.h", "use fprintf(stderr, ...)"),
};
SURFACE_PART_COUNT(unistd);
