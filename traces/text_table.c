/* SPDX-License-Identifier: MIT */
/* The rows of a printed trace. */
#include "traces/text_page.h"

#include "traces/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * The part of text that fits in width columns: up to the last space, or cut in a word that is too
 * long.  *next is where the rest begins.
 */
static size_t line_bytes(const char *text, size_t bytes, size_t width, size_t *next)
{
    size_t at = 0, columns = 0, space = 0;
    while (at < bytes && columns < width) {
        if (text[at] == ' ')
            space = at;
        at++;
        while (at < bytes && ((uint8_t)text[at] & 0xc0) == 0x80)
            at++;
        columns++;
    }
    *next = at;
    if (at == bytes)
        return at;
    if (text[at] == ' ') {
        *next = at + 1;
        return at;
    }
    if (space > 0) {
        *next = space + 1;
        return space;
    }
    return at;
}

static void append_step_number(struct page *page, uint64_t number)
{
    char text[32] = "";
    if (number > 0)
        snprintf(text, sizeof text, "%" PRIu64, number);
    page_repeat(page, ' ', 1 + page->step_width - strlen(text));
    page_paint(page, PAINT_DIM, text);
}

static void append_lane(struct page *page, const struct column *column)
{
    char text[2] = {(char)column->lane, '\0'};
    if (column->lane == LANE_NONE)
        page_repeat(page, ' ', 1);
    else
        page_paint(page, column->lane == LANE_CRITICAL ? PAINT_YELLOW : PAINT_DIM, text);
    page_repeat(page, ' ', column->width - 1);
}

/* One line of what the acting task does, padded to the width of its column. */
static void append_cell(struct page *page, const char *text, size_t bytes, size_t width, bool note)
{
    struct str line = {0};
    const char *colon = note ? NULL : memmem(text, bytes, ": ", 2);
    size_t head = colon != NULL ? (size_t)(colon - text) + 2 : bytes;
    str_append_bytes(&line, text, head);
    page_paint(page, note ? PAINT_DIM : PAINT_PLAIN, str_text(&line));
    str_clear(&line);
    if (head < bytes) {
        str_append_bytes(&line, text + head, bytes - head);
        page_paint(page, PAINT_CYAN, str_text(&line));
    }
    str_release(&line);
    page_repeat(page, ' ', width - utf8_width(text, bytes));
}

/* Spaces at the end of a line are of no use. */
static void end_line(struct page *page)
{
    struct str *out = page->out;
    while (out->bytes > 0 && out->text[out->bytes - 1] == ' ')
        out->bytes--;
    str_append(out, "\n");
}

/* Columns from the acting task's one on that a text of this width covers; *width: theirs together.
 */
static uint32_t covered_columns(const struct page *page, uint32_t acting, size_t *width)
{
    uint32_t last = acting;
    size_t wanted = *width;
    *width = page->columns.items[acting].width;
    while (*width < wanted && last + 1 < page->columns.count)
        *width += 2 + page->columns.items[++last].width;
    return last - acting + 1;
}

/* The lifelines of the other tasks around the text of the acting one, which may run over those
 * behind. */
static void append_columns(struct page *page, uint32_t acting, const char *text, size_t bytes,
                           size_t indent, bool note)
{
    size_t width = indent + utf8_width(text, bytes);
    uint32_t covered = covered_columns(page, acting, &width);
    for (uint32_t i = 0; i < page->columns.count; i++) {
        page_repeat(page, ' ', 2);
        if (i != acting) {
            append_lane(page, &page->columns.items[i]);
            continue;
        }
        page_repeat(page, ' ', indent);
        append_cell(page, text, bytes, width - indent, note);
        i += covered - 1;
    }
}

static void append_listed(struct page *page, uint32_t task, const char *text, size_t bytes,
                          size_t indent, bool note, bool first)
{
    size_t width = 0;
    page_repeat(page, ' ', 2);
    if (first)
        width = page_name(page, task, false, page->out);
    page_repeat(page, ' ', page->name_width - width + 2 + indent);
    append_cell(page, text, bytes, page->list_width - indent, note);
}

/* Output runs over the columns: "  out  T1: hello\n". */
static void append_output(struct page *page, const struct trace_step *step)
{
    struct str text = {0};
    const char *output = trace_text(page->trace, step->value);
    page_repeat(page, ' ', 1 + page->step_width - 3);
    page_name(page, step->task, false, &text);
    str_append(&text, ": ");
    utf8_append_printable(&text, output, strlen(output));
    page_cut(&text, page->width - page->step_width - 3);
    bool error = strcmp(trace_text(page->trace, step->verb), "print to stderr") == 0;
    page_paint(page, PAINT_DIM, error ? "err  " : "out  ");
    page_paint(page, PAINT_CYAN, str_text(&text));
    str_append(page->out, "\n");
    str_release(&text);
}

void page_row(struct page *page, const struct trace_step *step, uint64_t number)
{
    enum { INDENT = 2 };
    if (step->kind == TRACE_OUTPUT) {
        append_output(page, step);
        return;
    }
    const struct str *phrase = page_phrase(page, step);
    const char *text = str_text(phrase);
    size_t left = phrase->bytes, indent = 0, next;
    uint32_t acting = page->column_of[step->task];
    size_t width = page->list ? page->list_width : SIZE_MAX;
    struct str source = {0};
    bool note = step->kind != TRACE_OPERATION;
    if (!page->list)
        covered_columns(page, acting, &width);
    do {
        size_t bytes = line_bytes(text, left, width - indent, &next);
        append_step_number(page, indent == 0 ? number : 0);
        if (page->list)
            append_listed(page, step->task, text, bytes, indent, note, indent == 0);
        else
            append_columns(page, acting, text, bytes, indent, note);
        if (indent == 0) {
            page_source(page, step->site, &source);
            page_repeat(page, ' ', 2);
            if (page->source_style == SOURCE_LINE)
                page_repeat(page, ' ', page->source_width - source.bytes);
            page_paint(page, PAINT_DIM, str_text(&source));
        }
        end_line(page);
        text += next;
        left -= next;
        indent = INDENT;
    } while (left > 0);
    str_release(&source);
}

/* The task that a note "create T2" is about: the first one of that name that is not alive yet. */
static void follow_created(struct page *page, const struct trace_step *step)
{
    const char *name = trace_text(page->trace, step->target);
    for (size_t i = 0; i < page->columns.count; i++) {
        struct column *column = &page->columns.items[i];
        if (column->lane == LANE_NONE && !column->started &&
            strcmp(page->trace->tasks.items[column->task].name, name) == 0) {
            column->lane = LANE_ALIVE;
            column->started = true;
            return;
        }
    }
}

static enum lane lane_of_region(uint8_t region)
{
    switch (region) {
    case REGION_TRYING:
    case REGION_DOORWAY:
    case REGION_WAITING:
        return LANE_TRYING;
    case REGION_CRITICAL:
        return LANE_CRITICAL;
    default:
        return LANE_ALIVE;
    }
}

void page_follow(struct page *page, const struct trace_step *step)
{
    uint32_t index = page->column_of[step->task];
    if (step->kind == TRACE_CREATED)
        follow_created(page, step);
    if (index == UINT32_MAX)
        return;
    struct column *column = &page->columns.items[index];
    if (step->kind == TRACE_FINISHED)
        column->lane = LANE_NONE;
    else if (step->region != TRACE_NO_REGION)
        column->lane = lane_of_region(step->region);
    else if (column->lane == LANE_NONE)
        column->lane = LANE_ALIVE;
    column->started = true;
    page->regions |= column->lane == LANE_CRITICAL || column->lane == LANE_TRYING;
}

static void append_heading(struct page *page, const char *text, size_t width, bool rule)
{
    page_repeat(page, ' ', 2);
    if (rule) {
        page_repeat(page, '-', width);
        return;
    }
    size_t next, bytes = line_bytes(text, strlen(text), width, &next);
    struct str line = {0};
    str_append_bytes(&line, text, bytes);
    page_paint(page, PAINT_BOLD, str_text(&line));
    page_repeat(page, ' ', width - utf8_width(text, bytes));
    str_release(&line);
}

void page_heading(struct page *page)
{
    struct str name = {0};
    for (int rule = 0; rule < 2; rule++) {
        page_repeat(page, ' ', 1);
        page_repeat(page, rule ? '-' : ' ', page->step_width - 4);
        page_repeat(page, '-', rule ? 4 : 0);
        page_paint(page, PAINT_BOLD, rule ? "" : "step");
        if (page->list) {
            append_heading(page, "task", page->name_width, rule);
            append_heading(page, "operation", page->list_width, rule);
        }
        for (size_t i = 0; !page->list && i < page->columns.count; i++) {
            str_clear(&name);
            page_name(page, page->columns.items[i].task, true, &name);
            append_heading(page, str_text(&name), page->columns.items[i].width, rule);
        }
        append_heading(page, page_source_heading(page), page->source_width, rule);
        end_line(page);
    }
    str_release(&name);
}
