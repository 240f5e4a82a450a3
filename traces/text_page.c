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
    COLUMN_GOOD = 18,
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

/* Leaves the last columns of what was appended since start. */
static void keep_tail(struct str *out, size_t start, size_t columns)
{
    size_t width = utf8_width(out->text + start, out->bytes - start);
    if (width <= columns)
        return;
    const char *from = out->text + start;
    for (size_t drop = width - columns + 2; drop > 0; drop--)
        from += utf8_sequence(from, 4);
    char *tail = memory_copy_text(from);
    out->bytes = start;
    str_append(out, "..");
    str_append(out, tail);
    free(tail);
}

void page_source(const struct page *page, uint32_t site, struct str *out)
{
    if (site == UINT32_MAX)
        return;
    const struct trace_site *s = &page->trace->sites.items[site];
    if (page->source_style == SOURCE_LINE) {
        str_printf(out, "%" PRIu32, s->line);
        return;
    }
    size_t start = out->bytes, skip = page->source_style == SOURCE_BASE ? page->folder_bytes : 0;
    utf8_append_printable(out, s->file + skip, strlen(s->file + skip));
    str_printf(out, ":%" PRIu32, s->line);
    keep_tail(out, start, SOURCE_MAX);
}

void page_cut(struct str *line, size_t columns)
{
    if (utf8_width(line->text, line->bytes) <= columns)
        return;
    size_t at = 0;
    for (size_t column = 0; column < columns - 3; column++)
        at += utf8_sequence(line->text + at, line->bytes - at);
    line->bytes = at;
    str_append(line, "...");
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

static bool begins_cycle(const struct trace *trace, uint64_t operation)
{
    const struct schedule *schedule = &trace->schedule;
    return schedule->cycle_steps > 0 &&
           operation == schedule->endless_steps - schedule->cycle_steps;
}

/* Everything but eager operations, unless a finding or the cycle is there. */
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
            wanted |= begins_cycle(trace, operation);
            operation++;
        }
        page->shown[i] = wanted ? SHOW_ROW : SHOW_NEVER;
        rows += wanted;
    }
    return rows;
}

/* Keeps a step and a few rows before it. */
static void show_around(struct page *page, uint64_t wanted)
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
        show_around(page, page->marks.items[i].step);
    if (page->trace->schedule.cycle_steps > 0)
        show_around(page, page->trace->schedule.endless_steps - page->trace->schedule.cycle_steps);
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

/* What each column would like to have.  Output is not in a column. */
static void measure_columns(struct page *page)
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
    for (size_t i = 0; i < trace->steps.count; i++) {
        const struct trace_step *step = &trace->steps.items[i];
        operations += step->kind == TRACE_OPERATION;
        if (page->shown[i] != SHOW_ROW || step->kind == TRACE_OUTPUT)
            continue;
        struct column *column = &page->columns.items[page->column_of[step->task]];
        const struct str *phrase = page_phrase(page, step);
        size_t width = utf8_width(str_text(phrase), phrase->bytes);
        column->width = larger(column->width, width);
        page->list_width = larger(page->list_width, width);
    }
    str_clear(&text);
    str_printf(&text, "%" PRIu64, operations);
    page->step_width = larger(text.bytes, strlen("step"));
    str_release(&text);
}

/* What the files of the shown steps have in common. */
static void compare_files(struct page *page)
{
    const struct trace *trace = page->trace;
    const char *first = NULL;
    page->one_file = true;
    for (size_t i = 0; i < trace->steps.count; i++) {
        uint32_t site = trace->steps.items[i].site;
        if (page->shown[i] != SHOW_ROW || site == UINT32_MAX)
            continue;
        const char *file = trace->sites.items[site].file;
        if (first == NULL) {
            const char *slash = strrchr(file, '/');
            page->folder_bytes = slash != NULL ? (size_t)(slash - file) + 1 : 0;
            first = file;
        }
        page->one_file &= strcmp(first, file) == 0;
        while (page->folder_bytes > 0 && strncmp(first, file, page->folder_bytes) != 0)
            do
                page->folder_bytes--;
            while (page->folder_bytes > 0 && first[page->folder_bytes - 1] != '/');
    }
}

static void measure_source(struct page *page)
{
    const struct trace *trace = page->trace;
    struct str text = {0};
    page->source_width = strlen(page_source_heading(page));
    for (size_t i = 0; i < trace->steps.count; i++) {
        if (page->shown[i] != SHOW_ROW || trace->steps.items[i].kind == TRACE_OUTPUT)
            continue;
        str_clear(&text);
        page_source(page, trace->steps.items[i].site, &text);
        page->source_width = larger(page->source_width, utf8_width(str_text(&text), text.bytes));
    }
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

/* For the columns. */
static size_t room_of(const struct page *page)
{
    size_t around = 1 + page->step_width + GAP + page->source_width;
    return page->width > around ? page->width - around : 0;
}

/* Writes the sources in the widest way that leaves the columns what they like to have. */
static void choose_source_style(struct page *page)
{
    compare_files(page);
    for (int style = SOURCE_PATH; style <= SOURCE_LINE; style++) {
        if (style == SOURCE_LINE && !page->one_file)
            break;
        page->source_style = (enum source_style)style;
        measure_source(page);
        if (total_width(page, page->width) <= room_of(page))
            break;
    }
}

/*
 * Gives every column its wish, or cuts the widest ones until all fit.  Texts may run over the
 * columns behind theirs; in the last one they cannot, so it is cut last of all.  False: columns of
 * a readable width do not fit.
 */
static bool fit_columns(struct page *page)
{
    if (page->columns.count == 0)
        return true;
    struct column *last = vec_last(&page->columns);
    size_t room = room_of(page), wish = last->width, widest = page->width;
    last->width = 0;
    for (; widest >= COLUMN_MIN; widest--) {
        size_t others = total_width(page, widest);
        size_t enough = widest > COLUMN_GOOD || wish < widest ? wish : widest;
        if (others + enough > room)
            continue;
        last->width = wish < room - others ? wish : room - others;
        for (struct column *c = page->columns.items; c < last; c++)
            c->width = c->width < widest ? c->width : widest;
        return true;
    }
    return false;
}

static void fit_list(struct page *page)
{
    page->list = true;
    page->source_style = SOURCE_PATH;
    measure_source(page);
    size_t room = room_of(page), names = page->name_width + 2 * GAP;
    size_t list_room = room > names + COLUMN_MIN ? room - names : COLUMN_MIN;
    if (page->list_width > list_room)
        page->list_width = list_room;
}

const char *page_source_heading(const struct page *page)
{
    return page->source_style == SOURCE_LINE ? "line" : "source";
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
    page->name_width = strlen("task");
    page->list_width = strlen("operation");
    measure_columns(page);
    choose_source_style(page);
    if (!fit_columns(page))
        fit_list(page);
}

void page_release(struct page *page)
{
    free(page->shown);
    free(page->column_of);
    vec_release(&page->columns);
    vec_release(&page->marks);
    str_release(&page->phrase);
}
