/* SPDX-License-Identifier: MIT */
/* What the words mean that heddle prints; docs/glossary.md has the words of the field. */
#ifndef CLI_EXPLANATIONS_H
#define CLI_EXPLANATIONS_H

struct explanation {
    const char *word;    /* "data-race", "verified", "3" */
    const char *meaning; /* paragraphs, lines as they are */
    const char *example; /* C, lines as they are; NULL = none */
    const char *remedy;  /* what to do about it; NULL = nothing */
};

/* One per finding kind, verdict and exit status; ends with a NULL word. */
extern const struct explanation explanation_table[];

#endif
