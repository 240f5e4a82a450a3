/* SPDX-License-Identifier: MIT */
/* Lists of words, and words as a shell reads and writes them. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "cli/options.h"

/** Appends prefix and word as one word. */
void word_list_add(struct word_list *list, const char *prefix, const char *word);
/** Cuts text at blanks, with '...', "..." and \ as in a shell.  False: a quote is not closed. */
bool word_list_split(struct word_list *list, const char *text);
void word_list_release(struct word_list *list);

/** Appends the word so that a shell reads it back; quotes only where needed. */
void shell_quote(const char *word, struct str *out);

#endif
