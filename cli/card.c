/* SPDX-License-Identifier: MIT */
#include "cli/card.h"

static const struct {
    const char *heading, *sentence;
} words[CARD_CONDITIONS] = {
    {"mutual exclusion", "mutual exclusion"},
    {"progress", "progress"},
    {"bypass", "bypass bound, from the first step"},
    {"bypass after doorway", "bypass bound, from the end of the doorway"},
    {"fcfs", "first come, first served"},
    {"starvation-free weak", "nobody starves, under weak fairness"},
    {"starvation-free strong", "nobody starves, under strong fairness"},
};

const char *card_heading(enum card_condition condition)
{
    return words[condition].heading;
}

/* Either an answer or a bypass. */
struct value {
    enum answer answer;
    bool is_bypass;
    enum bypass_kind bypass;
    uint32_t bound;
};

static struct value value_of(const struct report_card *card, enum card_condition condition)
{
    switch (condition) {
    case CARD_MUTUAL_EXCLUSION:
        return (struct value){.answer = card->mutual_exclusion};
    case CARD_PROGRESS:
        return (struct value){.answer = card->progress};
    case CARD_BYPASS:
        return (struct value){
            .is_bypass = true, .bypass = card->bypass, .bound = card->bypass_bound};
    case CARD_BYPASS_DOORWAY:
        return (struct value){.is_bypass = true,
                              .bypass = card->bypass_doorway,
                              .bound = card->bypass_doorway_bound};
    case CARD_FCFS:
        return (struct value){.answer = card->fcfs};
    case CARD_STARVATION_FREE_WEAK:
        return (struct value){.answer = card->starvation_free_weak};
    case CARD_STARVATION_FREE_STRONG:
    case CARD_CONDITIONS:
        break;
    }
    return (struct value){.answer = card->starvation_free_strong};
}

static bool is_good(struct value v)
{
    return v.is_bypass ? v.bypass == BYPASS_BOUNDED : v.answer == ANSWER_YES;
}

static bool is_bad(struct value v)
{
    return v.is_bypass ? v.bypass == BYPASS_UNBOUNDED : v.answer == ANSWER_NO;
}

bool card_is_known(const struct report_card *card, enum card_condition condition)
{
    struct value v = value_of(card, condition);
    return is_good(v) || is_bad(v);
}

void card_write_value(const struct report_card *card, enum card_condition condition,
                      struct str *out)
{
    struct value v = value_of(card, condition);
    if (!is_good(v) && !is_bad(v))
        str_append(out, "not known");
    else if (!v.is_bypass)
        str_append(out, is_good(v) ? "yes" : "no");
    else if (is_good(v))
        str_printf(out, "%u", v.bound);
    else
        str_append(out, "unbounded");
}

const char *card_colour(const struct report_card *card, enum card_condition condition,
                        struct style style)
{
    struct value v = value_of(card, condition);
    return is_good(v) ? style.good : is_bad(v) ? style.bad : "";
}

void card_write(const struct report_card *card, struct style style, struct str *out)
{
    str_append(out, "\nconditions\n");
    for (enum card_condition c = 0; c < CARD_CONDITIONS; c++) {
        const char *colour = card_colour(card, c, style);
        str_printf(out, "  %-44s %s", words[c].sentence, colour);
        card_write_value(card, c, out);
        str_printf(out, "%s\n", colour[0] ? style.plain : "");
    }
}
