/* SPDX-License-Identifier: MIT */
/* The report card of a mutual exclusion algorithm, as text. */
#ifndef CLI_CARD_H
#define CLI_CARD_H

#include "base/terminal.h"
#include "checker/verdict.h"

/** Appends the card, a line for each condition. */
void card_write(const struct report_card *card, struct style style, struct str *out);

#endif
