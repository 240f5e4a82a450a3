/* SPDX-License-Identifier: MIT */
/* The report card of a mutual exclusion algorithm, as text. */
#ifndef CLI_CARD_H
#define CLI_CARD_H

#include "base/terminal.h"
#include "checker/verdict.h"

/* The order is that of the card and of models/conditions.tsv. */
enum card_condition {
    CARD_MUTUAL_EXCLUSION,
    CARD_PROGRESS,
    CARD_BYPASS,
    CARD_BYPASS_DOORWAY,
    CARD_FCFS,
    CARD_STARVATION_FREE_WEAK,
    CARD_STARVATION_FREE_STRONG,
    CARD_CONDITIONS
};

/** What models/conditions.tsv calls the condition: "mutual exclusion", "bypass" ... */
const char *card_heading(enum card_condition condition);
bool card_is_known(const struct report_card *card, enum card_condition condition);
/** Appends "yes", "no", a bound, "unbounded" or "not known". */
void card_write_value(const struct report_card *card, enum card_condition condition,
                      struct str *out);
/** The colour of the value: good, bad, or none. */
const char *card_colour(const struct report_card *card, enum card_condition condition,
                        struct style style);

/** Appends the card, a line for each condition. */
void card_write(const struct report_card *card, struct style style, struct str *out);

#endif
