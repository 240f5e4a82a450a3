/* SPDX-License-Identifier: MIT */
#include "tests/fake_check.h"

#include "base/check.h"

#include <string.h>

const struct fake_instruction one_step[] = {STEP, END};
const struct fake_instruction two_steps[] = {STEPS2, END};
const struct fake_instruction three_steps[] = {STEPS2, STEP, END};
const struct fake_instruction four_steps[] = {STEPS2, STEPS2, END};
const struct fake_instruction six_steps[] = {STEPS2, STEPS2, STEPS2, END};

struct verdict check_with(const struct fake_program *program, struct check_options options)
{
    struct machine *m = fake_machine_new(program);
    struct verdict verdict = {0};
    struct error err;
    m->options = options.machine;
    ASSERT(check_run(m, &options, NULL, NULL, &verdict, &err));
    machine_free(m);
    return verdict;
}

struct check_options options_of(const char *engine)
{
    struct check_options options = check_options_default();
    options.engine = engine;
    return options;
}

bool scope_mentions(const struct verdict *v, const char *words)
{
    for (size_t i = 0; i < v->scope.count; i++)
        if (strstr(v->scope.items[i], words))
            return true;
    return false;
}
