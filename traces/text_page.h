/* SPDX-License-Identifier: MIT */
/*
 * The page on which a trace is printed: which steps are shown, how wide each column is, and the
 * lifeline of each task between its steps.
 *
 *     step  main           T1 worker              T2 worker              source
 *     ----  -------------  ---------------------  ---------------------  -------------
 *        7  |              write flag[0]: 0 -> 1  |                      peterson.c:12
 */
#ifndef TRACES_TEXT_PAGE_H
#define TRACES_TEXT_PAGE_H

#include "traces/trace.h"

/* What a task's lifeline looks like in the rows of others. */
enum lane {
    LANE_NONE = ' ', /* not created yet, or ended */
    LANE_ALIVE = '|',
    LANE_TRYING = ':', /* in the entry section */
    LANE_CRITICAL = '#',
};

struct column {
    uint32_t task;
    size_t width;
    enum lane lane;
    bool started; /* was alive at some time */
};

/* Where a finding belongs. */
struct mark {
    uint64_t step; /* as in the finding: of operations, from 0 */
    size_t finding;
};

/* What happens with a step. */
enum showing {
    SHOW_NEVER, /* an eager operation */
    SHOW_ROW,
    SHOW_LEFT_OUT, /* counted */
};

/* How places are written, from wide to narrow. */
enum source_style {
    SOURCE_PATH, /* "models/lock.c:12" */
    SOURCE_BASE, /* "lock.c:12": without the folder that all files share */
    SOURCE_LINE, /* "12": there is one file only */
};

enum paint { PAINT_PLAIN, PAINT_DIM, PAINT_BOLD, PAINT_RED, PAINT_YELLOW, PAINT_CYAN };

struct page {
    const struct trace *trace;
    const struct trace_text_options *options;
    struct str *out;
    size_t width, step_width, source_width; /* of the page and of two of its columns */
    enum source_style source_style;
    size_t folder_bytes; /* of the folder that all shown files share, with its slash */
    bool one_file;
    uint8_t *shown;    /* one per step: enum showing */
    bool list;         /* too many tasks for columns: one column, with the name in front */
    size_t name_width; /* list: of the longest task name */
    size_t list_width; /* list: of the operations */
    VEC(struct column) columns;
    uint32_t *column_of;    /* one per task: index in columns, UINT32_MAX = none */
    bool regions;           /* lifelines show regions: a legend is due */
    VEC(struct mark) marks; /* one per finding, sorted by step */
    struct str phrase;      /* scratch */
};

void page_init(struct page *page, const struct trace *trace,
               const struct trace_text_options *options, struct str *out);
void page_release(struct page *page);

/** Appends a task's name, with the function that it runs if wanted; returns its width. */
size_t page_name(const struct page *page, uint32_t task, bool with_function, struct str *out);

/** The step as a phrase; borrowed until the next call. */
const struct str *page_phrase(struct page *page, const struct trace_step *step);

/** Appends text in a colour, if colours are wanted. */
void page_paint(struct page *page, enum paint paint, const char *text);
/** Appends so many copies of c. */
void page_repeat(struct page *page, char c, size_t count);

/** Shortens a line to so many columns, with dots at the end. */
void page_cut(struct str *line, size_t columns);

/* Rows (text_table.c). */
void page_heading(struct page *page);
/** number: the operation's, from 1; 0 for a note. */
void page_row(struct page *page, const struct trace_step *step, uint64_t number);
/** Brings the lifelines up to date with a step, whether it is shown or not. */
void page_follow(struct page *page, const struct trace_step *step);

/** Appends a place in the page's style; too long ones are shortened from the left. */
void page_source(const struct page *page, uint32_t site, struct str *out);
const char *page_source_heading(const struct page *page);
/** Appends 1234567 as "1,234,567". */
void page_count(struct str *out, uint64_t count);

#endif
