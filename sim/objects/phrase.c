/* SPDX-License-Identifier: MIT */
#include "sim/objects/phrase.h"

void phrase_task(struct str *out, task_id task)
{
    if (task == 0)
        str_append(out, "main");
    else
        str_printf(out, "T%u", task);
}

void phrase_tasks(struct str *out, const struct task_set *set)
{
    uint32_t count = task_set_count(set);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            str_append(out, i + 1 == count ? " and " : ", ");
        phrase_task(out, task_set_nth(set, i));
    }
}
