/* SPDX-License-Identifier: MIT */
/* The layout of a printed trace: what is shown, and where. */
#include "traces/text_page.h"

#include "base/check.h"
#include "traces/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    WIDTH_DEFAULT = 100,
    WIDTH_MIN = 40,
    COLUMN_MIN = 14, /* narrower ones are unreadable: then a list */
    SOURCE_MAX = 28,
    GAP = 2,            /* between columns */
    AROUND_FINDING = 3, /* rows shown before a finding in what is left out ... */
    FINDINGS_KEPT = 10, /* ... for so many findings */
};

void page_paint(struct page *page, enum paint paint, const char *text)
{
    static const char *const codes[] = {"", "2", "1", "1;31", "33", "36"};
    if (!page->options->colour || paint == PAINT_PLAIN || text[0] == '\0')
        str_append(page->out, text);
    else
        str_printf(page->out, "\x1b[%sm%s\x1b[0m", codes[paint], text);
}

void page_repeat(struct page *page, char c, size_t count)
{
    for (; count > 0; count--)
        str_append_bytes(page->out, &c, 1);
}

void page_count(struct str *out, uint64_t count)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            str_append(out, ",");
        str_append_bytes(out, &digits[i], 1);
    }
}

void page_source(const struct page *page, uint32_t site, size_t width_max, struct str *out)
{
    if (site == UINT32_MAX)
        return;
    const struct trace_site *s = &page->trace->sites.items[site];
    size_t start = out->bytes;
    utf8_append_printable(out, s->file, strlen(s->file));
    str_printf(out, ":%" PRIu32, s->line);
    size_t width = utf8_width(out->text + start, out->bytes - start);
    if (width_max == 0 || width <= width_max)
        return;
    char *text = out->text + start, *from = text;
    for (size_t drop = width - width_max + 2; drop > 0; drop--)
        do
            from++;
        while (((uint8_t)*from & 0xc0) == 0x80);
    char *tail = memory_copy_text(from);
    out->bytes = start;
    str_append(out, "..");
    str_append(out, tail);
    free(tail);
}

const struct str *page_phrase(struct page *page, const struct trace_step *step)
{
    str_clear(&page->phrase);
    trace_step_phrase(page->trace, step, &page->phrase);
    return &page->phrase;
}

static int compare_marks(const void *a, const void *b)
{
    const struct mark *ma = a, *mb = b;
    if (ma->step != mb->step)
        return ma->step < mb->step ? -1 : 1;
    return ma->finding < mb->finding ? -1 : 1;
}

static void sort_marks(struct page *page)
{
    const struct trace *trace = page->trace;
    for (size_t i = 0; i < trace->findings.count; i++) {
        struct mark mark = {trace->findings.items[i].step, i};
        vec_push(&page->marks, mark);
    }
    if (page->marks.count > 1)
        qsort(page->marks.items, page->marks.count, sizeof *page->marks.items, compare_marks);
}

/* Everything but eager operations, unless a finding is there. */
static size_t show_rows(struct page *page)
{
    const struct trace *trace = page->trace;
    size_t rows = 0, mark = 0;
    uint64_t operation = 0;
    for (size_t i = 0; i < trace->steps.count; i++) {
        const struct trace_step *step = &trace->steps.items[i];
        bool wanted = !step->eager || page->options->show_eager;
        if (step->kind == TRACE_OPERATION) {
            for (; mark < page->marks.count && page->marks.items[mark].step == operation; mark++)
                wanted = true;
            operation++;
        }
        page->shown[i] = wanted ? SHOW_ROW : SHOW_NEVER;
        rows += wanted;
    }
    return rows;
}

/* Keeps the step of a finding and a few rows before it. */
static void show_finding(struct page *page, uint64_t wanted)
{
    const struct trace *trace = page->trace;
    size_t at = 0;
    uint64_t operation = 0;
    for (; at < trace->steps.count; at++)
        if (trace->steps.items[at].kind == TRACE_OPERATION && operation++ == wanted)
            break;
    if (at == trace->steps.count)
        return;
    page->shown[at] = SHOW_ROW;
    for (int kept = 0; at > 0 && kept < AROUND_FINDING; at--)
        if (page->shown[at - 1] != SHOW_NEVER) {
            page->shown[at - 1] = SHOW_ROW;
            kept++;
        }
}

/* Leaves out the middle: a quarter of the rows are the first ones, the rest the last. */
static void leave_out(struct page *page, size_t rows)
{
    uint64_t limit = page->options->steps_max;
    if (limit == 0 || rows <= limit)
        return;
    size_t head = limit / 4, tail = limit - head, row = 0;
    for (size_t i = 0; i < page->trace->steps.count; i++) {
        if (page->shown[i] == SHOW_NEVER)
            continue;
        if (row >= head && row < rows - tail)
            page->shown[i] = SHOW_LEFT_OUT;
        row++;
    }
    for (size_t i = 0; i < page->marks.count && i < FINDINGS_KEPT; i++)
        show_finding(page, page->marks.items[i].step);
}

/* Adds a column for each task that does something in a shown row, in order of the tasks. */
static void find_columns(struct page *page)
{
    const struct trace *trace = page->trace;
    page->column_of = memory_new(trace->tasks.count + 1, sizeof *page->column_of);
    for (size_t i = 0; i < trace->steps.count; i++)
        if (page->shown[i] == SHOW_ROW)
            page->column_of[trace->steps.items[i].task] = 1;
    for (uint32_t task = 0; task < trace->tasks.count; task++) {
        struct column column = {.task = task, .lane = LANE_NONE};
        if (page->column_of[task] == 0) {
            page->column_of[task] = UINT32_MAX;
            continue;
        }
        page->column_of[task] = (uint32_t)page->columns.count;
        vec_push(&page->columns, column);
    }
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t page_name(const struct page *page, uint32_t task, bool with_function, struct str *out)
{
    const struct trace_task *t = &page->trace->tasks.items[task];
    size_t start = out->bytes;
    utf8_append_printable(out, t->name, strlen(t->name));
    if (with_function && strcmp(t->name, t->function) != 0) {
        str_append(out, " ");
        utf8_append_printable(out, t->function, strlen(t->function));
    }
    return utf8_width(str_text(out) + start, out->bytes - start);
}

/* What each column would like to have, and what the other parts of a row need. */
static void measure(struct page *page)
{
    const struct trace *trace = page->trace;
    struct str text = {0};
    uint64_t operations = 0;
    for (size_t i = 0; i < page->columns.count; i++) {
        struct column *column = &page->columns.items[i];
        str_clear(&text);
        column->width = page_name(page, column->task, true, &text);
        str_clear(&text);
        page->name_width = larger(page->name_width, page_name(page, column->task, false, &text));
    }
    page->name_width = larger(page->name_width, strlen("task"));
    page->list_width = strlen("operation");
    page->source_width = strlen("source");
    for (size_t i = 0; i < trace->steps.count; i++) {
        const struct trace_step *step = &trace->steps.items[i];
        operations += step->kind == TRACE_OPERATION;
        if (page->shown[i] != SHOW_ROW)
            continue;
        struct column *column = &page->columns.items[page->column_of[step->task]];
        const struct str *phrase = page_phrase(page, step);
        size_t width = utf8_width(str_text(phrase), phrase->bytes);
        column->width = larger(column->width, width);
        page->list_width = larger(page->list_width, width);
        str_clear(&text);
        page_source(page, step->site, SOURCE_MAX, &text);
        page->source_width = larger(page->source_width, utf8_width(str_text(&text), text.bytes));
    }
    str_clear(&text);
    str_printf(&text, "%" PRIu64, operations);
    page->step_width = larger(text.bytes, strlen("step"));
    str_release(&text);
}

static size_t total_width(const struct page *page, size_t width_max)
{
    size_t total = 0;
    for (size_t i = 0; i < page->columns.count; i++) {
        size_t width = page->columns.items[i].width;
        total += (width < width_max ? width : width_max) + GAP;
    }
    return total;
}

/* Gives every column its wish, or cuts the widest ones until all fit; else it becomes a list. */
static void fit(struct page *page)
{
    size_t around = 1 + page->step_width + GAP + page->source_width;
    size_t room = page->width > around ? page->width - around : 0;
    size_t widest = page->width;
    while (widest >= COLUMN_MIN && total_width(page, widest) > room)
        widest--;
    page->list = widest < COLUMN_MIN;
    for (size_t i = 0; i < page->columns.count; i++)
        if (page->columns.items[i].width > widest)
            page->columns.items[i].width = widest;
    size_t names = page->name_width + 2 * GAP;
    size_t list_room = room > names + COLUMN_MIN ? room - names : COLUMN_MIN;
    if (page->list_width > list_room)
        page->list_width = list_room;
}

void page_init(struct page *page, const struct trace *trace,
               const struct trace_text_options *options, struct str *out)
{
    memset(page, 0, sizeof *page);
    page->trace = trace;
    page->options = options;
    page->out = out;
    page->width = options->columns > 0 ? options->columns : WIDTH_DEFAULT;
    if (page->width < WIDTH_MIN)
        page->width = WIDTH_MIN;
    page->shown = memory_new(trace->steps.count + 1, 1);
    sort_marks(page);
    leave_out(page, show_rows(page));
    find_columns(page);
    measure(page);
    fit(page);
}

void page_release(struct page *page)
{
    free(page->shown);
    free(page->column_of);
    vec_release(&page->columns);
    vec_release(&page->marks);
    str_release(&page->phrase);
}
