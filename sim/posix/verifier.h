/* SPDX-License-Identifier: MIT */
/* Functions of SV-COMP that programs call and do not define. */
#ifndef SIM_POSIX_VERIFIER_H
#define SIM_POSIX_VERIFIER_H

#include <stdint.h>

/**
 * The running task assumed something that is false.  It makes no step any more; where nobody else does either,
 * the execution ends and does not count (END_EXCLUDED).
 */
_Noreturn void verifier_exclude(uint64_t pc);

#endif
