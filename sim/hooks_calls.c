/* SPDX-License-Identifier: MIT */
/* What -finstrument-functions inserts, in programs that use names of SV-COMP (verifier.h). */
#include "sim/direct.h"
#include "sim/posix/posix.h"
#include "sim/section.h"
#include "sim/surface.h"

#define PC() ((uint64_t)(uintptr_t)__builtin_return_address(0))

void __cyg_profile_func_enter(void *function, void *site);
void __cyg_profile_func_exit(void *function, void *site);

static enum verifier_role role_of(const void *function)
{
    return verifier_role_at(&direct_running->machine.program->verifier,
                            (uint64_t)(uintptr_t)function);
}

void __cyg_profile_func_enter(void *function, void *site)
{
    switch (role_of(function)) {
    case VERIFIER_ATOMIC:
        section_begin(PC());
        break;
    case VERIFIER_ERROR:
        call_report(FINDING_ASSERTION, SEVERITY_ERROR, (uint64_t)(uintptr_t)site,
                    "reach_error is called");
        break;
    case VERIFIER_ASSUME:
    case VERIFIER_NONE:
        break;
    }
}

void __cyg_profile_func_exit(void *function, void *site)
{
    (void)site;
    if (role_of(function) == VERIFIER_ATOMIC)
        section_end(PC());
}

#define HOOK(symbol)                                                                               \
    {                                                                                              \
        #symbol, (const void *)symbol, NULL, NULL, SURFACE_HOOK                                    \
    }

const struct surface_entry surface_hooks_calls[] = {
    HOOK(__cyg_profile_func_enter),
    HOOK(__cyg_profile_func_exit),
};
SURFACE_PART_COUNT(hooks_calls);
