/* SPDX-License-Identifier: MIT */
/* A trace as text: what it is, what happened step by step, and what is wrong. */
#include "traces/text_page.h"

#include "base/check.h"
#include "traces/utf8.h"

#include <string.h>

static void append_plural(struct str *out, uint64_t count, const char *noun)
{
    page_count(out, count);
    str_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}

static void append_end(struct str *out, const char *end)
{
    static const struct {
        const char *end, *phrase;
    } phrases[] = {
        {"finished", "every task ended"},        {"exited", "the program exited"},
        {"stuck", "stuck, no task can go on"},   {"violation", "ended by an error"},
        {"cut", "cut at the limit of steps"},    {"unsupported", "ended by something unsupported"},
        {"hung", "a task computes without end"}, {"abandoned", "left by the strategy"},
        {"flooded", "cut because it printed too much"},
        {"endless", "it goes on for ever"},
        {"excluded", "it does not count: something that is assumed is false"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(phrases); i++)
        if (strcmp(phrases[i].end, end) == 0) {
            str_append(out, phrases[i].phrase);
            return;
        }
    str_append(out, end);
}

static void append_words(struct str *out, const char *before, char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str_append(out, i == 0 ? before : " ");
        utf8_append_printable(out, words[i], strlen(words[i]));
    }
}

/* "  program   peterson.c -O1, arguments: 2 3" and the like; texts too long for the page are cut.
 */
static void header_line(struct page *page, const char *label, const struct str *text)
{
    enum { LABEL_BYTES = 13 };
    size_t room = page->width - LABEL_BYTES;
    page_repeat(page, ' ', 2);
    page_paint(page, PAINT_DIM, label);
    page_repeat(page, ' ', LABEL_BYTES - 2 - strlen(label));
    if (text->bytes <= room || room < 40) {
        str_append(page->out, str_text(text));
    } else {
        struct str rest = {0};
        str_append(&rest, "... (");
        append_plural(&rest, text->bytes, "character");
        str_append(&rest, ")");
        str_append_bytes(page->out, str_text(text), room - rest.bytes);
        str_append(page->out, str_text(&rest));
        str_release(&rest);
    }
    str_append(page->out, "\n");
}

static void append_title(struct page *page, uint64_t operations)
{
    const struct trace *t = page->trace;
    struct str title = {0};
    const char *name = t->program.name != NULL ? t->program.name : "?";
    utf8_append_printable(&title, name, strlen(name));
    str_append(&title, ": ");
    append_plural(&title, operations, "step");
    str_append(&title, " of ");
    append_plural(&title, t->tasks.count, "task");
    str_append(&title, ", ");
    append_end(&title, t->end != NULL ? t->end : "?");
    page_paint(page, PAINT_BOLD, str_text(&title));
    str_append(page->out, "\n");
    str_release(&title);
}

static void append_header(struct page *page, uint64_t operations)
{
    const struct trace *t = page->trace;
    const struct trace_program *p = &t->program;
    struct str line = {0};
    append_title(page, operations);
    append_words(&line, "", p->files.items, p->files.count);
    append_words(&line, "  ", p->flags.items, p->flags.count);
    append_words(&line, "  ", p->libs.items, p->libs.count);
    append_words(&line, "  -- ", p->arguments.items, p->arguments.count);
    if (line.bytes > 0)
        header_line(page, "program", &line);
    str_clear(&line);
    if (t->engine != NULL) {
        utf8_append_printable(&line, t->engine, strlen(t->engine));
        if (t->strategy != NULL) {
            str_append(&line, ", ");
            utf8_append_printable(&line, t->strategy, strlen(t->strategy));
        }
        str_printf(&line, ", seed %" PRIu64, t->seed);
        header_line(page, "found by", &line);
    }
    str_clear(&line);
    schedule_format(&t->schedule, &line);
    header_line(page, "schedule", &line);
    str_append(page->out, "\n");
    str_release(&line);
}

static enum paint paint_of(enum severity severity)
{
    return severity == SEVERITY_ERROR     ? PAINT_RED
           : severity == SEVERITY_WARNING ? PAINT_YELLOW
                                          : PAINT_CYAN;
}

/* One line in the table, where the finding showed. */
static void append_marker(struct page *page, const struct trace_finding *finding)
{
    struct str text = {0};
    const char *message = finding->message;
    page_repeat(page, '>', 1 + page->step_width);
    str_printf(&text, "  %s: %s: ", severity_name(finding->severity),
               finding_kind_name(finding->kind));
    utf8_append_printable(&text, message, strcspn(message, "\n"));
    page_cut(&text, page->width - 1 - page->step_width);
    page_paint(page, paint_of(finding->severity), str_text(&text));
    str_append(page->out, "\n");
    str_release(&text);
}

/* Markers up to and including those of operation number - 1; all that are left for UINT64_MAX. */
static size_t append_markers(struct page *page, size_t mark, uint64_t number)
{
    for (; mark < page->marks.count; mark++) {
        if (number != UINT64_MAX && page->marks.items[mark].step >= number)
            break;
        append_marker(page, &page->trace->findings.items[page->marks.items[mark].finding]);
    }
    return mark;
}

static void append_left_out(struct page *page, uint64_t *count)
{
    if (*count == 0)
        return;
    struct str text = {0};
    page_repeat(page, ' ', 1 + page->step_width - 3);
    str_append(&text, "...  ");
    append_plural(&text, *count, "row");
    str_append(&text, " left out");
    page_paint(page, PAINT_DIM, str_text(&text));
    str_append(page->out, "\n");
    str_release(&text);
    *count = 0;
}

static void append_note(struct page *page, const char *text)
{
    page_repeat(page, '~', 1 + page->step_width);
    str_append(page->out, "  ");
    page_paint(page, PAINT_YELLOW, text);
    str_append(page->out, "\n");
}

/* After the last step of an execution that never ends. */
static void append_repetition(struct page *page)
{
    const struct schedule *schedule = &page->trace->schedule;
    struct str text = {0};
    if (schedule->endless_steps == 0)
        return;
    if (schedule->cycle_steps > 0)
        str_printf(&text, "and again from step %" PRIu64,
                   schedule->endless_steps - schedule->cycle_steps + 1);
    else
        str_append(&text, "and nobody has to move any more");
    append_note(page, str_text(&text));
    str_release(&text);
}

/* Before the step with this number, from 1, the cycle may begin. */
static void append_cycle_begin(struct page *page, uint64_t number)
{
    const struct schedule *schedule = &page->trace->schedule;
    struct str text = {0};
    if (schedule->cycle_steps == 0 ||
        number != schedule->endless_steps - schedule->cycle_steps + 1)
        return;
    append_plural(&text, schedule->cycle_steps, "step");
    str_append(&text, schedule->cycle_steps == 1 ? " that is repeated for ever:"
                                                 : " that are repeated for ever:");
    append_note(page, str_text(&text));
    str_release(&text);
}

static void append_table(struct page *page)
{
    const struct trace *t = page->trace;
    uint64_t number = 0, left_out = 0;
    size_t mark = 0;
    page_heading(page);
    for (size_t i = 0; i < t->steps.count; i++) {
        const struct trace_step *step = &t->steps.items[i];
        bool operation = step->kind == TRACE_OPERATION;
        number += operation;
        page_follow(page, step);
        left_out += page->shown[i] == SHOW_LEFT_OUT;
        if (page->shown[i] != SHOW_ROW)
            continue;
        append_left_out(page, &left_out);
        if (operation)
            append_cycle_begin(page, number);
        page_row(page, step, operation ? number : 0);
        if (operation)
            mark = append_markers(page, mark, number);
    }
    append_left_out(page, &left_out);
    append_repetition(page);
    append_markers(page, mark, UINT64_MAX);
    if (page->regions && !page->list) {
        str_append(page->out, "\n");
        page_repeat(page, ' ', 3 + page->step_width);
        page_paint(page, PAINT_DIM, "# in its critical section   : trying to enter   | elsewhere");
        str_append(page->out, "\n");
    }
}

/* All lines of a message, indented. */
static void append_message(struct page *page, const char *message)
{
    while (*message != '\0') {
        size_t bytes = strcspn(message, "\n");
        page_repeat(page, ' ', 2);
        utf8_append_printable(page->out, message, bytes);
        str_append(page->out, "\n");
        message += bytes + (message[bytes] == '\n');
    }
}

static size_t what_width(const struct trace_finding_site *site)
{
    struct str what = {0};
    utf8_append_printable(&what, site->what, strlen(site->what));
    size_t width = utf8_width(str_text(&what), what.bytes);
    str_release(&what);
    return width;
}

/* "    T1  holds mutex a   prog.c:12 in worker"; the widths are those of the columns. */
static void append_finding_site(struct page *page, const struct trace_finding_site *site,
                                size_t names, size_t whats)
{
    const struct trace *t = page->trace;
    size_t used = 0;
    page_repeat(page, ' ', 4);
    if (site->task != UINT32_MAX)
        used = page_name(page, site->task, false, page->out);
    page_repeat(page, ' ', names > 0 ? names - used + 2 : 0);
    utf8_append_printable(page->out, site->what, strlen(site->what));
    if (site->site != UINT32_MAX) {
        const char *function = t->sites.items[site->site].function;
        page_repeat(page, ' ', whats - what_width(site) + (whats > 0 ? 2 : 0));
        const struct trace_site *place = &t->sites.items[site->site];
        utf8_append_printable(page->out, place->file, strlen(place->file));
        str_printf(page->out, ":%" PRIu32, place->line);
        str_append(page->out, " in ");
        utf8_append_printable(page->out, function, strlen(function));
    }
    str_append(page->out, "\n");
}

static void append_finding_sites(struct page *page, const struct trace_finding *finding)
{
    size_t names = 0, whats = 0;
    struct str name = {0};
    for (size_t i = 0; i < finding->sites.count; i++) {
        const struct trace_finding_site *site = &finding->sites.items[i];
        size_t width = 0, what = what_width(site);
        if (site->task != UINT32_MAX)
            width = page_name(page, site->task, false, &name);
        names = width > names ? width : names;
        whats = what > whats ? what : whats;
    }
    for (size_t i = 0; i < finding->sites.count; i++)
        append_finding_site(page, &finding->sites.items[i], names, whats);
    str_release(&name);
}

static void append_finding(struct page *page, const struct trace_finding *finding,
                           uint64_t operations)
{
    struct str title = {0};
    str_printf(&title, "%s: %s", severity_name(finding->severity),
               finding_kind_name(finding->kind));
    str_append(page->out, "\n");
    page_paint(page, paint_of(finding->severity), str_text(&title));
    if (finding->step < operations)
        str_printf(page->out, " at step %" PRIu64, finding->step + 1);
    else
        str_append(page->out, " at the end");
    str_append(page->out, "\n");
    append_message(page, finding->message);
    append_finding_sites(page, finding);
    str_release(&title);
}

void trace_write_text(const struct trace *trace, const struct trace_text_options *options,
                      struct str *out)
{
    struct page page;
    uint64_t operations = 0;
    for (size_t i = 0; i < trace->steps.count; i++)
        operations += trace->steps.items[i].kind == TRACE_OPERATION;
    page_init(&page, trace, options, out);
    if (!options->table_only)
        append_header(&page, operations);
    append_table(&page);
    for (size_t i = 0; i < trace->findings.count && !options->table_only; i++)
        append_finding(&page, &trace->findings.items[i], operations);
    page_release(&page);
}
