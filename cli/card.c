/* SPDX-License-Identifier: MIT */
#include "cli/card.h"

static void write_answer(const char *condition, enum answer answer, struct style style,
                         struct str *out)
{
    static const char *const words[] = {"not known", "yes", "no"};
    const char *colour = answer == ANSWER_YES ? style.good : answer == ANSWER_NO ? style.bad : "";
    str_printf(out, "  %-44s %s%s%s\n", condition, colour, words[answer], style.plain);
}

static void write_bypass(const char *condition, enum bypass_kind kind, uint32_t bound,
                         struct style style, struct str *out)
{
    str_printf(out, "  %-44s ", condition);
    if (kind == BYPASS_BOUNDED)
        str_printf(out, "%s%u%s\n", style.good, bound, style.plain);
    else if (kind == BYPASS_UNBOUNDED)
        str_printf(out, "%sunbounded%s\n", style.bad, style.plain);
    else
        str_append(out, "not known\n");
}

void card_write(const struct report_card *card, struct style style, struct str *out)
{
    str_append(out, "\nconditions\n");
    write_answer("mutual exclusion", card->mutual_exclusion, style, out);
    write_answer("progress", card->progress, style, out);
    write_bypass("bypass bound, from the first step", card->bypass, card->bypass_bound, style, out);
    write_bypass("bypass bound, from the end of the doorway", card->bypass_doorway,
                 card->bypass_doorway_bound, style, out);
    write_answer("first come, first served", card->fcfs, style, out);
    write_answer("nobody starves, under weak fairness", card->starvation_free_weak, style, out);
    write_answer("nobody starves, under strong fairness", card->starvation_free_strong, style, out);
}
