/* SPDX-License-Identifier: MIT */
#include "sim/posix/library.h"

#include "base/check.h"
#include "sim/call.h"
#include "sim/prelude.h"
#include "sim/posix/posix.h"
#include "sim/posix/scratch.h"
#include "sim/posix/stream.h"
#include "sim/posix/virtual_time.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

/* heddle never leaves the C locale. */
static void fill_constants(struct library *l)
{
    const size_t below = CHARACTERS_BELOW;
    memcpy(l->classes, *__ctype_b_loc() - below, sizeof l->classes);
    memcpy(l->lower, *__ctype_tolower_loc() - below, sizeof l->lower);
    memcpy(l->upper, *__ctype_toupper_loc() - below, sizeof l->upper);
    l->classes_at = l->classes + below;
    l->lower_at = l->lower + below;
    l->upper_at = l->upper + below;
    l->conventions = *localeconv();
    strcpy(l->utc, "UTC");
    strcpy(l->locale, "C");
    strcpy(l->nameless, "program");
}

static void library_map(void)
{
    static bool mapped;
    if (mapped)
        return;
    _Static_assert(sizeof(struct library) <= LIBRARY_BYTES, "it lies there");
    if (mprotect(LIBRARY, LIBRARY_BYTES, PROT_READ | PROT_WRITE) != 0)
        check_out_of_memory();
    fill_constants(LIBRARY);
    mapped = true;
}

static char *short_name(char *name)
{
    char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

void posix_reset(struct machine *m)
{
    library_map();
    struct library *l = LIBRARY;
    memset(l, 0, offsetof(struct library, tm));
    l->in = STREAM_HANDLE(0);
    l->out = STREAM_HANDLE(1);
    l->err = STREAM_HANDLE(2);
    l->environment = l->no_environment;
    l->program_name = m->options.argc > 0 ? m->options.argv[0] : l->nameless;
    l->program_short_name = short_name(l->program_name);
    l->optind = 1;
    l->opterr = 1;
    l->optopt = '?';
    l->tzname[0] = l->tzname[1] = l->utc;
    scratch_reset();
    virtual_time_reset();
}

bool posix_can_be_kept(void)
{
    return LIBRARY->variables_bytes == 0 && !scratch_in_use();
}

void posix_keep(struct prelude *p)
{
    prelude_keep(p, LIBRARY, offsetof(struct library, entries));
    virtual_time_keep(p);
}

#define VARIABLE(name, member, header, note)                                                       \
    SURFACE_VARIABLE(name, LIBRARY_MEMBER(member), header, note)

const struct surface_entry surface_library[] = {
    VARIABLE("stdin", in, "stdio.h", NULL),
    VARIABLE("stdout", out, "stdio.h", NULL),
    VARIABLE("stderr", err, "stdio.h", NULL),
    VARIABLE("environ", environment, "unistd.h", "empty at the start of every execution"),
    VARIABLE("__environ", environment, "unistd.h", NULL),
    VARIABLE("_environ", environment, "unistd.h", NULL),
    VARIABLE("program_invocation_name", program_name, "errno.h", NULL),
    VARIABLE("program_invocation_short_name", program_short_name, "errno.h", NULL),
    VARIABLE("__progname", program_short_name, "errno.h", NULL),
    VARIABLE("optarg", optarg, "unistd.h", NULL),
    VARIABLE("optind", optind, "unistd.h", NULL),
    VARIABLE("opterr", opterr, "unistd.h", NULL),
    VARIABLE("optopt", optopt, "unistd.h", NULL),
    VARIABLE("daylight", daylight, "time.h", NULL),
    VARIABLE("timezone", timezone, "time.h", "0: local time is UTC"),
    VARIABLE("tzname", tzname, "time.h", NULL),
    VARIABLE("__tzname", tzname, "time.h", NULL),
};
SURFACE_PART_COUNT(library);

const char *library_name(uint64_t addr)
{
    if (addr - LIBRARY_BASE >= sizeof(struct library))
        return NULL;
    if (addr - LIBRARY_MEMBER(strtok_rest) < sizeof(char *))
        return "the hidden state of strtok";
    const char *best = "a result of the C library";
    uint64_t closest = 0;
    for (size_t i = 0; i < surface_library_count; i++) {
        uint64_t start = (uint64_t)(uintptr_t)surface_library[i].target;
        if (start <= addr && start > closest && addr < LIBRARY_MEMBER(strtok_rest)) {
            best = surface_library[i].name;
            closest = start;
        }
    }
    return best;
}
